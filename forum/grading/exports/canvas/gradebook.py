"""What a Canvas gradebook export says: its students, and the assignments that can be filled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from forum.grading.exports.canvas.reading import LIMITS
from forum.uploads.problems import BadFile, Problem
from forum.uploads.separated import Row, SeparatedFile, read_separated

#: How an export begins, by what the instructor set for names there.
NAMES = (("Student",), ("LastName", "FirstName"))
#: A column that every export has.
CANVAS_ID = "ID"
#: What students are found by, the better first; an export has at least one of them.
IDENTIFIERS = ("SIS Login ID", "SIS User ID")

# "Week 6 discussion (12345)": the number is Canvas' own, by which its import finds the assignment.
_ASSIGNMENT = re.compile(r".*\S \(\d+\)", re.DOTALL)
_TEST_STUDENT = "Student, Test"
_POINTS_POSSIBLE = "Points Possible"
#: As many problems as are said of one file.
_MOST_PROBLEMS = 20


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
    """Understand an export. Raises BadFile: no text, no such columns, nobody in it, a login twice,
    rows of other lengths than the first.

    Rows without an ``ID`` (points possible, posting policy) and Canvas' test student are no
    students, and are never touched.
    """
    file = read_separated(data, LIMITS)
    heads = [cell.text.strip() for cell in file.rows[0].cells]
    name_width = next((len(names) for names in NAMES if tuple(heads[: len(names)]) == names), 0)
    if not name_width:
        raise BadFile([Problem("not_canvas", 1)])
    identifiers = [heads.index(name) for name in IDENTIFIERS if name in heads]
    if CANVAS_ID not in heads or not identifiers:
        missing = CANVAS_ID if CANVAS_ID not in heads else IDENTIFIERS[0]
        raise BadFile([Problem("columns_missing", 1, missing)])
    id_at = heads.index(CANVAS_ID)
    _check_lengths(file.rows, id_at)
    assignments = _assignments(file, heads)
    if not assignments:
        raise BadFile([Problem("no_assignments", 1)])
    students = _students(file, name_width, id_at, identifiers)
    if not students:
        raise BadFile([Problem("nobody")])
    _check_logins(students)
    return CanvasGradebook(file, assignments, students)


def _check_lengths(rows: tuple[Row, ...], id_at: int) -> None:
    """Every row has as many cells as the first; but Canvas itself makes its posting policy longer
    in some courses, so what stands before the students may differ.
    """
    width = len(rows[0].cells)
    first = next((number for number, row in enumerate(rows) if number and row.says(id_at)), 1)
    wrong = [row for row in rows[first:] if len(row.cells) != width]
    if wrong:
        raise BadFile(
            [
                Problem("cells", row.line, f"{len(row.cells)}/{width}")
                for row in wrong[:_MOST_PROBLEMS]
            ]
        )


def _assignments(file: SeparatedFile, heads: list[str]) -> tuple[Assignment, ...]:
    """Columns of an assignment. Where Canvas calculates, it says "(read only)" in the language of
    the instructor instead of the points that are possible.
    """
    possible = next((row for row in file.rows[1:] if row.says(0) == _POINTS_POSSIBLE), None)
    found = []
    for place, head in enumerate(heads):
        said = possible.says(place) if possible else ""
        points = _number(said)
        if _ASSIGNMENT.fullmatch(head) and (points is not None or not said):
            found.append(Assignment(place, head, points))
    return tuple(found)


def _number(said: str) -> Decimal | None:
    try:
        number = Decimal(said.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _students(
    file: SeparatedFile, name_width: int, id_at: int, identifiers: list[int]
) -> tuple[CanvasStudent, ...]:
    found = []
    for number, row in enumerate(file.rows):
        name = ", ".join(row.says(place) for place in range(name_width))
        is_nobody = name == _TEST_STUDENT or row.says(0) == _POINTS_POSSIBLE
        if number and row.says(id_at) and not is_nobody:
            logins = tuple(row.says(place) for place in identifiers if row.says(place))
            found.append(CanvasStudent(number, row.line, name, logins))
    return tuple(found)


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
                for student in repeated[:_MOST_PROBLEMS]
            ]
        )
