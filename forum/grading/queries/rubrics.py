"""A prompt's rubric as it is shown and graded with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, cast, func, select
from sqlalchemy.orm import Session

from forum.grading.models import Criterion, GradeMark, Rating, Rubric
from forum.prompts.models import Prompt

#: The levels of every criterion, best first: 4 Exemplary to 0 Not shown.
LEVELS = (4, 3, 2, 1, 0)


class NoRubric(LookupError):
    """The prompt has no rubric."""


@dataclass(frozen=True)
class RatingView:
    """A level of a criterion, what it is worth in points, and how it is recognised."""

    level: int
    points: Decimal
    description: str


@dataclass(frozen=True)
class CriterionView:
    """A row of the rubric: its ratings from 4 to 0, and the requirements that suggest a level."""

    id: int
    key: str
    title: str
    counted_from: tuple[str, ...]
    ratings: tuple[RatingView, ...]

    @property
    def most(self) -> Decimal:
        """The points of the best level."""
        return max((rating.points for rating in self.ratings), default=Decimal(0))

    def rating(self, level: int) -> RatingView:
        """The rating of a level. Raises KeyError where the criterion has no such level."""
        for rating in self.ratings:
            if rating.level == level:
                return rating
        raise KeyError(level)


@dataclass(frozen=True)
class RubricView:
    """How a prompt is graded: criteria in their order."""

    id: int
    title: str
    criteria: tuple[CriterionView, ...]

    @property
    def points_total(self) -> Decimal:
        """The most points that can be reached."""
        return sum((criterion.most for criterion in self.criteria), Decimal(0))


def get_rubric(session: Session, prompt_id: int) -> RubricView:
    """The rubric of a prompt. Raises NoRubric. One statement."""
    found = find_rubric(session, prompt_id)
    if found is None:
        raise NoRubric(prompt_id)
    return found


def with_rubric(statement: Select[Any]) -> Select[Any]:
    """The statement about one prompt with columns for ``rubric_in``: a row for each rating, or one
    where there is no rubric.
    """
    return (
        statement.outerjoin(Rubric, Rubric.prompt_id == Prompt.id)
        .outerjoin(Criterion, Criterion.rubric_id == Rubric.id)
        .outerjoin(Rating, Rating.criterion_id == Criterion.id)
        .add_columns(*_COLUMNS)
        .order_by(Criterion.position, Criterion.id, Rating.level.desc())
    )


# Columns as they lie there, texts in the place of JSON: what is made of them is kept by the rows.
_COLUMNS = (
    Rubric.id.label("rubric_id"),
    Rubric.title.label("rubric_title"),
    Criterion.id.label("criterion_id"),
    Criterion.key,
    Criterion.title,
    cast(Criterion.counted_from, Text),
    Rating.level,
    Rating.points,
    Rating.description,
)
_OF_PROMPT = with_rubric(
    select(Prompt.id).select_from(Prompt).where(Prompt.id == bindparam("prompt_id"))
)


def rubric_in(rows: Sequence[Row[Any]]) -> RubricView | None:
    """The rubric that the rows of ``with_rubric`` say; None where the prompt has none."""
    if not rows or rows[0].rubric_id is None:
        return None
    start = rows[0]._fields.index("rubric_id")
    return _rubric_of(tuple(tuple(row)[start : start + len(_COLUMNS)] for row in rows))


def find_rubric(session: Session, prompt_id: int) -> RubricView | None:
    """The rubric of a prompt; None where it has none. One statement."""
    return rubric_in(session.execute(_OF_PROMPT, {"prompt_id": prompt_id}).all())


@lru_cache(maxsize=64)
def _rubric_of(rows: tuple[tuple[Any, ...], ...]) -> RubricView:
    """The rubric that these values of ``_COLUMNS`` say; equal rows give the same object."""
    rated = (row for row in rows if row[6] is not None)
    criteria = tuple(
        CriterionView(
            id=number,
            key=key,
            title=title,
            counted_from=tuple(json.loads(counted_from)),
            ratings=tuple(RatingView(*row[6:]) for row in group),
        )
        for (number, key, title, counted_from), group in groupby(rated, lambda row: row[2:6])
    )
    return RubricView(rows[0][0], rows[0][1], criteria)


def list_rubric_totals(session: Session, prompt_ids: Sequence[int]) -> dict[int, Decimal]:
    """The most points of each rubric by prompt; prompts without a rubric are left out."""
    best = (
        select(Rubric.prompt_id, func.max(Rating.points).label("most"))
        .join(Criterion, Criterion.rubric_id == Rubric.id)
        .join(Rating, Rating.criterion_id == Criterion.id)
        .where(Rubric.prompt_id.in_(prompt_ids))
        .group_by(Rubric.prompt_id, Criterion.id)
    )
    totals: dict[int, Decimal] = {}
    for row in session.execute(best):
        totals[row.prompt_id] = totals.get(row.prompt_id, Decimal(0)) + row.most
    return totals


def count_marked_students(session: Session, prompt_id: int) -> int:
    """How many students have a level set under the prompt's rubric."""
    marked = (
        select(func.count(GradeMark.grade_id.distinct()))
        .join(Criterion, Criterion.id == GradeMark.criterion_id)
        .join(Rubric, Rubric.id == Criterion.rubric_id)
        .where(Rubric.prompt_id == prompt_id)
    )
    return session.scalar(marked) or 0
