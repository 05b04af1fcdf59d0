"""Canvas' own file: read with the place of every cell, one column filled, the rest untouched."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.grading.exports.canvas.gradebook import CanvasGradebook, read_canvas
from forum.grading.exports.canvas.matching import match_students, plan_filling
from forum.grading.exports.canvas.reading import (
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
)
from forum.grading.exports.people import Person
from forum.grading.models import ReleasedGrade
from forum.uploads.problems import BadFile

HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,Week 5 (811),Week 6 (812),Final Score"
#: As Canvas gives it: posting policy, points possible, a test student, quoted names.
EXPORT = (
    f"{HEAD}\r\n"
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,100.0,20.0,(read only)\r\n"
    '"Lopez, Ana",101,u1,ana@example.org,"Day, early",80.00,,91.2\r\n'
    '"Mills ""Bea"", B.",102,u2,BEA,Day,,"7.50",\r\n'
    '"Ng, Cy",103,u3,cy.ng@elsewhere.example,Day,,,\r\n'
    '"Student, Test",104,,8f2c,Day,,,\r\n'
)
ANA = Person(1, "Ana Lopez", "ana@example.org")
BEA = Person(2, "Bea Mills", "bea@example.org")
CY = Person(3, "Cy Ng", "cy@example.org")
PEOPLE = (ANA, BEA, CY)


def read(text: str = EXPORT) -> CanvasGradebook:
    return read_canvas(text.encode())


def grade(total: str, out_of: str = "100") -> ReleasedGrade:
    return ReleasedGrade(total=Decimal(total), out_of=Decimal(out_of))


def problems_of(data: bytes) -> list[tuple[str, int]]:
    with pytest.raises(BadFile) as refusal:
        read_canvas(data)
    return [(problem.code, problem.line) for problem in refusal.value.problems]


# --- What is read --------------------------------------------------------------------------------


def test_students_and_assignments_are_found_and_nothing_else():
    found = read()
    assert [(one.place, one.title, one.points) for one in found.assignments] == [
        (5, "Week 5 (811)", Decimal("100.0")),
        (6, "Week 6 (812)", Decimal("20.0")),
    ]
    assert [(one.line, one.name, one.logins) for one in found.students] == [
        (4, "Lopez, Ana", ("ana@example.org", "u1")),
        (5, 'Mills "Bea", B.', ("BEA", "u2")),
        (6, "Ng, Cy", ("cy.ng@elsewhere.example", "u3")),
    ]


def test_students_are_matched_by_address_or_by_its_local_part_and_never_by_name():
    matching = match_students(read().students, PEOPLE)
    assert [(row.name, person.name) for row, person in matching.pairs] == [
        ("Lopez, Ana", "Ana Lopez"),
        ('Mills "Bea", B.', "Bea Mills"),
    ]
    assert [row.name for row in matching.unknown] == ["Ng, Cy"]
    assert matching.missing == (CY,)


def test_a_local_part_that_two_people_share_finds_nobody():
    twin = Person(4, "Bea Moss", "bea@elsewhere.example")
    matching = match_students(read().students, (*PEOPLE, twin))
    assert [row.line for row, _person in matching.pairs] == [4]


def test_two_rows_that_find_the_same_person_find_nobody():
    text = EXPORT.replace("cy.ng@elsewhere.example", "bea@example.org")
    matching = match_students(read(text).students, PEOPLE)
    assert [row.line for row, _person in matching.pairs] == [4]
    assert [row.line for row in matching.unknown] == [5, 6]


def test_without_a_login_the_user_id_is_looked_at():
    text = EXPORT.replace("u3,cy.ng@elsewhere.example", "cy@example.org,")
    matching = match_students(read(text).students, PEOPLE)
    assert [person for _row, person in matching.pairs] == [ANA, BEA, CY]


def test_names_in_two_columns_and_another_language_are_understood_too():
    text = EXPORT.replace("Student,ID", "LastName,FirstName,ID").replace(
        '"Lopez, Ana"', "Lopez,Ana"
    )
    text = text.replace('"Mills ""Bea"", B."', "Mills,B").replace('"Ng, Cy"', "Ng,Cy")
    text = text.replace('"Student, Test"', "Student,Test").replace("(read only)", "(nur lesen)")
    text = text.replace("Final Score", "Final Score (2025)").replace("Possible,", "Possible,,")
    found = read(text.replace("\r\n,,,", "\r\n,,,,"))
    assert [one.name for one in found.students] == ["Lopez, Ana", "Mills, B", "Ng, Cy"]
    assert [one.title for one in found.assignments] == ["Week 5 (811)", "Week 6 (812)"]


def test_a_posting_policy_longer_than_the_first_line_is_canvas_own_and_stays():
    text = EXPORT.replace("Manual Posting,,", "Manual Posting,,,,,,")
    book = read(text)
    assert book.filled(book.get_assignment(5), {3: "9"}) == text.replace("80.00", "9").encode()


# --- What is written -----------------------------------------------------------------------------


def test_only_the_chosen_cells_change():
    book = read()
    matching = match_students(book.students, PEOPLE)
    week = book.get_assignment(6)
    filling = plan_filling(book, week, matching, {1: grade("90.00"), 2: grade("84.60")})
    assert [(one.person, one.before, one.after, one.overwrites) for one in filling.changes] == [
        (ANA, "", "90", False),
        (BEA, "7.50", "84.6", True),
    ]
    assert filling.is_out_of_another
    wanted = EXPORT.replace("80.00,,91.2", "80.00,90,91.2").replace('"7.50"', '"84.6"')
    assert book.filled(week, filling.points()) == wanted.encode()


def test_a_student_without_a_released_grade_keeps_the_cell_and_an_excused_one_is_excused():
    book = read()
    matching = match_students(book.students, PEOPLE)
    week = book.get_assignment(5)
    filling = plan_filling(book, week, matching, {2: grade("0", "0")})
    assert filling.without_grade == (ANA,)
    assert (
        book.filled(week, filling.points())
        == EXPORT.replace('B.",102,u2,BEA,Day,,', 'B.",102,u2,BEA,Day,EX,').encode()
    )


@dataclass(frozen=True)
class Made:
    """A file made by the test: each row's cells as they stand in it."""

    rows: tuple[tuple[str, ...], ...]
    separator: str
    ends: tuple[str, ...]
    mark: bytes
    encoding: str

    def bytes(self, changes: dict[int, str]) -> bytes:
        """The file with the last cell of some rows saying something else, quoted as before."""
        lines = []
        for number, (row, end) in enumerate(zip(self.rows, self.ends, strict=True)):
            cells = list(row)
            if number in changes:
                quote = '"' if cells[-1].startswith('"') else ""
                cells[-1] = quote + changes[number] + quote
            lines.append(self.separator.join(cells) + end)
        return self.mark + "".join(lines).encode(self.encoding)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from('",;\t\n\r'),
    max_size=12,
)


