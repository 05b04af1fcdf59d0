"""Entries of a reading list as they come: pasted line by line, or as rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from forum.prompts.files import FileProblem, FileRefused
from forum.prompts.readings.models import LONGEST_FIELD, Reading
from forum.rules.citations import Reference, Unreadable, split_numbered_list

#: The columns as they are written; a file that is read may have them in any order.
COLUMNS = ("author", "year", "title", "source", "link")
_CALLED = {
    "author": "authors",
    "authors": "authors",
    "year": "year",
    "title": "title",
    "source": "source",
    "publisher": "source",
    "journal": "source",
    "link": "link",
    "url": "link",
    "doi": "link",
}


def reading_rows(readings: Iterable[Reading]) -> Iterator[list[str]]:
    """The rows of the file as it is written."""
    for row in readings:
        yield [row.authors, row.year, row.title, row.source, row.link]


def read_pasted(text: str) -> list[Reference]:
    """The entries of a pasted list. Raises FileRefused with the lines that cannot be read."""
    entries: list[Reference] = []
    problems: list[FileProblem] = []
    for line, entry in split_numbered_list(text):
        if isinstance(entry, Unreadable):
            problems.append(FileProblem(line, "unreadable", entry.line[:80]))
        else:
            problems += _problems_of(line, entry)
            entries.append(entry)
    return _taken(entries, problems)


def read_reading_rows(lines: Iterable[tuple[int, Sequence[str]]]) -> list[Reference]:
    """The entries of a file: lines (number, cells), the first of which names the columns.

    Raises FileRefused with the lines that cannot be read.
    """
    numbered = iter(lines)
    line, headings = next(numbered, (1, ()))
    places = _places(line, headings)
    entries: list[Reference] = []
    problems: list[FileProblem] = []
    for line, cells in numbered:
        said = {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
        if any(said.values()):
            entry = Reference(**said)
            problems += _problems_of(line, entry)
            entries.append(entry)
    return _taken(entries, problems)


def _taken(entries: list[Reference], problems: list[FileProblem]) -> list[Reference]:
    if not entries and not problems:
        problems = [FileProblem(0, "nothing")]
    if problems:
        raise FileRefused(problems)
    return entries


def _places(line: int, headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    problems = []
    for at, heading in enumerate(headings):
        name = _CALLED.get(" ".join(heading.split()).casefold())
        if name in found:
            problems.append(FileProblem(line, "column_twice", name))
        elif name:
            found[name] = at
    problems += [
        FileProblem(line, "no_column", shown)
        for name, shown in (("authors", "author"), ("title", "title"))
        if name not in found
    ]
    if problems:
        raise FileRefused(problems)
    return found


def _problems_of(line: int, entry: Reference) -> Iterator[FileProblem]:
    if not entry.is_readable:
        yield FileProblem(line, "nobody")
    for name in ("authors", "year", "title", "source", "link"):
        if len(getattr(entry, name)) > LONGEST_FIELD:
            yield FileProblem(line, "long", name)
