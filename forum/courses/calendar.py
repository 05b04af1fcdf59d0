"""The course's own calendar: class weeks, counted without the weeks that have no class."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

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


def last_class_day(calendar: pattern.ClassCalendar, weeks_total: int) -> date:
    """The last day of the last class week."""
    return calendar.first_day(weeks_total) + pattern.WEEK - timedelta(days=1)


def lies_within(course: Course, starts_on: date, ends_on: date) -> bool:
    """Whether all class weeks of a course are between these two days, both included."""
    last = last_class_day(calendar_of(course), course.weeks_total)
    return starts_on <= course.starts_on and last <= ends_on
