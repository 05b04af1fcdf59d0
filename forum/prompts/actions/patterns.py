"""Changing the pattern of a course's weeks, its breaks and holidays; the times follow with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Course
from forum.courses.turns import take_turn
from forum.prompts.actions.prompts import renew_version
from forum.prompts.actions.refusals import MovesChanged, MovesRefused, StaleVersion
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.models import WeekPattern
from forum.prompts.moves import WeekMoves, fingerprint, plan_moves
from forum.prompts.overview import list_course_setups
from forum.prompts.patterns import CourseSchedule, get_course_schedule
from forum.rules.pattern import KINDS


def change_schedule(
    session: Session,
    course: Course,
    given: CourseSchedule,
    *,
    leave: Collection[int] = (),
    seen: str,
    by: int,
    now: datetime,
) -> Sequence[WeekMoves]:
    """Set what the weeks of a course follow, and move those that do; returns what moved.

    ``given.version`` is the one the person began with, ``leave`` the weeks that keep their times,
    ``seen`` the fingerprint of what was shown. Raises StaleVersion where somebody else changed the
    pattern, MovesChanged where other times would move than were shown, and MovesRefused where a
    published week would be due too soon or in an order that nobody can meet. Each time that moves
    is kept as a setting of its own.
    """
    take_turn(session, course.id)
    session.refresh(course)
    before = get_course_schedule(session, course)
    if before.version != given.version:
        raise StaleVersion(before.version)
    setups = list_course_setups(session, course.id)
    if fingerprint(plan_moves(course, setups, before, given, now)) != seen:
        raise MovesChanged
    weeks = plan_moves(course, setups, before, given, now, leave)
    if refused := [week.prompt.week for week in weeks if week.is_refused]:
        raise MovesRefused(refused)
    _save(session, course, given, by, now)
    for week in weeks:
        apply_moves(session, course, week, by=by, now=now)
    moved = [week for week in weeks if week.moved]
    _log(session, course, before, given, [week.prompt.week for week in moved], by, now)
    return moved


def apply_moves(
    session: Session, course: Course, week: WeekMoves, *, by: int, now: datetime
) -> None:
    """Set a week's times as planned. Whoever has the week open in an editor is told by its
    version."""
    kept = [
        set_checkpoint(session, week.prompt, course, time.kind, time.due, by=by, now=now)
        for time in week.times
    ]
    if any(kept):
        renew_version(week.prompt, now)


def _save(session: Session, course: Course, given: CourseSchedule, by: int, now: datetime) -> None:
    row = session.get(WeekPattern, course.id) or WeekPattern(course_id=course.id)
    row.times = {kind: [given.pattern[kind].day, given.pattern[kind].local_time] for kind in KINDS}
    row.holidays = [[on.isoformat(), name] for on, name in given.holidays]
    row.version = given.version + 1
    row.updated_at, row.updated_by_id = now, by
    session.add(row)
    course.breaks = [on.isoformat() for on in given.breaks]
    session.flush()


def _log(
    session: Session,
    course: Course,
    before: CourseSchedule,
    given: CourseSchedule,
    weeks: list[int],
    by: int,
    now: datetime,
) -> None:
    changed = [
        name
        for name in ("pattern", "breaks", "holidays")
        if getattr(before, name) != getattr(given, name)
    ]
    record(
        session,
        "schedule_changed",
        now=now,
        actor_id=by,
        course_id=course.id,
        target=("course", course.id),
        texts=changed,
        weeks=weeks,
    )
