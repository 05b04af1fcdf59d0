"""Who has work in a course, and when it or a decision about it last changed; for those who grade.

What ``Book.changed_since`` of grading says of one prompt, of all prompts in one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from forum.discussion.queries.changes import last_versions, moves_out_of_sight
from forum.participation.models import Setting
from forum.prompts.models import Prompt


@dataclass(frozen=True)
class WorkChange:
    """One person's work under one prompt: whether there is any, whether the initial post was waived
    by an instructor, and the latest moment at which the work or a decision about it changed.
    """

    has_work: bool
    is_waived: bool
    changed_at: datetime


def list_changes(session: Session, course_id: int) -> dict[tuple[int, int], WorkChange]:
    """By prompt and person: everybody with work or with a decision in force; one statement."""
    nothing = literal("")
    settings = (
        select(
            Setting.prompt_id,
            Setting.user_id,
            Setting.set_at,
            Setting.requirement,
            Setting.status,
            Setting.id,
        )
        .join(Prompt, Prompt.id == Setting.prompt_id)
        .where(Prompt.course_id == course_id, Setting.ended_at.is_(None))
    )
    versions = last_versions(course_id).add_columns(
        nothing.label("requirement"), literal("written").label("status"), literal(0).label("row_id")
    )
    moves = moves_out_of_sight(course_id).add_columns(nothing, nothing, literal(0))
    rows = union_all(versions, moves, settings).subquery()
    found: dict[tuple[int, int], WorkChange] = {}
    # Of several decisions on one requirement the latest stands, as everywhere.
    for prompt_id, user_id, at, requirement, status, _row in session.execute(
        select(rows).order_by(rows.c.changed_at, rows.c.row_id)
    ):
        before = found.get((prompt_id, user_id))
        is_waived = before.is_waived if before else False
        found[prompt_id, user_id] = WorkChange(
            has_work=status == "written" or (before is not None and before.has_work),
            is_waived=status == "waived" if requirement == "initial_post" else is_waived,
            changed_at=at,
        )
    return found


def list_waived_initials(session: Session, course_id: int) -> set[tuple[int, int]]:
    """Prompt and person where an instructor waived the initial post; one statement."""
    rows = session.execute(
        select(Setting.prompt_id, Setting.user_id, Setting.status)
        .join(Prompt, Prompt.id == Setting.prompt_id)
        .where(
            Prompt.course_id == course_id,
            Setting.requirement == "initial_post",
            Setting.ended_at.is_(None),
        )
        .order_by(Setting.set_at, Setting.id)
    )
    latest = {(row.prompt_id, row.user_id): row.status for row in rows}
    return {key for key, status in latest.items() if status == "waived"}
