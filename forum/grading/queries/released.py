"""Reads of released grades: the only grades that are ever shown to students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.grading.models import ReleasedGrade
from forum.grading.policy import can_read_released, released_readable_by
from forum.markup import SafeHtml
from forum.prompts.models import Prompt


@dataclass(frozen=True)
class ReleasedWeek:
    """One student's released grade for a week, with what was released before it, newest first."""

    week: int
    title: str
    grade: ReleasedGrade
    earlier: tuple[ReleasedGrade, ...]

    @property
    def comment(self) -> SafeHtml:
        """The comment; the column is only ever filled with what ``render_markdown`` returned."""
        return SafeHtml(self.grade.comment_html)

    @property
    def criterion_comments(self) -> dict[str, SafeHtml]:
        """By the criterion's key: the comments on single criteria, made like ``comment``."""
        return {
            mark["criterion"]: SafeHtml(mark["comment_html"])
            for mark in self.grade.marks
            if mark.get("comment_html")
        }


def list_released(session: Session, viewer: Viewer, course_id: int) -> list[ReleasedGrade]:
    """The latest released grade per prompt and student that the viewer may read, by week."""
    rows = session.scalars(
        released_readable_by(viewer, course_id).order_by(
            Prompt.week, ReleasedGrade.user_id, ReleasedGrade.released_at, ReleasedGrade.id
        )
    )
    return list({(row.prompt_id, row.user_id): row for row in rows}.values())


def list_released_weeks(
    session: Session, viewer: Viewer, course_id: int, user_id: int
) -> list[ReleasedWeek]:
    """Released grades of one student by week, each with its earlier versions."""
    rows = session.execute(
        released_readable_by(viewer, course_id)
        .add_columns(Prompt.week, Prompt.title)
        .where(ReleasedGrade.user_id == user_id)
        .order_by(Prompt.week, ReleasedGrade.released_at.desc(), ReleasedGrade.id.desc())
    ).all()
    weeks: dict[int, list[ReleasedGrade]] = {}
    titles: dict[int, str] = {}
    for grade, week, title in rows:
        weeks.setdefault(week, []).append(grade)
        titles[week] = title
    return [
        ReleasedWeek(week, titles[week], grades[0], tuple(grades[1:]))
        for week, grades in weeks.items()
    ]


def list_own_released(session: Session, user_id: int) -> Sequence[ReleasedGrade]:
    """Every grade that was ever released to a person, for that person, in the order of time."""
    return session.scalars(
        select(ReleasedGrade)
        .where(ReleasedGrade.user_id == user_id)
        .order_by(ReleasedGrade.released_at, ReleasedGrade.id)
    ).all()


def find_previous_released(
    session: Session, viewer: Viewer, prompt: Prompt, user_id: int
) -> ReleasedWeek | None:
    """The student's released grade of the latest week before this prompt's."""
    if not can_read_released(viewer, user_id):
        return None
    row = session.execute(
        released_readable_by(viewer, prompt.course_id)
        .add_columns(Prompt.week, Prompt.title)
        .where(ReleasedGrade.user_id == user_id, Prompt.week < prompt.week)
        .order_by(Prompt.week.desc(), ReleasedGrade.released_at.desc(), ReleasedGrade.id.desc())
        .limit(1)
    ).first()
    return ReleasedWeek(row.week, row.title, row.ReleasedGrade, ()) if row else None


_RELEASED = (
    select(ReleasedGrade)
    .where(ReleasedGrade.prompt_id == bindparam("prompt_id"))
    .order_by(ReleasedGrade.released_at, ReleasedGrade.id)
)


def list_latest_released(session: Session, prompt_id: int) -> dict[int, ReleasedGrade]:
    """By student: what was last released under a prompt. For those who grade."""
    rows: Sequence[ReleasedGrade] = session.scalars(_RELEASED, {"prompt_id": prompt_id}).all()
    return {row.user_id: row for row in rows}


def list_recipients(session: Session, release_id: int) -> list[tuple[int, bool]]:
    """Whose grades one act of releasing let out, and whether a grade seen before was changed."""
    rows = session.execute(
        select(ReleasedGrade.user_id, ReleasedGrade.note)
        .where(ReleasedGrade.release_id == release_id)
        .order_by(ReleasedGrade.user_id)
    )
    return [(row.user_id, bool(row.note)) for row in rows]
