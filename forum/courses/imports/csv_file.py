"""The roster as one CSV file: email, first name, last name, role, section."""

from __future__ import annotations

from forum.courses.imports.cells import (
    LIMITS,
    MOST_PROBLEMS,
    BadCell,
    read_email,
    read_name,
    read_section,
)
from forum.courses.imports.headings import Record, read_records
from forum.courses.imports.lines import Line, Roster
from forum.uploads.problems import BadFile, Problem

#: Headings as files spell them, and what they are asked for by.
HEADINGS = {
    "email": "email",
    "emailaddress": "email",
    "firstname": "first name",
    "givenname": "first name",
    "lastname": "last name",
    "surname": "last name",
    "familyname": "last name",
    "role": "role",
    "section": "section",
}
NEEDED = ("email", "first name", "last name")
#: What the column ``role`` may say. A file never makes staff (TRUST.md, B28).
STUDENT_WORDS = frozenset({"", "student", "learner"})


def read_csv(data: bytes) -> Roster:
    """Understand a roster. Raises BadFile with all that is wrong, line by line; nothing is taken
    of a file in which one line is bad.

    UTF-8, with or without the mark that Excel writes before it; commas, semicolons or tabs.
    """
    lines: list[Line] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for record in read_records(data, HEADINGS, NEEDED, LIMITS, problems):
        if len(problems) >= MOST_PROBLEMS:
            break
        try:
            line = _read_line(record, seen)
        except BadCell as refusal:
            problems.append(refusal.at(record.line))
        else:
            seen[line.email] = line.line
            lines.append(line)
    if problems:
        raise BadFile(problems[:MOST_PROBLEMS])
    if not lines:
        raise BadFile([Problem("nobody")])
    return Roster(tuple(lines))


def _read_line(record: Record, seen: dict[str, int]) -> Line:
    email = read_email(record["email"])
    if email in seen:
        # Also where the two differ in case alone: they are one account.
        raise BadCell("repeated", f"{seen[email]}/{email}")
    name = read_name(record["first name"], record["last name"])
    if record["role"].lower() not in STUDENT_WORDS:
        raise BadCell("role", record["role"])
    return Line(record.line, email, name, read_section(record["section"]))
