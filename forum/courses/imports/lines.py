"""What a roster file says, whatever its format: people by line, and what is passed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A student of the file: who (address in lower case), and in which section.

    ``section`` is None where the file leaves it open; then it stays as it is. ``is_ended`` where
    the file takes the person out. ``source_id`` is the person's id in the system the file is from.
    """

    line: int
    email: str
    name: str = ""
    section: str | None = None
    is_ended: bool = False
    source_id: str = ""

    def kept(self) -> list[Any]:
        """The line as it is stored between the preview and its carrying out."""
        return [self.line, self.email, self.name, self.section, self.is_ended, self.source_id]


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that is not taken although nothing is wrong with it: ``who`` is not made ``role``."""

    line: int
    who: str
    role: str
    reason: str

    def kept(self) -> list[Any]:
        """The row as it is stored between the preview and its carrying out."""
        return [self.line, self.who, self.role, self.reason]


@dataclass(frozen=True, slots=True)
class Roster:
    """A file that was understood. ``is_whole`` where it names everybody, and not only changes."""

    lines: tuple[Line, ...]
    passed: tuple[Passed, ...] = ()
    is_whole: bool = True
