"""Enrolling oneself with a code. It makes students and nobody else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.actions import invite_person
from forum.accounts.identity import clean_email
from forum.accounts.methods import get_methods
from forum.accounts.models import User
from forum.accounts.queries import find_person
from forum.courses.actions.log import log_change
from forum.courses.actions.people import enrol_person
from forum.courses.actions.refusals import (
    AlreadyEnrolled,
    NewcomersRefused,
    NotInCourse,
    TakenOut,
)
from forum.courses.codes import new_code
from forum.courses.models import Course, Enrollment, EnrolmentCode, EnrolmentRequest, Section
from forum.database import insert_new
from forum.rules.roles import Role

#: The outbox's kind of work that answers somebody who wants to join.
JOINING = "joining"


def make_code(
    session: Session,
    course: Course,
    *,
    section: Section | None,
    ends_at: datetime | None,
    by: int,
    now: datetime,
) -> EnrolmentCode:
    """Make a code with which students enrol themselves. Raises NotInCourse for a section of
    another course.
    """
    if section is not None and section.course_id != course.id:
        raise NotInCourse
    row = EnrolmentCode(
        course_id=course.id,
        section_id=section.id if section else None,
        code=new_code(),
        made_at=now,
        made_by_id=by,
        ends_at=ends_at,
    )
    session.add(row)
    session.flush()
    until = ends_at.isoformat() if ends_at else None
    target = ("enrolment_code", row.id)
    log_change(session, course.id, "enrolment_code_made", by, now, target, until=until)
    return row


def end_code(session: Session, code: EnrolmentCode, *, by: int, now: datetime) -> None:
    """Let nobody else in with the code; who came with it stays. Once is enough."""
    if code.ends_at is not None and code.ends_at <= now:
        return
    code.ends_at = now
    session.flush()
    target = ("enrolment_code", code.id)
    log_change(session, code.course_id, "enrolment_code_ended", by, now, target)


def join_course(session: Session, code: EnrolmentCode, user: User, now: datetime) -> Enrollment:
    """Enrol a person with a code that holds, as a student.

    Raises AlreadyEnrolled, and TakenOut for somebody who was in the course before: whoever was
    taken out does not come back by themselves.
    """
    course = session.get_one(Course, code.course_id)
    section = session.get(Section, code.section_id) if code.section_id else None
    earlier = select(Enrollment.ended_at).where(
        Enrollment.course_id == course.id, Enrollment.user_id == user.id
    )
    ends = session.scalars(earlier).all()
    if ends and all(end is not None for end in ends):
        raise TakenOut
    enrollment = enrol_person(
        session, course, user, Role.STUDENT, by=user.id, now=now, section=section
    )
    target = ("enrolment_code", code.id)
    log_change(session, course.id, "enrolled_by_code", user.id, now, target)
    return enrollment


def ask_to_join(
    session: Session, code: EnrolmentCode, *, email: str, name: str, now: datetime
) -> User:
    """Make the account of somebody new, and remember that they come in once they have chosen a
    password: until then, nobody knows whether the address is theirs.

    Raises IdentityError, and NewcomersRefused where codes make no account for the address.
    """
    address = clean_email(email)
    if find_person(session, address) is None and not get_methods(session).makes_account(address):
        raise NewcomersRefused
    user, _token = invite_person(session, email=address, name=name, now=now)
    asked = {"code_id": code.id, "user_id": user.id, "asked_at": now}
    insert_new(session, EnrolmentRequest, [asked], EnrolmentRequest.id)
    return user


def admit(session: Session, user: User, now: datetime) -> list[Course]:
    """Enrol a person where they had asked to be, now that they have a password; the courses.

    Where the code no longer holds, or somebody else enrolled them meanwhile, nothing happens.
    """
    rows = session.execute(
        select(EnrolmentRequest, EnrolmentCode, Course)
        .join(EnrolmentCode, EnrolmentCode.id == EnrolmentRequest.code_id)
        .join(Course, Course.id == EnrolmentCode.course_id)
        .where(EnrolmentRequest.user_id == user.id, EnrolmentRequest.done_at.is_(None))
        .order_by(EnrolmentRequest.id)
    ).all()
    admitted = []
    for request, code, course in rows:
        request.done_at = now
        is_over = code.ends_at is not None and code.ends_at <= now
        if is_over or course.archived_at is not None:
            continue
        try:
            join_course(session, code, user, now)
        except (AlreadyEnrolled, TakenOut):
            continue
        admitted.append(course)
    return admitted
