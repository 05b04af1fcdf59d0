"""The days a due time can be set to, as choices: stored as week and day, shown as dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from flask_babel import format_date, gettext, ngettext

from forum.courses.calendar import week_starts
from forum.courses.models import Course
from forum.prompts.content import DueInput
from forum.prompts.models import Checkpoint
from forum.rules.pattern import ClassCalendar

#: Offered: the week before, the week itself and the two after it.
_WEEK_BEFORE = 7
_DAYS = 21
#: In a row of many: the week before, the week itself and the one after it.
_ROW_DAYS = 14


def day_choices(
    course: Course, week: int, rows: Iterable[Checkpoint | DueInput | None]
) -> list[tuple[str, str]]:
    """Choices ("6:3", "Wed 12 Nov") around a week; days already set are among them."""
    days = {(week, day) for day in range(1 - _WEEK_BEFORE, _DAYS + 1)}
    days |= {(row.week, row.day) for row in rows if row}
    dated = {day: date_of(course, *day) for day in days}
    ordered = sorted(days, key=lambda day: (dated[day], day[0] != week))
    return [(f"{at[0]}:{at[1]}", _label(course, week, dated[at])) for at in ordered]


def row_days(
    calendar: ClassCalendar, week: int, rows: Iterable[Checkpoint], said: dict[date, str]
) -> list[tuple[str, str]]:
    """Choices as ``day_choices``, each said by its date alone, for a row of many.

    ``said`` keeps the words from row to row, because many share them.
    """
    first = calendar.first_day(week)
    dated = {
        (week, day): first + timedelta(days=day - 1)
        for day in range(1 - _WEEK_BEFORE, _ROW_DAYS + 1)
    }
    for row in rows:
        if (row.week, row.day) not in dated:
            dated[row.week, row.day] = calendar.date_of(row.week, row.day)
    for on in dated.values():
        if on not in said:
            said[on] = format_date(on, gettext("EEE d MMM"))
    ordered = sorted(dated, key=lambda day: (dated[day], day[0] != week))
    return [(f"{at[0]}:{at[1]}", said[dated[at]]) for at in ordered]


def pattern_days(starts_on: date) -> list[tuple[int, str]]:
    """The days of a pattern as choices: "Wednesday", "Tuesday, a week later"."""
    days = range(1 - _WEEK_BEFORE, _ROW_DAYS + 1)
    return [(day, day_of_pattern(starts_on, day)) for day in days]


def day_of_pattern(starts_on: date, day: int) -> str:
    """A day of the class week by its weekday; ``starts_on`` is a first day of one."""
    weekday = format_date(starts_on + timedelta(days=day - 1), "EEEE")
    weeks = (day - 1) // 7
    if weeks < 0:
        return gettext("%(day)s, the week before", day=weekday)
    if not weeks:
        return str(weekday)
    return ngettext("%(day)s, a week later", "%(day)s, %(num)d weeks later", weeks, day=weekday)


def day_value(row: Checkpoint | DueInput) -> str:
    """The choice that a stored due time stands for."""
    return f"{row.week}:{row.day}"


def due_input(value: str, local_time: str) -> DueInput:
    """What a choice and a time of day mean; the choice must be one of ``day_choices``."""
    week, _, day = value.partition(":")
    return DueInput(int(week), int(day), local_time)


def date_of(course: Course, week: int, day: int) -> date:
    """The date of a day of a class week; day 1 is its first."""
    return week_starts(course, week) + timedelta(days=day - 1)


def _label(course: Course, week: int, on: date) -> str:
    said: str = format_date(on, gettext("EEE d MMM"))
    first = week_starts(course, week)
    if on < first:
        return gettext("%(day)s, the week before", day=said)
    if on >= first + timedelta(days=7):
        return gettext("%(day)s, after this week", day=said)
    return said
