"""The form of what people choose about mail: a way for each kind, and the hour of digests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from forum.notifications.kinds import DIGEST, NOW, OFF, Kind
from forum.web.forms.fields import Choice
from forum.web.translations import lazy_gettext

_PREFIX = "way-"
_WAYS = (
    SelectChoice(NOW, lazy_gettext("At once")),
    SelectChoice(DIGEST, lazy_gettext("Digest")),
    SelectChoice(OFF, lazy_gettext("Off")),
)


class Way(RadioField):
    """How mail of one kind comes."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=list(_WAYS), **kwargs)

    def pre_validate(self, form: Form) -> None:
        """Say which kind has no way that exists."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(
                gettext("“%(kind)s”: choose one of the three.", kind=self.label.text)
            ) from error


class ChoicesForm(FlaskForm):
    """The hour of digests; ``choices_form`` adds a field for each kind."""

    hour = Choice(lazy_gettext("Hour of the digest"))

    @property
    def ways(self) -> list[Way]:
        """The fields of the kinds, in their order."""
        return [field for field in self if isinstance(field, Way)]

    @property
    def modes(self) -> dict[str, str]:
        """What was chosen, by kind."""
        return {field.name.removeprefix(_PREFIX): field.data for field in self.ways}

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse kinds that are not on the page, besides what the fields refuse."""
        is_valid = bool(super().validate(extra_validators))
        given = [name for name in request.form if name.startswith(_PREFIX)]
        if any(name not in self for name in given):
            self.form_errors.append(
                gettext("A kind of mail that you do not get was sent along. Choose again.")
            )
        if self.hour.errors:
            self.hour.errors = [gettext("Choose the hour of the digest from the list.")]
        return is_valid and not self.form_errors


def choices_form(
    kinds: Sequence[Kind],
    names: Mapping[str, str],
    hours: Sequence[str],
    modes: Mapping[str, str],
    hour: int,
) -> ChoicesForm:
    """The form for these kinds as they are named, with what holds now."""
    fields = {f"{_PREFIX}{kind.name}": Way(names[kind.name]) for kind in kinds}
    made = type("ChoicesOfPerson", (ChoicesForm,), fields)
    held = {f"{_PREFIX}{kind.name}": modes[kind.name] for kind in kinds}
    form: ChoicesForm = made(data={**held, "hour": str(hour)})
    form.hour.offer((str(number), said) for number, said in enumerate(hours))
    return form
