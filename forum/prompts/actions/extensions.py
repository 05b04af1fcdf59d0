"""A person's own due times."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Enrollment
from forum.courses.turns import take_turn
from forum.prompts.actions.refusals import ExtensionTooEarly, NotAStudent
from forum.prompts.models import Extension, ExtensionRequest, Prompt
from forum.prompts.queries import extensions_given_at, list_dues
from forum.rules import facts
from forum.rules.roles import Role


@dataclass(frozen=True)
class Due:
    """An own due time: ``kind`` is T1, T2 or close, ``due_at`` the first late instant."""

    kind: facts.Checkpoint
    due_at: datetime
    reason: str = ""

    def fact(self, student_id: int) -> facts.Extension:
        """The due time of one student as the rules take it."""
        return facts.Extension(student_id, self.kind, self.due_at)


def give_extension(
    session: Session,
    prompt: Prompt,
    user_id: int,
    kind: facts.Checkpoint,
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
    _require_students(session, prompt, {user_id})
    take_turn(session, prompt.course_id)
    common = _common(session, prompt, kind)
    if common is not None and due_at <= common:
        raise ExtensionTooEarly
    earlier = _current(session, prompt, {user_id}, kind).get(user_id)
    if earlier is not None and (earlier.due_at, earlier.reason) == (due_at, reason):
        return earlier
    due = Due(kind, due_at, reason)
    return _give(session, prompt, [user_id], due, {user_id: earlier}, common, by, now)[0]


def give_extensions(
    session: Session,
    prompt: Prompt,
    user_ids: Sequence[int],
    due: Due,
    *,
    by: int,
    now: datetime,
) -> list[Extension]:
    """Give several students the same own due time, all of them or none, with one row each.

    Raises NotAStudent, and ExtensionTooEarly where it is not later than what holds for everybody,
    or for one of them. What is given at once has one ``set_at``, by which it can be taken back.
    """
    take_turn(session, prompt.course_id)
    _require_students(session, prompt, set(user_ids))
    common = _common(session, prompt, due.kind)
    current = _current(session, prompt, user_ids, due.kind)
    check_later(due, common, {user_id: row.due_at for user_id, row in current.items()})
    return _give(session, prompt, user_ids, due, current, common, by, now)


def check_later(due: Due, common: datetime | None, own: Mapping[int, datetime]) -> None:
    """Raise ExtensionTooEarly unless it is later than what holds for everybody, and than what each
    person has already (``own``, by id).
    """
    if common is not None and due.due_at <= common:
        raise ExtensionTooEarly
    if later := {user_id for user_id, due_at in own.items() if due.due_at <= due_at}:
        raise ExtensionTooEarly(later)


def end_extensions_of(
    session: Session, prompt: Prompt, set_at: datetime, *, by: int, now: datetime
) -> int:
    """Take back what this person gave at that instant and nobody has changed since.

    Returns how many extensions that were.
    """
    take_turn(session, prompt.course_id)  # so that two who take back at once leave one log row each
    rows = session.scalars(extensions_given_at(prompt.id, by, set_at)).all()
    for row in rows:
        end_extension(session, prompt, row, by=by, now=now)
    return len(rows)


def end_extension(
    session: Session, prompt: Prompt, row: Extension, *, by: int, now: datetime
) -> None:
    """Take an extension back; the due time that holds for everybody holds again."""
    if row.ended_at is not None:
        return
    row.ended_at = now
    _log(session, prompt, row, "extension_ended", by, now, before=_said(row.due_at), after=None)


def _give(
    session: Session,
    prompt: Prompt,
    user_ids: Sequence[int],
    due: Due,
    current: Mapping[int, Extension | None],
    common: datetime | None,
    by: int,
    now: datetime,
) -> list[Extension]:
    """End what holds for these people, and give what was decided; a row of the log each."""
    rows = []
    for user_id in user_ids:
        if earlier := current.get(user_id):
            earlier.ended_at = now
        values = {"prompt_id": prompt.id, "user_id": user_id, "set_at": now, "set_by_id": by}
        rows.append(Extension(kind=due.kind, due_at=due.due_at, reason=due.reason, **values))
    session.add_all(rows)
    session.flush()
    _grant_requests(session, prompt, rows, by, now)
    for row in rows:
        earlier = current.get(row.user_id)
        before, after = _said(earlier.due_at if earlier else common), _said(due.due_at)
        _log(session, prompt, row, "extension_given", by, now, before=before, after=after)
    return rows


def _grant_requests(
    session: Session, prompt: Prompt, rows: Sequence[Extension], by: int, now: datetime
) -> None:
    """What these students had asked for is granted with what they were given."""
    given = {row.user_id: row.id for row in rows}
    asked = session.scalars(
        select(ExtensionRequest).where(
            ExtensionRequest.prompt_id == prompt.id,
            ExtensionRequest.user_id.in_(given),
            ExtensionRequest.ended_at.is_(None),
        )
    )
    for request in asked:
        request.ended_at, request.outcome, request.answered_by_id = now, "granted", by
        request.extension_id = given[request.user_id]


def _require_students(session: Session, prompt: Prompt, user_ids: Collection[int]) -> None:
    found = session.scalars(
        select(Enrollment.user_id).where(
            Enrollment.course_id == prompt.course_id,
            Enrollment.user_id.in_(user_ids),
            Enrollment.role == Role.STUDENT.value,
            Enrollment.ended_at.is_(None),
        )
    )
    if missing := set(user_ids) - set(found):
        raise NotAStudent(missing)


def _common(session: Session, prompt: Prompt, kind: str) -> datetime | None:
    """When it is due for everybody."""
    return list_dues(session, [prompt.id]).get(prompt.id, {}).get(kind)


def _current(
    session: Session, prompt: Prompt, user_ids: Collection[int], kind: str
) -> dict[int, Extension]:
    """The own due times of this kind in force, by student."""
    rows = session.scalars(
        select(Extension)
        .where(
            Extension.prompt_id == prompt.id,
            Extension.user_id.in_(user_ids),
            Extension.kind == kind,
            Extension.ended_at.is_(None),
        )
        .order_by(Extension.set_at)
    )
    return {row.user_id: row for row in rows}


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
