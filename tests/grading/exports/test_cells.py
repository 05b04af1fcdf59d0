"""Text that spreadsheets would calculate is shown instead; numbers stay numbers."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.grading.exports.cells import neutralised
from forum.grading.exports.csv_file import write_csv
from forum.grading.exports.tables import Column, Table, number_text
from forum.grading.exports.xlsx_file import LONGEST_CELL, write_xlsx
from forum.markup import clean_text
from forum.uploads.formulas import starts_a_formula

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2025, 10, 8, 16, 0, 5, tzinfo=UTC)
#: What somebody may have typed, as it is stored.
TYPED = st.text(max_size=40).map(clean_text)
POINTS = st.decimals(-1000, 1000, places=2)


def table(*rows: tuple, kinds: tuple[str, ...] = ("text", "number", "instant")) -> Table:
    return Table("Sheet", [Column(kind, kind) for kind in kinds], rows)


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline="")))


def read_xlsx(body: bytes) -> list[tuple]:
    sheet = openpyxl.load_workbook(BytesIO(body)).active
    return list(sheet.iter_rows())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\t", '"', " '\"", "\u00a0", "\u200b", "“"])
def test_what_starts_a_formula_gets_an_apostrophe(start, before):
    typed = f"{before}{start}1+1"
    assert neutralised(typed) == f"'{typed}"


@pytest.mark.parametrize("start", ["\t", "\r", "\n"])
def test_so_does_what_starts_with_a_tab_or_an_end_of_line(start):
    assert neutralised(f"{start}words") == f"'{start}words"


@pytest.mark.parametrize(
    "typed", ["", "words", "a=1", "5 - 3", "Ana-María", "'quoted'", "12", "*x"]
)
def test_other_text_stays_as_it_is(typed):
    assert neutralised(typed) == typed


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_two_texts_become_the_same_and_none_is_a_formula(one, other):
    assert (neutralised(one) == neutralised(other)) == (one == other)
    assert neutralised(one)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@given(st.lists(st.tuples(TYPED, POINTS), min_size=1, max_size=5))
def test_a_csv_file_says_what_was_put_into_it(rows):
    body = write_csv(table(*((text, points, NOON) for text, points in rows)), NEW_YORK)
    assert body.startswith(b"\xef\xbb\xbf")
    head, *found = read_csv(body)
    assert head == ["text", "number", "instant"]
    assert [row[0] for row in found] == [neutralised(text) for text, _points in rows]
    assert [Decimal(row[1]) for row in found] == [points for _text, points in rows]
    assert {row[2] for row in found} == {"2025-10-08T12:00:05-04:00"}


def test_a_negative_number_is_no_formula_and_lines_end_as_the_standard_says():
    body = write_csv(table(("-1", Decimal("-5.40"), None)), NEW_YORK)
    assert body == b"\xef\xbb\xbftext,number,instant\r\n'-1,-5.4,\r\n"


@pytest.mark.parametrize(
    ("number", "said"),
    [("87.00", "87"), ("87.50", "87.5"), ("0.00", "0"), ("100", "100"), ("1E+2", "100")],
)
def test_numbers_are_said_without_needless_zeros(number, said):
    assert number_text(Decimal(number)) == said


def test_a_workbook_has_text_as_text_numbers_as_numbers_and_dates_as_dates():
    rows = [("=1+1", Decimal("-5.40"), NOON), ("http://x.example", Decimal("87.25"), None)]
    body = write_xlsx([table(*rows, ("123", None, None))], NEW_YORK, NOON)
    sheet = openpyxl.load_workbook(BytesIO(body)).active
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["text", "number", "instant (America/New_York)"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        ("=1+1", "s"),
        (-5.4, "n"),
        (datetime.fromisoformat("2025-10-08T12:00:05"), "d"),  # sheets know no zone
    ]
    assert sheet["A2"].quotePrefix
    assert (sheet["A3"].value, sheet["A3"].hyperlink) == ("http://x.example", None)
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("123", "s")


@given(st.lists(TYPED, min_size=1, max_size=5))
def test_a_workbook_says_what_was_put_into_it(texts):
    body = write_xlsx([table(*((text,) for text in texts), kinds=("text",))], NEW_YORK, NOON)
    rows = read_xlsx(body)[1:]
    found = [row[0].value or "" for row in rows]
    assert found == texts[: len(found)]
    assert not any(texts[len(found) :])
    for row, text in zip(rows, texts, strict=False):
        assert bool(row[0].quotePrefix) == starts_a_formula(text)


def test_a_text_that_no_cell_can_hold_ends_in_dots_and_an_odd_name_makes_a_sheet():
    long = Table("Week [5]: a/b?" + "x" * 40, [Column("text")], [("x" * 40_000,)])
    book = openpyxl.load_workbook(BytesIO(write_xlsx([long], NEW_YORK, NOON)))
    assert len(book.active["A2"].value) == LONGEST_CELL
    assert book.active["A2"].value.endswith("…")
    assert book.sheetnames[0].startswith("Week  5   a b")


def test_the_same_table_makes_the_same_bytes():
    rows = table(("Ana", Decimal(1), NOON))
    assert write_xlsx([rows], NEW_YORK, NOON) == write_xlsx([rows], NEW_YORK, NOON)
