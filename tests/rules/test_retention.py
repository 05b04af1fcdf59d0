"""The day before which a term must have ended, as a table."""

from __future__ import annotations

from datetime import date

import pytest

from forum.rules.retention import first_day_kept


@pytest.mark.parametrize(
    ("today", "years", "day"),
    [
        (date(2026, 11, 29), 1, date(2025, 11, 29)),
        (date(2026, 11, 29), 7, date(2019, 11, 29)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
        (date(2028, 2, 29), 1, date(2027, 2, 28)),
        (date(2026, 3, 1), 1, date(2025, 3, 1)),
        (date(2026, 3, 1), 5000, date(1, 3, 1)),
    ],
    ids=["a year", "seven", "leap to leap", "leap to none", "March", "longer than the calendar"],
)
def test_the_same_day_that_many_years_ago(today, years, day):
    assert first_day_kept(today, years) == day
