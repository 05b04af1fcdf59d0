"""Many rows a few at a time, so that no statement grows with the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

#: So many rows go with one statement.
AT_ONCE = 1_000
T = TypeVar("T")


def in_batches(items: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
