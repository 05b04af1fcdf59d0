"""Tables as an Excel workbook: text as text, numbers as numbers, dates as dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from io import BytesIO
from typing import Any

import xlsxwriter

from forum.grading.exports.tables import Column, Table, Value
from forum.uploads.formulas import starts_a_formula

#: What one cell of the format can hold.
LONGEST_CELL = 32_767
_WIDEST = 60
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_xlsx(tables: Sequence[Table], zone: tzinfo, now: datetime) -> bytes:
    """The tables as sheets of one workbook, each with a frozen row of headings.

    A sheet knows no time zone, so instants are given as the clock of ``zone`` shows them, and the
    heading names it. A text beyond ``LONGEST_CELL`` characters ends in "…": the format ends there.
    """
    written = BytesIO()
    workbook = xlsxwriter.Workbook(written, _OPTIONS)
    workbook.set_properties({"created": now.replace(tzinfo=None)})
    looks = _Looks(
        head=workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        text=workbook.add_format({"valign": "top"}),
        kept=workbook.add_format({"valign": "top", "quote_prefix": True}),
        number=workbook.add_format({"valign": "top"}),
        instant=workbook.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm:ss"}),
    )
    for table in tables:
        _write_sheet(workbook.add_worksheet(_sheet_name(table.name)), table, zone, looks)
    workbook.close()
    return written.getvalue()


@dataclass(frozen=True)
class _Looks:
    """Formats. ``kept`` says that a text stays one when it is edited, whatever it starts with."""

    head: Any
    text: Any
    kept: Any
    number: Any
    instant: Any


def _write_sheet(sheet: Any, table: Table, zone: tzinfo, looks: _Looks) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column, [row[place] for row in table.rows]))
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, _heading(column, zone), looks.head)
    for line, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            _write_cell(sheet, line, place, value, zone, looks)


def _write_cell(
    sheet: Any, line: int, place: int, value: Value, zone: tzinfo, looks: _Looks
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        look = looks.kept if starts_a_formula(value) else looks.text
        sheet.write_string(line, place, _fitting(value), look)
    elif isinstance(value, datetime):
        local = value.astimezone(zone).replace(tzinfo=None, microsecond=0)
        sheet.write_datetime(line, place, local, looks.instant)
    else:
        sheet.write_number(line, place, float(value), looks.number)


def _heading(column: Column, zone: tzinfo) -> str:
    return f"{column.title} ({zone})" if column.kind == "instant" else column.title


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _width(column: Column, values: Sequence[Value]) -> int:
    """In characters: as wide as the longest line, within reason."""
    if column.kind == "instant":
        return 20
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return min(max(longest, 10, len(column.title) // 2), _WIDEST) + 2


def _sheet_name(name: str) -> str:
    """A name the format takes: 31 characters at most, none of ``[]:*?/\\``, no quote at an end."""
    allowed = "".join(" " if letter in "[]:*?/\\" else letter for letter in name)
    return allowed.strip("' ")[:31].strip("' ") or "Sheet"
