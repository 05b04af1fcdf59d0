"""OneRoster 1.1 and 1.2: which students of which class a zip names, and what is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from forum.courses.imports.lines import Line, Passed, Roster
from forum.courses.imports.oneroster.package import read_package
from forum.courses.imports.oneroster.rosters import roster_of
from forum.uploads.problems import BadFile
from tests.support.oneroster import (
    ANA,
    DAY,
    EVENING,
    PROF,
    WEI,
    archive,
    delta,
    place,
    school,
)

TODAY = date(2025, 10, 6)
ANA_LINE = Line(2, "ana@example.org", "Ana López", None, False, "u-ana")
WEI_LINE = Line(3, "wei@example.org", "Wei Chen", None, False, "u-wei")


def read(data: bytes, class_id: str = "c-day", known: dict[str, str] | None = None) -> Roster:
    return roster_of(read_package(data), class_id, known or {}, TODAY)


def problems_of(data: bytes) -> list[tuple[str, int, str, str]]:
    """What is wrong with a zip: code, line, value, file."""
    with pytest.raises(BadFile) as refusal:
        read(data)
    return [(one.code, one.line, one.value, one.file) for one in refusal.value.problems]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_students_of_a_class_are_read_and_its_teachers_passed_over(version):
    roster = read(school(version))
    assert roster == Roster(
        (ANA_LINE, WEI_LINE), (Passed(4, "Pia Prof", "teacher", "role"),), is_whole=True
    )


@pytest.mark.parametrize("role", ["administrator", "aide", "proctor", "guardian", "admin", "", "x"])
def test_no_role_but_student_is_taken(role):
    rows = [place(ANA), place(PROF, role)]
    roster = read(school(enrollments=rows))
    assert [line.email for line in roster.lines] == ["ana@example.org"]
    assert [one.role for one in roster.passed] == [role or "–"]


def test_a_user_who_is_staff_elsewhere_is_a_student_here_and_no_more():
    rows = [ANA | {"role": "administrator"}, WEI, PROF]
    assert read(school(users=rows)).lines == (ANA_LINE, WEI_LINE)


def test_preferred_names_of_1_2_are_used():
    rows = [ANA | {"preferredGivenName": "Anita", "pronouns": "she"}, WEI, PROF]
    assert read(school("1.2", users=rows)).lines[0].name == "Anita López"


def test_columns_are_read_by_name_in_any_order():
    users = (
        b"email,EXTRA,familyname,GivenName,sourcedId\nana@example.org,1,L\xc3\xb3pez,Ana,u-ana\n"
        b"wei@example.org,2,Chen,Wei,u-wei\n"
    )
    assert read(
        archive(
            modes={"users": "bulk"},
            others={"users.csv": users},
            enrollments=[place(ANA), place(WEI)],
        )
    ).lines == (ANA_LINE, WEI_LINE)


def test_several_classes_are_told_apart():
    rows = [place(ANA), place(WEI, classSourcedId="c-evening"), place(PROF, "teacher")]
    data = school(classes=[DAY, EVENING], enrollments=rows)
    classes = read_package(data).classes.values()
    assert [(one.id, one.title, one.students) for one in classes] == [
        ("c-day", "Practice, day", 1),
        ("c-evening", "Practice, evening", 1),
    ]
    assert read(data, "c-evening").lines == (WEI_LINE,)


def test_who_is_disabled_or_whose_enrolment_is_over_is_passed_over():
    rows = [place(ANA, endDate="2025-10-05"), place(WEI, endDate="2025-10-06")]
    roster = read(school(enrollments=rows))
    assert [line.email for line in roster.lines] == ["wei@example.org"]
    assert [one.reason for one in roster.passed] == ["ended"]
    roster = read(
        school(users=[ANA | {"enabledUser": "FALSE"}, WEI | {"enabledUser": "true"}, PROF])
    )
    assert [line.email for line in roster.lines] == ["wei@example.org"]
    assert [one.reason for one in roster.passed] == ["disabled", "role"]


def test_two_rows_of_one_person_are_one_and_being_in_goes_before_being_out():
    gone = {"status": "tobedeleted"}
    rows = [
        place(ANA, **gone),
        place(ANA, status="active"),
        place(WEI, status="active"),
        place(WEI, **gone),
    ]
    users = [ANA | {"status": "active"}, WEI | {"status": "active"}]
    roster = read(delta(users=users, enrollments=rows))
    assert [(line.email, line.is_ended) for line in roster.lines] == [
        ("ana@example.org", False),
        ("wei@example.org", False),
    ]
    assert not roster.is_whole


def test_a_delta_takes_out_whom_it_names_and_asks_earlier_files_who_that_is():
    rows = [place(ANA, status="tobedeleted"), place(WEI, status="active")]
    known = {"u-ana": "ana@example.org", "u-wei": "wei@example.org"}
    assert read(delta(enrollments=rows), known=known).lines == (
        Line(2, "ana@example.org", "", None, True, "u-ana"),
        Line(3, "wei@example.org", "", None, False, "u-wei"),
    )
    # Whom no file brought cannot be taken out; who comes must be named.
    with pytest.raises(BadFile) as refusal:
        read(delta(enrollments=rows))
    assert [(one.code, one.line, one.value) for one in refusal.value.problems] == [
        ("user_unknown", 3, "u-wei")
    ]


def test_a_user_who_is_deleted_leaves_the_class():
    users = [ANA | {"status": "tobedeleted"}]
    rows = [place(ANA, status="active")]
    (line,) = read(delta(users=users, enrollments=rows)).lines
    assert (line.email, line.is_ended) == ("ana@example.org", True)


BAD: dict[str, tuple[bytes, list[tuple[str, int, str, str]]]] = {
    "another version": (
        archive(others={"manifest.csv": b"propertyName,value\noneroster.version,1.0\n"}),
        [("version", 2, "1.0", "manifest.csv")],
    ),
    "no version": (
        archive(others={"manifest.csv": b"propertyName,value\nfile.users,bulk\n"}),
        [("version", 0, "–", "manifest.csv")],
    ),
    "a mode that does not exist": (
        archive(modes={"users": "whole"}, users=[ANA], enrollments=[place(ANA)]),
        [("mode", 7, "whole", "manifest.csv")],
    ),
    "a file that is promised and not there": (
        archive(modes={"users": "bulk"}, enrollments=[place(ANA)]),
        [("member_missing", 7, "users", "manifest.csv")],
    ),
    "no enrolments": (archive(users=[ANA]), [("no_enrollments", 0, "", "manifest.csv")]),
    "enrolments of nobody": (school(enrollments=[]), [("nobody", 0, "", "")]),
    "a column that is missing": (
        archive(
            modes={"users": "bulk"},
            others={"users.csv": b"sourcedId,givenName,email\nu-ana,Ana,ana@example.org\n"},
            enrollments=[place(ANA)],
        ),
        [("columns_missing", 1, "familyName", "users.csv")],
    ),
    "a status that does not exist": (
        school(enrollments=[place(ANA, status="inactive")]),
        [("status", 2, "inactive", "enrollments.csv")],
    ),
    "a delta without status": (
        delta(users=[ANA | {"status": "active"}], enrollments=[place(ANA)]),
        [("status", 2, "", "enrollments.csv")],
    ),
    "no id": (
        school(enrollments=[place(ANA, userSourcedId="")]),
        [("id_missing", 2, "", "enrollments.csv")],
    ),
    "an id without end": (
        school(users=[ANA | {"sourcedId": "u" * 256}]),
        [("id_missing", 2, "", "users.csv")],
    ),
    "an id twice": (
        school(users=[ANA, WEI, ANA, PROF]),
        [("id_twice", 4, "2/u-ana", "users.csv")],
    ),
    "a student whom nobody names": (
        school(users=[ANA, PROF]),
        [("user_unknown", 3, "u-wei", "enrollments.csv")],
    ),
    "a student without an address": (
        school(users=[ANA, WEI | {"email": ""}, PROF]),
        [("email_missing", 3, "", "users.csv")],
    ),
    "two students with one address": (
        school(users=[ANA, WEI | {"email": "Ana@example.org"}, PROF]),
        [("repeated", 3, "2/ana@example.org", "users.csv")],
    ),
    "a script for a name": (
        school(users=[ANA, WEI | {"givenName": "<script>"}, PROF]),
        [("name_html", 3, "<script>", "users.csv")],
    ),
    "a formula for a name": (
        school(users=[ANA | {"familyName": "=1+1"}, WEI, PROF]),
        [("name_formula", 2, "=1+1", "users.csv")],
    ),
    "NUL in a member": (
        archive(others={"enrollments.csv": b"sourcedId,\x00"}, enrollments=[place(ANA)]),
        [("control", 1, "", "enrollments.csv")],
    ),
    "a member in UTF-16": (
        archive(others={"enrollments.csv": "x,y".encode("utf-16")}, enrollments=[place(ANA)]),
        [("utf16", 1, "", "enrollments.csv")],
    ),
    "a bomb": (
        archive(others={"users.csv": b" " * 7_000_000}, users=[ANA], enrollments=[place(ANA)]),
        [("zip_bomb", 0, "", "users.csv")],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_zip_is_refused_with_file_line_and_reason(name):
    data, said = BAD[name]
    assert problems_of(data) == said


def test_a_folder_of_files_is_no_archive_of_them():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("export/manifest.csv", "propertyName,value")
    assert problems_of(target.getvalue()) == [("no_manifest", 0, "", "")]


def test_what_is_wrong_with_people_of_other_classes_is_nobodys_business_here():
    users = [ANA, WEI | {"email": "no address"}, PROF]
    rows = [place(ANA), place(WEI, classSourcedId="c-evening")]
    assert read(school(users=users, enrollments=rows)).lines == (ANA_LINE,)
