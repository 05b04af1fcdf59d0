"""Forms of releasing grades: whose, when, and the notes to grades that were released before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from forum.grading.queries.parts import Scope
from forum.rules.limits import LONGEST_REASON
from forum.rules.schedule import clock_change_at, local_instant
from forum.web.forms.fields import Clock, Day, clean_line
from forum.web.presentation import clock
from forum.web.translations import lazy_gettext as _l

#: When, and whose: at once those ticked; at a set time everybody of the list, or those ticked.
NOW, LATER, LATER_TICKED = "now", "later", "later-ticked"


class WhenForm(FlaskForm):
    """The date and time of a planned release, in the course's time."""

    day = Day(_l("Date"))
    time = Clock(_l("Time"))

    @property
    def is_empty(self) -> bool:
        """Whether neither was filled in."""
        sent = (*(self.day.raw_data or ()), *(self.time.raw_data or ()))
        return not any(text.strip() for text in sent)

    def instant(self, zone: ZoneInfo) -> datetime:
        """The instant of a valid form: of two readings the later, of none the next there is."""
        return local_instant(self.day.data, self.time.data, zone)

    def remark(self, zone: ZoneInfo) -> str:
        """What is to be said where the clocks change at that time; else ""."""
        change = clock_change_at(self.day.data, self.time.data, zone)
        if change == "twice":
            return _("The clocks go back then: of the two times the later one holds.")
        if change == "never":
            return _(
                "The clocks go forward then, and the time you gave does not exist: it will be "
                "%(time)s.",
                time=clock(self.instant(zone), zone),
            )
        return ""


def read_ticks() -> frozenset[int]:
    """The ids of the students ticked; what is no number is as if it were missing."""
    return frozenset(request.form.getlist("student", type=int))


def read_notes(student_ids: Iterable[int]) -> dict[int, str]:
    """By student: the note typed for a grade that had been released before."""
    return {
        student_id: clean_line(request.form.get(f"note-{student_id}")) for student_id in student_ids
    }


def too_long(notes: Mapping[int, str]) -> list[tuple[str, str]]:
    """The notes that are longer than can be kept, each with its sentence."""
    sentence = _("Please keep it under %(max)s characters.", max=LONGEST_REASON)
    return [
        (f"note-{student_id}", sentence)
        for student_id, note in notes.items()
        if len(note) > LONGEST_REASON
    ]


def value_of(scope: Scope) -> str:
    """A scope as the value of a choice: "all", "section-3", "group-2", "students"."""
    return f"{scope.kind}-{scope.id}" if scope.id is not None else scope.kind
