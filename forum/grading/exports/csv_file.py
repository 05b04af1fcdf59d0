"""A table as CSV: RFC 4180, in UTF-8 behind a byte order mark."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from datetime import datetime, tzinfo
from io import StringIO

from forum.grading.exports.cells import neutralised
from forum.grading.exports.tables import Table, Value, number_text


def write_csv(table: Table, zone: tzinfo) -> bytes:
    """The table as a CSV file; instants as ISO 8601 in the zone, with their offset.

    The mark at the start tells Excel that the file is UTF-8: without it, it reads the letters of
    names in the machine's old code page. Lines end in CR LF, as RFC 4180 (2.1) has it.
    """
    written = StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow([neutralised(column.title) for column in table.columns])
    for row in table.rows:
        rows.writerow([_cell(value, zone) for value in row])
    return BOM_UTF8 + written.getvalue().encode("utf-8", "replace")


def _cell(value: Value, zone: tzinfo) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralised(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return number_text(value)
