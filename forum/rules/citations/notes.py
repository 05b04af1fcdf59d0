"""What is said of citations and references, row by row, in three levels of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from forum.rules.citations.chosen_site import SiteUse

Level = Literal["problem", "check", "style"]
Code = Literal[
    "missing",
    "unused",
    "year",
    "ambiguous",
    "names",
    "doi",
    "url",
    "duplicate",
    "unread",
    "course",
    "et-al",
    "two-names",
    "ampersand",
    "and",
    "order",
    "old-doi",
    "home-page",
]

LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_OF: dict[Code, Level] = {
    "missing": "problem",
    "unused": "problem",
    "year": "problem",
    "ambiguous": "problem",
    "names": "check",
    "doi": "check",
    "url": "check",
    "duplicate": "check",
    "unread": "check",
    "course": "check",
    "et-al": "style",
    "two-names": "style",
    "ampersand": "style",
    "and": "style",
    "order": "style",
    "old-doi": "style",
    "home-page": "style",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One row: the student's words, the entry they were matched with, and what is said.

    `words` are the student's own, of the text (then `offset` is where they stand) or of the list
    (then it is None). `entry` and `other` are indexes of the list. `wanted` is how it would be
    written, where that can be told; `fields` are those that differ from the course's entry.
    """

    code: Code
    words: str
    offset: int | None = None
    entry: int | None = None
    other: int | None = None
    wanted: str = ""
    fields: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """How much it matters."""
        return LEVEL_OF[self.code]


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """The whole check of a text against its list, as it is shown and kept.

    `listed`, `cited` and `unread` count entries as `CitationReport` does; `site` is None where no
    site was chosen.
    """

    listed: int
    cited: int
    unread: int
    notes: tuple[Note, ...]
    site: SiteUse | None = None

    def at_level(self, level: Level) -> Sequence[Note]:
        """The rows of one level, in the order of the text and then of the list."""
        return [note for note in self.notes if note.level == level]

    def as_row(self) -> dict[str, Any]:
        """The check as JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> CitationCheck:
        """The check that `as_row` gave."""
        return cls(
            row["listed"],
            row["cited"],
            row["unread"],
            tuple(Note(**{**note, "fields": tuple(note["fields"])}) for note in row["notes"]),
            SiteUse(**row["site"]) if row["site"] else None,
        )
