"""What an instructor sees who opens the files: the same cells, and nothing calculated."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forum.grading.exports.cells import neutralised
from forum.grading.exports.csv_file import write_csv
from forum.grading.exports.tables import Column, Table
from forum.grading.exports.xlsx_file import write_xlsx
from tests.support.machine import unavailable
from tests.support.office import find_office, open_with_office

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2025, 10, 8, 16, 0, 5, tzinfo=UTC)
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://a.example","x")',
    ' "=1+1',
    "＝1+1",
    "%0A=1+1",
    "\t=1+1",
)
PLAIN = ("Ana-María Ng 文 🦦", 'She said "yes", twice; then\nleft.', "'quoted'", "a=1")
TEXTS = (*FORMULAS, *PLAIN)


@pytest.mark.slow
def test_office_shows_the_same_cells_of_both_files_and_calculates_none(tmp_path: Path) -> None:
    if find_office() is None:
        unavailable("No LibreOffice was found: install one, or name it in SOFFICE_PATH.")
    columns = [Column("Said"), Column("Points", "number"), Column("At", "instant")]
    numbers = [Decimal(number) / 4 - 2 for number in range(len(TEXTS))]
    rows = [(text, number, NOON) for text, number in zip(TEXTS, numbers, strict=True)]
    table = Table("Evidence", columns, rows)
    (tmp_path / "table.csv").write_bytes(write_csv(table, NEW_YORK))
    (tmp_path / "table.xlsx").write_bytes(write_xlsx([table], NEW_YORK, NOON))
    shown = open_with_office([tmp_path / "table.csv", tmp_path / "table.xlsx"], tmp_path)
    points = [float(number) for number in numbers]

    head, *found = shown["table.csv"]
    assert head == ["Said", "Points", "At"]
    assert [row[0] for row in found] == [neutralised(text) for text in TEXTS]
    assert [float(row[1]) for row in found] == points
    assert {row[2] for row in found} == {"2025-10-08T12:00:05-04:00"}

    head, *found = shown["table.xlsx"]
    assert head == ["Said", "Points", "At (America/New_York)"]
    assert [row[0] for row in found] == list(TEXTS)
    assert [float(row[1]) for row in found] == points
    assert {row[2] for row in found} == {"2025-10-08 12:00:05"}
