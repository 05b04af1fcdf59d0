"""The course's own calendar: class weeks, counted without the weeks that have no class."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from forum.courses.models import Course

WEEK = timedelta(days=7)


def week_starts(course: Course, week: int) -> date:
    """Day 1 of a class week. Weeks count from 1; a break moves everything after it by one.

    A break is kept as any date of its week (ISO text, as in ``Course.breaks``).
    """
    return counted_week(course.starts_on, course.breaks, week)


def counted_week(starts_on: date, breaks: Iterable[str], week: int) -> date:
    """Day 1 of class week ``week`` of a course that starts on ``starts_on``."""
    free = {_first_day(starts_on, date.fromisoformat(text)) for text in breaks}
    monday = starts_on
    left = week - 1
    while left > 0 or monday in free:
        left -= monday not in free
        monday += WEEK
    return monday


def _first_day(starts_on: date, day: date) -> date:
    """Day 1 of the calendar week, as this course counts weeks, that holds ``day``."""
    return day - timedelta(days=(day - starts_on).days % 7)
