"""Where the sample course lies in time, so that its sixth week is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forum.rules.schedule import due_instant, local_instant

#: The week that is under way. T1 is its day 3, T2 its day 6, both at 23:59.
WEEK = 6
#: On day 5 at this hour Ximena posts; from then on the course is placed a day later.
EVENING = 20


@dataclass(frozen=True)
class Calendar:
    """The days of the course. A time is written day/clock: "3/19:30", day 1 begins the week."""

    starts_on: date
    zone: ZoneInfo

    def at(self, week: int, when: str) -> datetime:
        """The instant of a local time in a class week."""
        day, clock = _split(when)
        return local_instant(self._first_day(week) + timedelta(days=day - 1), clock, self.zone)

    def end_of(self, week: int, when: str) -> datetime:
        """The first instant after that minute: what is due then is late from here on."""
        day, clock = _split(when)
        return due_instant(self._first_day(week), day, clock, self.zone)

    def _first_day(self, week: int) -> date:
        return self.starts_on + timedelta(weeks=week - 1)


def place(now: datetime, zone: ZoneInfo) -> Calendar:
    """The calendar in which ``now`` is day 5 of week 6, or day 4 in the evening.

    Either way T1 has passed, T2 is to come, and Ximena may still post. Whole days are moved, never
    hours, so that a post written at noon stays one written at noon.
    """
    local = now.astimezone(zone)
    day = 5 if local.hour < EVENING else 4
    return Calendar(local.date() - timedelta(weeks=WEEK - 1, days=day - 1), zone)


def _split(when: str) -> tuple[int, time]:
    day, _, clock = when.partition("/")
    return int(day), time.fromisoformat(clock)
