"""Who in a Canvas export is whom in the course, and what would be written for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from forum.grading.exports.canvas.gradebook import Assignment, CanvasGradebook, CanvasStudent
from forum.grading.exports.gradebook import is_excused
from forum.grading.exports.people import Person
from forum.grading.exports.tables import number_text
from forum.grading.models import ReleasedGrade

#: How Canvas writes a student who is excused from an assignment.
EXCUSED = "EX"


@dataclass(frozen=True)
class Matching:
    """Students of the file found in the course, and those on either side who were not."""

    pairs: tuple[tuple[CanvasStudent, Person], ...]
    unknown: tuple[CanvasStudent, ...]
    missing: tuple[Person, ...]


@dataclass(frozen=True)
class Change:
    """What one cell says now and what it would say."""

    student: CanvasStudent
    person: Person
    before: str
    after: str

    @property
    def overwrites(self) -> bool:
        """Whether another value stands there already."""
        return bool(self.before) and self.before != self.after


@dataclass(frozen=True)
class Filling:
    """What would become of one column: changes by row, and who has no released grade."""

    assignment: Assignment
    changes: tuple[Change, ...]
    without_grade: tuple[Person, ...]
    out_of: tuple[Decimal, ...]

    @property
    def is_out_of_another(self) -> bool:
        """Whether Canvas counts out of another number of points than the released grades."""
        points = self.assignment.points
        return points is not None and any(number != points for number in self.out_of)

    def points(self) -> dict[int, str]:
        """The new text by row of the file."""
        return {change.student.row: change.after for change in self.changes}


def match_students(students: Sequence[CanvasStudent], people: Sequence[Person]) -> Matching:
    """Find the students of the file among those of the course.

    An identifier matches an e-mail address, or the part of one before the @ where only one person
    of the course has it. Nobody is matched by name; two rows that find the same person find nobody.
    """
    known = _by_identifier(people)
    found = [(student, _find(student, known)) for student in students]
    claims: dict[int, int] = defaultdict(int)
    for _student, person in found:
        if person:
            claims[person.id] += 1
    pairs = [(row, person) for row, person in found if person and claims[person.id] == 1]
    matched = {person.id for _row, person in pairs}
    rows = {row.row for row, _person in pairs}
    return Matching(
        pairs=tuple(pairs),
        unknown=tuple(student for student in students if student.row not in rows),
        missing=tuple(person for person in people if person.id not in matched),
    )


def plan_filling(
    gradebook: CanvasGradebook,
    assignment: Assignment,
    matching: Matching,
    grades: Mapping[int, ReleasedGrade],
) -> Filling:
    """What filling the column with these released grades (by student) would write.

    A cell of a student without one stays as it is.
    """
    graded = [(row, person, grades.get(person.id)) for row, person in matching.pairs]
    return Filling(
        assignment=assignment,
        changes=tuple(
            Change(row, person, gradebook.says(row, assignment), _said(grade))
            for row, person, grade in graded
            if grade is not None
        ),
        without_grade=tuple(person for _row, person, grade in graded if grade is None),
        out_of=tuple(
            sorted({grade.out_of for _r, _p, grade in graded if grade and not is_excused(grade)})
        ),
    )


def _by_identifier(people: Sequence[Person]) -> dict[str, Person]:
    """People by their address, and by its local part where nobody else of the course has it."""
    locals_: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        locals_[person.email.partition("@")[0].casefold()].append(person)
    alone = {name: twins[0] for name, twins in locals_.items() if len(twins) == 1}
    return alone | {person.email.casefold(): person for person in people}


def _find(student: CanvasStudent, known: Mapping[str, Person]) -> Person | None:
    found = (known.get(login.casefold()) for login in student.logins)
    return next((person for person in found if person), None)


def _said(grade: ReleasedGrade) -> str:
    return EXCUSED if is_excused(grade) else number_text(grade.total)
