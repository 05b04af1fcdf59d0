"""The form of an entry of the reading list."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from forum.prompts.readings.models import LONGEST_FIELD
from forum.rules.citations import Reference
from forum.web.forms.fields import Line
from forum.web.translations import lazy_gettext as _l


class ReadingForm(FlaskForm):
    """An entry as it is to be given."""

    authors = Line(_l("Author or organisation"), most=LONGEST_FIELD)
    year = Line(_l("Year"), most=LONGEST_FIELD)
    title = Line(_l("Title"), most=LONGEST_FIELD)
    source = Line(_l("Journal or publisher"), most=LONGEST_FIELD)
    link = Line(_l("Web address"), most=LONGEST_FIELD)

    def validate_title(self, field: Line) -> None:
        """A work is found by its author or its title."""
        if not (field.data or self.authors.data):
            raise ValidationError(str(_l("Give the work an author or a title.")))

    def to_reference(self) -> Reference:
        """The entry that was typed."""
        return Reference(*((field.data or "") for field in self.fields_in_order))

    @property
    def fields_in_order(self) -> tuple[Line, ...]:
        """The fields as an entry has them."""
        return (self.authors, self.year, self.title, self.source, self.link)
