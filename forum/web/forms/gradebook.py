"""The form in which the weeks of a course get their weights."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from forum.grading.actions.weights import WeightsInput
from forum.grading.queries.weights import Weights
from forum.web.forms.fields import Points, Whole
from forum.web.translations import lazy_gettext as _l

#: The most that a week may weigh, and the most weeks that may be dropped.
MOST_WEIGHT, MOST_DROPPED = 1000, 50


class WeightsForm(FlaskForm):
    """How many are dropped; ``weights_form`` adds a field for each week."""

    drop_lowest = Whole(_l("Lowest grades to drop"), most=MOST_DROPPED)
    #: The version this form began with.
    seen = HiddenField()

    def week_field(self, prompt_id: int) -> Any:
        """The field of a week."""
        return self[_name(prompt_id)]

    def fill(self, stand: Weights) -> None:
        """Show the weights as they stand."""
        self.drop_lowest.data, self.seen.data = stand.drop_lowest, str(stand.version)
        for week in stand.weeks:
            whole = week.weight.to_integral_value()
            shown = whole if week.weight == whole else week.weight
            self.week_field(week.prompt_id).data = shown

    def read(self, stand: Weights) -> WeightsInput:
        """The weights as typed."""
        weights = {week.prompt_id: self.week_field(week.prompt_id).data for week in stand.weeks}
        return WeightsInput(weights, self.drop_lowest.data)

    @property
    def version(self) -> int:
        """The version this form began with; one that cannot be read is none."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def weights_form(stand: Weights) -> WeightsForm:
    """A form with a field for each graded week of the course."""
    fields = {_name(week.prompt_id): _field(week.week, week.title) for week in stand.weeks}
    form: type[WeightsForm] = type("WeightsOfCourseForm", (WeightsForm,), fields)
    return form()


def _name(prompt_id: int) -> str:
    return f"weight_{prompt_id}"


def _field(week: int, title: str) -> Points:
    return Points(
        _l("Week %(week)s, %(title)s", week=week, title=title),
        most=MOST_WEIGHT,
        sentence=_l(
            "Week %(week)s: enter a weight from 0 to %(most)s.", week=week, most=MOST_WEIGHT
        ),
    )
