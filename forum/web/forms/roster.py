"""Forms of a roster that comes as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField

from forum.web.forms.fields import Choice
from forum.web.translations import lazy_gettext as _l


class ClassForm(FlaskForm):
    """Which class of an archive is this course."""

    class_id = Choice(_l("Class"))

    def offer(self, classes: Iterable[Any]) -> None:
        """Give the classes of the archive, each with how many students it has."""
        self.class_id.offer(
            (
                class_id,
                ngettext(
                    "%(title)s, %(num)d student", "%(title)s, %(num)d students", number, title=title
                ),
            )
            for class_id, title, number in classes
        )


class ApplyForm(FlaskForm):
    """What the preview showed (``seen``), and whether memberships end."""

    seen = HiddenField()
    ends_missing = BooleanField(_l("End the memberships of those who are not in the file"))
    number = StringField(_l("How many memberships end"))
