"""The rows that marking writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.policy import Viewer
from forum.discussion.actions.rows import take_turn
from forum.grading.actions.leases import keep_open
from forum.grading.actions.refusals import StaleGrade
from forum.grading.models import CriterionComment, Grade, GradeMark
from forum.grading.queries.sheets import Sheet
from forum.prompts.models import Prompt


def take_grade(
    session: Session, viewer: Viewer, prompt: Prompt, sheet: Sheet, version: int, now: datetime
) -> Grade:
    """The student's grade for this writer alone, its version raised; made where there is none.

    Whoever writes has the student on the desk, unless a colleague has.
    """
    take_turn(session, prompt)
    keep_open(session, viewer, prompt, sheet.student.id, now=now)
    grade = session.scalars(
        select(Grade)
        .where(Grade.prompt_id == prompt.id, Grade.user_id == sheet.student.id)
        .execution_options(populate_existing=True)
    ).first()
    current = grade.version if grade else 0
    if current != version:
        raise StaleGrade(current)
    if grade is None:
        grade = Grade(prompt_id=prompt.id, user_id=sheet.student.id, version=0)
        session.add(grade)
    grade.version = version + 1
    grade.updated_at = now
    grade.updated_by_id = viewer.user_id
    session.flush()
    return grade


def list_marks(session: Session, grade: Grade) -> dict[int, GradeMark]:
    rows = session.scalars(
        select(GradeMark)
        .where(GradeMark.grade_id == grade.id)
        .execution_options(populate_existing=True)
    )
    return {row.criterion_id: row for row in rows}


def set_marks(
    session: Session,
    viewer: Viewer,
    grade: Grade,
    sheet: Sheet,
    values: Mapping[int, tuple[int, str]],
    now: datetime,
) -> None:
    """Set levels with their reasons, by criterion id; each is worth what the rubric says now."""
    marks = list_marks(session, grade)
    criteria = {line.criterion.id: line.criterion for line in sheet.lines}
    for criterion_id, (level, reason) in values.items():
        mark = marks.get(criterion_id)
        if mark is None:
            mark = GradeMark(grade_id=grade.id, criterion_id=criterion_id)
            session.add(mark)
        criterion = criteria[criterion_id]
        worth = (criterion.rating(level).points, criterion.most)
        if (mark.level, mark.reason, mark.points, mark.most) == (level, reason, *worth):
            continue
        mark.level, mark.reason = level, reason
        mark.points, mark.most = worth
        mark.set_at, mark.set_by_id = now, viewer.user_id
    session.flush()


def list_comments(session: Session, grade: Grade) -> dict[int, CriterionComment]:
    rows = session.scalars(
        select(CriterionComment)
        .where(CriterionComment.grade_id == grade.id)
        .execution_options(populate_existing=True)
    )
    return {row.criterion_id: row for row in rows}


def set_comments(
    session: Session, viewer: Viewer, grade: Grade, texts: Mapping[int, str], now: datetime
) -> None:
    """Keep comments by criterion id; an empty one takes away what was there."""
    rows = list_comments(session, grade)
    for criterion_id, text in texts.items():
        row = rows.get(criterion_id)
        if not text.strip():
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = CriterionComment(grade_id=grade.id, criterion_id=criterion_id)
            session.add(row)
        elif row.text == text:
            continue
        row.text, row.set_at, row.set_by_id = text, now, viewer.user_id
    session.flush()


def log_grade(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    grade: Grade,
    verb: str,
    now: datetime,
    reason: str = "",
    **more: Any,
) -> None:
    """Log what became of the grade and why, with every level it has now by the criterion's key."""
    session.flush()
    marks = list_marks(session, grade)
    keys = {line.criterion.id: line.criterion.key for line in sheet.lines}
    if reason:
        more["reason"] = reason
    record(
        session,
        verb,
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("grade", grade.id),
        subject_id=grade.user_id,
        levels={keys[number]: mark.level for number, mark in marks.items() if number in keys},
        **more,
    )
