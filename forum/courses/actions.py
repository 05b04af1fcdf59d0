"""What admins and instructors do with courses and their people. Each leaves one activity row.

A membership is an interval: a change ends one row and starts another. Who may do what is asked
of ``policy`` by the doors; roles above student are refused here as well (TRUST.md, roster).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.actions import invite_person
from forum.accounts.identity import clean_email
from forum.accounts.models import User
from forum.accounts.queries import find_person
from forum.activity.actions import record
from forum.courses.models import (
    Course,
    Enrollment,
    Group,
    GroupMembership,
    GroupSet,
    Section,
    Term,
)
from forum.rules.roles import Role


class CourseRefused(Exception):
    """The base of all refusals; nothing was written."""


class AddressTaken(CourseRefused):
    """Another course has this address already."""


class TermTaken(CourseRefused):
    """Another term has this name already."""


class NameTaken(CourseRefused):
    """The course has a section or group set of this name already."""


class UnknownZone(CourseRefused):
    """There is no such time zone."""


class AlreadyEnrolled(CourseRefused):
    """The person is in the course already; change the row instead."""


class NotInCourse(CourseRefused):
    """The section or the person belongs to another course, or the membership has ended."""


@dataclass(frozen=True)
class CourseInput:
    """A course to be made. ``starts_on`` is day 1 of week 1, ``breaks`` days of weeks off."""

    slug: str
    code: str
    title: str
    zone_name: str
    starts_on: date
    weeks_total: int
    description: str = ""
    breaks: tuple[date, ...] = ()
    agreements: tuple[str, ...] = ()
    sections_are_one_class: bool = False
    is_sample: bool = False


def create_term(
    session: Session, name: str, starts_on: date, ends_on: date, *, by: int | None, now: datetime
) -> Term:
    """Make a term. Raises TermTaken."""
    if session.scalar(select(Term.id).where(Term.name == name)) is not None:
        raise TermTaken
    term = Term(name=name, starts_on=starts_on, ends_on=ends_on)
    session.add(term)
    session.flush()
    record(session, "term_created", now=now, actor_id=by, target=("term", term.id), name=name)
    return term


def create_course(
    session: Session, term: Term, given: CourseInput, *, by: int | None, now: datetime
) -> Course:
    """Make a course in a term. Raises AddressTaken and UnknownZone."""
    _check_zone(given.zone_name)
    if session.scalar(select(Course.id).where(Course.slug == given.slug)) is not None:
        raise AddressTaken
    course = Course(
        term_id=term.id,
        slug=given.slug,
        code=given.code,
        title=given.title,
        description=given.description,
        zone_name=given.zone_name,
        starts_on=given.starts_on,
        weeks_total=given.weeks_total,
        breaks=[day.isoformat() for day in given.breaks],
        agreements=list(given.agreements),
        sections_are_one_class=given.sections_are_one_class,
        is_sample=given.is_sample,
        created_at=now,
    )
    course.term = term
    session.add(course)
    session.flush()
    _log(session, course.id, "course_created", by, now, ("course", course.id), slug=given.slug)
    return course


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
    _log(session, course.id, "section_created", by, now, ("section", section.id), name=name)
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
    _log(session, course.id, "group_set_created", by, now, target, name=name, groups=list(groups))
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
    _log(session, course.id, "group_joined", by, now, target, user.id, before=before)
    return membership


def enrol(
    session: Session,
    course: Course,
    *,
    email: str,
    name: str,
    role: Role,
    by: int | None,
    now: datetime,
    section: Section | None = None,
) -> tuple[Enrollment, str | None]:
    """Enrol the person of an address, whose account is made where there is none.

    The second value is the token of a link with which somebody new sets a password; for an account
    that is there it is None, because such a link would open whatever else that person may do.
    Raises IdentityError, AlreadyEnrolled, NotInCourse.
    """
    user, token = find_person(session, clean_email(email)), None
    if user is None:
        user, token = invite_person(session, email=email, name=name, now=now)
    enrollment = enrol_person(session, course, user, role, by=by, now=now, section=section)
    return enrollment, token


def enrol_person(
    session: Session,
    course: Course,
    user: User,
    role: Role,
    *,
    by: int | None,
    now: datetime,
    section: Section | None = None,
) -> Enrollment:
    """Make somebody a member of the course. Raises AlreadyEnrolled and NotInCourse."""
    _check_section(course.id, section)
    session.execute(select(Course.id).where(Course.id == course.id).with_for_update())
    current = select(Enrollment.id).where(
        Enrollment.course_id == course.id,
        Enrollment.user_id == user.id,
        Enrollment.ended_at.is_(None),
    )
    if session.scalar(current) is not None:
        raise AlreadyEnrolled
    enrollment = _begin(session, course.id, user.id, role.value, section, now)
    enrollment.user = user
    after = _said(enrollment)
    target = ("enrollment", enrollment.id)
    _log(session, course.id, "enrolled", by, now, target, user.id, before=None, after=after)
    return enrollment


def change_enrollment(
    session: Session,
    enrollment: Enrollment,
    *,
    role: Role,
    section: Section | None,
    by: int | None,
    now: datetime,
) -> Enrollment:
    """Give a member another role or section: this row ends, another starts at the same instant.

    What an assistant was entrusted with ends with the role. Raises NotInCourse.
    """
    _check_section(enrollment.course_id, section)
    _check_current(session, enrollment)
    section_id = section.id if section else None
    if (enrollment.role, enrollment.section_id) == (role.value, section_id):
        return enrollment
    before = _said(enrollment)
    keeps_trust = role.value == enrollment.role
    enrollment.ended_at = now
    session.flush()
    changed = _begin(session, enrollment.course_id, enrollment.user_id, role.value, section, now)
    changed.may_release = enrollment.may_release and keeps_trust
    changed.may_manage = enrollment.may_manage and keeps_trust
    _log(
        session,
        enrollment.course_id,
        "enrollment_changed",
        by,
        now,
        ("enrollment", changed.id),
        enrollment.user_id,
        before=before,
        after=_said(changed),
    )
    return changed


def entrust_assistant(
    session: Session,
    enrollment: Enrollment,
    *,
    may_release: bool,
    may_manage: bool,
    by: int,
    now: datetime,
) -> None:
    """Let an assistant release grades, or set up and manage. Raises NotInCourse for others."""
    _check_current(session, enrollment)
    if enrollment.role != Role.ASSISTANT.value:
        raise NotInCourse
    before = {"may_release": enrollment.may_release, "may_manage": enrollment.may_manage}
    after = {"may_release": may_release, "may_manage": may_manage}
    if before == after:
        return
    enrollment.may_release, enrollment.may_manage = may_release, may_manage
    _log(
        session,
        enrollment.course_id,
        "assistant_entrusted",
        by,
        now,
        ("enrollment", enrollment.id),
        enrollment.user_id,
        before=before,
        after=after,
    )


def end_enrollment(
    session: Session, enrollment: Enrollment, *, by: int | None, now: datetime
) -> None:
    """End a membership; the person's work stays, and so does what others earned with it."""
    if enrollment.ended_at is not None:
        return
    enrollment.ended_at = now
    _log(
        session,
        enrollment.course_id,
        "enrollment_ended",
        by,
        now,
        ("enrollment", enrollment.id),
        enrollment.user_id,
        before=_said(enrollment),
        after=None,
    )


def _begin(
    session: Session,
    course_id: int,
    user_id: int,
    role: str,
    section: Section | None,
    now: datetime,
) -> Enrollment:
    enrollment = Enrollment(
        course_id=course_id,
        user_id=user_id,
        role=role,
        section_id=section.id if section else None,
        started_at=now,
    )
    session.add(enrollment)
    session.flush()
    return enrollment


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone from error


def _check_section(course_id: int, section: Section | None) -> None:
    if section is not None and section.course_id != course_id:
        raise NotInCourse


def _check_current(session: Session, enrollment: Enrollment) -> None:
    session.flush()  # what was changed in this transaction must not be read over
    session.refresh(enrollment, with_for_update={"of": Enrollment})
    if enrollment.ended_at is not None:
        raise NotInCourse


def _said(enrollment: Enrollment) -> dict[str, object]:
    return {"role": enrollment.role, "section_id": enrollment.section_id}


def _log(
    session: Session,
    course_id: int,
    verb: str,
    by: int | None,
    now: datetime,
    target: tuple[str, int],
    subject_id: int | None = None,
    **detail: Any,
) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=by,
        course_id=course_id,
        target=target,
        subject_id=subject_id,
        **detail,
    )
