"""What stands in the grade book of a course, as the gradebook needs it: two statements.

The database writes what it has of each student into one text. A class has thousands of grades, and
to read each as a row took as long as all else; a text can be compared with that of an earlier look,
so that only what has changed is read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from forum.database import UtcDateTime
from forum.grading.models import Criterion, Grade, GradeMark, Rating, ReleasedGrade
from forum.markup import render_markdown
from forum.participation.work_times import decisions, work_changes
from forum.prompts.models import Prompt


class Record(NamedTuple):
    """All that the database says of one student: grades, work, decisions (in their order).

    Equal records say the same. ``grades_in`` and ``work_in`` read them.
    """

    grades: str = ""
    work: str = ""
    decisions: tuple[str, ...] = ()


class BookRow(NamedTuple):
    """A working grade beside what was last released of it; ``released_id`` is None before.

    ``has_marks``: somebody set a level, or saved it. ``is_again``: it was saved once more after its
    release. Instants are compared by the database, which has no need to read them.
    """

    prompt_id: int
    grade_id: int
    is_graded: bool
    has_marks: bool
    released_id: int | None
    is_again: bool
    total: Decimal | None
    out_of: Decimal | None


class Work(NamedTuple):
    """One person's work under a prompt: whether there is any, whether the initial post was waived,
    and whether the work or a decision about it changed after it had been graded.
    """

    has_work: bool
    is_waived: bool
    is_newer: bool


def is_latest() -> ColumnElement[bool]:
    """Whether a released grade is the last one of its student and prompt."""
    later = aliased(ReleasedGrade)
    return ~exists().where(
        later.prompt_id == ReleasedGrade.prompt_id,
        later.user_id == ReleasedGrade.user_id,
        later.id != ReleasedGrade.id,  # mostly there is no other, and an index tells
        or_(
            later.released_at > ReleasedGrade.released_at,
            and_(later.released_at == ReleasedGrade.released_at, later.id > ReleasedGrade.id),
        ),
    )


def list_records(session: Session, course_id: int) -> dict[int, Record]:
    """By person: everybody with a grade, work or a decision in force; one statement."""
    grades: dict[int, str] = {}
    work: dict[int, str] = {}
    decided: dict[int, list[str]] = defaultdict(list)
    for kind, user_id, text, _, _ in session.execute(_RECORDS, {"course_id": course_id}):
        if kind == _DECISION:
            decided[user_id].append(text)
        else:
            (grades if kind == _GRADES else work)[user_id] = text
    return {
        user_id: Record(
            grades.get(user_id, ""), work.get(user_id, ""), tuple(decided.get(user_id, ()))
        )
        for user_id in grades.keys() | work.keys() | decided.keys()
    }


def grades_in(record: Record) -> dict[int, BookRow]:
    """By prompt: the student's working grades."""
    return {row.prompt_id: row for row in map(_row, _entries(record.grades))}


def work_in(record: Record) -> dict[int, Work]:
    """By prompt: where the student has work, or a decision is in force."""
    found: dict[int, Work] = {}
    for prompt, requirement, status, is_newer in (
        *_entries(record.work),
        *(decision.split(":") for decision in record.decisions),
    ):
        before = found.get(int(prompt), _NOTHING)
        found[int(prompt)] = Work(
            before.has_work or status == "written",
            status == "waived" if requirement == "initial_post" else before.is_waived,
            before.is_newer or bool(is_newer),
        )
    return found


_NOTHING = Work(False, False, False)


def _entries(text: str) -> Iterator[list[str]]:
    return (entry.split(":") for entry in text.split(";")) if text else iter(())


def _row(entry: list[str]) -> BookRow:
    prompt, grade, flags, released, total, out_of = entry
    return BookRow(
        prompt_id=int(prompt),
        grade_id=int(grade),
        is_graded="g" in flags,
        has_marks="m" in flags,
        released_id=int(released) if released else None,
        is_again="a" in flags,
        total=_points(total) if total else None,
        out_of=_points(out_of) if out_of else None,
    )


