"""How the points of a class lie."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from forum.rules.schedule import clock_change_at
from forum.rules.spread import Spread, spread_of


def grades(*totals: str, out_of: str = "24") -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(total), Decimal(out_of)) for total in totals]


def spread(*figures: str, below: int, count: int, half: str | None = "12") -> Spread:
    median, lowest, highest = (Decimal(figure) for figure in figures)
    return Spread(count, median, lowest, highest, below, Decimal(half) if half else None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (grades("17"), spread("17", "17", "17", below=0, count=1)),
        (grades("24", "3", "17"), spread("17", "3", "24", below=1, count=3)),
        # Half of the points is not below half of them.
        (grades("12", "11.99"), spread("12", "11.99", "12", below=1, count=2)),
        # The mean of the two in the middle is rounded half up: 11.995 is 12.00, 10.005 is 10.01.
        (grades("10", "10.01"), spread("10.01", "10", "10.01", below=2, count=2)),
        (grades("0", "0", "0"), spread("0", "0", "0", below=3, count=3)),
        # Each is held against what it is out of.
        (
            grades("10") + grades("10", out_of="18"),
            spread("10", "10", "10", below=1, count=2, half=None),
        ),
    ],
)
def test_median_bounds_and_how_many_are_below_half(given, expected):
    assert spread_of(given) == expected


def test_without_grades_there_is_no_spread():
    assert spread_of([]) is None


@pytest.mark.parametrize(
    ("on", "at", "change"),
    [
        (date(2026, 11, 1), time(1, 30), "twice"),
        (date(2026, 11, 1), time(3, 0), ""),
        (date(2027, 3, 14), time(2, 30), "never"),
        (date(2027, 3, 14), time(3, 0), ""),
        (date(2026, 7, 1), time(9, 0), ""),
    ],
)
def test_a_time_may_happen_twice_or_never_when_the_clocks_change(on, at, change):
    assert clock_change_at(on, at, ZoneInfo("America/New_York")) == change
