"""Forms about codes to enrol with."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import InputRequired, Length, ValidationError

from forum.accounts.identity import LONGEST_EMAIL, clean_email
from forum.accounts.methods import Methods
from forum.web.forms.fields import Choice, Day, Line
from forum.web.forms.people import NewPersonForm
from forum.web.translations import lazy_gettext as _l


class CodeForm(FlaskForm):
    """A code as somebody types it."""

    code = Line(_l("Code"), most=20, needs=_l("Enter the code you were given."))


class NewcomerForm(NewPersonForm):
    """Somebody without an account who was given a code."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Enter your e-mail address.")), Length(max=LONGEST_EMAIL)],
    )
    name = Line(_l("Name"), most=120, needs=_l("Enter your name as your class knows it."))
    _methods = Methods()

    def takes_domains_of(self, methods: Methods) -> None:
        """Take addresses of these domains alone, whether they have an account or not: nobody learns
        from the answer who has one.
        """
        self._methods = methods

    def validate_email(self, field: EmailField) -> None:
        """A whole address, of a domain for which codes make accounts."""
        super().validate_email(field)
        if not self._methods.is_domain_taken(clean_email(field.data)):
            raise ValidationError(
                _(
                    "Accounts are made here for addresses at %(domains)s alone. Use yours there, "
                    "or ask your instructor for an invitation.",
                    domains=", ".join(self._methods.code_domains),
                )
            )


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
