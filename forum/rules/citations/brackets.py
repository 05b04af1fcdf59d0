"""The brackets of a text in which a year stands, the inner ones first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Characters of the longest bracket that is read; a string of many works is a long one.
LONGEST_BRACKET = 3_000
#: Brackets in brackets that are read, counted from inside, so that each sign is read a few times.
_HIGHEST = 3

_SIGNS = re.compile(r"[()\[\]]|\n\s*\n")
_OPENS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Bracket:
    """A closed bracket: `text[start:end]`, its signs included. `is_square`: its signs are []."""

    start: int
    end: int
    is_square: bool


def find_brackets(flat: str) -> Iterator[Bracket]:
    """Yield the closed brackets of each paragraph in the order in which they close.

    One that is never closed, or was never opened, hides nothing.
    """
    opened: list[tuple[str, int]] = []
    heights: list[int] = []
    waiting = {"(": 0, "[": 0}
    for found in _SIGNS.finditer(flat):
        sign = found[0]
        if sign in waiting:
            opened.append((sign, found.start()))
            heights.append(0)
            waiting[sign] += 1
        elif sign not in _OPENS:
            opened.clear()
            heights.clear()
            waiting = {"(": 0, "[": 0}
        elif waiting[_OPENS[sign]]:
            start, height = _close(opened, heights, waiting, _OPENS[sign])
            if found.end() - start <= LONGEST_BRACKET and height < _HIGHEST:
                yield Bracket(start, found.end(), sign == "]")


def _close(
    opened: list[tuple[str, int]], heights: list[int], waiting: dict[str, int], wanted: str
) -> tuple[int, int]:
    """Take the last bracket of a kind off the open ones; return where it began and its height."""
    height = 0
    while True:
        sign, start = opened.pop()
        height = max(height, heights.pop())
        waiting[sign] -= 1
        if sign == wanted:
            break
    if heights:
        heights[-1] = max(heights[-1], height + 1)
    return start, height
