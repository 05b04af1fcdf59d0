"""What two people set differently while both had the page open."""

from __future__ import annotations

from typing import Any

from forum.web.forms.fields import Offers
from forum.web.forms.setup import SetupForm

_ASIDE = frozenset({"version", "csrf_token", "new_sites", "marked_points"})


def differences(typed: SetupForm, saved: SetupForm) -> list[tuple[str, str]]:
    """For each field that differs: its label, and in words what the other person saved."""
    return [
        (str(field.label.text), _said(saved[field.name]))
        for field in typed
        if field.name not in _ASIDE and _value(field) != _value(saved[field.name])
    ]


def _value(field: Any) -> Any:
    """What is compared: lists of rows without keys, texts without space around them."""
    if isinstance(field.data, list):
        return [_row(row) for row in field.data]
    return field.data or None


def _row(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {name: value or None for name, value in row.items() if name not in ("key", "csrf_token")}


def _said(field: Any) -> str:
    if hasattr(field, "entries"):
        return "\n\n".join(
            "\n".join(
                f"{inner.label.text}: {_plain(inner)}" for inner in row if inner.name[-4:] != "-key"
            )
            for row in field
        )
    return _plain(field)


def _plain(field: Any) -> str:
    """One value in words: a choice by its label, a box as a mark."""
    if isinstance(field, Offers):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return ", ".join(str(field.label_of(value)) for value in chosen)
    if isinstance(field.data, bool):
        return "✓" if field.data else "–"
    return "" if field.data is None else str(field.data)
