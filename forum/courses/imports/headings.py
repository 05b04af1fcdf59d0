"""Tables whose columns are found by their names, in any order, among others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from forum.uploads.problems import BadFile, Problem
from forum.uploads.separated import Limits, read_rows


@dataclass(frozen=True, slots=True)
class Record:
    """A row by the names of its columns; "" for a column that the file does not have."""

    line: int
    cells: tuple[str, ...]
    places: Mapping[str, int]

    def __getitem__(self, name: str) -> str:
        place = self.places.get(name)
        return self.cells[place] if place is not None else ""


def read_records(
    data: bytes,
    names: Mapping[str, str],
    needed: Collection[str],
    limits: Limits,
    problems: list[Problem],
) -> Iterator[Record]:
    """The rows below the headings, without empty ones; ``names`` leads from a heading as files
    spell it (letters and digits alone, lower case) to the name it is asked for by.

    White space around cells is dropped. Raises BadFile as the rows are asked for: what
    ``read_rows`` refuses, a column missing or there twice. A row of another length than the first
    is left out and put to the ``problems``.
    """
    places: dict[str, int] | None = None
    width = 0
    for row in read_rows(data, limits):
        cells = tuple(cell.text.strip() for cell in row.cells)
        if not any(cells):
            continue
        if places is None:
            places, width = _places(row.line, cells, names, needed), len(cells)
        elif len(cells) != width:
            problems.append(Problem("cells", row.line, f"{len(cells)}/{width}"))
        else:
            yield Record(row.line, cells, places)
    if places is None:
        raise BadFile([Problem("empty")])


def plain(heading: str) -> str:
    """A heading without what files spell differently: "First_Name" is "firstname"."""
    return "".join(letter for letter in heading if letter.isalnum()).lower()


def _places(
    line: int, headings: tuple[str, ...], names: Mapping[str, str], needed: Collection[str]
) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = names.get(plain(heading))
        if name in places:
            raise BadFile([Problem("column_twice", line, name)])
        if name is not None:
            places[name] = place
    missing = [name for name in needed if name not in places]
    if missing:
        raise BadFile([Problem("columns_missing", line, ", ".join(missing))])
    return places
