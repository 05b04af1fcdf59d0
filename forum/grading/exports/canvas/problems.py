"""What keeps a file from being taken: said by line, the whole file refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "empty",
    "too_large",
    "encoding",
    "control",
    "not_canvas",
    "columns_missing",
    "no_assignments",
    "too_many_columns",
    "too_many_rows",
    "too_many_cells",
    "cell_too_long",
    "quotes",
    "not_closed",
    "cells",
    "repeated",
    "nobody",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; ``line`` is the line of the file (from 1; 0: the whole file).

    ``value`` is the name or number that belongs in the sentence.
    """

    code: Code
    line: int = 0
    value: str = ""


class BadFile(Exception):
    """The file cannot be taken; nothing of it is used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)
