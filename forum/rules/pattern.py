"""The pattern of a course's weeks: from "Wednesday, 23:59" and the weeks without class to instants.

Source: SCREENS.md, "prompt set-up", Schedule. What is kept is the class week, the day in it and the
local time; instants follow, and move with the first day, the breaks and the clock of the zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from forum.rules.schedule import due_instant, in_force, local_instant

#: The kinds of times in the order of a week. Only the opening is its own first minute.
KINDS = ("opens", "T1", "T2", "close")
WEEK = timedelta(days=7)
#: How long before it a due time that moves forward must be said (SCREENS.md, "Changing a running
#: prompt"), and how long a change may be taken back as if it had not been made ("Undo for 30 s").
NOTICE = timedelta(hours=24)
UNDO_TIME = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class WeekTime:
    """A day of a class week (1 its first, 0 the day before, 8 the one after) and "23:59"."""

    day: int
    local_time: str

    @property
    def at(self) -> time:
        """The local time. Raises ValueError for one that is none."""
        return time.fromisoformat(self.local_time)


#: When each kind falls in every week of a course.
Pattern = Mapping[str, WeekTime]


@dataclass(frozen=True, slots=True)
class ClassCalendar:
    """The class weeks of a course. ``starts_on`` is day 1 of week 1; a break is any day of a week
    that has no class: whatever comes after it moves by one week.
    """

    starts_on: date
    breaks: frozenset[date]
    zone: ZoneInfo

    def first_day(self, week: int) -> date:
        """Day 1 of a class week. Weeks count from 1."""
        return counted_week(self.starts_on, self.breaks, week)

    def date_of(self, week: int, day: int) -> date:
        """The date of a day of a class week."""
        return self.first_day(week) + timedelta(days=day - 1)

    def day_of(self, week: int, on: date) -> int:
        """The day of a class week on which a date falls: the way back from ``date_of``."""
        return (on - self.first_day(week)).days + 1

    def instant(self, kind: str, week: int, at: WeekTime) -> datetime:
        """The instant of a time of a class week: the first open one, or the first late one.

        A local time that happens twice is the later one; one that never happens moves forward by
        what the clocks skip (RULES.md, "The clock").
        """
        return instant_in(kind, self.first_day(week), at, self.zone)


def instant_in(kind: str, first_day: date, at: WeekTime, zone: ZoneInfo) -> datetime:
    """As ``ClassCalendar.instant``, in the week that begins on ``first_day``."""
    if kind == "opens":
        return local_instant(first_day + timedelta(days=at.day - 1), at.at, zone)
    return due_instant(first_day, at.day, at.at, zone)


def counted_week(starts_on: date, breaks: Iterable[date], week: int) -> date:
    """Day 1 of class week ``week``, counted without the weeks that hold a break."""
    free = {week_holding(starts_on, day) for day in breaks}
    first = starts_on
    left = week - 1
    while left > 0 or first in free:
        left -= first not in free
        first += WEEK
    return first


def week_holding(starts_on: date, on: date) -> date:
    """Day 1 of the calendar week, as this course counts weeks, that holds a date."""
    return on - timedelta(days=(on - starts_on).days % 7)


def misplaced(pattern: Pattern) -> list[str]:
    """The kinds that come too soon after the one before: each needs time between, and only the
    close may be the last due time itself.
    """
    places = {kind: (pattern[kind].day, pattern[kind].at) for kind in KINDS}
    found = []
    for earlier, later in pairwise(KINDS):
        is_after = places[later] > places[earlier]
        if not is_after and not (later == "close" and places[later] == places[earlier]):
            found.append(later)
    return found


def is_sudden(
    kind: str, history: Sequence[tuple[datetime, datetime]], due_at: datetime, now: datetime
) -> bool:
    """Whether a due time would come sooner than people rely on, and in less than a day from now.

    ``history`` is (set at, due at) in the order of setting. An opening may always move.
    """
    if kind == "opens" or not history:
        return False
    return due_at < min(relied_on(history, now), now + NOTICE)


def relied_on(history: Sequence[tuple[datetime, datetime]], now: datetime) -> datetime:
    """The due time that people rely on. A later one that was set less than half a minute ago nobody
    relies on yet, so that a slip can be taken back.
    """
    return min(history[-1][1], in_force(tuple(history), now - UNDO_TIME))
