"""What a Canvas gradebook export says: its students, and the assignments that can be filled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from forum.grading.exports.canvas.problems import BadFile, Problem
from forum.grading.exports.canvas.reading import MOST_PROBLEMS, SeparatedFile, read_separated

#: Columns every export has, under the names that Canvas' own import asks for.
STUDENT, CANVAS_ID = "Student", "ID"
#: What students are found by, the better first; an export has at least one of them.
IDENTIFIERS = ("SIS Login ID", "SIS User ID")

# "Week 6 discussion (12345)": the number is Canvas' own, by which its import finds the assignment.
_ASSIGNMENT = re.compile(r".*\S \(\d+\)", re.DOTALL)
_READ_ONLY = "(read only)"
_TEST_STUDENT = "Student, Test"
_POINTS_POSSIBLE = "Points Possible"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A column that can be filled; ``points`` is out of how much, where the file says it."""

    place: int
    title: str
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class CanvasStudent:
    """A student's row in the file; ``row`` counts from 0, ``logins`` are its identifiers."""

    row: int
    line: int
    name: str
    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CanvasGradebook:
    """An export that was understood."""

    file: SeparatedFile
    assignments: tuple[Assignment, ...]
    students: tuple[CanvasStudent, ...]

    def get_assignment(self, place: int) -> Assignment:
        """The assignment in this column. Raises LookupError where the column is none."""
        for assignment in self.assignments:
            if assignment.place == place:
                return assignment
        raise LookupError(place)

    def says(self, student: CanvasStudent, assignment: Assignment) -> str:
        """What stands in the file for a student and an assignment."""
        return self.file.rows[student.row].says(assignment.place)

    def filled(self, assignment: Assignment, points: Mapping[int, str]) -> bytes:
        """The file with new points in one column, by row; every other byte is as it was."""
        return self.file.replaced({(row, assignment.place): said for row, said in points.items()})


def read_canvas(data: bytes) -> CanvasGradebook:
    """Understand an export. Raises BadFile: no text, no such columns, nobody in it, a login twice.

    Rows without an ``ID`` (points possible, posting policy) and Canvas' test student are no
    students, and are never touched.
    """
    file = read_separated(data)
    names = [cell.text.strip() for cell in file.rows[0].cells]
    if names[0] != STUDENT:
        raise BadFile([Problem("not_canvas", 1)])
    found = [name for name in IDENTIFIERS if name in names]
    if CANVAS_ID not in names or not found:
        missing = CANVAS_ID if CANVAS_ID not in names else IDENTIFIERS[0]
        raise BadFile([Problem("columns_missing", 1, missing)])
    assignments = _assignments(file, names)
    if not assignments:
        raise BadFile([Problem("no_assignments", 1)])
    students = _students(file, names.index(CANVAS_ID), [names.index(name) for name in found])
    if not students:
        raise BadFile([Problem("nobody")])
    _check_logins(students)
    return CanvasGradebook(file, assignments, students)


def _assignments(file: SeparatedFile, names: list[str]) -> tuple[Assignment, ...]:
    possible = next((row for row in file.rows[1:] if row.says(0) == _POINTS_POSSIBLE), None)
    said = {place: possible.says(place) if possible else "" for place in range(len(names))}
    return tuple(
        Assignment(place, name, _number(said[place]))
        for place, name in enumerate(names)
        if _ASSIGNMENT.fullmatch(name) and said[place] != _READ_ONLY
    )


def _number(said: str) -> Decimal | None:
    try:
        number = Decimal(said.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _students(file: SeparatedFile, id_at: int, logins_at: list[int]) -> tuple[CanvasStudent, ...]:
    return tuple(
        CanvasStudent(
            row=number,
            line=row.line,
            name=row.says(0),
            logins=tuple(row.says(place) for place in logins_at if row.says(place)),
        )
        for number, row in enumerate(file.rows)
        if number and row.says(id_at) and row.says(0) not in (_TEST_STUDENT, _POINTS_POSSIBLE)
    )


def _check_logins(students: tuple[CanvasStudent, ...]) -> None:
    """Nobody stands in the file twice: of two rows we could not tell which one is meant."""
    rows: dict[str, list[CanvasStudent]] = defaultdict(list)
    for student in students:
        if student.logins:
            rows[student.logins[0].casefold()].append(student)
    repeated = [student for twins in rows.values() if len(twins) > 1 for student in twins[1:]]
    if repeated:
        raise BadFile(
            [
                Problem("repeated", student.line, student.logins[0])
                for student in repeated[:MOST_PROBLEMS]
            ]
        )
