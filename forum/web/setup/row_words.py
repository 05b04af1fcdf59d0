"""A week's title and times in words, where they cannot stand in fields."""

from __future__ import annotations

from flask_babel import gettext as _

from forum.courses.calendar import calendar_of
from forum.prompts.content import DueInput
from forum.rules.pattern import KINDS, ClassCalendar, WeekTime
from forum.web.presentation import clock, last_minute
from forum.web.setup.desk import Desk
from forum.web.setup.former import Former, former_of


def row_words(desk: Desk, row: Former | None = None) -> dict[str, str]:
    """The title and each time as people read them, as they stand or of another row."""
    row = row or former_of(desk.setup, desk.now)
    calendar = calendar_of(desk.course)
    words = {"title": row.title}
    for kind in KINDS:
        due = row.dues.get(kind)
        words[kind] = due_words(calendar, kind, due) if due else _("not set")
    return words


def due_words(calendar: ClassCalendar, kind: str, due: DueInput) -> str:
    """One time: "Wed 12 Nov, 11:59 pm"."""
    at = calendar.instant(kind, due.week, WeekTime(due.day, due.local_time))
    return clock(at if kind == "opens" else last_minute(at), calendar.zone)
