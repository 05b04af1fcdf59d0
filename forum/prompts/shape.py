"""When a week opens, is due and closes in a course that has no pattern of its own."""

from __future__ import annotations

from collections.abc import Mapping

#: Day 1 is the first day of the course's week.
DAYS: Mapping[str, tuple[int, str]] = {
    "opens": (1, "00:00"),
    "T1": (3, "23:59"),
    "T2": (6, "23:59"),
    "close": (9, "23:59"),
}
