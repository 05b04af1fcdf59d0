"""Forms of the administration."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import available_timezones

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from forum.accounts.identity import IdentityError, clean_domain
from forum.accounts.methods import Methods
from forum.courses.actions import TermInput
from forum.web.forms.fields import Choice, Day, Line, Prose, Whole
from forum.web.translations import lazy_gettext as _l

NEW_TERM = 0
_BREAK = re.compile(r"\d{4}-\d{2}-\d{2}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MOST_BREAKS = 20
_MOST_DOMAINS = 50


class OfferedForm(FlaskForm):
    """A course in a term: how it is called, where it is found, when it begins."""

    code = Line(_l("Code"), most=30, needs=_l("Enter the course's code, such as SOWK 510."))
    title = Line(_l("Title"), most=200, needs=_l("Enter the course's title."))
    slug = Line(_l("Address"), most=60)
    term = Choice(_l("Term"), coerce=int)
    term_name = Line(_l("Name of the new term"), most=80)
    starts_on = Day(_l("First day of week 1"))
    breaks = Prose(_l("Weeks without class"), most=400)

    def offer_terms(self, terms: list[tuple[int, str]]) -> None:
        """Give the terms there are to choose from."""
        self.term.offer([(NEW_TERM, gettext("A new term")), *terms])

    def refuse_gone_term(self) -> None:
        """Say that the chosen term was deleted after the page was opened."""
        self.term.errors = [gettext("This term has been deleted meanwhile. Choose another one.")]

    def validate_slug(self, field: Line) -> None:
        """Letters, numbers and hyphens; made from the code where it is empty."""
        if not field.data:
            field.data = re.sub(r"[^a-z0-9]+", "-", (self.code.data or "").lower()).strip("-")
        if (field.data or self.code.data) and not _SLUG.fullmatch(field.data):
            raise ValidationError(
                gettext("Use small letters, numbers and hyphens, such as sowk-510-autumn.")
            )

    def validate_term_name(self, field: Line) -> None:
        """Needed for a new term."""
        if self.term.data == NEW_TERM and not field.data:
            raise ValidationError(gettext("Name the term, such as Autumn 2026."))

    def validate_breaks(self, field: Prose) -> None:
        """Dates, one a line, each in a week without class."""
        lines = (field.data or "").split()
        if len(lines) > _MOST_BREAKS or not all(is_date(line) for line in lines):
            raise ValidationError(gettext("Write one date a line as year-month-day: 2026-11-23."))


class CourseForm(OfferedForm):
    """A new course with its calendar."""

    zone = Choice(_l("Time zone"))
    weeks = Whole(_l("Weeks with class"), least=1, most=52, default=12)

    def offer(self, terms: list[tuple[int, str]]) -> None:
        """Give the lists to choose from: the terms there are, and all time zones."""
        self.offer_terms(terms)
        zones = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
        self.zone.offer((name, name.replace("_", " ")) for name in zones)


class TermForm(FlaskForm):
    """A term: its name, its first and its last day."""

    name = Line(_l("Name"), most=80, needs=_l("Name the term, such as Autumn 2026."))
    starts_on = Day(_l("First day"), needs=_l("Choose the first day of the term."))
    ends_on = Day(_l("Last day"), needs=_l("Choose the last day of the term."))
    #: Asked for where courses would lie outside of the days.
    anyway = BooleanField(_l("Change the days all the same"))
    #: The mark of the term this form began with.
    seen = HiddenField()

    def fill(self, stands: TermInput) -> None:
        """Show the term as it stands."""
        self.name.data, self.seen.data = stands.name, stands.mark
        self.starts_on.data, self.ends_on.data = stands.starts_on, stands.ends_on

    def read(self) -> TermInput:
        """The term as typed."""
        return TermInput(self.name.data, self.starts_on.data, self.ends_on.data)

    def validate_ends_on(self, field: Day) -> None:
        """A term does not end before it begins."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("The term would end before it begins."))

    def ask_anyway(self) -> None:
        """Say that courses would lie outside of the days."""
        self.anyway.errors = [
            gettext(
                "Courses would lie outside of the term. Say that they may, or choose other days."
            )
        ]

    def say_what_changed(self, stands: TermInput) -> None:
        """Say at its field what somebody else wrote; saved once more, what is typed here holds."""
        for name, value in vars(stands).items():
            if value != self[name].data:
                self[name].errors = [
                    gettext("Somebody else changed this just now. It reads: %(text)s", text=value)
                ]
        self.seen.data = stands.mark


class MethodsForm(FlaskForm):
    """Which ways lead to an account."""

    codes_make_accounts = BooleanField(_l("A code to enrol with makes an account"))
    domains = Prose(_l("Only for addresses at"), most=4000)
    #: The mark of what this form began with.
    seen = HiddenField()

    def fill(self, stand: Methods) -> None:
        """Show what holds."""
        self.codes_make_accounts.data, self.seen.data = stand.codes_make_accounts, stand.mark
        self.domains.data = "\n".join(stand.code_domains)

    def read(self) -> Methods:
        """What was set; each domain once, by name."""
        domains = {clean_domain(line) for line in self.domains.data.split()}
        return Methods(self.codes_make_accounts.data, tuple(sorted(domains)))

    def validate_domains(self, field: Prose) -> None:
        """Domains, one a line."""
        lines = (field.data or "").split()
        if len(lines) > _MOST_DOMAINS:
            raise ValidationError(gettext("Name at most %(most)s domains.", most=_MOST_DOMAINS))
        for line in lines:
            try:
                clean_domain(line)
            except IdentityError as error:
                raise ValidationError(
                    gettext("“%(line)s” is no domain. Write one a line: school.example", line=line)
                ) from error

    def say_what_changed(self, stand: Methods) -> None:
        """Say at its field what another admin set; saved once more, what stands here holds."""
        given = self.read()
        if given.codes_make_accounts != stand.codes_make_accounts:
            self.codes_make_accounts.errors = [gettext("Another admin changed this just now.")]
        if given.code_domains != stand.code_domains:
            said = ", ".join(stand.code_domains) or gettext("any domain")
            self.domains.errors = [
                gettext("Another admin changed this just now. It reads: %(text)s", text=said)
            ]
        self.seen.data = stand.mark


class PersonSearchForm(FlaskForm):
    """Words of a name or an address."""

    class Meta:
        csrf = False

    q = Line(_l("Name or e-mail address"), most=100)


class ErasureForm(FlaskForm):
    """The address of who is erased, typed once more."""

    email = Line(
        _l("To confirm, type the e-mail address of this person"),
        most=254,
        needs=_l("Type the address."),
    )

    def asks_for(self, address: str) -> None:
        """Take this address alone, in whatever case."""
        self._address = address

    def validate_email(self, field: Line) -> None:
        """Another address is a slip of who was meant; none at all is said already."""
        if not field.errors and (field.data or "").strip().lower() != self._address:
            raise ValidationError(gettext("This is not the address of this person."))


def is_date(text: str) -> bool:
    """Whether a text is a date as year-month-day, of this century."""
    try:
        return bool(_BREAK.fullmatch(text)) and 2000 <= date.fromisoformat(text).year <= 2100
    except ValueError:
        return False
