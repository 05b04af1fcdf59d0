"""A rubric that changed after grading: giving those already graded the points of today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.discussion.actions.rows import take_turn
from forum.grading.models import Criterion, Grade, GradeMark
from forum.grading.queries.rubrics import RubricView, find_rubric
from forum.prompts.models import Prompt


def renew_points(session: Session, prompt: Prompt, *, by: int, now: datetime) -> int:
    """Make every level that was set worth what the rubric says now; the number of grades changed.

    Levels stay as a person set them. A saved grade waits for its release again; each change is
    logged with what the levels were worth before.
    """
    take_turn(session, prompt)
    rubric = find_rubric(session, prompt.id)
    if rubric is None:
        return 0
    changed = _renew(_marks(session, prompt), rubric)
    grades = session.scalars(
        select(Grade).where(Grade.id.in_(changed)).execution_options(populate_existing=True)
    ).all()
    for grade in grades:
        grade.version += 1
        if grade.graded_at is not None:
            grade.graded_at = now
        record(
            session,
            "grade_points_renewed",
            now=now,
            actor_id=by,
            course_id=prompt.course_id,
            prompt_id=prompt.id,
            target=("grade", grade.id),
            subject_id=grade.user_id,
            levels={key: level for key, level, _, _ in changed[grade.id]},
            points={key: [before, after] for key, _, before, after in changed[grade.id]},
        )
    session.flush()
    return len(grades)


def _marks(session: Session, prompt: Prompt) -> Sequence[GradeMark]:
    return session.scalars(
        select(GradeMark)
        .join(Grade, Grade.id == GradeMark.grade_id)
        .join(Criterion, Criterion.id == GradeMark.criterion_id)
        .where(Grade.prompt_id == prompt.id)
        .order_by(GradeMark.grade_id, Criterion.position)
        .execution_options(populate_existing=True)
    ).all()


def _renew(
    marks: Sequence[GradeMark], rubric: RubricView
) -> dict[int, list[tuple[str, int, str, str]]]:
    """By grade: the criterion, its level, and its points before and now, of those that changed."""
    criteria = {criterion.id: criterion for criterion in rubric.criteria}
    changed: dict[int, list[tuple[str, int, str, str]]] = {}
    for mark in marks:
        criterion = criteria[mark.criterion_id]
        points, most = criterion.rating(mark.level).points, criterion.most
        if (mark.points, mark.most) == (points, most):
            continue
        line = (criterion.key, mark.level, str(mark.points), str(points))
        changed.setdefault(mark.grade_id, []).append(line)
        mark.points, mark.most = points, most
    return changed
