"""Reads of courses and memberships. Each says what it loads."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased, joinedload

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment, Section, Term
from forum.courses.policy import (
    Viewer,
    among,
    courses_readable_by,
    has_own_sections,
    viewer_of,
)
from forum.rules.roles import Permission, Role


@dataclass(frozen=True)
class Membership:
    """A course and who the person is in it."""

    course: Course
    viewer: Viewer


def _current(user_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(
        Enrollment.course_id == Course.id,
        Enrollment.user_id == user_id,
        Enrollment.ended_at.is_(None),
    )


#: The course at ``slug``, its term, and the current enrollment of ``user_id``. What stands above
#: courses may join something of the course to it, so that both come in one statement.
AT_ADDRESS = (
    select(Course, Enrollment)
    .outerjoin(Enrollment, _current(bindparam("user_id", type_=Integer())))
    .options(joinedload(Course.term))
    .where(Course.slug == bindparam("slug"), Course.removed_at.is_(None))
)


def find_membership(session: Session, slug: str, user: User) -> Membership | None:
    """The course at this address with the person's place in it; None where there is none.

    One statement: the course, its term, and the person's current enrollment; one more for an
    assistant with own sections, whose students are read.
    """
    row = session.execute(AT_ADDRESS, {"slug": slug, "user_id": user.id}).first()
    return membership_of(session, user, row.Course, row.Enrollment) if row else None


def membership_of(
    session: Session, user: User, course: Course, enrollment: Enrollment | None
) -> Membership | None:
    """The course with the person's place in it, as ``AT_ADDRESS`` gives both; None where the
    person has none. One statement for an assistant with own sections, else none.
    """
    viewer = get_viewers(session, [(user, enrollment)])[0]
    return Membership(course, viewer) if viewer else None


def get_viewers(
    session: Session, places: Sequence[tuple[User, Enrollment | None]]
) -> list[Viewer | None]:
    """The viewer that somebody is through each of these places, in their order (``viewer_of``).

    One statement where some are an assistant's with own sections, else none.
    """
    bound = [row for _user, row in places if row is not None and has_own_sections(row)]
    students = list_students_of_sections(
        session, {section_id for row in bound for section_id in row.own_sections}
    )
    return [
        viewer_of(
            user,
            row,
            frozenset(
                student_id
                for section_id in (row.own_sections if row is not None else ())
                for student_id in students.get(section_id, ())
            ),
        )
        for user, row in places
    ]


def list_holders(session: Session, course_id: int, permission: Permission) -> list[Viewer]:
    """The present members of a course who hold a permission, in the order of their accounts.

    One statement, two where some are assistants with own sections.
    """
    roles = [role.value for role in Role if role is not Role.ADMIN and role.is_staff]
    rows = session.scalars(
        select(Enrollment)
        .options(joinedload(Enrollment.user))
        .where(
            Enrollment.course_id == course_id,
            Enrollment.role.in_(roles),
            Enrollment.ended_at.is_(None),
        )
        .order_by(Enrollment.user_id)
    ).all()
    viewers = get_viewers(session, [(row.user, row) for row in rows])
    return [viewer for viewer in viewers if viewer is not None and viewer.can(permission)]


def list_students_of_sections(
    session: Session, section_ids: Collection[int]
) -> dict[int, set[int]]:
    """By section: its students, and those whose last section in the course it was. One statement,
    none where no section is asked for.
    """
    if not section_ids:
        return {}
    later = aliased(Enrollment)
    went_on = exists().where(
        later.course_id == Enrollment.course_id,
        later.user_id == Enrollment.user_id,
        later.role == Role.STUDENT.value,
        later.id != Enrollment.id,
        later.started_at >= Enrollment.ended_at,
    )
    rows = session.execute(
        select(Enrollment.section_id, Enrollment.user_id).where(
            Enrollment.section_id.in_(section_ids),
            Enrollment.role == Role.STUDENT.value,
            ~went_on,
        )
    )
    found: dict[int, set[int]] = {}
    for section_id, user_id in rows:
        if section_id is not None:
            found.setdefault(section_id, set()).add(user_id)
    return found


def list_memberships(session: Session, user: User) -> list[Membership]:
    """The courses a person belongs to (for an admin: all) with their terms, newest first; one
    statement, two for an assistant with own sections.
    """
    readable = courses_readable_by(user).subquery()
    rows = session.execute(
        select(Course, Enrollment)
        .join(readable, readable.c.id == Course.id)
        .outerjoin(Enrollment, _current(user.id))
        .options(joinedload(Course.term))
        .order_by(Course.archived_at.is_not(None), Course.starts_on.desc(), Course.code)
    )
    found = rows.all()
    viewers = get_viewers(session, [(user, row.Enrollment) for row in found])
    pairs = zip(found, viewers, strict=True)
    return [Membership(row.Course, viewer) for row, viewer in pairs if viewer]


def list_students(
    session: Session, course_id: int, students: frozenset[int] | None = None
) -> Sequence[Enrollment]:
    """The current students of the course with their persons, by name; ``among`` these alone."""
    return session.scalars(
        select(Enrollment)
        .join(Enrollment.user)
        .options(joinedload(Enrollment.user))
        .where(
            Enrollment.course_id == course_id,
            Enrollment.role == Role.STUDENT.value,
            Enrollment.ended_at.is_(None),
            among(students, Enrollment.user_id),
        )
        .order_by(User.name)
    ).all()


def list_student_ids(session: Session, course_id: int) -> Sequence[int]:
    """The current students of the course by their ids."""
    return session.scalars(
        select(Enrollment.user_id)
        .where(
            Enrollment.course_id == course_id,
            Enrollment.role == Role.STUDENT.value,
            Enrollment.ended_at.is_(None),
        )
        .order_by(Enrollment.user_id)
    ).all()


def list_other_students(session: Session, viewer: Viewer, course_id: int) -> frozenset[int]:
    """Who is or was a student of the course and is none of those this viewer works with."""
    rows = session.scalars(
        select(Enrollment.user_id).where(
            Enrollment.course_id == course_id,
            Enrollment.role == Role.STUDENT.value,
            ~among(viewer.own_students, Enrollment.user_id),
        )
    )
    return frozenset(rows) - {viewer.user_id}


def list_everybody(session: Session, course_id: int) -> Sequence[Enrollment]:
    """Every time that somebody was in the course, with the person: by name, then by time."""
    return session.scalars(
        select(Enrollment)
        .join(Enrollment.user)
        .options(joinedload(Enrollment.user))
        .where(Enrollment.course_id == course_id)
        .order_by(User.name, User.id, Enrollment.started_at, Enrollment.id)
    ).all()


def list_own_times(session: Session, user_id: int) -> list[tuple[Enrollment, Course, str]]:
    """Every time that a person was in a course, with the course and the section ("" for none)."""
    rows = session.execute(
        select(Enrollment, Course, Section.name)
        .join(Course, Course.id == Enrollment.course_id)
        .outerjoin(Section, Section.id == Enrollment.section_id)
        .where(Enrollment.user_id == user_id)
        .order_by(Enrollment.started_at, Enrollment.id)
    )
    return [(enrollment, course, section or "") for enrollment, course, section in rows]


def has_been_student(session: Session, course_id: int, user_id: int) -> bool:
    """Whether somebody is or was a student of the course."""
    found = select(Enrollment.id).where(
        Enrollment.course_id == course_id,
        Enrollment.user_id == user_id,
        Enrollment.role == Role.STUDENT.value,
    )
    return session.scalars(found.limit(1)).first() is not None


def list_sections(session: Session, course_id: int) -> Sequence[Section]:
    """The sections of the course by name."""
    return session.scalars(
        select(Section).where(Section.course_id == course_id).order_by(Section.name)
    ).all()


def is_address_taken(session: Session, slug: str) -> bool:
    """Whether a course has this address."""
    return session.scalars(select(Course.id).where(Course.slug == slug)).first() is not None


def suggest_address(session: Session, slug: str) -> str:
    """A free address for the next term of the course at ``slug``: with a number behind it."""
    stem = re.sub(r"-\d$", "", slug)[:56]
    taken = set(session.scalars(select(Course.slug).where(Course.slug.startswith(f"{stem}-"))))
    return next(free for number in count(2) if (free := f"{stem}-{number}") not in taken)


def list_terms(session: Session) -> Sequence[Term]:
    """All terms, the latest first."""
    return session.scalars(select(Term).order_by(Term.starts_on.desc(), Term.name)).all()


@dataclass(frozen=True)
class TermLine:
    """A term, how many courses are in it, and how many copies that were removed again."""

    term: Term
    courses: int
    removed: int


def list_term_lines(session: Session) -> list[TermLine]:
    """All terms, the latest first, with what is in them; one statement."""
    removed = func.count(Course.removed_at)
    rows = session.execute(
        select(Term, (func.count(Course.id) - removed).label("courses"), removed.label("removed"))
        .outerjoin(Course, Course.term_id == Term.id)
        .group_by(Term.id)
        .order_by(Term.starts_on.desc(), Term.name)
    )
    return [TermLine(row.Term, row.courses, row.removed) for row in rows]


def list_courses_of_term(session: Session, term_id: int) -> Sequence[Course]:
    """Every course of a term by code, copies that were removed again too."""
    return session.scalars(
        select(Course).where(Course.term_id == term_id).order_by(Course.code, Course.id)
    ).all()
