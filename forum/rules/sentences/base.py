"""Times, numbers and translation: what every sentence needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

Translate = Callable[[str], str]

_MINUTE = timedelta(minutes=1)


def as_written(text: str) -> str:
    """The translation into English, which is none."""
    return text


class Wording:
    """The words for one discussion: one language, one zone."""

    def __init__(self, zone: ZoneInfo, translate: Translate = as_written) -> None:
        self._zone = zone
        self._translate = translate
        self._times: dict[datetime, str] = {}

    def time(self, at: datetime) -> str:
        """ "Wed 8 Oct 10:00" in course time."""
        known = self._times.get(at)
        if known is None:
            local = at.astimezone(self._zone)
            known = self._times[at] = f"{self.day(at)} {local:%H:%M}"
        return known

    def due(self, at: datetime) -> str:
        """A due instant as people know it: the minute that ends there."""
        return self.time(at - _MINUTE)

    def day(self, at: datetime) -> str:
        """ "Wed 8 Oct" in course time."""
        local = at.astimezone(self._zone)
        return self._(
            "{weekday} {day} {month}",
            weekday=self._(WEEKDAYS[local.weekday()]),
            day=local.day,
            month=self._(MONTHS[local.month - 1]),
        )

    def days_late(self, days: int) -> str:
        """ "1 day late"."""
        return self._many("{n} day late", "{n} days late", days)

    def _(self, text: str, /, **values: object) -> str:
        return self._translate(text).format_map(values) if values else self._translate(text)

    def _many(self, one: str, many: str, n: int, /, **values: object) -> str:
        return self._(one if n == 1 else many, n=n, **values)


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