@st.composite
def exports(draw) -> tuple[Made, dict[int, str]]:
    """A Canvas export in any spelling, and new points for some of its students."""
    separator = draw(st.sampled_from(",;\t"))

    def cell(text: str, spelled: bool = True) -> str:
        must = any(letter in text for letter in f'"{separator}\r\n')
        if must or (spelled and draw(st.booleans())):
            return '"' + text.replace('"', '""') + '"'
        return text

    count = draw(st.integers(1, 6))
    extra = draw(st.lists(WORDS, max_size=2))
    heads = ["Student", "ID", "SIS Login ID", *extra, "Week 5 (811)"]
    rows = [tuple(cell(head) for head in heads)]
    rows.append(
        tuple(cell(text) for text in ["    Points Possible", "", "", *[""] * len(extra), "100"])
    )
    for number in range(count):
        more = [draw(WORDS) for _ in extra]
        name = f"N{draw(WORDS)}"
        points = draw(
            st.sampled_from(["", "0", "80.00", "EX", "7,5" if separator != "," else "7.5"])
        )
        row = [name, str(100 + number), f"login{number}", *more, points]
        rows.append(tuple(cell(text) for text in row))
    ends = [draw(st.sampled_from(["\r\n", "\n", "\r"])) for _ in rows]
    ends[-1] = draw(st.sampled_from(["", "\r\n", "\n", "\r\n\r\n"]))
    mark, encoding = draw(
        st.sampled_from(
            [
                (b"", "utf-8"),
                (BOM_UTF8, "utf-8"),
                (BOM_UTF16_LE, "utf-16-le"),
                (BOM_UTF16_BE, "utf-16-be"),
            ]
        )
    )
    chosen = draw(st.sets(st.integers(2, count + 1)))
    changes = {row: draw(st.sampled_from(["90", "84.6", "EX"])) for row in chosen}
    return Made(tuple(rows), separator, tuple(ends), mark, encoding), changes


