"""Who somebody is in a course, and what that lets them do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, select, true

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment
from forum.rules.roles import Permission, Role, holds


@dataclass(frozen=True)
class Viewer:
    """A person looking at one course, as of this request."""

    user_id: int
    name: str
    role: Role
    section_id: int | None = None
    may_release: bool = False
    may_manage: bool = False
    #: An assistant's own sections (ids), and their students, those who left included; None: all.
    own_sections: frozenset[int] | None = None
    own_students: frozenset[int] | None = None

    def can(self, permission: Permission) -> bool:
        """Whether this person's role holds the permission in this course."""
        return holds(
            self.role,
            permission,
            may_release=self.may_release,
            may_manage=self.may_manage,
            has_own_sections=self.own_sections is not None,
        )

    def works_with(self, student_id: int) -> bool:
        """Whether a student is one of those whom this person's role is about.

        The check beside the list filter ``among``. It gives no permission: it takes
        other sections' students out of what an assistant with own sections may do.
        """
        return self.own_students is None or student_id in self.own_students

    @property
    def may_write(self) -> bool:
        """Whether this person takes part in discussions at all."""
        return self.can(Permission.WRITE_POST)

    @property
    def may_grade(self) -> bool:
        """Whether this person grades."""
        return self.can(Permission.GRADE)

    @property
    def may_edit_prompts(self) -> bool:
        """Whether this person sets weeks up."""
        return self.can(Permission.EDIT_PROMPT)

    @property
    def is_student(self) -> bool:
        """Whether requirements are asked of this person."""
        return self.role is Role.STUDENT

    @property
    def is_staff(self) -> bool:
        """Whether this person teaches or administers the course."""
        return self.role.is_staff


def among(
    students: frozenset[int] | None, user_id: SQLColumnExpression[int | None]
) -> ColumnElement[bool]:
    """The list filter beside ``Viewer.works_with``: of a column of ids those of ``own_students``;
    None lets everybody through."""
    return true() if students is None else user_id.in_(students)


def has_own_sections(enrollment: Enrollment) -> bool:
    """Whether somebody works with the students of some sections alone: assistants who were given
    sections."""
    return enrollment.role == Role.ASSISTANT.value and bool(enrollment.own_sections)


def viewer_of(
    user: User, enrollment: Enrollment | None, own_students: frozenset[int] = frozenset()
) -> Viewer | None:
    """The viewer a user is through an enrollment, or as site admin; None where neither holds.

    ``own_students`` are the students of an assistant's own sections, if there are such sections.
    """
    if enrollment is not None and enrollment.ended_at is None:
        is_bound = has_own_sections(enrollment)
        return Viewer(
            user_id=user.id,
            name=user.name,
            role=Role(enrollment.role),
            section_id=enrollment.section_id,
            may_release=enrollment.may_release,
            may_manage=enrollment.may_manage,
            own_sections=frozenset(enrollment.own_sections) if is_bound else None,
            own_students=own_students if is_bound else None,
        )
    return Viewer(user.id, user.name, Role.ADMIN) if user.is_admin else None


def courses_readable_by(user: User) -> Select[Course]:
    """The list filter beside ``viewer_of``: members read their course, site admins every one.

    A copy that was removed again is nobody's.
    """
    mine = select(Enrollment.course_id).where(
        Enrollment.user_id == user.id, Enrollment.ended_at.is_(None)
    )
    courses = select(Course).where(Course.removed_at.is_(None))
    return courses if user.is_admin else courses.where(Course.id.in_(mine))


def roles_given_by(viewer: Viewer) -> tuple[Role, ...]:
    """The roles this viewer may give and take: admins all of a course's, others students alone.

    The list filter beside ``can_manage_member`` (TRUST.md: a roster never makes staff).
    """
    if not viewer.can(Permission.MANAGE_PEOPLE):
        return ()
    if viewer.role is Role.ADMIN:
        return (Role.STUDENT, Role.ASSISTANT, Role.INSTRUCTOR, Role.OBSERVER)
    return (Role.STUDENT,)


def can_manage_member(viewer: Viewer, role: Role) -> bool:
    """Whether this viewer may enrol, change or take out somebody of this role."""
    return role in roles_given_by(viewer)


def can_change_settings(viewer: Viewer) -> bool:
    """Instructors and admins say how the course is called and what is agreed in it."""
    return viewer.role in (Role.INSTRUCTOR, Role.ADMIN)


def can_join_sections(viewer: Viewer) -> bool:
    """Admins alone declare sections one class: it shows people to others (who_sees_what V15)."""
    return viewer.role is Role.ADMIN


def can_archive(viewer: Viewer) -> bool:
    """Admins alone put a course into the archive and take it out again."""
    return viewer.role is Role.ADMIN


def can_entrust(viewer: Viewer, role: Role) -> bool:
    """Instructors and admins say what an assistant may do; assistants do not say it themselves."""
    return role is Role.ASSISTANT and viewer.role in (Role.INSTRUCTOR, Role.ADMIN)
