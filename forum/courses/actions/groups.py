"""Dividing a course: sections of its roster, groups for its discussions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.actions.log import log_change
from forum.courses.actions.refusals import NameTaken
from forum.courses.models import Course, Group, GroupMembership, GroupSet, Section


def create_section(
    session: Session, course: Course, name: str, *, by: int | None, now: datetime
) -> Section:
    """Make a section of the course. Raises NameTaken."""
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


def put_in_group(
    session: Session, course: Course, group: Group, user: User, *, by: int | None, now: datetime
) -> GroupMembership:
    """Put a person into a group; a place in another group of the same set ends."""
    earlier = session.scalars(
        select(GroupMembership)
        .join(Group, Group.id == GroupMembership.group_id)
        .where(
            Group.group_set_id == group.group_set_id,
            GroupMembership.user_id == user.id,
            GroupMembership.ended_at.is_(None),
        )
    ).all()
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
