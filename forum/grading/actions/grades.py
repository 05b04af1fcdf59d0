"""Marking a student's work. A working grade is held until it is saved, and unseen until released.

Every write names the version it was made on, so that two graders never overwrite each other
unseen. What is held on purpose or saved is logged with its levels, so that each line of a grade
says what is now, and the one before it what was before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.grading.actions.refusals import (
    CommentTooComplex,
    Incomplete,
    NoRubric,
    NotAllowed,
    NotGraded,
    ReasonMissing,
    WorkChanged,
)
from forum.grading.actions.rows import (
    list_comments,
    list_marks,
    log_grade,
    set_comments,
    set_marks,
    take_grade,
)
from forum.grading.bank.actions import note_uses
from forum.grading.models import Grade
from forum.grading.policy import can_grade
from forum.grading.queries.rubrics import LEVELS
from forum.grading.queries.sheets import Sheet
from forum.markup import TooComplex, TooLong, clean_text, render_markdown
from forum.prompts.models import Prompt
from forum.rules.grade_evidence import kept_on
from forum.rules.grading import needs_reason
from forum.rules.limits import LONGEST_CRITERION_COMMENT, LONGEST_REASON


@dataclass(frozen=True)
class GradeInput:
    """A grade as it was sent. ``levels`` (0 to 4) and ``reasons`` are by criterion id.

    ``version`` is that of the grade the page was made from (0: none yet). ``comment`` is Markdown,
    and so are the ``comments`` by criterion id: an empty one is taken away, one not named stays.
    """

    version: int
    levels: Mapping[int, int] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    comment: str = ""
    comments: Mapping[int, str] = field(default_factory=dict)


def mark_criterion(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    criterion_id: int,
    level: int,
    *,
    version: int,
    now: datetime,
) -> Grade:
    """Hold one level at once, as it was chosen; the grade has to be saved (again) afterwards.

    Choosing leaves no line in the log, but for the first one after a save: that takes the grade
    back. Raises NotAllowed, NoRubric, StaleGrade; ValueError for a criterion or level the rubric
    does not have.
    """
    _check(viewer, sheet, {criterion_id: level})
    grade = take_grade(session, viewer, prompt, sheet, version, now)
    reason = _reason_kept(sheet, criterion_id)
    set_marks(session, viewer, grade, sheet, {criterion_id: (level, reason)}, now)
    if grade.graded_at is not None:
        grade.graded_at = None
        log_grade(session, viewer, prompt, sheet, grade, "grade_held", now)
    return grade


def hold_grade(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    given: GradeInput,
    *,
    now: datetime,
) -> Grade:
    """Keep what is there so far without saying that the student is graded.

    Raises NotAllowed, NoRubric, StaleGrade, CommentTooComplex, ValueError, and markup.TooComplex
    for the overall comment.
    """
    return _write(session, viewer, prompt, sheet, given, now, graded=False)


def save_grade(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    given: GradeInput,
    *,
    changed_at: datetime | None = None,
    now: datetime,
) -> Grade:
    """Save a complete grade; students see nothing of it until it is released.

    ``changed_at``: when the work changed while the page was open (``changed_since``); the grader
    looks again first. Raises NotAllowed, NoRubric, StaleGrade, WorkChanged, Incomplete,
    ReasonMissing, CommentTooComplex, ValueError, and markup.TooComplex for the overall comment.
    """
    _check(viewer, sheet, given.levels)
    if changed_at is not None:
        raise WorkChanged(changed_at)
    if missing := _missing(sheet, given.levels):
        raise Incomplete(missing)
    if unreasoned := _unreasoned(sheet, given):
        raise ReasonMissing(unreasoned)
    return _write(session, viewer, prompt, sheet, given, now, graded=True)


def clear_marks(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    criteria: Collection[int],
    *,
    version: int,
    now: datetime,
) -> Grade:
    """Take levels away again: undoes "Use suggestions".

    Raises NotAllowed, NoRubric, StaleGrade.
    """
    _check(viewer, sheet, {})
    grade = take_grade(session, viewer, prompt, sheet, version, now)
    for mark in list_marks(session, grade).values():
        if mark.criterion_id in criteria:
            session.delete(mark)
    grade.graded_at = None
    log_grade(session, viewer, prompt, sheet, grade, "grade_held", now)
    return grade


def keep_grade(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    reason: str = "",
    *,
    version: int,
    now: datetime,
) -> Grade:
    """Let a saved grade stand as it is, although what it rests on has changed since.

    It rests on the present evidence from now on, and its points stay what they are. Raises
    NotAllowed, NoRubric, StaleGrade, and NotGraded where no saved grade is there to keep.
    """
    _check(viewer, sheet, {})
    grade = take_grade(session, viewer, prompt, sheet, version, now)
    if grade.graded_at is None:
        raise NotGraded
    before = grade.evidence
    _tie(grade, sheet)
    if before is not None:
        grade.evidence = dict(kept_on(before, sheet.standing.evidence))
    log_grade(session, viewer, prompt, sheet, grade, "grade_kept", now, _one_line(reason))
    return grade


def strike_lateness(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    reason: str,
    *,
    version: int,
    now: datetime,
) -> Grade:
    """Strike the line of lateness, with a reason the student reads after release.

    A saved grade stays saved and waits for its release. Raises NotAllowed, NoRubric,
    ReasonMissing, StaleGrade.
    """
    struck = _one_line(reason)
    if not struck:
        raise ReasonMissing
    return _set_lateness(session, viewer, prompt, sheet, struck, version, now)


def restore_lateness(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    *,
    version: int,
    now: datetime,
) -> Grade:
    """Let lateness take its points again. Raises NotAllowed, NoRubric, StaleGrade."""
    return _set_lateness(session, viewer, prompt, sheet, "", version, now)


def _set_lateness(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    reason: str,
    version: int,
    now: datetime,
) -> Grade:
    _check(viewer, sheet, {})
    grade = take_grade(session, viewer, prompt, sheet, version, now)
    grade.late_struck_reason = reason
    if grade.graded_at is not None:
        grade.graded_at = now
    verb = "lateness_struck" if reason else "lateness_restored"
    log_grade(session, viewer, prompt, sheet, grade, verb, now, reason)
    return grade


def _tie(grade: Grade, sheet: Sheet) -> None:
    """The grade rests on the evidence that lay before the grader."""
    grade.evidence = {area: dict(values) for area, values in sheet.standing.evidence.items()}
    grade.fingerprint = sheet.standing.fingerprint


def _check(viewer: Viewer, sheet: Sheet, levels: Mapping[int, int]) -> None:
    if not can_grade(viewer):
        raise NotAllowed
    if not sheet.lines:
        raise NoRubric
    known = {line.criterion.id for line in sheet.lines}
    if not known.issuperset(levels) or any(level not in LEVELS for level in levels.values()):
        raise ValueError("no such criterion or level")


def _missing(sheet: Sheet, levels: Mapping[int, int]) -> list[int]:
    """The criteria that enter the total and have no level."""
    return [
        line.criterion.id
        for line in sheet.lines
        if not line.suggestion.leaves_total and line.criterion.id not in levels
    ]


def _unreasoned(sheet: Sheet, given: GradeInput) -> list[int]:
    """The criteria whose level is above the ceiling without a line why."""
    ceilings = {line.criterion.id: line.suggestion.ceiling for line in sheet.lines}
    return [
        criterion_id
        for criterion_id, level in given.levels.items()
        if needs_reason(level, ceilings[criterion_id])
        and not given.reasons.get(criterion_id, "").strip()
    ]


def _write(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    given: GradeInput,
    now: datetime,
    *,
    graded: bool,
) -> Grade:
    _check(viewer, sheet, given.levels)
    comments = _checked_comments(sheet, given.comments)
    comment = clean_text(given.comment)
    render_markdown(comment)  # refuses now what could not be shown at release
    grade = take_grade(session, viewer, prompt, sheet, given.version, now)
    values = {
        criterion_id: (level, _one_line(given.reasons.get(criterion_id, "")))
        for criterion_id, level in given.levels.items()
    }
    set_marks(session, viewer, grade, sheet, values, now)
    set_comments(session, viewer, grade, comments, now)
    grade.comment = comment
    texts = {row.criterion_id: row.text for row in list_comments(session, grade).values()}
    note_uses(session, viewer, prompt.course_id, grade.id, comment, texts)
    grade.graded_at = now if graded else None
    if graded:
        _tie(grade, sheet)
    verb = "grade_saved" if graded else "grade_held"
    log_grade(session, viewer, prompt, sheet, grade, verb, now)
    return grade


def _checked_comments(sheet: Sheet, comments: Mapping[int, str]) -> dict[int, str]:
    """Comments as they can be kept; refuses now what could not be shown at release."""
    known = {line.criterion.id for line in sheet.lines}
    checked: dict[int, str] = {}
    for criterion_id, typed in comments.items():
        text = clean_text(typed).strip()
        if criterion_id not in known:
            if text:
                raise ValueError("no such criterion")
            continue
        if len(text) > LONGEST_CRITERION_COMMENT:
            raise ValueError("too long")
        try:
            render_markdown(text)
        except (TooComplex, TooLong) as refused:
            raise CommentTooComplex(criterion_id, str(refused)) from refused
        checked[criterion_id] = text
    return checked


def _reason_kept(sheet: Sheet, criterion_id: int) -> str:
    mark = sheet.grade.marks.get(criterion_id) if sheet.grade else None
    return mark.reason if mark else ""


def _one_line(text: str) -> str:
    return clean_text(text).strip()[:LONGEST_REASON]
