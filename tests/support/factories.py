"""Plain helpers that put people and courses into the database and commit them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.accounts.actions import start_session
from forum.accounts.models import User
from forum.courses.models import Course, Enrollment, Group, GroupSet, Section, Term

#: Monday of the tests' course week: day 1 of week 1, as in the case tables.
WEEK_STARTS = date(2025, 10, 6)
#: Long before anything happens.
BEGINNING = datetime(2025, 9, 1, 12, 0, tzinfo=UTC)

_numbers = count(1)


def make_user(
    session: Session, name: str = "", *, is_admin: bool = False, **values: object
) -> User:
    """A person who can sign in through ``sign_in``; give ``email`` for a known address."""
    number = next(_numbers)
    values.setdefault("email", f"person{number}@example.org")
    user = User(name=name or f"Person {number}", is_admin=is_admin, created_at=BEGINNING, **values)
    session.add(user)
    session.commit()
    return user


def make_course(session: Session, code: str = "SOWK 510", **values: object) -> Course:
    """A course in New York that starts on Monday 6 October 2025."""
    number = next(_numbers)
    term = Term(name=f"Autumn {number}", starts_on=WEEK_STARTS, ends_on=date(2025, 12, 31))
    session.add(term)
    session.flush()
    values.setdefault("slug", f"course-{number}")
    values.setdefault("zone_name", "America/New_York")
    values.setdefault("starts_on", WEEK_STARTS)
    course = Course(
        term_id=term.id,
        code=code,
        title="Foundations of Social Work Practice",
        weeks_total=12,
        created_at=BEGINNING,
        **values,
    )
    session.add(course)
    session.commit()
    return course


def make_section(session: Session, course: Course, name: str) -> Section:
    """A section of the course."""
    section = Section(course_id=course.id, name=name)
    session.add(section)
    session.commit()
    return section


def make_group_set(session: Session, course: Course, name: str, *groups: str) -> GroupSet:
    """A way of dividing the course into groups of these names."""
    group_set = GroupSet(course_id=course.id, name=name)
    session.add(group_set)
    session.flush()
    session.add_all(Group(group_set_id=group_set.id, name=group) for group in groups)
    session.commit()
    return group_set


def enrol(
    session: Session,
    course: Course,
    user: User,
    role: str = "student",
    *,
    at: datetime = BEGINNING,
    section: Section | None = None,
    **values: object,
) -> Enrollment:
    """Make the person a member of the course."""
    enrollment = Enrollment(
        course_id=course.id,
        user_id=user.id,
        role=role,
        section_id=section.id if section else None,
        started_at=at,
        **values,
    )
    session.add(enrollment)
    session.commit()
    return enrollment


def sign_in(client: FlaskClient, session: Session, user: User) -> None:
    """Give the browser a session of this person, made by the product's own action."""
    token = start_session(session, user, now=datetime.now(UTC), ip="127.0.0.1", agent="test")
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
