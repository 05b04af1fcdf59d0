"""Entries of a course's reading list, and in what an entry differs from the course's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from forum.rules.citations.entries import entry_of
from forum.rules.citations.letters import fold
from forum.rules.citations.links import find_doi, same_link
from forum.rules.citations.models import Reference
from forum.rules.citations.showing import is_journal

Field = Literal["authors", "year", "title", "journal", "publisher", "link"]

#: Words two titles share, of the shorter one, that make one work of them by the same author.
_ALIKE = 0.6
_TELLING_TITLE = 3


class CourseList:
    """The reading list of a course, in which the entry for a work is found."""

    def __init__(self, entries: Sequence[Reference]) -> None:
        self._works = [_Work(entry) for entry in entries]

    def find(self, reference: Reference) -> Reference | None:
        """Return the entry of the course's list for the same work; None where it has none.

        The same DOI, the same title (a subtitle may be missing), or the same first author with a
        title of nearly the same words.
        """
        work = _Work(reference) if self._works else None
        return next((one.reference for one in self._works if work and work.is_same_as(one)), None)


def differences(reference: Reference, entry: Reference) -> tuple[Field, ...]:
    """Return the fields in which an entry differs from the course's, in the order of an entry.

    Signs, capitals and accents do not matter, and neither does what the course leaves empty.
    """
    ours, theirs = entry_of(0, reference), entry_of(0, entry)
    found: list[Field] = []
    if theirs.names.whole and ours.names.surnames != theirs.names.surnames:
        found.append("authors")
    if theirs.year and ours.year.rstrip("abcdefgh") != theirs.year.rstrip("abcdefgh"):
        found.append("year")
    if ours.title != theirs.title:
        found.append("title")
    if entry.source.strip() and fold(reference.source) != fold(entry.source):
        found.append("journal" if is_journal(entry.source) else "publisher")
    if entry.link.strip() and not same_link(reference, entry):
        found.append("link")
    return tuple(found)


class _Work:
    """What tells whether two entries are one work."""

    def __init__(self, reference: Reference) -> None:
        entry = entry_of(0, reference)
        self.reference = reference
        self.doi = find_doi(reference)
        self.title = entry.title.split()
        self.words = frozenset(self.title)
        self.first = entry.names.surnames[0] if entry.names.surnames else ""

    def is_same_as(self, other: _Work) -> bool:
        """Say whether both are one work."""
        if self.doi and self.doi == other.doi:
            return True
        shared = len(self.words & other.words)
        if not shared:
            return False
        shorter, longer = sorted((self.title, other.title), key=len)
        begins = longer[: len(shorter)] == shorter
        if begins and (len(shorter) >= _TELLING_TITLE or len(shorter) == len(longer)):
            return True
        is_alike = shared / min(len(self.words), len(other.words)) >= _ALIKE
        return is_alike and self.first == other.first != ""