@lru_cache(maxsize=4096)
def _points(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.01"))


_GRADES, _WORK, _DECISION = range(3)


def _flag(letter: str, condition: ColumnElement[bool]) -> ColumnElement[str]:
    return case((condition, letter), else_="")


def _joined(*parts: Any) -> ColumnElement[str]:
    """The parts with colons between them; NULL where one of them is."""
    whole: ColumnElement[str] = cast(parts[0], String)
    for part in parts[1:]:
        whole = whole + ":" + cast(part, String)
    return whole


def _of_student(kind: int, user_id: Any, text: ColumnElement[str]) -> Select[Any]:
    """One row a student, everything of this kind in one text."""
    return select(
        literal(kind, Integer()).label("kind"),
        user_id.label("user_id"),
        func.aggregate_strings(text, ";").label("text"),
        cast(null(), UtcDateTime()).label("at"),
        literal(0, Integer()).label("row_id"),
    ).group_by(user_id)


def _grades_of_course(course_id: Any) -> Select[Any]:
    has_marks = exists().where(GradeMark.grade_id == Grade.id)
    flags = case(
        (Grade.graded_at > ReleasedGrade.released_at, "gma"),
        (Grade.graded_at.is_not(None), "gm"),
        (has_marks, "m"),
        else_="",
    )
    released = _joined(ReleasedGrade.id, ReleasedGrade.total, ReleasedGrade.out_of)
    text = _joined(Grade.prompt_id, Grade.id, flags, func.coalesce(released, "::"))
    return (
        _of_student(_GRADES, Grade.user_id, text)
        .join(Prompt, Prompt.id == Grade.prompt_id)
        .outerjoin(
            ReleasedGrade,
            and_(
                ReleasedGrade.prompt_id == Grade.prompt_id,
                ReleasedGrade.user_id == Grade.user_id,
                is_latest(),
            ),
        )
        .where(Prompt.course_id == course_id)
    )


def _work_of_course(course_id: Any) -> Select[Any]:
    changes = work_changes(course_id)
    is_newer = _flag("n", changes.c.changed_at > Grade.graded_at)
    text = _joined(changes.c.prompt_id, literal(""), changes.c.status, is_newer)
    return _of_student(_WORK, changes.c.user_id, text).outerjoin(
        Grade, and_(Grade.prompt_id == changes.c.prompt_id, Grade.user_id == changes.c.user_id)
    )


def _decisions_of_course(course_id: Any) -> Select[Any]:
    found = decisions(course_id)
    is_newer = _flag("n", found.c.changed_at > Grade.graded_at)
    return select(
        literal(_DECISION, Integer()),
        found.c.user_id,
        _joined(found.c.prompt_id, found.c.requirement, found.c.status, is_newer),
        found.c.changed_at,
        found.c.row_id,
    ).outerjoin(Grade, and_(Grade.prompt_id == found.c.prompt_id, Grade.user_id == found.c.user_id))


def list_changed_grades(session: Session, records: Iterable[Record]) -> dict[int, frozenset[int]]:
    """By student: the prompts under which a grade was saved again after its release and says
    something else now.

    The same as ``Sheet.waits_for_release`` says, but for what lateness alone would take otherwise
    now: that is known where a week's findings are, on the release page. One statement, none where
    no grade was saved again.
    """
    again = {
        row.grade_id: row.released_id
        for record in records
        if "a" in record.grades  # nothing else there has this letter; most need no reading
        for row in grades_in(record).values()
        if row.is_again
    }
    if not again:
        return {}
    found: dict[int, _Saved] = {}
    for row in session.execute(_saved_again(again.keys(), again.values())):
        saved = found.setdefault(row.Grade.id, _Saved(row.Grade, row.ReleasedGrade, {}))
        if row.key is not None:
            saved.marks[row.key] = (row.level, row.points, row.set_at)
    changed: dict[int, set[int]] = defaultdict(set)
    for saved in found.values():
        if saved.differs:
            changed[saved.grade.user_id].add(saved.grade.prompt_id)
    return {user_id: frozenset(prompts) for user_id, prompts in changed.items()}


@dataclass(frozen=True)
class _Saved:
    """A grade saved again: its marks (level, points, when set) by the criterion's key."""

    grade: Grade
    released: ReleasedGrade
    marks: dict[str, tuple[int, Decimal, datetime]]

    @property
    def differs(self) -> bool:
        """Whether it says anything else than what was released."""
        before = {
            row["criterion"]: (row["level"], Decimal(row["points"])) for row in self.released.marks
        }
        now = {
            key: (level, points)
            for key, (level, points, set_at) in self.marks.items()
            # What had left the total may still have a level, which is older than the release.
            if key in before or set_at > self.released.released_at
        }
        return (
            now != before
            or self.released.late_struck_reason != self.grade.late_struck_reason
            or self.released.comment_html != str(render_markdown(self.grade.comment))
        )


def _saved_again(
    grades: Collection[int], released: Collection[int | None]
) -> Select[Grade, ReleasedGrade, str, int, datetime, Decimal]:
    return (
        select(
            Grade,
            ReleasedGrade,
            Criterion.key,
            GradeMark.level,
            GradeMark.set_at,
            Rating.points,
        )
        .join(
            ReleasedGrade,
            and_(
                ReleasedGrade.prompt_id == Grade.prompt_id, ReleasedGrade.user_id == Grade.user_id
            ),
        )
        .outerjoin(GradeMark, GradeMark.grade_id == Grade.id)
        .outerjoin(Criterion, Criterion.id == GradeMark.criterion_id)
        .outerjoin(
            Rating,
            and_(Rating.criterion_id == GradeMark.criterion_id, Rating.level == GradeMark.level),
        )
        .where(Grade.id.in_(grades), ReleasedGrade.id.in_(released))
        .execution_options(populate_existing=True)
    )


def _records() -> CompoundSelect[Any]:
    course_id = bindparam("course_id", type_=Integer())
    return union_all(
        _grades_of_course(course_id), _work_of_course(course_id), _decisions_of_course(course_id)
    ).order_by("at", "row_id")


# Built once: it takes as long to build as to answer.
_RECORDS = _records()
