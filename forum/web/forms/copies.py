"""The form of a course's next term."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from wtforms import HiddenField
from wtforms.validators import ValidationError

from forum.web.forms.admin import NEW_TERM, OfferedForm, is_date
from forum.web.forms.fields import Day, Prose
from forum.web.forms.schedule import MOST_HOLIDAYS, PatternTimes
from forum.web.translations import lazy_gettext as _l

_HOLIDAY = re.compile(r"(\S+)\s+(.{1,80})")


class CopyForm(OfferedForm, PatternTimes):
    """The course to be made: its name and term, its days, what its weeks follow."""

    key = HiddenField()
    term_ends_on = Day(_l("Last day of the new term"), optional=True)
    holidays = Prose(_l("Holidays"), most=4000)

    def validate_term_ends_on(self, field: Day) -> None:
        """A new term does not end before the course begins."""
        is_new = self.term.data == NEW_TERM and field.data and self.starts_on.data
        if is_new and field.data < self.starts_on.data:
            raise ValidationError(gettext("The term would end before the course begins."))

    def validate_holidays(self, field: Prose) -> None:
        """A date and a name on each line."""
        lines = (field.data or "").splitlines()
        matches = [_HOLIDAY.fullmatch(line.strip()) for line in lines if line.strip()]
        if len(matches) > MOST_HOLIDAYS or not all(one and is_date(one[1]) for one in matches):
            raise ValidationError(
                gettext("Write one holiday a line, its date and its name: 2026-11-26 Thanksgiving.")
            )

    def read_breaks(self) -> tuple[date, ...]:
        """The days of weeks without class, each once."""
        return tuple(sorted({date.fromisoformat(line) for line in self.breaks.data.split()}))

    def read_holidays(self) -> tuple[tuple[date, str], ...]:
        """The holidays by date."""
        lines = (line.strip() for line in self.holidays.data.splitlines())
        matches = (one for line in lines if (one := _HOLIDAY.fullmatch(line)))
        return tuple(sorted({date.fromisoformat(one[1]): one[2] for one in matches}.items()))

    def refuse_breaks(self, outside: Sequence[date]) -> None:
        """Say which breaks move nothing."""
        days = ", ".join(on.isoformat() for on in outside)
        self.breaks.errors = [
            gettext(
                "Outside the weeks of the course: %(days)s. Correct it or leave it out.", days=days
            )
        ]
