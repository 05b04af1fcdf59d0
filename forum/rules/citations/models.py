"""The rows a list of references is made of, and what comparing it with a text gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

# Text beyond this is not looked at. A field holds 60,000 at most (markup's guard); a post has
# several, and whole papers are longer.
MAX_CHARACTERS = 200_000

Status = Literal["ok", "check", "year-mismatch", "ambiguous", "missing"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a list, as typed: "Beck, M. E., & Rabbitt, A.", "2015", title, source, link.

    `raw` alone is a line that could not be read.
    """

    authors: str = ""
    year: str = ""
    title: str = ""
    source: str = ""
    link: str = ""
    raw: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether it can be compared: it names an author or a title."""
        return bool(self.authors.strip() or self.title.strip())

    def as_row(self) -> dict[str, str]:
        """The entry as JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Reference:
        """The entry that `as_row` gave; columns that are missing are empty."""
        return cls(**{name: str(row.get(name) or "") for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A pasted line in which no author, year and title could be told apart."""

    line: str

    def as_reference(self) -> Reference:
        """The row that keeps the line for a person to read."""
        return Reference(raw=self.line)


@dataclass(frozen=True, slots=True)
class Citation:
    """One work cited at one place: `text[offset:offset + len(words)]`.

    `year` is as typed without blanks ("2020a", "n.d.", "1900/1953", "inpress").
    """

    words: str
    offset: int
    authors: str
    year: str
    narrative: bool

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.offset + len(self.words)


@dataclass(frozen=True, slots=True)
class Pair:
    """A citation and the index of the entry it means.

    `ok`; `check`: the names differ a little; `year-mismatch`: the names agree, no entry has the
    year; `ambiguous`: several entries fit equally well, the first is given; `missing`: index None.
    `named` are the names as they were read.
    """

    citation: Citation
    index: int | None
    status: Status
    named: str = ""


@dataclass(frozen=True, slots=True)
class CitationReport:
    """A text against its list, citations in the order of the text.

    `listed`: entries that can be read; `cited`: those of them that the text cites; `unread`:
    entries that cannot be read; `missing`: cited but not listed; `unused`: indexes of entries
    listed but not cited.
    """

    pairs: tuple[Pair, ...]
    listed: int
    cited: int
    unread: int
    missing: tuple[Citation, ...]
    unused: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a formatted reference: italic or not, linked where `href` is not empty."""

    text: str
    is_italic: bool = False
    href: str = ""
