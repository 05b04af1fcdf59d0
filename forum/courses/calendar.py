"""The course's own calendar: class weeks, counted without the weeks that have no class."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from forum.courses.models import Course
from forum.rules import pattern


def calendar_of(course: Course) -> pattern.ClassCalendar:
    """The class weeks of a course as they stand."""
    breaks = frozenset(date.fromisoformat(text) for text in course.breaks)
    return pattern.ClassCalendar(course.starts_on, breaks, course.zone)


def week_starts(course: Course, week: int) -> date:
    """Day 1 of a class week. Weeks count from 1; a break moves everything after it by one.

    A break is kept as any date of its week (ISO text, as in ``Course.breaks``).
    """
    return counted_week(course.starts_on, course.breaks, week)


def counted_week(starts_on: date, breaks: Iterable[str], week: int) -> date:
    """Day 1 of class week ``week`` of a course that starts on ``starts_on``."""
    return pattern.counted_week(starts_on, (date.fromisoformat(text) for text in breaks), week)
