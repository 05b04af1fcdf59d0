"""A person's own due times."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Enrollment
from forum.courses.turns import take_turn
from forum.prompts.actions.refusals import ExtensionTooEarly, NotAStudent
from forum.prompts.models import Extension, Prompt
from forum.prompts.queries import list_dues
from forum.rules.roles import Role


def give_extension(
    session: Session,
    prompt: Prompt,
    user_id: int,
    kind: str,
    due_at: datetime,
    *,
    by: int,
    now: datetime,
    reason: str = "",
) -> Extension:
    """Give a student an own ``T1``, ``T2`` or ``close``; it replaces an earlier one of the kind.

    ``due_at`` is the first late instant. Raises NotAStudent, and ExtensionTooEarly where it does
    not end after the due time that holds for everybody.
    """
    _require_student(session, prompt, user_id)
    take_turn(session, prompt.course_id)
    common = list_dues(session, [prompt.id]).get(prompt.id, {}).get(kind)
    if common is not None and due_at <= common:
        raise ExtensionTooEarly
    earlier = _current(session, prompt, user_id, kind)
    if earlier is not None and (earlier.due_at, earlier.reason) == (due_at, reason):
        return earlier
    if earlier is not None:
        earlier.ended_at = now
    row = Extension(
        prompt_id=prompt.id,
        user_id=user_id,
        kind=kind,
        due_at=due_at,
        reason=reason,
        set_at=now,
        set_by_id=by,
    )
    session.add(row)
    session.flush()
    before = earlier.due_at if earlier else common
    _log(
        session, prompt, row, "extension_given", by, now, before=_said(before), after=_said(due_at)
    )
    return row


def end_extension(
    session: Session, prompt: Prompt, row: Extension, *, by: int, now: datetime
) -> None:
    """Take an extension back; the due time that holds for everybody holds again."""
    if row.ended_at is not None:
        return
    row.ended_at = now
    _log(session, prompt, row, "extension_ended", by, now, before=_said(row.due_at), after=None)


def _require_student(session: Session, prompt: Prompt, user_id: int) -> None:
    found = session.scalar(
        select(Enrollment.id).where(
            Enrollment.course_id == prompt.course_id,
            Enrollment.user_id == user_id,
            Enrollment.role == Role.STUDENT.value,
            Enrollment.ended_at.is_(None),
        )
    )
    if found is None:
        raise NotAStudent


def _current(session: Session, prompt: Prompt, user_id: int, kind: str) -> Extension | None:
    return session.scalars(
        select(Extension)
        .where(
            Extension.prompt_id == prompt.id,
            Extension.user_id == user_id,
            Extension.kind == kind,
            Extension.ended_at.is_(None),
        )
        .order_by(Extension.set_at.desc())
        .limit(1)
    ).first()


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _log(
    session: Session,
    prompt: Prompt,
    row: Extension,
    verb: str,
    by: int,
    now: datetime,
    *,
    before: str | None,
    after: str | None,
) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=by,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("extension", row.id),
        subject_id=row.user_id,
        kind=row.kind,
        before=before,
        after=after,
    )
