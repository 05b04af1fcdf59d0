"""What a save of a week's set-up changed, in words: one line for each thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from forum.courses.calendar import calendar_of
from forum.prompts.content import DueInput
from forum.prompts.history.changes import Change
from forum.rules.pattern import KINDS
from forum.web.forms.fields import Offers
from forum.web.forms.schedule import LABELS
from forum.web.forms.setup import SetupForm
from forum.web.setup.desk import Desk
from forum.web.setup.row_words import due_words

#: Texts of which a line can only say that they changed.
_LONG = frozenset(
    {
        *("purpose", "body", "respond", "content_note"),
        *("case_text", "alternative_text"),
    }
)
#: Lists of rows, and by what their rows are known and called.
_ROWS = {
    "parts": ("key", "heading"),
    "response_parts": ("key", "heading"),
    "sites": ("address", "name"),
    "criteria": ("key", "title"),
}


def change_lines(desk: Desk, form: SetupForm, changes: Sequence[Change]) -> list[str]:
    """The changes as lines, named as the fields of ``form`` are."""
    return [line for change in changes for line in _lines(desk, form, change)]


def _lines(desk: Desk, form: SetupForm, change: Change) -> Iterator[str]:
    if change.name in KINDS:
        yield _scalar(
            str(LABELS[change.name]),
            _time(desk, change.name, change.before),
            _time(desk, change.name, change.after),
        )
    elif change.name in _ROWS:
        yield from _of_rows(_label(form, change.name), change)
    elif change.name in _LONG:
        yield _of_text(_label(form, change.name), change)
    else:
        field = form[change.name]
        yield _scalar(
            _label(form, change.name), _value(field, change.before), _value(field, change.after)
        )


def _label(form: SetupForm, name: str) -> str:
    return str(form[name].label.text)


def _scalar(label: str, before: str, after: str) -> str:
    said: str = _(
        "%(label)s: %(after)s, before %(before)s", label=label, after=after, before=before
    )
    return said


def _of_text(label: str, change: Change) -> str:
    if not change.before:
        return _("%(label)s: written", label=label)
    if not change.after:
        return _("%(label)s: emptied", label=label)
    return _("%(label)s: changed", label=label)


def _of_rows(label: str, change: Change) -> Iterator[str]:
    """Rows that came, went and changed; where none did, they stand in another order."""
    known_by, called = _ROWS[change.name]
    before = {row[known_by]: row for row in change.before}
    after = {row[known_by]: row for row in change.after}
    said = 0
    for sentence, rows in (
        (
            _("%(label)s: “%(name)s” added"),
            [row for key, row in after.items() if key not in before],
        ),
        (
            _("%(label)s: “%(name)s” taken out"),
            [row for key, row in before.items() if key not in after],
        ),
        (
            _("%(label)s: “%(name)s” changed"),
            [row for key, row in after.items() if key in before and before[key] != row],
        ),
    ):
        for row in rows:
            said += 1
            yield sentence % {"label": label, "name": row[called]}
    if not said:
        yield _("%(label)s: in another order", label=label)


def _time(desk: Desk, kind: str, value: Sequence[Any] | None) -> str:
    if value is None:
        return _("not set")
    return due_words(calendar_of(desk.course), kind, DueInput(*value))


def _value(field: Any, value: Any) -> str:
    """A short value as the page shows it."""
    if isinstance(value, bool) and not isinstance(field, Offers):
        return _("yes") if value else _("no")
    if field.name == "different_site":
        value = "different" if value else "any"
    if field.name == "group_set_id":
        value = value or 0
    if isinstance(field, Offers):
        return str(field.label_of(value)) or _("not there any more")
    if value is None or value == "":
        return _("empty")
    return f"“{value}”" if isinstance(value, str) else str(value)
