"""The working grades of a whole course as the gradebook needs them: few columns, no entities."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from forum.grading.models import Criterion, Grade, GradeMark, Rating, ReleasedGrade
from forum.markup import render_markdown
from forum.participation.work_times import work_changes
from forum.prompts.models import Prompt


class BookRow(NamedTuple):
    """A working grade beside what was last released of it; ``released_id`` is None before.

    ``has_marks``: somebody set a level, or saved it. ``is_again``: it was saved once more after its
    release. Instants are compared by the database: a class has thousands of grades, and reading an
    instant costs more than all else here.
    """

    prompt_id: int
    user_id: int
    grade_id: int
    is_graded: bool
    has_marks: bool
    released_id: int | None
    is_again: bool | None
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
        or_(
            later.released_at > ReleasedGrade.released_at,
            and_(later.released_at == ReleasedGrade.released_at, later.id > ReleasedGrade.id),
        ),
    )


def list_book_rows(session: Session, course_id: int) -> list[BookRow]:
    """Every working grade of the course; one statement."""
    has_marks = exists().where(GradeMark.grade_id == Grade.id)
    rows = session.execute(
        select(
            Grade.prompt_id,
            Grade.user_id,
            Grade.id,
            Grade.graded_at.is_not(None),
            or_(Grade.graded_at.is_not(None), has_marks),
            ReleasedGrade.id,
            Grade.graded_at > ReleasedGrade.released_at,
            ReleasedGrade.total,
            ReleasedGrade.out_of,
        )
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
    return [BookRow._make(row) for row in rows]


def list_work(session: Session, course_id: int) -> dict[tuple[int, int], Work]:
    """By prompt and person: everybody with work or with a decision in force; one statement."""
    changes = work_changes(course_id)
    rows = session.execute(
        select(
            changes.c.prompt_id,
            changes.c.user_id,
            changes.c.requirement,
            changes.c.status,
            changes.c.changed_at > Grade.graded_at,
        )
        .outerjoin(
            Grade,
            and_(Grade.prompt_id == changes.c.prompt_id, Grade.user_id == changes.c.user_id),
        )
        .order_by(changes.c.changed_at, changes.c.row_id)
    )
    found: dict[tuple[int, int], Work] = {}
    for prompt_id, user_id, requirement, status, is_newer in rows:
        before = found.get((prompt_id, user_id), _NOTHING)
        found[prompt_id, user_id] = Work(
            before.has_work or status == "written",
            status == "waived" if requirement == "initial_post" else before.is_waived,
            before.is_newer or bool(is_newer),
        )
    return found


_NOTHING = Work(False, False, False)


def list_changed_grades(session: Session, rows: Iterable[BookRow]) -> set[int]:
    """Ids of the grades that were saved again after their release and say something else now.

    The same as ``Sheet.waits_for_release`` says, but for what lateness alone would take otherwise
    now: that is known where a week's findings are, on the release page. One statement, none where
    no grade was saved again.
    """
    again = {row.grade_id: row.released_id for row in rows if row.is_again}
    if not again:
        return set()
    found: dict[int, _Saved] = {}
    for row in session.execute(_saved_again(again.keys(), again.values())):
        saved = found.setdefault(row.Grade.id, _Saved(row.Grade, row.ReleasedGrade, {}))
        if row.key is not None:
            saved.marks[row.key] = (row.level, row.points, row.set_at)
    return {grade_id for grade_id, saved in found.items() if saved.differs}


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
