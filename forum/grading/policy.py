"""Who may grade, release, and read a released grade."""

from __future__ import annotations

from sqlalchemy import Select, select

from forum.courses.policy import Viewer
from forum.grading.models import ReleasedGrade
from forum.prompts.models import Prompt
from forum.rules.roles import Permission, Role


def can_grade(viewer: Viewer) -> bool:
    """Instructors and assistants mark; a working grade is for nobody else."""
    return viewer.can(Permission.GRADE)


def can_release(viewer: Viewer) -> bool:
    """Instructors release, and assistants who were entrusted with it."""
    return viewer.can(Permission.RELEASE_GRADES)


def can_export(viewer: Viewer) -> bool:
    """Instructors and admins take grades along, and assistants who were entrusted with it."""
    return viewer.can(Permission.EXPORT_COURSE)


def can_set_weights(viewer: Viewer) -> bool:
    """Instructors and admins say how the weeks make a total."""
    return viewer.role in (Role.INSTRUCTOR, Role.ADMIN)


def can_read_released(viewer: Viewer, student_id: int) -> bool:
    """A student reads the own released grade; those who grade and site admins read everybody's."""
    return viewer.user_id == student_id or _reads_all(viewer)


def released_readable_by(viewer: Viewer, course_id: int) -> Select[ReleasedGrade]:
    """The list filter beside ``can_read_released``, for one course."""
    rows = (
        select(ReleasedGrade)
        .join(Prompt, Prompt.id == ReleasedGrade.prompt_id)
        .where(Prompt.course_id == course_id)
    )
    return rows if _reads_all(viewer) else rows.where(ReleasedGrade.user_id == viewer.user_id)


def _reads_all(viewer: Viewer) -> bool:
    return can_grade(viewer) or viewer.role is Role.ADMIN
