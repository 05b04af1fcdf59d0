"""Reads of a course's reading list, and of what a text is checked against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.prompts.models import Site, SiteAlias
from forum.prompts.readings.models import Reading
from forum.rules.citations import ChosenSite, Reference


@dataclass(frozen=True)
class Sources:
    """What the citations of a text are checked against, besides its own list: the course's reading
    list, and the site it is about.
    """

    readings: tuple[Reference, ...] = ()
    site: ChosenSite | None = None


NO_SOURCES = Sources()


def list_readings(session: Session, course_id: int) -> Sequence[Reading]:
    """The reading list of a course in the order of the alphabet."""
    return session.scalars(
        select(Reading)
        .where(Reading.course_id == course_id)
        .order_by(func.lower(Reading.authors), Reading.year, func.lower(Reading.title), Reading.id)
    ).all()


def find_reading(session: Session, course_id: int, reading_id: int) -> Reading | None:
    """An entry of this course's list by its id."""
    return session.scalars(
        select(Reading).where(Reading.course_id == course_id, Reading.id == reading_id)
    ).first()


def get_sources(session: Session, course_id: int, site_id: int | None) -> Sources:
    """What a text of this course is checked against. Two statements, one where no site is named."""
    readings = tuple(row.to_reference() for row in list_readings(session, course_id))
    if site_id is None:
        return Sources(readings)
    rows = session.execute(
        select(Site.name, Site.address, SiteAlias.alias)
        .outerjoin(SiteAlias, SiteAlias.site_id == Site.id)
        .where(Site.id == site_id, Site.course_id == course_id)
        .order_by(SiteAlias.id)
    ).all()
    if not rows:
        return Sources(readings)
    names = (rows[0].name, *(row.alias for row in rows if row.alias))
    return Sources(readings, ChosenSite(names, rows[0].address))
