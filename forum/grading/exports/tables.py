"""A table to be written to a file: columns of one kind each, and rows of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

#: What a column holds. Only cells of text are neutralised; an instant is an aware datetime.
Kind = Literal["text", "number", "instant"]
Value = str | Decimal | int | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column and what stands under it."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; ``name`` is the name of the sheet. None is an empty cell."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


def number_text(value: Decimal | int) -> str:
    """A number with a point and without needless zeros: "87", "87.5", "87.25"."""
    said = format(Decimal(value), "f")
    return said.rstrip("0").rstrip(".") if "." in said else said
