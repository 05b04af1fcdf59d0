"""Who talks with whom: the people a viewer may see, and how large the circles are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from forum.accounts.models import User
from forum.courses.models import (
    Course,
    Enrollment,
    Group,
    GroupMembership,
    GroupSet,
    Section,
)
from forum.courses.policy import Viewer, among
from forum.rules.roles import Role


@dataclass(frozen=True)
class RosterLine:
    """A present student: the section's id and name, and names of groups ("set: group") by id."""

    user_id: int
    name: str
    section_id: int | None
    section: str
    groups: dict[int, str]


def list_roster(session: Session, course_id: int) -> list[RosterLine]:
    """The present students by name with their places, for staff; one statement."""
    rows = session.execute(_ROSTER, {"course_id": course_id})
    lines: dict[int, RosterLine] = {}
    for user_id, name, section_id, section, group_id, group_set, group in rows:
        line = lines.setdefault(user_id, RosterLine(user_id, name, section_id, section or "", {}))
        if group_id is not None:
            line.groups[group_id] = f"{group_set}: {group}"
    return sorted(lines.values(), key=lambda line: (line.name.casefold(), line.user_id))


def _roster() -> Select[Any]:
    course_id = bindparam("course_id", type_=Integer())
    places = (
        select(
            GroupMembership.user_id,
            Group.id.label("group_id"),
            Group.name.label("group_name"),
            GroupSet.name.label("set_name"),
        )
        .join(Group, Group.id == GroupMembership.group_id)
        .join(GroupSet, GroupSet.id == Group.group_set_id)
        .where(GroupSet.course_id == course_id, GroupMembership.ended_at.is_(None))
        .subquery()
    )
    return (
        select(
            User.id,
            User.name,
            Section.id,
            Section.name,
            places.c.group_id,
            places.c.set_name,
            places.c.group_name,
        )
        .join(Enrollment, and_(Enrollment.user_id == User.id, Enrollment.course_id == course_id))
        .outerjoin(Section, Section.id == Enrollment.section_id)
        .outerjoin(places, places.c.user_id == User.id)
        .where(Enrollment.role == Role.STUDENT.value, Enrollment.ended_at.is_(None))
    )


# Built once: it takes as long to build as to answer.
_ROSTER = _roster()


def list_people_seen(session: Session, viewer: Viewer, course: Course) -> Sequence[Enrollment]:
    """Current members with their persons, by name, as far as the viewer may know of them.

    Staff and observers see everybody, an assistant with own sections of the students those of
    these. Students see the people of their own section and the staff, unless the sections were
    declared one class (who_sees_what V15).
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
    members = members.where(
        or_(Enrollment.role != Role.STUDENT.value, among(viewer.own_students, Enrollment.user_id))
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
