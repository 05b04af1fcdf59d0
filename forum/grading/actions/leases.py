"""Whom a grader has on the desk, so that two who grade a class meet different students.

A lease forbids nothing: what two people save still meets in their versions. It holds for five
minutes, is renewed while the grader is at work, and ends when the grader goes on. Nothing of it is
logged; it says where somebody is, and not what was done.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.database import insert_new
from forum.discussion.actions.rows import take_turn
from forum.grading.actions.refusals import NotAllowed
from forum.grading.models import DeskLease
from forum.grading.policy import can_grade
from forum.grading.queries.leases import Lease, list_leases
from forum.grading.queue import Queue
from forum.prompts.models import Prompt
from forum.rules.facts import Member

#: How long a student stays on a desk at which nothing happens.
LEASE = timedelta(minutes=5)


def open_desk(
    session: Session, viewer: Viewer, prompt: Prompt, student_id: int, *, now: datetime
) -> Lease | None:
    """Take or renew a student's desk; returns the colleague's lease where one holds it.

    A grader has one student open: leases of the same grader under this prompt end. Raises
    NotAllowed.
    """
    _check(viewer)
    if keep_open(session, viewer, prompt, student_id, now=now):
        _end_others(session, viewer, prompt, student_id, now)
        return None
    return list_leases(session, prompt.id, now).get(student_id)


def take_over(
    session: Session, viewer: Viewer, prompt: Prompt, student_id: int, *, now: datetime
) -> None:
    """Take a student's desk from the colleague who has it. Raises NotAllowed."""
    _check(viewer)
    _insert(session, viewer, prompt, student_id, now)
    session.execute(_own(prompt, student_id).values(_values(viewer, now)))
    _end_others(session, viewer, prompt, student_id, now)


def go_on(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    queue: Queue,
    student_id: int | None,
    *,
    now: datetime,
) -> Member | None:
    """Leave a student (None: begin) and take the next ungraded one whom no colleague has.

    Two who go on in the same instant take turns, so they get different students. None: no student
    is left whom nobody has. Raises NotAllowed.
    """
    _check(viewer)
    take_turn(session, prompt)
    leases = list_leases(session, prompt.id, now)
    following = queue.but_for(leases).next_ungraded(student_id)
    if following is not None:
        keep_open(session, viewer, prompt, following.id, now=now)
    _end_others(session, viewer, prompt, following.id if following else None, now)
    return following


def keep_open(
    session: Session, viewer: Viewer, prompt: Prompt, student_id: int, *, now: datetime
) -> bool:
    """Take or renew the lease where no colleague has it; returns whether the grader has it now."""
    if _insert(session, viewer, prompt, student_id, now):
        return True
    is_free = or_(DeskLease.ends_at <= now, DeskLease.grader_id == viewer.user_id)
    statement = _own(prompt, student_id).where(is_free).values(_values(viewer, now))
    return bool(session.scalars(statement.returning(DeskLease.id)).all())


def _check(viewer: Viewer) -> None:
    if not can_grade(viewer):
        raise NotAllowed


def _insert(
    session: Session, viewer: Viewer, prompt: Prompt, student_id: int, now: datetime
) -> bool:
    row = {"prompt_id": prompt.id, "user_id": student_id, **_values(viewer, now)}
    return bool(insert_new(session, DeskLease, [row], DeskLease.id))


def _values(viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"grader_id": viewer.user_id, "ends_at": now + LEASE}


def _own(prompt: Prompt, student_id: int) -> Any:
    return (
        update(DeskLease)
        .where(DeskLease.prompt_id == prompt.id, DeskLease.user_id == student_id)
        .execution_options(synchronize_session=False)
    )


def _end_others(
    session: Session, viewer: Viewer, prompt: Prompt, student_id: int | None, now: datetime
) -> None:
    """End the grader's leases under this prompt but for one."""
    kept = DeskLease.user_id != (student_id or 0)
    session.execute(
        update(DeskLease)
        .where(
            DeskLease.prompt_id == prompt.id,
            DeskLease.grader_id == viewer.user_id,
            DeskLease.ends_at > now,
            kept,
        )
        .values(ends_at=now)
        .execution_options(synchronize_session=False)
    )
