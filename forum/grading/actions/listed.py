"""Marking from the reading list, where several students lie open on one page.

There a colleague's desk is respected: who has a student open is not seen beside thirty others as it
is on the desk, so a row is written only by whoever has it, and is taken over first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.discussion.actions.rows import take_turn
from forum.grading.actions.grades import GradeInput, clear_marks, hold_grade, save_grade
from forum.grading.actions.leases import open_desk
from forum.grading.actions.refusals import OnAnotherDesk
from forum.grading.models import Grade
from forum.grading.queries.sheets import Sheet
from forum.prompts.models import Prompt


def save_listed(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    given: GradeInput,
    *,
    changed_at: datetime | None = None,
    now: datetime,
) -> Grade:
    """As ``save_grade``, of a student whom no colleague has open. Raises OnAnotherDesk as well."""
    _take(session, viewer, prompt, sheet, now)
    return save_grade(session, viewer, prompt, sheet, given, changed_at=changed_at, now=now)


def hold_listed(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    given: GradeInput,
    *,
    now: datetime,
) -> Grade:
    """As ``hold_grade``, of a student whom no colleague has open. Raises OnAnotherDesk as well."""
    _take(session, viewer, prompt, sheet, now)
    return hold_grade(session, viewer, prompt, sheet, given, now=now)


def clear_listed(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    sheet: Sheet,
    criteria: Collection[int],
    *,
    version: int,
    now: datetime,
) -> Grade:
    """As ``clear_marks``, of a student whom no colleague has open. Raises OnAnotherDesk as well."""
    _take(session, viewer, prompt, sheet, now)
    return clear_marks(session, viewer, prompt, sheet, criteria, version=version, now=now)


def _take(session: Session, viewer: Viewer, prompt: Prompt, sheet: Sheet, now: datetime) -> None:
    """Have the student open for this write. Raises NotAllowed, OnAnotherDesk."""
    take_turn(session, prompt)  # before the lease, as everywhere: no two writers wait crosswise
    colleague = open_desk(session, viewer, prompt, sheet.student.id, now=now)
    if colleague is not None:
        raise OnAnotherDesk(colleague.grader)
