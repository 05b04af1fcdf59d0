"""Reads of the activity log, newest first, page by page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from forum.accounts.models import User
from forum.activity.models import Activity

PAGE = 50


@dataclass(frozen=True)
class LogLine:
    """A row of the log with the names of who did it and whom it concerns ("" for nobody)."""

    activity: Activity
    actor: str
    subject: str


def list_activity(
    session: Session, course_id: int, before_id: int | None = None, page: int = PAGE
) -> tuple[Sequence[LogLine], int | None]:
    """One page of a course's log, and the id to ask the next one with (None on the last).

    One statement, by key and not by number: new rows never shift a page.
    """
    actor, subject = aliased(User), aliased(User)
    statement = (
        select(Activity, actor.name.label("actor"), subject.name.label("subject"))
        .outerjoin(actor, actor.id == Activity.actor_id)
        .outerjoin(subject, subject.id == Activity.subject_id)
        .where(Activity.course_id == course_id)
        .order_by(Activity.id.desc())
        .limit(page + 1)
    )
    if before_id is not None:
        statement = statement.where(Activity.id < before_id)
    rows = session.execute(statement).all()
    lines = [LogLine(row.Activity, row.actor or "", row.subject or "") for row in rows[:page]]
    return lines, lines[-1].activity.id if len(rows) > page else None


def list_times(
    session: Session, course_ids: Collection[int], verbs: Collection[str]
) -> dict[int, list[datetime]]:
    """When one of these things was done to each prompt of the courses, by prompt. One statement."""
    rows = session.execute(
        select(Activity.prompt_id, Activity.at)
        .where(
            Activity.course_id.in_(course_ids),
            Activity.verb.in_(verbs),
        )
        .order_by(Activity.id)
    )
    times: dict[int, list[datetime]] = {}
    for prompt_id, at in rows:
        if prompt_id is not None:
            times.setdefault(prompt_id, []).append(at)
    return times
