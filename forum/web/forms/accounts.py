"""Forms about one's own account."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from forum.accounts.identity import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    IdentityError,
    IdentityProblem,
    clean_name,
)
from forum.accounts.passwords import LONGEST, SHORTEST, PasswordProblem, find_problem
from forum.web.translations import lazy_gettext

_PASSWORD_HELP = lazy_gettext(
    "%(least)s characters or more. A few words that only you would put together are best; spaces "
    "are fine.",
    least=SHORTEST,
)
_AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class SignInForm(FlaskForm):
    """Address and password."""

    email = EmailField(
        lazy_gettext("E-mail address"),
        [InputRequired(lazy_gettext("Enter your e-mail address.")), Length(max=LONGEST_EMAIL)],
    )
    password = PasswordField(
        lazy_gettext("Password"), [InputRequired(lazy_gettext("Enter your password."))]
    )

    def refuse(self) -> None:
        """Say that the pair is wrong, without saying which of the two."""
        self.email.errors = [
            gettext("This e-mail address and password do not belong together. Check both.")
        ]


class ConfirmForm(FlaskForm):
    """The password once more."""

    password = PasswordField(
        lazy_gettext("Your password"), [InputRequired(lazy_gettext("Enter your password."))]
    )

    def refuse(self) -> None:
        """Say that the password is wrong."""
        self.password.errors = [gettext("This is not your password.")]


class ResetRequestForm(FlaskForm):
    """The address a reset link goes to."""

    email = EmailField(
        lazy_gettext("E-mail address"),
        [InputRequired(lazy_gettext("Enter your e-mail address.")), Length(max=LONGEST_EMAIL)],
    )


class NewPasswordForm(FlaskForm):
    """A new password, twice. ``personal`` is what must not be one: name, address, course codes."""

    new_password = PasswordField(
        lazy_gettext("New password"),
        [InputRequired(lazy_gettext("Choose a password."))],
        description=_PASSWORD_HELP,
    )
    repeated_password = PasswordField(lazy_gettext("The same again"))

    def __init__(self, *args: Any, personal: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._personal = tuple(personal)

    def validate_new_password(self, field: PasswordField) -> None:
        """Any 12 to 128 characters that are not common and not the person's own data."""
        if problem := find_problem(field.data or "", self._personal):
            raise ValidationError(_password_sentence(problem))

    def validate_repeated_password(self, field: PasswordField) -> None:
        """A slip of the finger is found now, not at the next sign-in."""
        if field.data != self.new_password.data:
            raise ValidationError(gettext("The two passwords differ. Type the same one twice."))


class ChangePasswordForm(NewPasswordForm):
    """The password of now, and the new one."""

    password = PasswordField(
        lazy_gettext("Your password now"), [InputRequired(lazy_gettext("Enter your password."))]
    )

    def refuse(self) -> None:
        """Say that the password of now is wrong."""
        self.password.errors = [gettext("This is not your password.")]


class ProfileForm(FlaskForm):
    """How a person is named and how pages look to them."""

    name = StringField(
        lazy_gettext("Name"),
        description=lazy_gettext("As classmates and instructors see it."),
    )
    zone = SelectField(
        lazy_gettext("Your time zone"),
        validate_choice=False,  # ``validate_zone`` says it in our words
        description=lazy_gettext(
            "Times are shown for the course, with your own beside them if you are elsewhere."
        ),
    )
    theme = RadioField(
        lazy_gettext("Appearance"),
        choices=[
            SelectChoice("", lazy_gettext("As my device")),
            SelectChoice("light", lazy_gettext("Light")),
            SelectChoice("dark", lazy_gettext("Dark")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone.choices = [SelectChoice("", gettext("As the course")), *_zones()]

    def validate_zone(self, field: SelectField) -> None:
        """A zone of the list."""
        if field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(gettext("Choose a time zone from the list."))

    def validate_name(self, field: StringField) -> None:
        """1 to 120 characters that do not turn the text around them."""
        try:
            field.data = clean_name(field.data or "")
        except IdentityError as error:
            raise ValidationError(identity_sentence(error.problem)) from error


def identity_sentence(problem: IdentityProblem) -> str:
    """Say why a name or an address is refused."""
    sentences = {
        IdentityProblem.NAME_EMPTY: gettext("Enter a name."),
        IdentityProblem.NAME_LONG: gettext(
            "A name has at most %(most)s characters.", most=LONGEST_NAME
        ),
        IdentityProblem.NAME_CHARACTERS: gettext(
            "This name has a hidden character that changes how text is shown. Type it anew."
        ),
        IdentityProblem.EMAIL: gettext("Enter an e-mail address, such as name@example.org."),
        IdentityProblem.EMAIL_TAKEN: gettext("There is an account with this address already."),
    }
    return sentences[problem]


def _password_sentence(problem: PasswordProblem) -> str:
    sentences = {
        PasswordProblem.SHORT: gettext("Use at least %(least)s characters.", least=SHORTEST),
        PasswordProblem.LONG: gettext("Use at most %(most)s characters.", most=LONGEST),
        PasswordProblem.COMMON: gettext(
            "Many people use this password, so it is tried first. Choose another."
        ),
        PasswordProblem.PERSONAL: gettext(
            "This is made of your name, your address or your course. Choose another."
        ),
    }
    return sentences[problem]


@cache
def _zones() -> list[SelectChoice]:
    names = sorted(name for name in available_timezones() if name.startswith(_AREAS))
    return [SelectChoice(name, name.replace("_", " ")) for name in ("UTC", *names)]
