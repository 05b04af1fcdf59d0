"""Setting a total instead of what the rubric and lateness come to, with a reason."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.grading.actions.refusals import (
    Incomplete,
    NoRubric,
    NotAllowed,
    OutOfRange,
    ReasonMissing,
)
from forum.grading.actions.rows import log_grade, take_grade
from forum.grading.models import Grade
from forum.grading.policy import can_grade
from forum.grading.queries.sheets import Sheet
from forum.markup import clean_text
from forum.prompts.models import Prompt
from forum.rules.grading import can_be_total, rounded
from forum.rules.limits import LONGEST_REASON


def override_total(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    points: Decimal,
    reason: str,
    *,
    version: int,
    now: datetime,
) -> Grade:
    """Set the total to ``points``, with a reason the student reads after release.

    It replaces what remains after lateness, whatever levels are set later. A saved grade stays
    saved and waits for its release. Raises NotAllowed, NoRubric, Incomplete before every criterion
    is set, OutOfRange, ReasonMissing, StaleGrade.
    """
    _check(viewer, sheet)
    if sheet.total is None:
        raise Incomplete([line.criterion.id for line in sheet.missing])
    if not can_be_total(points, sheet.total.out_of):
        raise OutOfRange(sheet.total.out_of)
    why = clean_text(reason).strip()[:LONGEST_REASON]
    if not why:
        raise ReasonMissing
    grade = _set(session, viewer, prompt, sheet, rounded(points), why, version, now)
    log_grade(
        session,
        viewer,
        prompt,
        sheet,
        grade,
        "total_overridden",
        now,
        before=str(sheet.total.total),
        after=str(rounded(points)),
        reason=why,
    )
    return grade


def withdraw_override(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    *,
    version: int,
    now: datetime,
) -> Grade:
    """Let the rubric's total hold again. Raises NotAllowed, NoRubric, StaleGrade."""
    _check(viewer, sheet)
    grade = _set(session, viewer, prompt, sheet, None, "", version, now)
    log_grade(session, viewer, prompt, sheet, grade, "override_withdrawn", now)
    return grade


def _check(viewer: Viewer, sheet: Sheet) -> None:
    if not can_grade(viewer):
        raise NotAllowed
    if not sheet.lines:
        raise NoRubric


def _set(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    points: Decimal | None,
    reason: str,
    version: int,
    now: datetime,
) -> Grade:
    grade = take_grade(session, viewer, prompt, sheet, version, now)
    grade.override_total, grade.override_reason = points, reason
    if grade.graded_at is not None:
        grade.graded_at = now
    return grade