@given(exports())
def test_every_byte_but_those_of_the_column_is_as_it_was(made: tuple[Made, dict[int, str]]):
    file, changes = made
    before = file.bytes({})
    book = read_canvas(before)
    (week,) = [one for one in book.assignments if one.title == "Week 5 (811)"][-1:]
    assert book.filled(week, {}) == before
    assert book.filled(week, changes) == file.bytes(changes)
    assert {row.row for row in book.students} == set(range(2, len(file.rows)))


@given(exports())
def test_it_reads_what_the_standard_library_reads(made: tuple[Made, dict[int, str]]):
    file, _changes = made
    body = file.bytes({})
    text = body[len(file.mark) :].decode(file.encoding)
    rows = [row for row in csv.reader(StringIO(text, newline=""), delimiter=file.separator) if row]
    found = read_canvas(body).file.rows
    assert [[cell.text for cell in row.cells] for row in found] == rows


# --- What is refused -----------------------------------------------------------------------------


#: What is sent, and what is said of it: (problem, line).
BAD: dict[str, tuple[bytes, list[tuple[str, int]]]] = {
    "nothing": (b"", [("empty", 0)]),
    "blank lines": (b" \r\n\r\n", [("empty", 0)]),
    "an empty cell": (b'""', [("empty", 0)]),
    "no UTF-8": (b"Student,ID\r\n\xff\xfe", [("encoding", 2)]),
    "half a UTF-16 letter": (BOM_UTF16_LE + b"a", [("encoding", 0)]),
    "a workbook": (b"PK\x03\x04 a workbook", [("control", 1)]),
    "NUL": (b"Student,ID\r\nA\x00,1", [("control", 2)]),
    "another table": (b"Name,Points\r\nAna,3", [("not_canvas", 1)]),
    "no ID": (b"Student;Week 5 (1)\r\nAna;3", [("columns_missing", 1)]),
    "no login": (b"Student,ID,Week 5 (1)\r\nAna,1,3", [("columns_missing", 1)]),
    "no assignment": (b"Student,ID,SIS Login ID,Notes\r\nAna,1,a,x", [("no_assignments", 1)]),
    "nobody": (f"{HEAD}\r\n    Points Possible,,,,,,,\r\n".encode(), [("nobody", 0)]),
    "bare quotes": (EXPORT.replace('""Bea""', '"Bea"').encode(), [("quotes", 5)]),
    "a quote within": (EXPORT.replace("u1", 'u"1').encode(), [("quotes", 4)]),
    "unbalanced quotes": (EXPORT.replace('early"', "early").encode(), [("quotes", 5)]),
    "an open quote": ((EXPORT + '"Open').encode(), [("not_closed", 8)]),
    "rows of other lengths": (
        EXPORT.replace("u2,", "u2,,").replace("u3,", "").encode(),
        [("cells", 5), ("cells", 6)],
    ),
    "somebody twice": (EXPORT.replace("BEA", "Ana@Example.org").encode(), [("repeated", 5)]),
    "an endless cell": (
        EXPORT.replace("BEA", "x" * (LONGEST_CELL + 1)).encode(),
        [("cell_too_long", 5)],
    ),
    "too many columns": (b"Student" + b"," * MOST_COLUMNS, [("too_many_columns", 1)]),
    "too many rows": (
        b"Student\r\n" + b"x\r\n" * MOST_ROWS,
        [("too_many_rows", MOST_ROWS + 1)],
    ),
    "too many cells": (
        b"Student" + (b"," * (MOST_COLUMNS - 1) + b"\r\n") * (MOST_CELLS // MOST_COLUMNS + 1),
        [("too_many_cells", MOST_CELLS // MOST_COLUMNS + 1)],
    ),
    "too large": (b"x" * (LARGEST_FILE + 1), [("too_large", 0)]),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_whole_with_its_lines(name):
    data, wrong = BAD[name]
    assert problems_of(data) == wrong


def test_a_quotation_mark_that_is_never_closed_takes_no_time():
    data = EXPORT.encode() + b'"' + b'a""' * 500_000
    assert problems_of(data) == [("not_closed", 8)]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_sent_is_understood_or_refused(data):
    try:
        found = read_canvas(data)
    except BadFile as refusal:
        assert refusal.problems
    else:
        assert found.students
