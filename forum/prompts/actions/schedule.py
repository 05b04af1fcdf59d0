"""Due times: kept as week, day and local time, with the history of what was due when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.calendar import week_starts
from forum.courses.models import Course
from forum.prompts.actions.refusals import DueTooSoon
from forum.prompts.content import DueInput
from forum.prompts.models import Checkpoint, Prompt
from forum.rules.pattern import KINDS, NOTICE, WeekTime, instant_in, is_sudden, relied_on

__all__ = ["KINDS", "check_notice", "check_return", "instant_of", "set_checkpoint"]


def set_checkpoint(
    session: Session,
    prompt: Prompt,
    course: Course,
    kind: str,
    due: DueInput,
    *,
    by: int | None,
    now: datetime,
) -> Checkpoint | None:
    """Set a due time (``opens``, ``T1``, ``T2`` or ``close``); None where it stands so already.

    Earlier settings are kept: what was due when somebody posted decides (RULES.md, "The clock").
    Raises ValueError for a time that is none, and DueTooSoon where a published week's due time
    would move forward to less than a day from ``now`` (SCREENS.md, "Changing a running prompt").
    """
    due_at = instant_of(kind, week_starts(course, due.week), due, course.zone)
    history = _history(session, prompt, kind)
    current = history[-1] if history else None
    if current is not None and _is_same(current, due, due_at):
        return None
    check_notice(prompt, history, due_at, now)
    row = Checkpoint(
        prompt_id=prompt.id,
        kind=kind,
        week=due.week,
        day=due.day,
        local_time=due.local_time,
        due_at=due_at,
        set_at=now,
        set_by_id=by,
    )
    session.add(row)
    session.flush()
    record(
        session,
        "due_time_set",
        now=now,
        actor_id=by,
        course_id=course.id,
        prompt_id=prompt.id,
        target=("checkpoint", row.id),
        kind=kind,
        before=current.due_at.isoformat() if current else None,
        after=due_at.isoformat(),
    )
    return row


def check_notice(
    prompt: Prompt, history: Sequence[Checkpoint], due_at: datetime, now: datetime
) -> None:
    """Raise DueTooSoon where a published week's due time would come without a day's notice.

    ``history`` holds the settings of one kind in their order.
    """
    if not prompt.is_published or not history:
        return
    _require_notice(history, due_at, now)


def check_return(session: Session, prompt: Prompt, now: datetime) -> None:
    """Raise DueTooSoon where a week that was withdrawn would come back with a due time sooner than
    students knew, without a day's notice.
    """
    withdrawn_at = prompt.withdrawn_at
    for kind in KINDS if withdrawn_at else ():
        history = _history(session, prompt, kind)
        known = [row for row in history if withdrawn_at is None or row.set_at <= withdrawn_at]
        if known:
            _require_notice(known, history[-1].due_at, now)


def _require_notice(history: Sequence[Checkpoint], due_at: datetime, now: datetime) -> None:
    kind, known = history[-1].kind, [(row.set_at, row.due_at) for row in history]
    if is_sudden(kind, known, due_at, now):
        before = relied_on(known, now)
        raise DueTooSoon(kind, before, min(before, now + NOTICE))


def instant_of(kind: str, starts_on: date, due: DueInput, zone: ZoneInfo) -> datetime:
    """The instant of a time set in the week that begins on ``starts_on``.

    The opening is its own first minute; the others last to the end of theirs, so their instant is
    the first late one. Raises ValueError for a time that is none.
    """
    return instant_in(kind, starts_on, WeekTime(due.day, due.local_time), zone)


def _history(session: Session, prompt: Prompt, kind: str) -> Sequence[Checkpoint]:
    return session.scalars(
        select(Checkpoint)
        .where(Checkpoint.prompt_id == prompt.id, Checkpoint.kind == kind)
        .order_by(Checkpoint.set_at, Checkpoint.id)
    ).all()


def _is_same(row: Checkpoint, due: DueInput, due_at: datetime) -> bool:
    return (row.week, row.day, row.local_time, row.due_at) == (
        due.week,
        due.day,
        due.local_time,
        due_at,
    )
