"""What an erasure would take and what it would leave, and those that were done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.accounts.queries import list_all_sessions
from forum.courses.models import Course
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


def list_erasures(session: Session) -> Sequence[Erasure]:
    """Every erasure, the first one first."""
    return session.scalars(select(Erasure).order_by(Erasure.erased_at, Erasure.user_id)).all()
