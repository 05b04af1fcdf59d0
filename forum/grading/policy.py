"""Who may grade, release, and read a released grade."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select, true

from forum.courses.policy import Viewer, among
from forum.grading.models import PlannedRelease, ReleasedGrade
from forum.prompts.models import Prompt
from forum.rules.roles import Permission, Role


def can_grade(viewer: Viewer) -> bool:
    """Instructors and assistants mark; a working grade is for nobody else."""
    return viewer.can(Permission.GRADE)


def can_release(viewer: Viewer) -> bool:
    """Instructors release, and assistants who were entrusted with it."""
    return viewer.can(Permission.RELEASE_GRADES)


def plans_seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The list filter for planned releases: those who grade see all, an assistant with own sections
    their own and those of one of their sections."""
    if viewer.own_sections is None:
        return true()
    return or_(
        PlannedRelease.planned_by_id == viewer.user_id,
        PlannedRelease.section_id.in_(viewer.own_sections),
    )


def can_export(viewer: Viewer) -> bool:
    """Instructors and admins take grades along, and assistants who were entrusted with it."""
    return viewer.can(Permission.EXPORT_COURSE)


def can_take_archive(viewer: Viewer) -> bool:
    """The whole course as files is for those who export it and work with all of its students."""
    return can_export(viewer) and viewer.own_students is None


def can_set_weights(viewer: Viewer) -> bool:
    """Instructors and admins say how the weeks make a total."""
    return viewer.role in (Role.INSTRUCTOR, Role.ADMIN)


def can_read_released(viewer: Viewer, student_id: int) -> bool:
    """A student reads the own released grade; those who grade and site admins read everybody's,
    an assistant with own sections those of their students."""
    return viewer.user_id == student_id or (_reads_all(viewer) and viewer.works_with(student_id))


def released_readable_by(viewer: Viewer, course_id: int) -> Select[ReleasedGrade]:
    """The list filter beside ``can_read_released``, for one course."""
    rows = (
        select(ReleasedGrade)
        .join(Prompt, Prompt.id == ReleasedGrade.prompt_id)
        .where(Prompt.course_id == course_id)
    )
    if _reads_all(viewer):
        return rows.where(among(viewer.own_students, ReleasedGrade.user_id))
    return rows.where(ReleasedGrade.user_id == viewer.user_id)


def _reads_all(viewer: Viewer) -> bool:
    return can_grade(viewer) or viewer.role is Role.ADMIN
