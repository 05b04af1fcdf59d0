"""Forms for taking grades and evidence along."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm

from forum.web.forms.fields import Choice
from forum.web.translations import lazy_gettext as _l

#: The forms a file comes in: value and what the button says.
FORMS = (("csv", _l("CSV")), ("xlsx", _l("Excel")))
#: The choice of every week at once.
ALL_WEEKS = 0


class GradebookForm(FlaskForm):
    """The gradebook in one of the forms; its buttons send the choice."""

    form = Choice(_l("Form"), FORMS, id="gradebook-form")


class EvidenceForm(FlaskForm):
    """The evidence of one week."""

    week = Choice(_l("Week"), coerce=int, id="evidence-week")
    form = Choice(_l("Form"), FORMS, id="evidence-form")


class MoodleForm(FlaskForm):
    """Released grades of one week or of all."""

    week = Choice(_l("Week"), coerce=int, id="moodle-week")


class CanvasForm(FlaskForm):
    """Which column of the file is filled with which week's released grades."""

    column = Choice(_l("Column in the Canvas file"), coerce=int, id="column")
    week = Choice(_l("Released grades of"), coerce=int, id="week")

    def offer(self, columns: Iterable[tuple[int, Any]], weeks: Iterable[tuple[int, Any]]) -> None:
        """Give the columns of the file and the weeks with released grades."""
        self.column.offer(columns)
        self.week.offer(weeks)
