"""What another pattern, other breaks or other times would move, before anything is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from forum.courses.models import Course
from forum.prompts.content import DueInput
from forum.prompts.models import Checkpoint, Prompt
from forum.prompts.patterns import CourseSchedule, due_of
from forum.prompts.problems import find_time_problems
from forum.prompts.queries import PromptSetup
from forum.rules.pattern import KINDS, ClassCalendar, WeekTime, is_sudden


@dataclass(frozen=True)
class PlannedTime:
    """One time of a week as it would be: kept as ``due``, the instant ``due_at``.

    ``before`` is the instant in force, None where the time was never set. ``is_refused``: it would
    come sooner, and in less than a day.
    """

    kind: str
    due: DueInput
    due_at: datetime
    before: datetime | None
    is_refused: bool = False

    @property
    def local_time(self) -> str:
        """The local time that is kept."""
        return self.due.local_time

    @property
    def is_moved(self) -> bool:
        """Whether it is another instant than now."""
        return self.due_at != self.before

    @property
    def is_sooner(self) -> bool:
        """Whether people have less time than they know of."""
        return self.kind != "opens" and self.before is not None and self.due_at < self.before


@dataclass(frozen=True)
class WeekMoves:
    """The times of one week's prompt as they would be; ``is_left`` where it was left out."""

    prompt: Prompt
    times: tuple[PlannedTime, ...]
    is_left: bool = False

    @property
    def moved(self) -> tuple[PlannedTime, ...]:
        """Those that become another instant, in the order of the week."""
        return tuple(time for time in self.times if time.is_moved)

    @property
    def is_sudden(self) -> bool:
        """Whether a time would come sooner than students know, and in less than a day."""
        return any(time.is_refused for time in self.times)

    @property
    def is_impossible(self) -> bool:
        """Whether students who know the week could not meet its times, because of their order."""
        found = find_time_problems(self.by_kind, None)
        return self.prompt.is_published and any(problem.blocks for problem in found)

    @property
    def is_refused(self) -> bool:
        """Whether the week may not move as planned."""
        return bool(self.moved) and (self.is_sudden or self.is_impossible)

    @property
    def by_kind(self) -> Mapping[str, PlannedTime | None]:
        """The times by kind; None where one is not set."""
        found = {time.kind: time for time in self.times}
        return {kind: found.get(kind) for kind in KINDS}


def plan_moves(
    course: Course,
    setups: Iterable[PromptSetup],
    before: CourseSchedule,
    after: CourseSchedule,
    now: datetime,
    leave: Collection[int] = (),
) -> tuple[WeekMoves, ...]:
    """Every week's times under another schedule. Weeks in ``leave`` keep their instants.

    A time that is as the pattern has it follows the pattern; one that was set otherwise moves with
    its week alone. In a published week what has passed stays: nobody can do anything about it.
    """
    calendars = before.calendar(course), after.calendar(course)
    return tuple(
        _plan_week(setup, before, after, calendars, now, setup.prompt.week in leave)
        for setup in setups
    )


def plan_times(
    setup: PromptSetup, dues: Mapping[str, DueInput], calendar: ClassCalendar, now: datetime
) -> WeekMoves:
    """One week's times as somebody typed them; what is not typed stays."""
    rows = _rows(setup)
    planned = []
    for kind in KINDS:
        row, due = rows.get(kind), dues.get(kind)
        if due is None and row is not None:
            due = due_of(row)
        if due is not None:
            planned.append(_planned(setup, kind, due, calendar, now))
    return WeekMoves(setup.prompt, tuple(planned))


def fingerprint(weeks: Sequence[WeekMoves]) -> str:
    """Says whether a page still shows what would happen, whoever changed what meanwhile."""
    said = [
        (
            week.prompt.id,
            week.prompt.version,
            [(time.kind, time.due, time.before) for time in week.times],
        )
        for week in weeks
        if week.moved
    ]
    return sha256(repr(said).encode()).hexdigest()


def _plan_week(
    setup: PromptSetup,
    before: CourseSchedule,
    after: CourseSchedule,
    calendars: tuple[ClassCalendar, ClassCalendar],
    now: datetime,
    is_left: bool,
) -> WeekMoves:
    week = setup.prompt.week
    times = []
    for kind, row in _rows(setup).items():
        stays = is_left or (setup.prompt.is_published and row.due_at <= now)
        if stays:
            due = _where_it_is(row, week, calendars)
        else:
            due = due_of(row) if before.is_custom(row, week) else after.due(kind, week)
        times.append(_planned(setup, kind, due, calendars[1], now))
    return WeekMoves(setup.prompt, tuple(times), is_left)


def _planned(
    setup: PromptSetup, kind: str, due: DueInput, calendar: ClassCalendar, now: datetime
) -> PlannedTime:
    due_at = calendar.instant(kind, due.week, WeekTime(due.day, due.local_time))
    history = [(row.set_at, row.due_at) for row in setup.history(kind)]
    is_refused = setup.prompt.is_published and is_sudden(kind, history, due_at, now)
    return PlannedTime(kind, due, due_at, history[-1][1] if history else None, is_refused)


def _where_it_is(
    row: Checkpoint, week: int, calendars: tuple[ClassCalendar, ClassCalendar]
) -> DueInput:
    """The same date and hour, said by the weeks as they will be counted."""
    on = calendars[0].date_of(row.week, row.day)
    if calendars[1].date_of(row.week, row.day) == on:
        return due_of(row)
    return DueInput(week, calendars[1].day_of(week, on), row.local_time)


def _rows(setup: PromptSetup) -> dict[str, Checkpoint]:
    found = {kind: setup.checkpoint(kind) for kind in KINDS}
    return {kind: row for kind, row in found.items() if row is not None}
