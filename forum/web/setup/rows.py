"""Rows of a form that are added, removed and moved by buttons, without a script.

A button is named ``rows`` and says ``list:verb`` or ``list:verb:position``, positions from 0:
``parts:add``, ``parts:remove:2``, ``criteria:up:1``. What was typed stays, right or wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from werkzeug.datastructures import MultiDict

_COMMAND = re.compile(r"([a-z_]{1,30}):(add|remove|up|down)(?::(\d{1,3}))?")
MOST = 30

Fields = MultiDict[str, str]


def apply_command(fields: Fields, command: str, lists: frozenset[str]) -> Fields:
    """The fields of a form after a button was pressed; unchanged for one that means nothing."""
    match = _COMMAND.fullmatch(command)
    if match is None or match[1] not in lists:
        return fields
    name, verb = match[1], match[2]
    rows = _positions(fields, name)
    order = _VERBS[verb](rows, int(match[3] or 0))
    return _rewritten(fields, name, order)


def _positions(fields: Fields, name: str) -> list[int | None]:
    pattern = re.compile(rf"{name}-(\d{{1,4}})-.+")
    found = {int(match[1]) for key in fields if (match := pattern.fullmatch(key))}
    return [*sorted(found)]


def _add(rows: list[int | None], _at: int) -> list[int | None]:
    return [*rows, None] if len(rows) < MOST else rows


def _remove(rows: list[int | None], at: int) -> list[int | None]:
    return rows[:at] + rows[at + 1 :]


def _up(rows: list[int | None], at: int) -> list[int | None]:
    if not 0 < at < len(rows):
        return rows
    return [*rows[: at - 1], rows[at], rows[at - 1], *rows[at + 1 :]]


def _down(rows: list[int | None], at: int) -> list[int | None]:
    return _up(rows, at + 1)


_VERBS: dict[str, Callable[[list[int | None], int], list[int | None]]] = {
    "add": _add,
    "remove": _remove,
    "up": _up,
    "down": _down,
}


def _rewritten(fields: Fields, name: str, order: list[int | None]) -> Fields:
    """The same fields with the rows of one list numbered anew; None is an empty row."""
    prefix = f"{name}-"
    others = [(key, text) for key, text in fields.items(multi=True) if not key.startswith(prefix)]
    rows: list[tuple[str, str]] = []
    for number, old in enumerate(order):
        if old is None:
            rows.append((f"{name}-{number}-key", ""))
            continue
        was = f"{name}-{old}-"
        rows += [
            (f"{name}-{number}-{key.removeprefix(was)}", text)
            for key, text in fields.items(multi=True)
            if key.startswith(was)
        ]
    return MultiDict(others + rows)
