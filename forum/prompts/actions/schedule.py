"""Due times: kept as week, day and local time, with the history of what was due when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.calendar import week_starts
from forum.courses.models import Course
from forum.prompts.actions.refusals import DueTooSoon
from forum.prompts.content import DueInput
from forum.prompts.models import Checkpoint, Prompt
from forum.rules.schedule import due_instant, local_instant

#: The kinds of due times in the order of the week.
KINDS = ("opens", "T1", "T2", "close")
#: How long before it a due time that moves forward must be said.
NOTICE = timedelta(hours=24)


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
    current = _current(session, prompt, kind)
    if current is not None and _is_same(current, due, due_at):
        return None
    check_notice(prompt, current, due_at, now)
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
    prompt: Prompt, current: Checkpoint | None, due_at: datetime, now: datetime
) -> None:
    """Raise DueTooSoon where a published week's due time would come without a day's notice."""
    if current is not None and prompt.is_published and _is_sudden(current, due_at, now):
        raise DueTooSoon(current.kind)


def instant_of(kind: str, starts_on: date, due: DueInput, zone: ZoneInfo) -> datetime:
    """The instant of a time set in the week that begins on ``starts_on``.

    The opening is its own first minute; the others last to the end of theirs, so their instant is
    the first late one. Raises ValueError for a time that is none.
    """
    at = time.fromisoformat(due.local_time)
    if kind == "opens":
        return local_instant(starts_on + timedelta(days=due.day - 1), at, zone)
    return due_instant(starts_on, due.day, at, zone)


def _current(session: Session, prompt: Prompt, kind: str) -> Checkpoint | None:
    return session.scalars(
        select(Checkpoint)
        .where(Checkpoint.prompt_id == prompt.id, Checkpoint.kind == kind)
        .order_by(Checkpoint.set_at.desc(), Checkpoint.id.desc())
        .limit(1)
    ).first()


def _is_sudden(row: Checkpoint, due_at: datetime, now: datetime) -> bool:
    return row.kind != "opens" and due_at < row.due_at and due_at < now + NOTICE


def _is_same(row: Checkpoint, due: DueInput, due_at: datetime) -> bool:
    return (row.week, row.day, row.local_time, row.due_at) == (
        due.week,
        due.day,
        due.local_time,
        due_at,
    )
