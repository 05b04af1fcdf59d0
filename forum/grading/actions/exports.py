"""Taking grades or evidence out of the course: allowed to few, and logged each time."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Course
from forum.courses.policy import Viewer
from forum.grading.actions.refusals import NotAllowed
from forum.grading.policy import can_export
from forum.prompts.models import Prompt

#: What was taken, as the log calls it.
Export = Literal[
    "archive_exported",
    "gradebook_exported",
    "evidence_exported",
    "moodle_exported",
    "canvas_filled",
]


def log_export(
    session: Session,
    viewer: Viewer,
    course: Course,
    verb: Export,
    *,
    prompt: Prompt | None = None,
    form: str,
    students: int,
    now: datetime,
) -> None:
    """Log that a file was taken: which, of which week, in which form, with how many students.

    Raises NotAllowed.
    """
    if not can_export(viewer):
        raise NotAllowed
    record(
        session,
        verb,
        now=now,
        actor_id=viewer.user_id,
        course_id=course.id,
        prompt_id=prompt.id if prompt else None,
        form=form,
        students=students,
    )
