"""Reads of what the graded weeks of a course weigh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, select
from sqlalchemy.orm import Session

from forum.grading.models import Criterion, Grade, PromptWeight, Rating, Rubric, Weighting
from forum.prompts.models import Checkpoint, Prompt
from forum.rules.gradebook import USUAL_WEIGHT


@dataclass(frozen=True)
class GradedWeek:
    """A week with a rubric: its most points, its weight, when it opens (None: no date), and whether
    anybody has a working grade there.
    """

    prompt_id: int
    week: int
    title: str
    most: Decimal
    weight: Decimal
    opens_at: datetime | None
    is_published: bool
    has_grades: bool


@dataclass(frozen=True)
class Weights:
    """How a course's weeks make a total; ``version`` is 0 while nobody has set anything."""

    weeks: tuple[GradedWeek, ...]
    drop_lowest: int
    version: int


def get_weights(session: Session, course_id: int) -> Weights:
    """The graded weeks in their order with their weights, and how many are dropped; one statement.

    Columns are read, not entities: what another writer has committed since is seen.
    """
    rows = session.execute(_WEEKS, {"course_id": course_id}).all()
    set_by_somebody = bool(rows) and rows[0].version is not None
    return Weights(
        weeks=tuple(_week(row) for row in rows),
        drop_lowest=rows[0].drop_lowest if set_by_somebody else 0,
        version=rows[0].version if set_by_somebody else 0,
    )


def _week(row: Row[Any]) -> GradedWeek:
    return GradedWeek(
        prompt_id=row.id,
        week=row.week,
        title=row.title,
        most=row.most or Decimal(0),
        weight=USUAL_WEIGHT if row.weight is None else row.weight,
        opens_at=row.opens_at,
        has_grades=row.has_grades,
        is_published=row.published_at is not None and row.withdrawn_at is None,
    )


def _weeks() -> Select[Any]:
    """A row for each graded week, with what holds for the course beside it."""
    most = (
        select(Criterion.rubric_id, func.max(Rating.points).label("most"))
        .join(Rating, Rating.criterion_id == Criterion.id)
        .group_by(Criterion.id)
        .subquery()
    )
    opens_at = (
        select(Checkpoint.due_at)
        .where(Checkpoint.prompt_id == Prompt.id, Checkpoint.kind == "opens")
        .order_by(Checkpoint.set_at.desc(), Checkpoint.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    points = select(func.sum(most.c.most)).where(most.c.rubric_id == Rubric.id).scalar_subquery()
    return (
        select(
            Prompt.id,
            Prompt.week,
            Prompt.title,
            Prompt.published_at,
            Prompt.withdrawn_at,
            points.label("most"),
            PromptWeight.weight,
            opens_at.label("opens_at"),
            Weighting.drop_lowest,
            Weighting.version,
            exists().where(Grade.prompt_id == Prompt.id).label("has_grades"),
        )
        .join(Rubric, Rubric.prompt_id == Prompt.id)
        .outerjoin(PromptWeight, PromptWeight.prompt_id == Prompt.id)
        .outerjoin(Weighting, Weighting.course_id == Prompt.course_id)
        .where(Prompt.course_id == bindparam("course_id"))
        .order_by(Prompt.week)
    )


# Built once: it takes as long to build as to answer.
_WEEKS = _weeks()
