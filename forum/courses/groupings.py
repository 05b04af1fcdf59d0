"""Who is in which group now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from forum.courses.models import Course, Group, GroupMembership, GroupSet, Section
from forum.courses.policy import Viewer
from forum.courses.rosters import list_group_sets


@dataclass(frozen=True)
class Grouping:
    """One way of dividing the course: its groups in the order they were made, and the present group
    of each person."""

    group_set: GroupSet
    groups: tuple[Group, ...]
    #: Person's id -> group's id; who is in no group is missing.
    places: Mapping[int, int]

    def count(self, group_id: int, among: Collection[int]) -> int:
        """How many of these people are in the group."""
        return sum(self.places.get(user_id) == group_id for user_id in among)


def list_groupings(session: Session, course_id: int) -> list[Grouping]:
    """Every way of dividing the course, by name; three statements."""
    groups: dict[int, list[Group]] = defaultdict(list)
    sets_of_course = select(GroupSet.id).where(GroupSet.course_id == course_id)
    own = select(Group).where(Group.group_set_id.in_(sets_of_course))
    for group in session.scalars(own.order_by(Group.id)):
        groups[group.group_set_id].append(group)
    places: dict[int, dict[int, int]] = defaultdict(dict)
    for row in session.execute(_places(course_id)):
        places[row.group_set_id][row.user_id] = row.group_id
    return [
        Grouping(group_set, tuple(groups[group_set.id]), places[group_set.id])
        for group_set in list_group_sets(session, course_id)
    ]


def list_group_names(session: Session, viewer: Viewer, course: Course) -> dict[int, list[str]]:
    """Person's id -> names of their groups, as far as the viewer may know: staff and observers of
    everybody, students of those who are in the same group; one statement."""
    rows: Sequence[tuple[int, int, str]] = [
        (row.user_id, row.group_id, row.name)
        for row in session.execute(_places(course.id).order_by(Group.name))
    ]
    own = {group_id for user_id, group_id, _name in rows if user_id == viewer.user_id}
    names: dict[int, list[str]] = defaultdict(list)
    for user_id, group_id, name in rows:
        if not viewer.is_student or group_id in own:
            names[user_id].append(name)
    return names


def find_section(session: Session, course_id: int, section_id: int) -> Section | None:
    """A section of the course."""
    found = select(Section).where(Section.id == section_id, Section.course_id == course_id)
    return session.scalars(found).first()


def find_group_set(session: Session, course_id: int, group_set_id: int) -> GroupSet | None:
    """A way of dividing the course."""
    found = select(GroupSet).where(GroupSet.id == group_set_id, GroupSet.course_id == course_id)
    return session.scalars(found).first()


def _places(course_id: int) -> Select[int, int, int, str]:
    return (
        select(Group.group_set_id, GroupMembership.user_id, GroupMembership.group_id, Group.name)
        .join(Group, Group.id == GroupMembership.group_id)
        .join(GroupSet, GroupSet.id == Group.group_set_id)
        .where(GroupSet.course_id == course_id, GroupMembership.ended_at.is_(None))
    )
