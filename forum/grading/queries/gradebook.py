"""The gradebook: students by graded weeks, and each student's total. For those who grade.

At most five statements for a course of any size; no evidence is gathered and no rule of taking part
is asked. Totals are made of released grades alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from forum.courses.rosters import RosterLine, list_roster
from forum.grading.queries.book_rows import (
    BookRow,
    Work,
    list_book_rows,
    list_changed_grades,
    list_work,
)
from forum.grading.queries.weights import GradedWeek, Weights, get_weights
from forum.rules.gradebook import CourseTotal, Score, course_total

CellState = Literal[
    "later", "no_work", "to_grade", "held", "graded", "released", "changed", "excused"
]
Order = Literal["name", "total", "section"]
#: The orders in which they are offered.
ORDERS: tuple[Order, ...] = ("name", "total", "section")


class Cell(NamedTuple):
    """One student's grade of one week: where it is on its way, and what was released of it.

    later: the week has not opened. no_work: nothing published. to_grade: work, no grade. held: some
    levels set. graded: saved, waits for its release. changed: the work, a decision about it or the
    grade changed since. excused: not asked of this student, or nothing left to be graded.
    """

    state: CellState
    points: Decimal | None = None
    out_of: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """A student with one cell a week, and what comes of the released grades."""

    student: RosterLine
    cells: tuple[Cell, ...]
    total: CourseTotal


@dataclass(frozen=True)
class Gradebook:
    """The graded weeks of a course and its present students by name."""

    weights: Weights
    weeks: tuple[GradedWeek, ...]
    lines: tuple[Line, ...]

    @property
    def sections(self) -> dict[int, str]:
        """Names of the sections in which there are students, by id."""
        students = (line.student for line in self.lines)
        pairs = {row.section_id: row.section for row in students if row.section_id is not None}
        return _by_name(pairs)

    @property
    def groups(self) -> dict[int, str]:
        """Names of the groups in which there are students, by id."""
        return _by_name(
            {key: name for line in self.lines for key, name in line.student.groups.items()}
        )

    def arranged(
        self, order: Order = "name", section_id: int | None = None, group_id: int | None = None
    ) -> list[Line]:
        """The lines of a section and of a group, in an order; equals stay by name.

        By total the lowest stand first, those without one last; by section those of none last.
        """
        lines = [
            line
            for line in self.lines
            if (section_id is None or line.student.section_id == section_id)
            and (group_id is None or group_id in line.student.groups)
        ]
        if order == "total":
            lines.sort(key=lambda line: (line.total.percent is None, line.total.percent or 0))
        if order == "section":
            lines.sort(key=lambda line: (not line.student.section, line.student.section.casefold()))
        return lines


def get_gradebook(session: Session, course_id: int, now: datetime) -> Gradebook:
    """The whole gradebook of a course; four statements, five where grades were saved again."""
    weights = get_weights(session, course_id)
    roster = list_roster(session, course_id)
    work = list_work(session, course_id)
    rows = list_book_rows(session, course_id)
    regraded = list_changed_grades(session, rows)
    grades = {(row.prompt_id, row.user_id): row for row in rows}
    with_grades = {row.prompt_id for row in rows}
    weeks = tuple(
        week for week in weights.weeks if week.is_published or week.prompt_id in with_grades
    )
    finder = _Finder(grades, work, regraded, now)
    lines = tuple(_line(finder, student, weeks, weights.drop_lowest) for student in roster)
    return Gradebook(weights, weeks, lines)


@dataclass(frozen=True)
class _Finder:
    """What was read of all grades and all work, and what it says of one student in one week."""

    grades: Mapping[tuple[int, int], BookRow]
    work: Mapping[tuple[int, int], Work]
    regraded: set[int]
    now: datetime

    def cell(self, week: GradedWeek, user_id: int) -> Cell:
        """The cell of a student in a week."""
        row = self.grades.get((week.prompt_id, user_id))
        work = self.work.get((week.prompt_id, user_id))
        if row is not None and row.released_id is not None:
            return Cell(self._state_released(row, work), row.total, row.out_of)
        if row is not None and row.is_graded:
            return _CHANGED if work and work.is_newer else _GRADED
        if row is not None and row.has_marks:
            return _HELD
        if work is not None:
            return _EXCUSED if work.is_waived else _TO_GRADE if work.has_work else _NO_WORK
        is_later = week.opens_at is None or self.now < week.opens_at
        return _LATER if is_later else _NO_WORK

    def score(self, week: GradedWeek, user_id: int, cell: Cell) -> Score | None:
        """What enters the total; None where nothing was released."""
        if cell.points is None or cell.out_of is None:
            return None
        work = self.work.get((week.prompt_id, user_id))
        is_waived = work is not None and work.is_waived
        return Score(week.week, cell.points, cell.out_of, week.weight, is_waived)

    def _state_released(self, row: BookRow, work: Work | None) -> CellState:
        if not row.is_graded or row.grade_id in self.regraded or (work and work.is_newer):
            return "changed"
        return "excused" if not row.out_of or (work and work.is_waived) else "released"


_LATER, _NO_WORK, _TO_GRADE = Cell("later"), Cell("no_work"), Cell("to_grade")
_HELD, _GRADED, _CHANGED, _EXCUSED = Cell("held"), Cell("graded"), Cell("changed"), Cell("excused")


def _line(
    finder: _Finder, student: RosterLine, weeks: Sequence[GradedWeek], drop_lowest: int
) -> Line:
    cells = tuple(finder.cell(week, student.user_id) for week in weeks)
    scores = [
        score
        for week, cell in zip(weeks, cells, strict=True)
        if (score := finder.score(week, student.user_id, cell)) is not None
    ]
    return Line(student, cells, course_total(scores, drop_lowest))


def _by_name(names: Mapping[int, str]) -> dict[int, str]:
    return dict(sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])))
