"""The list of references as it is compared: entries with their names, found by their words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forum.rules.citations.letters import YEAR, fold, fold_year, plain
from forum.rules.citations.models import Reference
from forum.rules.citations.people import Names, read_names

#: Entries that are compared.
MAX_ENTRIES = 400

_FIRST_YEAR = re.compile(YEAR, re.IGNORECASE)
_ORIGINAL = re.compile(r"original(?:ly)?\s+(?:work\s+)?published\D{0,20}(\d{4})", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:www\.)?([^/\s:?#]{3,100})", re.IGNORECASE)
# "Smith, Jane, and Kim Lee": other styles turn round the first name alone.
_GIVEN = re.compile(
    r"^([^\W\d_a-z][^\s,&]+(?: [^\s,&]*[a-z]{2}[^\s,&]*)?), ([^\W\d_a-z])[^\W\d_A-Z]{2,}"
    r"(?: [A-Z]\.?)?(?=$|, (?:and |& )?[^\s,&]+ [^\s,&]+)"
)
_ARTICLES = re.compile(r"^(?:the|an?) ")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list: its names, its title folded, its year and that of the first edition.

    `is_group`: nobody in it has initials, so that it may be a group or a title; then `host` is the
    name of its web site, folded: "polarisproject org".
    """

    index: int
    names: Names
    title: str
    year: str
    original: str
    is_group: bool
    host: str


class Listed:
    """A list of references, of which those entries are looked at that share a word with a name."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self.entries = [
            entry_of(index, row)
            for index, row in enumerate(references[:MAX_ENTRIES])
            if row.is_readable
        ]
        self._by_word: dict[str, list[Entry]] = defaultdict(list)
        self._by_letter: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for word in _words_of(entry):
                self._by_word[word].append(entry)
            for surname in entry.names.surnames[:1]:
                self._by_letter[surname[0]].append(entry)

    def sharing(self, names: Names, defined: str) -> list[Entry]:
        """Return the entries that share a word with names, or with what the text says they stand
        for, in the order of the list."""
        words = {*names.whole.split(), *defined.split(), *names.shorts, *names.acronyms}
        found = {entry.index: entry for word in words for entry in self._by_word.get(word, ())}
        return [found[index] for index in sorted(found)]

    def beginning_like(self, surname: str) -> Sequence[Entry]:
        """Return the entries whose first author begins with the same letter."""
        return self._by_letter.get(surname[:1], ())


@lru_cache(maxsize=2_048)
def entry_of(index: int, row: Reference) -> Entry:
    """Read an entry as it is compared."""
    names = read_names(_in_order(row.authors))
    found = _FIRST_YEAR.search(plain(row.year))
    original = _ORIGINAL.search(f"{row.source} {row.raw}")
    is_group = not any(names.initials)
    host = _HOST.match(row.link)
    return Entry(
        index,
        names,
        without_article(fold(row.title)),
        fold_year(found[0]) if found else "",
        original[1] if original else "",
        is_group,
        fold(host[1]) if is_group and host else "",
    )


def _in_order(authors: str) -> str:
    """The names of an entry with initials where the first one is "Smith, Jane"."""
    return _GIVEN.sub(r"\1, \2.", plain(authors).strip(" ."), count=1)


def without_article(title: str) -> str:
    """Return a folded title without "the" or "a" before it."""
    return _ARTICLES.sub("", title)


def _words_of(entry: Entry) -> Iterator[str]:
    names = entry.names
    yield from {
        *names.whole.split(),
        *entry.title.split()[:12],
        *names.shorts,
        *entry.host.split()[:1],
        *(acronym[start:] for acronym in names.acronyms for start in range(len(acronym))),
        *(acronym[:end] for acronym in names.acronyms for end in range(2, len(acronym))),
    }
