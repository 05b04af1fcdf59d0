"""The gradebook: students by graded weeks, and each student's total. For those who grade.

At most four statements for a course of any size; no evidence is gathered and no rule of taking part
is asked. Totals are made of released grades alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from forum.courses.rosters import RosterLine, list_roster
from forum.grading.queries.book_rows import (
    BookRow,
    Record,
    Work,
    grades_in,
    list_changed_grades,
    list_records,
    work_in,
)
from forum.grading.queries.weights import GradedWeek, Weights, get_weights
from forum.rules.gradebook import CourseTotal, Score, course_total

#: Students whose cells one process keeps, about 5 KB each.
KEPT = 2_000

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


def get_gradebook(
    session: Session, course_id: int, now: datetime, students: frozenset[int] | None = None
) -> Gradebook:
    """The gradebook of a course, of these students where some are given (``courses.among``).

    Three statements, four where grades were saved again.
    """
    weights = get_weights(session, course_id)
    roster = list_roster(session, course_id)
    records = list_records(session, course_id)
    regraded = list_changed_grades(session, records.values())
    weeks = tuple(week for week in weights.weeks if week.is_published or week.has_grades)
    frame = _frame(weeks, tuple(_is_later(week, now) for week in weeks), weights.drop_lowest)
    lines = tuple(
        Line(
            student,
            *_cells_and_total(
                frame,
                records.get(student.user_id, _NO_RECORD),
                regraded.get(student.user_id, _NOT_REGRADED),
            ),
        )
        for student in roster
        if students is None or student.user_id in students
    )
    return Gradebook(weights, weeks, lines)


_NO_RECORD, _NOT_REGRADED = Record(), frozenset[int]()


def _is_later(week: GradedWeek, now: datetime) -> bool:
    return week.opens_at is None or now < week.opens_at


@dataclass(frozen=True, eq=False)
class _Frame:
    """What a student's record is read against: the weeks, which of them have not opened, and how
    many are dropped. The same question has the same frame, so it stands for all of it in a key.
    """

    weeks: tuple[GradedWeek, ...]
    are_later: tuple[bool, ...]
    drop_lowest: int


@lru_cache(maxsize=64)
def _frame(weeks: tuple[GradedWeek, ...], are_later: tuple[bool, ...], drop_lowest: int) -> _Frame:
    return _Frame(weeks, are_later, drop_lowest)


@lru_cache(maxsize=KEPT)
def _cells_and_total(
    frame: _Frame, record: Record, regraded: frozenset[int]
) -> tuple[tuple[Cell, ...], CourseTotal]:
    """A student's cells and total. ``regraded`` are the prompts under which the grade was saved
    again after its release and says something else now.
    """
    grades, work = grades_in(record), work_in(record)
    cells, scores = [], []
    for week, is_later in zip(frame.weeks, frame.are_later, strict=True):
        done = work.get(week.prompt_id)
        cell = _cell(
            grades.get(week.prompt_id), done, week.prompt_id in regraded, is_later=is_later
        )
        cells.append(cell)
        if cell.points is not None and cell.out_of is not None:
            is_waived = done is not None and done.is_waived
            scores.append(Score(week.week, cell.points, cell.out_of, week.weight, is_waived))
    return tuple(cells), course_total(scores, frame.drop_lowest)


def _cell(row: BookRow | None, work: Work | None, is_regraded: bool, *, is_later: bool) -> Cell:
    if row is not None and row.released_id is not None:
        return Cell(_state_released(row, work, is_regraded), row.total, row.out_of)
    if row is not None and row.is_graded:
        return _CHANGED if work and work.is_newer else _GRADED
    if row is not None and row.has_marks:
        return _HELD
    if work is not None:
        return _EXCUSED if work.is_waived else _TO_GRADE if work.has_work else _NO_WORK
    return _LATER if is_later else _NO_WORK


def _state_released(row: BookRow, work: Work | None, is_regraded: bool) -> CellState:
    if not row.is_graded or is_regraded or (work and work.is_newer):
        return "changed"
    return "excused" if not row.out_of or (work and work.is_waived) else "released"


_LATER, _NO_WORK, _TO_GRADE = Cell("later"), Cell("no_work"), Cell("to_grade")
_HELD, _GRADED, _CHANGED, _EXCUSED = Cell("held"), Cell("graded"), Cell("changed"), Cell("excused")


def _by_name(names: Mapping[int, str]) -> dict[int, str]:
    return dict(sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])))
