"""How long who people were is kept after a course."""

from __future__ import annotations

from datetime import date


def first_day_kept(today: date, years: int) -> date:
    """The same day that many years ago: a term that ended before it has been kept long enough.

    From 29 February it is the 28th where there is none, so that nothing goes a day too early.
    """
    year = max(date.min.year, today.year - years)
    try:
        return today.replace(year=year)
    except ValueError:
        return today.replace(year=year, day=28)
