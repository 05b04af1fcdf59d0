"""The weeks of a course on the days of another term, before anything is made. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from forum.courses.calendar import last_class_day
from forum.courses.models import Course
from forum.prompts.moves import PlannedTime, WeekMoves
from forum.prompts.patterns import CourseSchedule, due_of
from forum.prompts.problems import DATED, Days, Problem, find_literal_date, find_time_problems
from forum.prompts.queries import PromptSetup
from forum.rules.pattern import KINDS, ClassCalendar, WeekTime
from forum.rules.schedule import MINUTE


@dataclass(frozen=True)
class CopyPlan:
    """The weeks as they would be, in the order of their setups, under the calendar of the copy."""

    weeks: tuple[WeekMoves, ...]
    calendar: ClassCalendar
    last_day: date

    @property
    def ends_on(self) -> date:
        """The last day on which something happens: of class, or the last due time after it."""
        dues = [
            _day_of(time, self.calendar.zone)
            for week in self.weeks
            for time in week.times
            if time.kind != "opens"
        ]
        return max([self.last_day, *dues])


def plan_copy(
    source: Course,
    setups: Sequence[PromptSetup],
    before: CourseSchedule,
    after: CourseSchedule,
    starts_on: date,
) -> CopyPlan:
    """Every week of ``source`` in a course whose week 1 begins on ``starts_on``.

    Class weeks keep their number, so a break moves what comes after it. A time that is as the old
    pattern has it takes the new one; one that was set otherwise keeps its day and hour.
    """
    calendar = ClassCalendar(starts_on, frozenset(after.breaks), source.zone)
    weeks = tuple(_plan_week(setup, before, after, calendar) for setup in setups)
    return CopyPlan(weeks, calendar, last_class_day(calendar, source.weeks_total))


def breaks_outside(source: Course, starts_on: date, breaks: Sequence[date]) -> list[date]:
    """The breaks that move nothing: before the first day of class, or after the last."""
    calendar = ClassCalendar(starts_on, frozenset(breaks), source.zone)
    last = last_class_day(calendar, source.weeks_total)
    return [on for on in breaks if not starts_on <= on <= last]


def find_copy_problems(
    setup: PromptSetup, week: WeekMoves, days: Days, term_ends: date, now: datetime
) -> Iterator[Problem]:
    """What to look at in a week of the copy: its times, the term's end, dates written in texts.

    That a time is not set yet in the old course is no part of the copy.
    """
    yield from (one for one in find_time_problems(week.by_kind, days) if one.code != "no_time")
    for time in week.times:
        if time.kind != "opens" and _day_of(time, days.zone) > term_ends:
            yield Problem(time.kind, "after_term", values={"day": term_ends})
        if time.kind != "opens" and time.due_at <= now:
            yield Problem(time.kind, "passed")
    for name in DATED:
        if said := find_literal_date(getattr(setup.prompt, name)):
            yield Problem(name, "literal_date", values={"date": said})


def _plan_week(
    setup: PromptSetup, before: CourseSchedule, after: CourseSchedule, calendar: ClassCalendar
) -> WeekMoves:
    week = setup.prompt.week
    times = []
    for kind in KINDS:
        row = setup.checkpoint(kind)
        if row is None:
            continue
        due = due_of(row) if before.is_custom(row, week) else after.due(kind, week)
        due_at = calendar.instant(kind, due.week, WeekTime(due.day, due.local_time))
        times.append(PlannedTime(kind, due, due_at, row.due_at))
    return WeekMoves(setup.prompt, tuple(times))


def _day_of(time: PlannedTime, zone: ZoneInfo) -> date:
    return (time.due_at - MINUTE).astimezone(zone).date()
