"""The form of a course's settings."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from forum.courses.actions import CourseSettings
from forum.web.forms.fields import Line, Prose
from forum.web.translations import lazy_gettext as _l

_MOST_AGREEMENTS = 30
_LONGEST_AGREEMENT = 300


class CourseSettingsForm(FlaskForm):
    """Title, description and agreements; for admins whether the sections are one class."""

    title = Line(_l("Title"), most=200, needs=_l("Enter the course's title."))
    description = Prose(_l("Description"), most=2000)
    agreements = Prose(_l("How we talk here"), most=6000)
    sections_are_one_class = BooleanField(_l("The sections are one class"))
    #: The mark of the settings this form began with.
    seen = HiddenField()

    def fill(self, stand: CourseSettings) -> None:
        """Show the settings as they stand."""
        self.title.data, self.description.data = stand.title, stand.description
        self.agreements.data = "\n".join(stand.agreements)
        if self.sections_are_one_class is not None:
            self.sections_are_one_class.data = stand.sections_are_one_class
        self.seen.data = stand.mark

    def read(self, stand: CourseSettings) -> CourseSettings:
        """The settings as typed; what the form does not ask stays as it stands."""
        one_class: Any = self.sections_are_one_class
        return CourseSettings(
            title=self.title.data,
            description=self.description.data,
            agreements=tuple(_lines(self.agreements.data)),
            sections_are_one_class=(
                stand.sections_are_one_class if one_class is None else one_class.data
            ),
        )

    def validate_agreements(self, field: Prose) -> None:
        """Not more than people read, and no line longer than a sentence or two."""
        lines = _lines(field.data)
        if len(lines) > _MOST_AGREEMENTS:
            raise ValidationError(
                gettext("Write at most %(most)s agreements.", most=_MOST_AGREEMENTS)
            )
        if any(len(line) > _LONGEST_AGREEMENT for line in lines):
            raise ValidationError(
                gettext("Use at most %(most)s characters a line.", most=_LONGEST_AGREEMENT)
            )


def _lines(text: str | None) -> list[str]:
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return [line for line in lines if line]
