"""Who is in a course. A membership is an interval: a change ends one row and starts another.

Which roles somebody may give is asked of ``policy`` by the doors.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.actions import invite_person
from forum.accounts.identity import clean_email
from forum.accounts.models import User
from forum.accounts.queries import find_person
from forum.courses.actions.log import log_change
from forum.courses.actions.refusals import AlreadyEnrolled, NotInCourse
from forum.courses.models import Course, Enrollment, Section
from forum.courses.turns import take_turn
from forum.rules.roles import Role


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
    take_turn(session, course.id)  # a double click must not make the account twice
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
    take_turn(session, course.id)
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
    log_change(session, course.id, "enrolled", by, now, target, user.id, before=None, after=after)
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
    changed.own_sections = list(enrollment.own_sections) if keeps_trust else []
    log_change(
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
    sections: Collection[Section] = (),
    by: int,
    now: datetime,
) -> None:
    """Say what an assistant may do: release grades, set up and manage, and with whose students
    (those of ``sections``; none given: all). Raises NotInCourse for others.
    """
    for section in sections:
        _check_section(enrollment.course_id, section)
    _check_current(session, enrollment)
    if enrollment.role != Role.ASSISTANT.value:
        raise NotInCourse
    before = _entrusted(enrollment)
    enrollment.may_release, enrollment.may_manage = may_release, may_manage
    enrollment.own_sections = sorted(section.id for section in sections)
    after = _entrusted(enrollment)
    if before == after:
        return
    log_change(
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
    """End a membership; the person's work stays, and so does what others earned with it.

    Raises NotInCourse where it has ended or was changed in the meantime.
    """
    _check_current(session, enrollment)
    enrollment.ended_at = now
    log_change(
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


def _check_section(course_id: int, section: Section | None) -> None:
    if section is not None and section.course_id != course_id:
        raise NotInCourse


def _check_current(session: Session, enrollment: Enrollment) -> None:
    session.flush()  # what was changed in this transaction must not be read over
    session.refresh(enrollment, with_for_update={"of": Enrollment, "key_share": True})
    if enrollment.ended_at is not None:
        raise NotInCourse


def _entrusted(enrollment: Enrollment) -> dict[str, object]:
    return {
        "may_release": enrollment.may_release,
        "may_manage": enrollment.may_manage,
        "own_sections": list(enrollment.own_sections),
    }


def _said(enrollment: Enrollment) -> dict[str, object]:
    return {"role": enrollment.role, "section_id": enrollment.section_id}
