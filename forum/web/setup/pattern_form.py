"""The form of the pattern: filled, read, and said in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import format_date, gettext
from werkzeug.datastructures import MultiDict

from forum.courses.models import Course
from forum.prompts.patterns import CourseSchedule
from forum.rules.pattern import KINDS
from forum.web.forms.schedule import LABELS, PatternForm
from forum.web.presentation import wall_time
from forum.web.setup.days import day_of_pattern, pattern_days

#: Calendar weeks offered as breaks beyond those that the course takes.
_SPARE_WEEKS = 4


def pattern_form(
    course: Course, stands: CourseSchedule, typed: MultiDict[str, str] | None = None
) -> PatternForm:
    """The form with what holds, or with what was typed; one empty row for another holiday."""
    values = None if typed is not None else _values(course, stands)
    form = PatternForm(formdata=typed, data=values)
    for kind in KINDS:
        form[f"{kind}_day"].offer(pattern_days(course.starts_on))
    form.breaks.offer(_weeks(course, stands))
    return form


def read_schedule(course: Course, form: PatternForm) -> CourseSchedule:
    """What a valid form says."""
    holidays = {
        row.on.data: row.name.data for row in (entry.form for entry in form.holidays) if row.on.data
    }
    return CourseSchedule(
        pattern=form.pattern(),
        breaks=tuple(
            course.starts_on + timedelta(weeks=number) for number in sorted(form.breaks.data)
        ),
        holidays=tuple(sorted(holidays.items())),
        version=form.version.data,
    )


def pattern_words(course: Course, stands: CourseSchedule) -> list[tuple[str, str]]:
    """What happens when, by kind: ("Posts due", "Wednesday, 11:59 pm")."""
    return [
        (
            str(LABELS[kind]),
            gettext(
                "%(day)s, %(time)s",
                day=day_of_pattern(course.starts_on, stands.pattern[kind].day),
                time=wall_time(stands.pattern[kind].at),
            ),
        )
        for kind in KINDS
    ]


def break_words(stands: CourseSchedule) -> list[str]:
    """The weeks without class by their first days."""
    return [_week_words(on) for on in stands.breaks]


def stale_words(course: Course, stands: CourseSchedule) -> list[tuple[str, str]]:
    """All that holds, for somebody who began with something else."""
    holidays = [
        gettext("%(day)s %(name)s", day=format_date(on, gettext("EEE d MMM")), name=name)
        for on, name in stands.holidays
    ]
    none = gettext("none")
    return [
        *pattern_words(course, stands),
        (gettext("Weeks without class"), "; ".join(break_words(stands)) or none),
        (gettext("Holidays"), "; ".join(holidays) or none),
    ]


def _values(course: Course, stands: CourseSchedule) -> dict[str, object]:
    values: dict[str, object] = {"version": stands.version}
    for kind in KINDS:
        at = stands.pattern[kind]
        values |= {f"{kind}_day": at.day, f"{kind}_time": at.at}
    values["breaks"] = [_number(course, on) for on in stands.breaks]
    rows: list[dict[str, object]] = [{"on": on, "name": name} for on, name in stands.holidays]
    values["holidays"] = [*rows, {}]
    return values


def _weeks(course: Course, stands: CourseSchedule) -> Sequence[tuple[int, str]]:
    taken = course.weeks_total + len(stands.breaks)
    last = max([taken + _SPARE_WEEKS, *(_number(course, on) + 1 for on in stands.breaks)])
    numbers = sorted({*range(last), *(_number(course, on) for on in stands.breaks)})
    return [(number, _week_words(course.starts_on + timedelta(weeks=number))) for number in numbers]


def _number(course: Course, on: date) -> int:
    return (on - course.starts_on).days // 7


def _week_words(on: date) -> str:
    return gettext("Week of %(day)s", day=format_date(on, gettext("EEE d MMM")))
