"""What two forms of a week set differently: two people's, or those of two times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

from wtforms import FieldList, SelectMultipleField, TextAreaField

from forum.web.forms.fields import Offers
from forum.web.forms.setup import SetupForm
from forum.web.grading.history import Piece, compare_texts
from forum.web.presentation import wall_time

_ASIDE = frozenset({"version", "csrf_token", "new_sites", "marked_points"})


@dataclass(frozen=True)
class Compared:
    """A field in two forms, in words; ``pieces`` of a long text that differs, word by word."""

    label: str
    one: str
    other: str
    pieces: Sequence[Piece] = ()


def differences(typed: SetupForm, saved: SetupForm) -> list[tuple[str, str]]:
    """For each field that differs: its label, and in words what the other person saved."""
    return [(str(field.label.text), _said(saved[field.name])) for field in _differing(typed, saved)]


def compare_forms(one: SetupForm, other: SetupForm) -> tuple[list[Compared], list[Compared]]:
    """The fields that differ, and those that do not and hold something."""
    differing = _differing(one, other)
    names = {field.name for field in differing}
    same = [field for field in one if field.name not in names | _ASIDE]
    return (
        [_compared(field, other[field.name]) for field in differing],
        [row for field in same if (row := _compared(field, field)).one],
    )


def _differing(one: SetupForm, other: SetupForm) -> list[Any]:
    return [
        field
        for field in one
        if field.name not in _ASIDE and _value(field) != _value(other[field.name])
    ]


def _compared(field: Any, other: Any) -> Compared:
    texts = (
        (_rows_said(field, other), _rows_said(other, field))
        if isinstance(field, FieldList) and field is not other
        else (_said(field), _said(other))
    )
    is_long = isinstance(field, TextAreaField | FieldList) and texts[0] != texts[1]
    pieces = compare_texts(*texts) if is_long else ()
    return Compared(str(field.label.text), *texts, pieces)


def _value(field: Any) -> Any:
    """What is compared: rows without their keys, boxes in any order, empty texts as nothing."""
    if isinstance(field, SelectMultipleField):
        return sorted(field.data or ())
    if isinstance(field.data, list):
        return [_row(row) for row in field.data]
    return field.data or None


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value or None for name, value in row.items() if name not in ("key", "csrf_token")}


def _said(field: Any) -> str:
    if hasattr(field, "entries"):
        return _list_said(field)
    return _plain(field)


def _rows_said(field: FieldList, other: FieldList) -> str:
    """The rows that the other list has otherwise or not at all; all, where only the order differs.

    Rows are known by their keys.
    """
    theirs = {entry.data["key"]: _row(entry.data) for entry in other}
    rows = [entry for entry in field if theirs.get(entry.data["key"]) != _row(entry.data)]
    ours = {entry.data["key"]: _row(entry.data) for entry in field}
    return _list_said(rows) if rows or ours != theirs else _said(field)


def _list_said(rows: Iterable[Any]) -> str:
    return "\n\n".join(
        "\n".join(
            f"{inner.label.text}: {_plain(inner)}" for inner in row if inner.name[-4:] != "-key"
        )
        for row in rows
    )


def _plain(field: Any) -> str:
    """One value in words: a choice by its label, a box as a mark."""
    if isinstance(field, Offers):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return ", ".join(str(field.label_of(value)) for value in chosen)
    if isinstance(field.data, bool):
        return "✓" if field.data else "–"
    if isinstance(field.data, time):
        return wall_time(field.data)
    if isinstance(field.data, Decimal):
        return f"{field.data:f}"
    return "" if field.data is None else str(field.data)
