"""What an erasure would take and leave, whose time is over, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from forum.accounts.models import User
from forum.accounts.queries import list_all_sessions
from forum.courses.models import Course, Enrollment, Term
from forum.courses.queries import list_own_times
from forum.discussion.queries.own import count_own
from forum.erasure.models import Erasure
from forum.grading.queries.released import list_own_released


@dataclass(frozen=True)
class Preview:
    """What there is of a person: ``courses`` they are in now, by code; the rest are numbers."""

    courses: Sequence[Course]
    posts: int
    drafts: int
    grades: int
    sessions: int


def preview_erasure(session: Session, person: User) -> Preview:
    """What would stay and what would go; five statements."""
    posts, drafts = count_own(session, person.id)
    times = list_own_times(session, person.id)
    now_in = {course.id: course for row, course, _section in times if row.ended_at is None}
    return Preview(
        courses=sorted(now_in.values(), key=lambda course: (course.code, course.id)),
        posts=posts,
        drafts=drafts,
        grades=len({grade.prompt_id for grade in list_own_released(session, person.id)}),
        sessions=len(list_all_sessions(session, person)),
    )


@dataclass(frozen=True)
class PastCourse:
    """A course whose time is over: how many were ever in it, and of how many it would be erased who
    they were; the others are in a younger course, administer the site, or are erased.
    """

    course: Course
    people: int
    due: int


def plan_retention(session: Session, kept_since: date) -> tuple[list[PastCourse], list[int]]:
    """The courses whose term ended before ``kept_since``, the oldest first, and the people (ids)
    who are in no younger course; four statements.
    """
    due = people_due(kept_since)
    courses = session.scalars(
        select(Course)
        .join(Course.term)
        .options(joinedload(Course.term))
        .where(Term.ends_on < kept_since)
        .order_by(Term.ends_on, Course.code, Course.id)
    ).all()
    everybody = _count_people(session)
    going = _count_people(session, due)
    past = [
        PastCourse(course, everybody.get(course.id, 0), going.get(course.id, 0))
        for course in courses
    ]
    return past, list(session.scalars(due.order_by(User.id)))


def people_due(kept_since: date) -> Select[int]:
    """The ids of people who were in courses, and only in such as ended before ``kept_since``; never
    who administers the site, nor who is erased.
    """
    younger = (
        select(Enrollment.user_id)
        .join(Course, Course.id == Enrollment.course_id)
        .join(Term, Term.id == Course.term_id)
        .where(Term.ends_on >= kept_since)
    )
    return select(User.id).where(
        User.id.in_(select(Enrollment.user_id)),
        User.id.not_in(younger),
        User.id.not_in(select(Erasure.user_id)),
        User.is_admin.is_(False),
    )


def _count_people(session: Session, among: Select[int] | None = None) -> dict[int, int]:
    """By course: how many people (``among`` these) were ever in it."""
    statement = select(
        Enrollment.course_id, func.count(Enrollment.user_id.distinct()).label("number")
    ).group_by(Enrollment.course_id)
    if among is not None:
        statement = statement.where(Enrollment.user_id.in_(among))
    return {row.course_id: row.number for row in session.execute(statement)}


def list_erasures(session: Session) -> Sequence[Erasure]:
    """Every erasure, the first one first."""
    return session.scalars(select(Erasure).order_by(Erasure.erased_at, Erasure.user_id)).all()
