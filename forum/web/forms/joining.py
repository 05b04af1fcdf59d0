"""Forms about codes to enrol with."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import InputRequired, Length, ValidationError

from forum.accounts.identity import LONGEST_EMAIL, IdentityError, clean_email, clean_name
from forum.web.forms.accounts import identity_sentence
from forum.web.forms.fields import Choice, Day, Line


class CodeForm(FlaskForm):
    """A code as somebody types it."""

    code = Line(_l("Code"), most=20, needs=_l("Enter the code you were given."))


class NewcomerForm(FlaskForm):
    """Somebody without an account who was given a code."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Enter your e-mail address.")), Length(max=LONGEST_EMAIL)],
    )
    name = Line(_l("Name"), most=120, needs=_l("Enter your name as your class knows it."))

    def validate_email(self, field: EmailField) -> None:
        """A whole address."""
        try:
            clean_email(field.data or "")
        except IdentityError as error:
            raise ValidationError(identity_sentence(error.problem)) from error

    def validate_name(self, field: Line) -> None:
        """A name that people can be shown by."""
        try:
            if field.data:
                clean_name(field.data)
        except IdentityError as error:
            raise ValidationError(identity_sentence(error.problem)) from error


class NewCodeForm(FlaskForm):
    """A new code: for which section, and until when."""

    section = Choice(_l("Section"), coerce=int)
    last_day = Day(_l("Last day"), optional=True)

    def ends_at(self, zone: tzinfo) -> datetime | None:
        """The midnight after the last day, in the course's zone; None where the code has no end."""
        day = self.last_day.data
        return datetime.combine(day + timedelta(days=1), time(), zone) if day else None

    def refuse_past(self, zone: tzinfo, now: datetime) -> bool:
        """Say that a last day before today makes a code that is over before anybody has it."""
        ends_at = self.ends_at(zone)
        if ends_at is None or ends_at > now:
            return False
        self.last_day.errors = [_("Choose today or a later day.")]
        return True
