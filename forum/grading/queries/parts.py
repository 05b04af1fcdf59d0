"""The parts of a class whose grades can be released by themselves: sections, and the prompt's
groups. For those who grade.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Enrollment, Group, GroupMembership, Section
from forum.grading.models import PartKind
from forum.prompts.models import Prompt
from forum.rules.roles import Role


@dataclass(frozen=True)
class Scope:
    """Whose grades are meant: of all, of the section or group ``id``, or of ``students``."""

    kind: PartKind = "all"
    id: int | None = None
    students: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Part:
    """A section or group, and the students who are in it now."""

    kind: PartKind
    id: int
    name: str
    students: frozenset[int]

    @property
    def scope(self) -> Scope:
        """The scope that means this part."""
        return Scope(self.kind, self.id)


def list_parts(session: Session, prompt: Prompt) -> list[Part]:
    """The sections by name, then the prompt's groups; two statements, four where it uses groups.

    Somebody who has left belongs to the section of the last day, so that the grade that is still
    to come is released with it.
    """
    found = _sections(session, prompt.course_id)
    return found + (_groups(session, prompt.group_set_id) if prompt.group_set_id else [])


def parts_among(parts: Iterable[Part], students: frozenset[int] | None) -> list[Part]:
    """The parts with some of these students, and of each these alone; None leaves all as it is."""
    if students is None:
        return list(parts)
    narrowed = (replace(part, students=part.students & students) for part in parts)
    return [part for part in narrowed if part.students]


def find_part(parts: Iterable[Part], scope: Scope) -> Part | None:
    """The part that a scope means; None for all, for students, or where it is gone."""
    return next((part for part in parts if part.scope == scope), None)


def students_in(parts: Iterable[Part], scope: Scope) -> frozenset[int] | None:
    """The ids of those a scope means; None means everybody."""
    if scope.kind == "all":
        return None
    if scope.kind == "students":
        return scope.students
    part = find_part(parts, scope)
    return part.students if part else frozenset()


def _sections(session: Session, course_id: int) -> list[Part]:
    names = session.execute(select(Section.id, Section.name).where(Section.course_id == course_id))
    rows = session.execute(
        select(Enrollment.user_id, Enrollment.section_id)
        .where(Enrollment.course_id == course_id, Enrollment.role == Role.STUDENT.value)
        .order_by(Enrollment.started_at, Enrollment.id)
    )
    places = {row.user_id: row.section_id for row in rows}
    return _parts("section", {row.id: row.name for row in names}, places)


def _groups(session: Session, group_set_id: int) -> list[Part]:
    names = session.execute(select(Group.id, Group.name).where(Group.group_set_id == group_set_id))
    rows = session.execute(
        select(GroupMembership.user_id, GroupMembership.group_id)
        .join(Group, Group.id == GroupMembership.group_id)
        .where(Group.group_set_id == group_set_id, GroupMembership.ended_at.is_(None))
    )
    places = {row.user_id: row.group_id for row in rows}
    return _parts("group", {row.id: row.name for row in names}, places)


def _parts(
    kind: PartKind, names: Mapping[int, str], places: Mapping[int, int | None]
) -> list[Part]:
    """Parts by name, with the students whose place (a part's id by student) is there."""
    students: dict[int | None, set[int]] = defaultdict(set)
    for user_id, part_id in places.items():
        students[part_id].add(user_id)
    ordered = sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    return [Part(kind, part_id, name, frozenset(students[part_id])) for part_id, name in ordered]
