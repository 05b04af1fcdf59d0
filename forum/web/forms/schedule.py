"""The forms of the schedule: one week's row, and what all weeks follow."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField
from wtforms.validators import ValidationError

from forum.rules.pattern import KINDS, WeekTime, misplaced
from forum.web.forms.fields import Boxes, Choice, Clock, Day, Line, Whole
from forum.web.translations import lazy_gettext as _l

#: The kinds of times as headings say them.
LABELS = {
    "opens": _l("Opens"),
    "T1": _l("Posts due"),
    "T2": _l("Responses due"),
    "close": _l("Closes"),
}
MOST_HOLIDAYS = 40


class RowForm(FlaskForm):
    """A week's row: its title and its times. A time that was never set may stay so."""

    version = Whole(least=1, most=2_147_483_647)
    title = Line(_l("Title"), most=200, needs=_l("Give the week a title."))
    opens_day = Choice(_l("Opens on"))
    opens_time = Clock(_l("Opens at"), optional=True)
    T1_day = Choice(_l("Posts due on"))
    T1_time = Clock(_l("Posts due at"), optional=True)
    T2_day = Choice(_l("Responses due on"))
    T2_time = Clock(_l("Responses due at"), optional=True)
    close_day = Choice(_l("Closes on"))
    close_time = Clock(_l("Closes at"), optional=True)

    def check_pairs(self, unset: frozenset[str]) -> bool:
        """Ask for a day and a time together; only ``unset`` kinds may have neither."""
        is_right = True
        for kind in KINDS:
            day, at = self[f"{kind}_day"], self[f"{kind}_time"]
            has_both = bool(day.data) and at.data is not None
            has_none = not day.data and at.data is None
            if has_both or (has_none and kind in unset) or day.errors or at.errors:
                continue
            field = at if day.data else day
            field.errors = [gettext("%(field)s: choose a day and a time.", field=LABELS[kind])]
            is_right = False
        return is_right


class HolidayRow(Form):
    """A day without class work, and its name."""

    key = HiddenField()
    on = Day(_l("Date"), optional=True)
    name = Line(_l("Name"), most=80)

    def validate_name(self, field: Line) -> None:
        """A day needs its name, and a name its day; an empty row is none."""
        if self.on.data and not field.data:
            raise ValidationError(gettext("Name the holiday."))
        if field.data and not self.on.data and not self.on.errors:
            raise ValidationError(gettext("Say on which day the holiday is."))


class PatternTimes(FlaskForm):
    """When every week opens, is due and closes."""

    opens_day = Choice(_l("Opens on"), coerce=int)
    opens_time = Clock(_l("Opens at"))
    T1_day = Choice(_l("Posts due on"), coerce=int)
    T1_time = Clock(_l("Posts due at"))
    T2_day = Choice(_l("Responses due on"), coerce=int)
    T2_time = Clock(_l("Responses due at"))
    close_day = Choice(_l("Closes on"), coerce=int)
    close_time = Clock(_l("Closes at"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, and then that the times follow each other."""
        if not super().validate(extra_validators):
            return False
        wrong = misplaced(self.pattern())
        for kind in wrong:
            self[f"{kind}_day"].errors = [_MISPLACED[kind]]
        return not wrong

    def pattern(self) -> dict[str, WeekTime]:
        """The pattern as typed."""
        return {
            kind: WeekTime(self[f"{kind}_day"].data, self[f"{kind}_time"].data.strftime("%H:%M"))
            for kind in KINDS
        }


class PatternForm(PatternTimes):
    """What all weeks follow, with the weeks without class and the holidays."""

    version = Whole(least=0, most=2_147_483_647)
    #: Calendar weeks counted from the first, which is 0.
    breaks = Boxes(_l("Weeks without class"))
    holidays = FieldList(FormField(HolidayRow), max_entries=MOST_HOLIDAYS)


_MISPLACED = {
    "T1": _l("Posts are due before the week opens."),
    "T2": _l("Responses are due before the posts are."),
    "close": _l("The week closes before the responses are due."),
}
