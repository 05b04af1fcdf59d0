"""Separated values read so that every cell knows its place in the file.

Python's ``csv`` forgets how a cell was quoted and how lines ended; here one cell can be replaced
and all else stays as it was, to the byte.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forum.uploads.problems import BadFile, Problem

_MARKS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile("\r\n|\r|\n")
# Possessive, so that a quotation mark that is never closed does not take for ever.
_QUOTED = re.compile('"(?:[^"]++|"")*+"')
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SEPARATOR = re.compile('(?:"[^"]*"|[^",;\t\r\n]*)([,;\t])')


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read of a file: bytes, rows, columns of a row, cells, characters of a cell.

    ``cells`` stands so that a file of nothing but separators does not fill the memory.
    """

    size: int
    rows: int
    columns: int
    cells: int
    cell: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and from where to where it stands in the text with its quotation marks."""

    text: str
    start: int
    end: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the file and the line on which it begins, from 1."""

    line: int
    cells: tuple[Cell, ...]

    def says(self, place: int) -> str:
        """The text of a cell without white space around it; "" where the row is shorter."""
        return self.cells[place].text.strip() if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class SeparatedFile:
    """A file as it came: the mark before it, its encoding, its text, and the rows found in it."""

    mark: bytes
    encoding: str
    text: str
    rows: tuple[Row, ...]

    def replaced(self, cells: Mapping[tuple[int, int], str]) -> bytes:
        """The file with some cells saying something else, by (row, place); quoted if they were."""
        parts: list[str] = []
        done = 0
        for row, place in sorted(cells):
            cell = self.rows[row].cells[place]
            said = cells[row, place]
            parts += [self.text[done : cell.start], f'"{said}"' if cell.is_quoted else said]
            done = cell.end
        return self.mark + "".join([*parts, self.text[done:]]).encode(self.encoding)


def read_separated(data: bytes, limits: Limits) -> SeparatedFile:
    """Read a file of values separated by commas, semicolons or tabs.

    UTF-8 or (behind its mark) UTF-16; any kind of line end. Raises BadFile with the lines: what is
    no text, is too large, or has unbalanced quotation marks.
    """
    if len(data) > limits.size:
        raise BadFile([Problem("too_large")])
    mark, encoding = next(
        ((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8")
    )
    text = _decoded(data[len(mark) :], encoding)
    _check_text(text)
    rows = list(_Lexer(text, limits).rows())
    while rows and len(rows[-1].cells) == 1 and not rows[-1].cells[0].text:
        rows.pop()  # empty lines at the end of the file
    if not rows:
        raise BadFile([Problem("empty")])
    return SeparatedFile(mark, encoding, text, tuple(rows))


def read_rows(data: bytes, limits: Limits) -> Iterator[Row]:
    """The rows one after the other, in UTF-8 alone, with or without its mark; for many rows of
    which little is kept.

    Stricter than ``read_separated``, because what is read will be written: lines end in LF or
    CR LF, and a mark stands nowhere but at the beginning. Raises BadFile as the rows are asked for.
    """
    if len(data) > limits.size:
        raise BadFile([Problem("too_large")])
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise BadFile([Problem("utf16", 1)])
    text = _decoded(data.removeprefix(BOM_UTF8), "utf-8")
    _check_text(text)
    for code, found in (("carriage_return", _LONE_CR.search(text)), ("mark", _MARK.search(text))):
        if found:
            raise BadFile([Problem(code, _line_at(text, found.start()))])
    yield from _Lexer(text, limits).rows()


_LONE_CR = re.compile("\r(?!\n)")
_MARK = re.compile("\ufeff")


def _check_text(text: str) -> None:
    if not text.strip():
        raise BadFile([Problem("empty")])
    if found := _CONTROL.search(text):
        raise BadFile([Problem("control", _line_at(text, found.start()))])


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start) if encoding == "utf-8" else 0
        raise BadFile([Problem("encoding", line)]) from error


class _Lexer:
    """Goes through the text once, cell by cell."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        found = _SEPARATOR.match(text)
        self.separator = found[1] if found else ","
        self.plain = re.compile(f"[^{re.escape(self.separator)}\r\n]*+")
        self.at = 0
        self.line = 1

    def rows(self) -> Iterator[Row]:
        """All records, empty lines too."""
        rows = cells = 0
        most = self.limits
        while self.at < len(self.text):
            row = self._row()
            rows += 1
            cells += len(row.cells)
            if rows > most.rows:
                raise BadFile([Problem("too_many_rows", row.line, f"{most.rows:,}")])
            if cells > most.cells:
                raise BadFile([Problem("too_many_cells", row.line, f"{most.cells:,}")])
            yield row

    def _row(self) -> Row:
        line = self.line
        cells = [self._cell()]
        while self.text.startswith(self.separator, self.at):
            self.at += 1
            cells.append(self._cell())
            if len(cells) > self.limits.columns:
                raise BadFile([Problem("too_many_columns", line, f"{self.limits.columns:,}")])
        if end := _LINE_END.match(self.text, self.at):
            self.at = end.end()
            self.line += 1
        elif self.at < len(self.text):
            raise BadFile([Problem("quotes", self.line)])
        return Row(line, tuple(cells))

    def _cell(self) -> Cell:
        is_quoted = self.text.startswith('"', self.at)
        found = (_QUOTED if is_quoted else self.plain).match(self.text, self.at)
        if found is None:
            raise BadFile([Problem("not_closed", self.line)])
        said = found[0]
        if not is_quoted and '"' in said:
            raise BadFile([Problem("quotes", self.line)])
        if len(said) > self.limits.cell:
            raise BadFile([Problem("cell_too_long", self.line, f"{self.limits.cell:,}")])
        if is_quoted:
            self.line += len(_LINE_END.findall(said))
            said = said[1:-1].replace('""', '"')
        self.at = found.end()
        return Cell(said, found.start(), found.end(), is_quoted)


def _line_at(text: str, place: int) -> int:
    return 1 + len(_LINE_END.findall(text[:place]))
