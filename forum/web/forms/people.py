"""Forms about the people of a course."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField
from wtforms.validators import InputRequired, Length, ValidationError

from forum.accounts.identity import LONGEST_EMAIL, IdentityError, clean_email, clean_name
from forum.web.forms.accounts import identity_sentence
from forum.web.forms.fields import Boxes, Choice, Line
from forum.web.translations import lazy_gettext as _l


class NewPersonForm(FlaskForm):
    """An address and a name of which an account may be made; those who inherit name the fields."""

    def validate_email(self, field: EmailField) -> None:
        """A whole address; nothing is asked of the network."""
        try:
            clean_email(field.data or "")
        except IdentityError as error:
            raise ValidationError(identity_sentence(error.problem)) from error

    def validate_name(self, field: Line) -> None:
        """The name of a new account; somebody who has one keeps theirs."""
        try:
            if field.data:
                clean_name(field.data)
        except IdentityError as error:
            raise ValidationError(identity_sentence(error.problem)) from error


class EnrolForm(NewPersonForm):
    """Somebody to be enrolled, whether they have an account or not."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Enter the e-mail address.")), Length(max=LONGEST_EMAIL)],
    )
    name = Line(_l("Name"), most=120, needs=_l("Enter the person's name."))
    role = Choice(_l("Role"))
    section = Choice(_l("Section"), coerce=int)


class MemberForm(FlaskForm):
    """Another role or section for a member."""

    role = Choice(_l("Role"))
    section = Choice(_l("Section"), coerce=int)


class TrustForm(FlaskForm):
    """What an assistant may do beyond reading and grading, and with whose students; no section
    ticked means all."""

    may_release = BooleanField(_l("Release grades"))
    may_manage = BooleanField(_l("Set weeks up, give extensions, manage sites and people"))
    sections = Boxes(_l("Works with the students of"))


class SectionForm(FlaskForm):
    """A new section."""

    name = Line(_l("Name of the section"), most=80, needs=_l("Give the section a name."))
