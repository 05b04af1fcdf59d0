"""Reads of copies of courses."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from forum.accounts.models import User
from forum.copies.models import CourseCopy
from forum.courses.imports.models import RosterImport
from forum.courses.models import Course, Enrollment, EnrolmentCode
from forum.prompts.models import Prompt


@dataclass(frozen=True)
class MadeCopy:
    """A copy with the course it was made of and the name of who made it."""

    row: CourseCopy
    source: Course
    made_by: str


def find_copy(session: Session, course_id: int) -> MadeCopy | None:
    """What the course was made of; None for one that is no copy. One statement."""
    source = aliased(Course)
    row = session.execute(
        select(CourseCopy, source, User.name)
        .join(source, source.id == CourseCopy.source_id)
        .join(User, User.id == CourseCopy.made_by_id)
        .where(CourseCopy.course_id == course_id)
    ).first()
    return MadeCopy(row[0], row[1], row[2]) if row else None


def find_course_by_key(session: Session, key: str) -> Course | None:
    """The course that a form has made already, one that was removed too."""
    return session.scalars(
        select(Course)
        .join(CourseCopy, CourseCopy.course_id == Course.id)
        .where(CourseCopy.key == key)
    ).first()


def find_obstacles(session: Session, course_id: int) -> list[str]:
    """Why a copy cannot be removed any more: ``published``, ``enrolled``, ``code``, ``roster``.

    Nobody writes in a course without having been in it, so nothing is written where nobody was.
    """
    asked = {
        "published": select(Prompt.id).where(
            Prompt.course_id == course_id, Prompt.published_at.is_not(None)
        ),
        "enrolled": select(Enrollment.id).where(Enrollment.course_id == course_id),
        "code": select(EnrolmentCode.id).where(EnrolmentCode.course_id == course_id),
        "roster": select(RosterImport.id).where(RosterImport.course_id == course_id),
    }
    found = session.execute(select(*(rows.exists().label(name) for name, rows in asked.items())))
    return [name for name, is_there in found.one()._mapping.items() if is_there]
