"""Who talks with whom: the people a viewer may see, and how large the circles are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment, Group, GroupMembership, GroupSet
from forum.courses.policy import Viewer
from forum.rules.roles import Role


def list_people_seen(session: Session, viewer: Viewer, course: Course) -> Sequence[Enrollment]:
    """Current members with their persons, by name, as far as the viewer may know of them.

    Staff and observers see everybody. Students see the people of their own section and the staff,
    unless the sections were declared one class (who_sees_what V15).
    """
    members = (
        select(Enrollment)
        .join(Enrollment.user)
        .options(joinedload(Enrollment.user))
        .where(Enrollment.course_id == course.id, Enrollment.ended_at.is_(None))
        .order_by(func.lower(User.name), User.id)
    )
    if viewer.is_student and not course.sections_are_one_class:
        members = members.where(
            or_(
                Enrollment.section_id.is_not_distinct_from(viewer.section_id),
                Enrollment.role.in_([Role.ASSISTANT.value, Role.INSTRUCTOR.value]),
            )
        )
    return session.scalars(members).all()


def find_member(session: Session, course_id: int, enrollment_id: int) -> Enrollment | None:
    """A current membership of the course with its person."""
    return session.scalars(
        select(Enrollment)
        .options(joinedload(Enrollment.user))
        .where(
            Enrollment.id == enrollment_id,
            Enrollment.course_id == course_id,
            Enrollment.ended_at.is_(None),
        )
    ).first()


def list_group_sets(session: Session, course_id: int) -> Sequence[GroupSet]:
    """The ways in which the course is divided, by name."""
    return session.scalars(
        select(GroupSet).where(GroupSet.course_id == course_id).order_by(GroupSet.name)
    ).all()


def count_circles(session: Session, course: Course, group_set_id: int | None) -> tuple[int, int]:
    """Students in the smallest and in the largest group, section or course whose members answer
    each other; (0, 0) while nobody is enrolled.
    """
    students = select(Enrollment.user_id, Enrollment.section_id).where(
        Enrollment.course_id == course.id,
        Enrollment.role == Role.STUDENT.value,
        Enrollment.ended_at.is_(None),
    )
    people = students.subquery()
    sizes = select(func.count()).select_from(people)
    if group_set_id is not None:
        sizes = (
            sizes.join(GroupMembership, GroupMembership.user_id == people.c.user_id)
            .join(Group, Group.id == GroupMembership.group_id)
            .where(Group.group_set_id == group_set_id, GroupMembership.ended_at.is_(None))
            .group_by(Group.id)
        )
    elif not course.sections_are_one_class:
        sizes = sizes.group_by(people.c.section_id)
    found = session.scalars(sizes).all()
    return min(found, default=0), max(found, default=0)
