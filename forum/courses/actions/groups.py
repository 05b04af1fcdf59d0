"""Dividing a course: sections of its roster, groups for its discussions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.actions.log import log_change
from forum.courses.actions.refusals import NameTaken, NotInCourse
from forum.courses.models import Course, Group, GroupMembership, GroupSet, Section
from forum.courses.turns import take_turn


def create_section(
    session: Session, course: Course, name: str, *, by: int | None, now: datetime
) -> Section:
    """Make a section of the course. Raises NameTaken."""
    take_turn(session, course.id)
    return add_section(session, course, name, by=by, now=now)


def add_section(
    session: Session, course: Course, name: str, *, by: int | None, now: datetime
) -> Section:
    """Make a section when it is this writer's turn already. Raises NameTaken."""
    taken = select(Section.id).where(Section.course_id == course.id, Section.name == name)
    if session.scalar(taken) is not None:
        raise NameTaken
    section = Section(course_id=course.id, name=name)
    session.add(section)
    session.flush()
    log_change(session, course.id, "section_created", by, now, ("section", section.id), name=name)
    return section


def create_group_set(
    session: Session,
    course: Course,
    name: str,
    groups: Sequence[str],
    *,
    by: int | None,
    now: datetime,
) -> tuple[GroupSet, list[Group]]:
    """Make one way of dividing the course, with its groups in order. Raises NameTaken."""
    take_turn(session, course.id)
    taken = select(GroupSet.id).where(GroupSet.course_id == course.id, GroupSet.name == name)
    if session.scalar(taken) is not None or len(set(groups)) < len(groups):
        raise NameTaken
    group_set = GroupSet(course_id=course.id, name=name)
    session.add(group_set)
    session.flush()
    made = [Group(group_set_id=group_set.id, name=group) for group in groups]
    session.add_all(made)
    session.flush()
    target = ("group_set", group_set.id)
    log_change(
        session, course.id, "group_set_created", by, now, target, name=name, groups=list(groups)
    )
    return group_set, made


def create_group(
    session: Session,
    course: Course,
    group_set: GroupSet,
    name: str,
    *,
    by: int | None,
    now: datetime,
) -> Group:
    """Add a group to a set of the course. Raises NameTaken and NotInCourse."""
    if group_set.course_id != course.id:
        raise NotInCourse
    take_turn(session, course.id)
    taken = select(Group.id).where(Group.group_set_id == group_set.id, Group.name == name)
    if session.scalar(taken) is not None:
        raise NameTaken
    group = Group(group_set_id=group_set.id, name=name)
    session.add(group)
    session.flush()
    log_change(session, course.id, "group_created", by, now, ("group", group.id), name=name)
    return group


def rename_section(
    session: Session, section: Section, name: str, *, by: int | None, now: datetime
) -> None:
    """Give a section another name. Raises NameTaken."""
    take_turn(session, section.course_id)
    taken = select(Section.id).where(
        Section.course_id == section.course_id, Section.name == name, Section.id != section.id
    )
    if session.scalar(taken) is not None:
        raise NameTaken
    before, section.name = section.name, name
    if before == name:
        return
    session.flush()
    target = ("section", section.id)
    course_id = section.course_id
    log_change(session, course_id, "section_renamed", by, now, target, before=before, after=name)


def put_in_group(
    session: Session, course: Course, group: Group, user: User, *, by: int | None, now: datetime
) -> GroupMembership:
    """Put a person into a group of the course; a place in another group of the same set ends.

    Raises NotInCourse.
    """
    if session.get_one(GroupSet, group.group_set_id).course_id != course.id:
        raise NotInCourse
    earlier = _places(session, course, group.group_set_id, user)
    for row in earlier:
        if row.group_id == group.id:
            return row
        row.ended_at = now
    membership = GroupMembership(group_id=group.id, user_id=user.id, started_at=now)
    session.add(membership)
    session.flush()
    target = ("group", group.id)
    before = earlier[0].group_id if earlier else None
    log_change(session, course.id, "group_joined", by, now, target, user.id, before=before)
    return membership


def take_out_of_group(
    session: Session,
    course: Course,
    group_set_id: int,
    user: User,
    *,
    by: int | None,
    now: datetime,
) -> None:
    """End a person's place in the groups of a set; without one nothing happens."""
    for row in _places(session, course, group_set_id, user):
        row.ended_at = now
        log_change(session, course.id, "group_left", by, now, ("group", row.group_id), user.id)


def _places(
    session: Session, course: Course, group_set_id: int, user: User
) -> Sequence[GroupMembership]:
    """The person's present place in the set, read when nobody else writes the course's people."""
    take_turn(session, course.id)
    return session.scalars(
        select(GroupMembership)
        .join(Group, Group.id == GroupMembership.group_id)
        .join(GroupSet, GroupSet.id == Group.group_set_id)
        .where(
            GroupSet.id == group_set_id,
            GroupSet.course_id == course.id,
            GroupMembership.user_id == user.id,
            GroupMembership.ended_at.is_(None),
        )
    ).all()
