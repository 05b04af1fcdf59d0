"""The working grades of a whole course as the gradebook needs them: few columns, no entities."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session

from forum.grading.models import Criterion, Grade, GradeMark, Rating, ReleasedGrade
from forum.markup import render_markdown
from forum.prompts.models import Prompt


class BookRow(NamedTuple):
    """A working grade beside what was last released of it; ``released_at`` is None before."""

    prompt_id: int
    user_id: int
    grade_id: int
    graded_at: datetime | None
    has_marks: bool
    released_id: int | None
    released_at: datetime | None
    total: Decimal | None
    out_of: Decimal | None


def latest_released(course_id: int) -> Select[Any]:
    """The last released grade of each student and prompt of the course, by columns."""
    ranked = (
        select(
            ReleasedGrade.id,
            ReleasedGrade.prompt_id,
            ReleasedGrade.user_id,
            ReleasedGrade.released_at,
            ReleasedGrade.total,
            ReleasedGrade.out_of,
            func.row_number()
            .over(
                partition_by=(ReleasedGrade.prompt_id, ReleasedGrade.user_id),
                order_by=(ReleasedGrade.released_at.desc(), ReleasedGrade.id.desc()),
            )
            .label("place"),
        )
        .join(Prompt, Prompt.id == ReleasedGrade.prompt_id)
        .where(Prompt.course_id == course_id)
        .subquery()
    )
    return select(ranked).where(ranked.c.place == 1)


def list_book_rows(session: Session, course_id: int) -> list[BookRow]:
    """Every working grade of the course; one statement."""
    released = latest_released(course_id).subquery()
    has_marks = exists().where(GradeMark.grade_id == Grade.id)
    rows = session.execute(
        select(
            Grade.prompt_id,
            Grade.user_id,
            Grade.id,
            Grade.graded_at,
            has_marks,
            released.c.id,
            released.c.released_at,
            released.c.total,
            released.c.out_of,
        )
        .join(Prompt, Prompt.id == Grade.prompt_id)
        .outerjoin(
            released,
            and_(released.c.prompt_id == Grade.prompt_id, released.c.user_id == Grade.user_id),
        )
        .where(Prompt.course_id == course_id)
    )
    return [BookRow(*row) for row in rows]


def list_changed_grades(session: Session, rows: Iterable[BookRow]) -> set[int]:
    """Ids of the grades that were saved again after their release and say something else now.

    The same as ``Sheet.waits_for_release`` says, but for what lateness alone would take otherwise
    now: that is known where a week's findings are, on the release page. One statement, none where
    no grade was saved again.
    """
    again = {
        row.grade_id: row.released_id
        for row in rows
        if row.released_at is not None
        and row.graded_at is not None
        and row.released_at < row.graded_at
    }
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
