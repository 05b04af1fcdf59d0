"""Fields that take what people type as databases can keep it, and say in words what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from wtforms import (
    DateField,
    DecimalField,
    Form,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from forum.markup import TooComplex, TooLong, clean_text, render_markdown
from forum.rules.grading import rounded
from forum.web.translations import lazy_gettext

LONGEST_TEXT = 20_000


def clean_line(text: str | None) -> str:
    """One line as a database can keep it: single spaces, none around it."""
    return " ".join(clean_text(text or "").split())


def clean_prose(text: str | None) -> str:
    """Lines as a database can keep them, without white space around them."""
    return clean_text(text or "").strip()


def read_instant(text: str) -> datetime | None:
    """An instant as hidden fields and addresses carry it; None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _too_long(most: int) -> Length:
    return Length(max=most, message=lazy_gettext("Use at most %(most)s characters.", most=most))


class Line(StringField):
    """One line of text: single spaces, no control characters, at most ``most`` characters."""

    def __init__(self, label: Any = None, most: int = 200, needs: Any = "", **kwargs: Any) -> None:
        checks = [Filled(needs)] if needs else []
        super().__init__(label, [*checks, _too_long(most)], filters=[clean_line], **kwargs)


class Prose(TextAreaField):
    """Text of several lines, at most ``most`` characters."""

    def __init__(
        self,
        label: Any = None,
        most: int = LONGEST_TEXT,
        markdown: bool = False,
        needs: Any = "",
        **kwargs: Any,
    ) -> None:
        checks: list[Any] = [Filled(needs)] if needs else []
        checks += [_too_long(most), *([Renderable()] if markdown else [])]
        super().__init__(label, checks, filters=[clean_prose], **kwargs)


class Filled:
    """Ask for something other than white space, with a sentence of our own."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence
        self.field_flags = {"required": True}

    def __call__(self, form: Form, field: Any) -> None:
        """Refuse an empty field."""
        if not (field.data or "").strip():
            raise ValidationError(str(self.sentence))


class Renderable:
    """Refuse Markdown that is too deep or too long to be shown."""

    def __call__(self, form: Form, field: Any) -> None:
        """Render it once; the text stays in the form."""
        try:
            render_markdown(field.data or "")
        except (TooComplex, TooLong) as error:
            raise ValidationError(
                gettext("This formatting is too complex. Paste it as plain text.")
            ) from error


class Whole(IntegerField):
    """A whole number from ``least`` to ``most``; ``optional`` may stay empty."""

    def __init__(
        self,
        label: Any = None,
        least: int = 0,
        most: int = 1000,
        optional: bool = False,
        **kwargs: Any,
    ) -> None:
        sentence = lazy_gettext(
            "%(label)s: enter a whole number from %(least)s to %(most)s.",
            label=label,
            least=least,
            most=most,
        )
        first = Optional() if optional else InputRequired(sentence)
        bounds = NumberRange(least, most, sentence)
        super().__init__(label, [first, bounds], **kwargs)
        self.sentence = sentence
        self.render_kw = {"inputmode": "numeric", "min": least, "max": most}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; say ours instead of the library's sentence."""
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = int(valuelist[0])
        except ValueError as error:
            raise ValueError(str(self.sentence)) from error


class Points(DecimalField):
    """Points from 0 to ``most``, at most two places after the point; ``rounds`` takes more.

    ``sentence`` replaces the one that refuses what is no such number.
    """

    def __init__(
        self,
        label: Any = None,
        most: int | Decimal = 1000,
        rounds: bool = False,
        sentence: Any = None,
        **kwargs: Any,
    ) -> None:
        sentence = sentence or lazy_gettext(
            "%(label)s: enter points from 0 to %(most)s.", label=label, most=most
        )
        super().__init__(
            label, [InputRequired(sentence), NumberRange(0, most, sentence)], places=None, **kwargs
        )
        self.sentence = sentence
        self.rounds = rounds
        self.render_kw = {"inputmode": "decimal", "min": 0, "max": most, "step": "any"}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number with a point or a comma."""
        if not valuelist or not valuelist[0].strip():
            return
        self.data = None
        try:
            number = Decimal(valuelist[0].strip().replace(",", "."))
        except InvalidOperation as error:
            raise ValueError(str(self.sentence)) from error
        if not number.is_finite() or abs(number) > 100_000:
            raise ValueError(str(self.sentence))
        if self.rounds and number > 0:
            number = rounded(number)
        if number != number.quantize(Decimal("0.01")):
            raise ValueError(gettext("At most two places after the point."))
        self.data = number


class Day(DateField):
    """A date; one that may be left empty is None then (``optional``)."""

    data: Any

    def __init__(
        self, label: Any = None, *, optional: bool = False, needs: Any = "", **kwargs: Any
    ) -> None:
        sentence = needs or lazy_gettext("Choose a date.")
        needed = Optional() if optional else InputRequired(sentence)
        super().__init__(label, [needed], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date as browsers send it."""
        if not valuelist or not valuelist[0].strip():
            return
        self.data = None
        try:
            found = date.fromisoformat(valuelist[0].strip())
        except ValueError as error:
            raise ValueError(gettext("Write the date as year-month-day: 2026-11-25.")) from error
        if not 2000 <= found.year <= 2100:
            raise ValueError(gettext("Choose a year from 2000 to 2100."))
        self.data = found


class Clock(TimeField):
    """A local time of day, to the minute; ``optional`` may stay empty."""

    data: Any

    def __init__(self, label: Any = None, optional: bool = False, **kwargs: Any) -> None:
        needs = InputRequired(lazy_gettext("%(field)s: choose a time.", field=label))
        super().__init__(label, [Optional() if optional else needs], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time as browsers send it; seconds are dropped."""
        if not valuelist or not valuelist[0].strip():
            return
        self.data = None
        try:
            found = time.fromisoformat(valuelist[0].strip())
        except ValueError as error:
            raise ValueError(gettext("Write the time in 24 hours: 23:59.")) from error
        self.data = found.replace(second=0, microsecond=0, tzinfo=None)


class Offers:
    """What can be chosen, as pairs of a value and its label."""

    choices: Any
    data: Any

    def offer(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        """Give the list to choose from."""
        self.choices = [SelectChoice(value, label) for value, label in pairs]

    def label_of(self, value: Any) -> Any:
        """The label of a value; "" for one that is not offered."""
        return next((one.label for one in self.choices or () if one.value == value), "")


class Choice(Offers, SelectField):
    """One of a list; anything else is refused in words."""

    def __init__(
        self, label: Any = None, pairs: Iterable[tuple[Any, Any]] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, choices=[SelectChoice(*pair) for pair in pairs], **kwargs)

    def pre_validate(self, form: Form) -> None:
        """Say which list to choose from."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(gettext("Choose one from the list.")) from error

    def process_formdata(self, valuelist: list[str]) -> None:
        """A value that cannot be read is one that is not in the list."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Choose one from the list.")) from error


class Boxes(Offers, SelectMultipleField):
    """Several of a list, as boxes to tick. Values are ids."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Ids of this course; others are refused in ``pre_validate``."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Choose from the list.")) from error
