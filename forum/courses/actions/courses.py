"""Making courses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.actions.log import log_change
from forum.courses.actions.refusals import AddressTaken, UnknownZone
from forum.courses.models import Course, Term
from forum.database import takes_once


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
    with takes_once(session, AddressTaken()):
        session.add(course)
    log_change(
        session, course.id, "course_created", by, now, ("course", course.id), slug=given.slug
    )
    return course


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone from error
