"""What keeps a file from being taken: said by line, the whole file refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; ``line`` is the line of the file (from 1; 0: the whole file).

    ``code`` names the sentence, which the door that took the file has; ``value`` is the name or
    number that belongs in it, ``file`` the member of an archive.
    """

    code: str
    line: int = 0
    value: str = ""
    file: str = ""


class BadFile(Exception):
    """The file cannot be taken; nothing of it is used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)
