"""Releasing grades: from here on, and not before, a student sees the own grade."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.policy import Viewer
from forum.discussion.actions.rows import take_turn
from forum.grading.actions.refusals import (
    NoLongerWaiting,
    NotAllowed,
    NoteMissing,
    NothingToRelease,
)
from forum.grading.levels import LEVEL_NAMES
from forum.grading.models import GradeRelease, ReleasedGrade
from forum.grading.policy import can_release
from forum.grading.queries.grades import list_grades
from forum.grading.queries.released import list_latest_released
from forum.grading.queries.sheets import Book, Sheet
from forum.markup import render_markdown
from forum.prompts.models import Prompt
from forum.rules.limits import LONGEST_REASON


def release_grades(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    book: Book,
    *,
    notes: Mapping[int, str],
    students: Collection[int] | None = None,
    now: datetime,
    **detail: Any,
) -> GradeRelease:
    """Release saved grades that are newer than what their students can see: those of ``students``
    (ids), or where it is None every one.

    A grade changed after its release needs a note (``notes`` by student id), which the student
    reads. Those without a complete grade are left out, unless they are named. ``detail`` are
    further facts for the log. Raises NotAllowed, NoLongerWaiting, NothingToRelease, NoteMissing.
    """
    if not can_release(viewer):
        raise NotAllowed
    take_turn(session, prompt)
    sheets = list_waiting(get_fresh(session, prompt, book))
    if students is not None:
        if gone := set(students) - {sheet.student.id for sheet in sheets}:
            raise NoLongerWaiting(sorted(gone))
        sheets = [sheet for sheet in sheets if sheet.student.id in students]
    if not sheets:
        raise NothingToRelease
    unexplained = [
        sheet.student.id
        for sheet in sheets
        if sheet.released is not None and not notes.get(sheet.student.id, "").strip()
    ]
    if unexplained:
        raise NoteMissing(unexplained)
    release = GradeRelease(prompt_id=prompt.id, released_at=now, released_by_id=viewer.user_id)
    session.add(release)
    session.flush()
    for sheet in sheets:
        note = notes.get(sheet.student.id, "").strip() if sheet.released else ""
        session.add(_released(release, sheet, book, note[:LONGEST_REASON]))
    _log(session, viewer, prompt, release, sheets, detail)
    return release


def list_waiting(book: Book) -> list[Sheet]:
    """The saved grades that wait for their release, those of people who left included."""
    sheets = (book.sheet(student_id) for student_id in book.members if student_id in book.grades)
    return [sheet for sheet in sheets if sheet.waits_for_release and sheet.total is not None]


def get_fresh(session: Session, prompt: Prompt, book: Book) -> Book:
    """The book with the grades as they are now that nobody else writes."""
    return replace(
        book,
        grades=list_grades(session, prompt.id),
        released=list_latest_released(session, prompt.id),
    )


def _released(release: GradeRelease, sheet: Sheet, book: Book, note: str) -> ReleasedGrade:
    if sheet.grade is None or sheet.total is None:
        raise ValueError("an incomplete grade cannot be released")
    return ReleasedGrade(
        release_id=release.id,
        prompt_id=release.prompt_id,
        user_id=sheet.student.id,
        released_at=release.released_at,
        marks=_marks(sheet, book),
        raw=sheet.total.raw,
        late_points=sheet.total.late,
        total=sheet.total.total,
        out_of=sheet.total.out_of,
        late_struck_reason=sheet.grade.late_struck_reason,
        override_reason=sheet.grade.override_reason,
        instead_of=sheet.total.instead_of,
        comment_html=str(render_markdown(sheet.grade.comment)),
        note=note,
        graded_by_id=sheet.grade.updated_by_id,
    )


def _marks(sheet: Sheet, book: Book) -> list[dict[str, Any]]:
    """The levels as they are released; points as text, so that no cent is lost in JSON."""
    rows: list[dict[str, Any]] = []
    for line in sheet.given:
        if line.mark is None:
            continue
        rating = line.criterion.rating(line.mark.level)
        rows.append(
            {
                "criterion": line.criterion.key,
                "title": line.criterion.title,
                "level": rating.level,
                "level_name": book.translate(LEVEL_NAMES[rating.level]),
                "points": str(line.points),
                "of": str(line.most),
                "description": rating.description,
                "comment_html": line.comment_html,
            }
        )
    return rows


def _log(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    release: GradeRelease,
    sheets: list[Sheet],
    detail: Mapping[str, Any],
) -> None:
    record(
        session,
        "grades_released",
        now=release.released_at,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("grade_release", release.id),
        students=len(sheets),
        changed=sum(sheet.released is not None for sheet in sheets),
        **detail,
    )
