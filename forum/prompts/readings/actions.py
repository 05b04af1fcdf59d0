"""Writes of a course's reading list: entries added, changed, removed, brought to a copy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Course
from forum.courses.turns import take_turn
from forum.markup import clean_text
from forum.prompts.readings.models import LONGEST_FIELD, Reading
from forum.prompts.readings.queries import list_readings
from forum.rules.citations import Reference

#: Entries of the longest list: each reference of each post is compared with all of them.
MOST_READINGS = 300

_FIELDS = ("authors", "year", "title", "source", "link")


class TooManyReadings(Exception):
    """The list would be longer than ``MOST_READINGS``; nothing was added."""


def add_readings(
    session: Session, course: Course, entries: Iterable[Reference], *, by: int, now: datetime
) -> int:
    """Add entries, but for those that stand in the list just so; returns how many were added.

    One log row. Raises TooManyReadings.
    """
    take_turn(session, course.id)
    have = {_key(row.to_reference()) for row in list_readings(session, course.id)}
    added = 0
    for entry in entries:
        values = _values(entry)
        key = tuple(values[name] for name in _FIELDS)
        if key not in have:
            have.add(key)
            added += 1
            session.add(Reading(course_id=course.id, added_at=now, added_by_id=by, **values))
    if len(have) > MOST_READINGS:
        raise TooManyReadings
    session.flush()
    if added:
        _log(session, course, by, now, added=added)
    return added


def change_reading(
    session: Session,
    course: Course,
    reading: Reading,
    entry: Reference,
    *,
    by: int,
    now: datetime,
) -> None:
    """Give an entry other words; the same ones change nothing."""
    values = _values(entry)
    if all(getattr(reading, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(reading, name, value)
    _log(session, course, by, now, changed=1)


def remove_reading(
    session: Session, course: Course, reading: Reading, *, by: int, now: datetime
) -> None:
    """Take an entry out of the list. What was found with it before stays with its posts."""
    session.delete(reading)
    session.flush()
    _log(session, course, by, now, removed=1)


def copy_readings(
    session: Session, source: Course, course: Course, *, by: int, now: datetime
) -> int:
    """Bring the reading list of ``source`` along; returns how many entries it has."""
    entries = [row.to_reference() for row in list_readings(session, source.id)]
    return add_readings(session, course, entries, by=by, now=now)


def _values(entry: Reference) -> dict[str, str]:
    cleaned = {name: clean_text(getattr(entry, name)) for name in _FIELDS}
    return {name: " ".join(text.split())[:LONGEST_FIELD] for name, text in cleaned.items()}


def _key(entry: Reference) -> tuple[str, ...]:
    return tuple(getattr(entry, name) for name in _FIELDS)


def _log(session: Session, course: Course, by: int, now: datetime, **detail: int) -> None:
    record(
        session,
        "reading_list_changed",
        now=now,
        actor_id=by,
        course_id=course.id,
        target=("course", course.id),
        **detail,
    )
