"""Roster files: what is read of a good one, and with which line and reason a bad one is refused."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.courses.imports.cells import LARGEST_FILE, LIMITS, MOST_PROBLEMS
from forum.courses.imports.csv_file import read_csv
from forum.courses.imports.lines import Line, Roster
from forum.uploads.problems import BadFile

HEAD = "email,first name,last name,role,section"
ANA = "ana@example.org,Ana,López,student,Day"
WEI = "wei@example.org,Wei,Chen,,"


def file_of(*rows: str, end: str = "\n") -> bytes:
    """A file of these lines."""
    return "".join(row + end for row in rows).encode()


def problems_of(data: bytes) -> list[tuple[str, int, str]]:
    """What is wrong with a file: code, line, value."""
    with pytest.raises(BadFile) as refusal:
        read_csv(data)
    return [(one.code, one.line, one.value) for one in refusal.value.problems]


# --- What is read --------------------------------------------------------------------------------

GOOD = {
    "as asked for": file_of(HEAD, ANA, WEI),
    "with the mark that Excel writes": BOM_UTF8 + file_of(HEAD, ANA, WEI),
    "with lines as Windows ends them": file_of(HEAD, ANA, WEI, end="\r\n"),
    "without an end of its last line": file_of(HEAD, ANA, WEI).rstrip(b"\n"),
    "with semicolons": file_of(HEAD, ANA, WEI).replace(b",", b";"),
    "with tabs": file_of(HEAD, ANA, WEI).replace(b",", b"\t"),
    "with every cell in quotation marks": file_of(
        *('"' + row.replace(",", '","') + '"' for row in (HEAD, ANA, WEI))
    ),
    "with columns in another order, among others": file_of(
        "SECTION,Student ID,Last_Name,E-mail,Role,FirstName",
        "Day,17,López,ANA@Example.org,Student,Ana",
        ' ,"18, or\n19",Chen, wei@example.org ,LEARNER,Wei',
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_says_who_is_in_which_section(name):
    roster = read_csv(GOOD[name])
    assert roster == Roster(
        (
            Line(2, "ana@example.org", "Ana López", "Day"),
            Line(3, "wei@example.org", "Wei Chen", None),
        )
    )


def test_role_and_section_may_be_missing_and_empty_lines_are_none():
    data = file_of("email,first name,last name", "", "ana@example.org,Ana,", ",,", "w@x.org,,Wei")
    assert read_csv(data).lines == (
        Line(3, "ana@example.org", "Ana"),
        Line(5, "w@x.org", "Wei"),
    )


# --- What is refused -----------------------------------------------------------------------------

ROW = "ana@example.org,{},López,,{}"
#: The file, and what is said of it: code, line, value.
HOSTILE: dict[str, tuple[bytes, list[tuple[str, int, str]]]] = {
    "nothing": (b"", [("empty", 0, "")]),
    "a mark and nothing": (BOM_UTF8, [("empty", 0, "")]),
    "only empty cells": (b",,\n,,\n", [("empty", 0, "")]),
    "headings and nobody": (file_of(HEAD), [("nobody", 0, "")]),
    "UTF-16, little end first": (
        BOM_UTF16_LE + HEAD.encode("utf-16-le"),
        [("utf16", 1, "")],
    ),
    "UTF-16, big end first": (BOM_UTF16_BE + HEAD.encode("utf-16-be"), [("utf16", 1, "")]),
    "UTF-16 without its mark": (HEAD.encode("utf-16-le"), [("control", 1, "")]),
    "Windows' own letters": (
        file_of(HEAD, WEI) + "ana@example.org,Ana,López,,\n".encode("cp1252"),
        [("encoding", 3, "")],
    ),
    "a second mark": (file_of(HEAD, "\ufeff" + ANA), [("mark", 2, "")]),
    "two marks at the beginning": (BOM_UTF8 * 2 + file_of(HEAD, ANA), [("mark", 1, "")]),
    "CR alone": (file_of(HEAD, ANA, WEI, end="\r"), [("carriage_return", 1, "")]),
    "one CR among LF": (file_of(HEAD, ANA) + b"\rx", [("carriage_return", 3, "")]),
    "NUL": (file_of(HEAD, ANA, "b\x00@example.org,B,B,,"), [("control", 3, "")]),
    "an escape": (file_of(HEAD, "b@example.org,\x1b[31mB,B,,"), [("control", 2, "")]),
    "a quotation mark that is never closed": (
        file_of(HEAD, ANA, '"wei@example.org,Wei,Chen,,', ANA),
        [("not_closed", 3, "")],
    ),
    "a quotation mark inside": (file_of(HEAD, 'a@x.org,A "B,C,,'), [("quotes", 2, "")]),
    "letters behind a closing one": (file_of(HEAD, '"a@x.org"b,A,C,,'), [("quotes", 2, "")]),
    "a cell of a megabyte": (
        file_of(HEAD, ANA, ROW.format("x" * 1024 * 1024, "")),
        [("cell_too_long", 3, "1,000")],
    ),
    "a heading of a megabyte": (file_of(HEAD + "x" * 1024 * 1024), [("cell_too_long", 1, "1,000")]),
    "200 columns": (
        file_of(*(row + "," * 195 for row in (HEAD, ANA))),
        [("too_many_columns", 1, "100")],
    ),
    "more rows than are read": (
        file_of(HEAD, *("x" for _ in range(LIMITS.rows))).replace(b"x\n", b"\n"),
        [("too_many_rows", LIMITS.rows + 1, f"{LIMITS.rows:,}")],
    ),
    "more than three megabytes": (b"x" * (LARGEST_FILE + 1), [("too_large", 0, "")]),
    "a row too short and one too long": (
        file_of(HEAD, "a@x.org,A,B", WEI, "c@x.org,C,D,,,"),
        [("cells", 2, "3/5"), ("cells", 4, "6/5")],
    ),
    "no headings": (
        file_of(ANA, WEI),
        [("columns_missing", 1, "email, first name, last name")],
    ),
    "no column of addresses": (
        file_of("first name,last name", "A,B"),
        [("columns_missing", 1, "email")],
    ),
    "a column twice": (file_of("email,Email,first name,last name"), [("column_twice", 1, "email")]),
    "an address twice": (
        file_of(HEAD, ANA, WEI, ANA),
        [("repeated", 4, "2/ana@example.org")],
    ),
    "addresses that differ in case alone": (
        file_of(HEAD, ANA, "Ana@EXAMPLE.org,Anna,Lopez,,"),
        [("repeated", 3, "2/ana@example.org")],
    ),
    "no address": (file_of(HEAD, ",Ana,López,,"), [("email_missing", 2, "")]),
    "no good address": (file_of(HEAD, "ana at x,Ana,López,,"), [("email", 2, "ana at x")]),
    "a name for an address": (
        file_of(HEAD, "Ana <ana@x.org>,Ana,López,,"),
        [("email_html", 2, "Ana <ana@x.org>")],
    ),
    "no name": (file_of(HEAD, "a@x.org, ,,,"), [("name_empty", 2, " ")]),
    "a name without end": (
        file_of(HEAD, ROW.format("A" * 200, "")),
        [("name_long", 2, "A" * 40 + "…")],
    ),
    "a name that turns the line around": (
        file_of(HEAD, ROW.format("Ana\u202egpj", "")),
        [("name_characters", 2, "Ana\ufffdgpj López")],
    ),
    "a script": (
        file_of(HEAD, ROW.format("<script>alert(1)</script>", "")),
        [("name_html", 2, "<script>alert(1)</script>")],
    ),
    "an entity": (
        file_of(HEAD, ROW.format("O&#39;Brien", "")),
        [("name_html", 2, "O&#39;Brien")],
    ),
    "HTML as a section": (
        file_of(HEAD, ROW.format("Ana", "<b>A</b>")),
        [("section_html", 2, "<b>A</b>")],
    ),
    "a formula": (
        file_of(HEAD, ROW.format("=HYPERLINK(1)", "")),
        [("name_formula", 2, "=HYPERLINK(1)")],
    ),
    "a formula in full width, behind blanks": (
        file_of(HEAD, ROW.format("  ＝1+1", "")),
        [("name_formula", 2, "＝1+1")],
    ),
    "a formula as a section": (
        file_of(HEAD, ROW.format("Ana", "@SUM(A1)")),
        [("section_formula", 2, "@SUM(A1)")],
    ),
    "a formula as an address": (
        file_of(HEAD, "=1+1@example.org,Ana,López,,"),
        [("email_formula", 2, "=1+1@example.org")],
    ),
    "a line break in a name": (
        file_of(HEAD, ROW.format('"An\na"', "")),
        [("name_break", 2, "An\ufffda")],
    ),
    "a section without end": (
        file_of(HEAD, ROW.format("Ana", "A" * 81)),
        [("section_long", 2, "A" * 40 + "…")],
    ),
    **{
        f"role {role}": (
            file_of(HEAD, WEI, f"ana@example.org,Ana,López,{role},"),
            [("role", 3, role)],
        )
        for role in ("admin", "ADMIN", "instructor", "Teacher", "ta", "assistant", "observer", "x")
    },
    "several bad lines": (
        file_of(HEAD, "a@x.org,A,B,admin,", WEI, "nobody,C,D,,", ",E,F,,"),
        [("role", 2, "admin"), ("email", 4, "nobody"), ("email_missing", 5, "")],
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_line_and_reason(name):
    data, said = HOSTILE[name]
    assert problems_of(data) == said


def test_of_a_file_with_thousands_of_bad_lines_so_many_are_named():
    assert len(problems_of(file_of(HEAD, *(["nobody,C,D,,"] * 3000)))) == MOST_PROBLEMS
    assert len(problems_of(file_of(HEAD, *(["x"] * 3000)))) == MOST_PROBLEMS


# --- Whatever it is ------------------------------------------------------------------------------

CELLS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["ana@example.org", "b@x.org", "Ana", "student", "admin", "=1", "<b>", '"', "\r", "\x00"]
)


@given(st.binary(max_size=200) | st.lists(st.lists(CELLS, max_size=6), max_size=6).map(repr))
def test_any_bytes_are_a_roster_or_a_refusal(data):
    body = data if isinstance(data, bytes) else data.encode()
    for given_bytes in (body, HEAD.encode() + b"\n" + body):
        try:
            roster = read_csv(given_bytes)
        except BadFile as refusal:
            assert refusal.problems
        else:
            assert roster.lines


@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=6))
def test_what_is_taken_is_what_the_standard_library_reads(rows):
    target = StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows([HEAD.split(","), *rows])
    try:
        roster = read_csv(target.getvalue().encode())
    except BadFile as refusal:
        assert all(problem.code for problem in refusal.problems)
        return
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert [line.email for line in roster.lines] == [row[0].strip().lower() for row in filled]
    assert {row[3].strip().lower() for row in filled} <= {"", "student"}
