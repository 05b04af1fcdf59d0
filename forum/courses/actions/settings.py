"""What stands on the course's own page, and its archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from forum.courses.actions.log import log_change
from forum.courses.actions.refusals import ChangedMeanwhile
from forum.courses.models import Course


@dataclass(frozen=True)
class CourseSettings:
    """What may be changed of a course that is under way."""

    title: str
    description: str
    agreements: tuple[str, ...]
    sections_are_one_class: bool

    @property
    def mark(self) -> str:
        """A short text that differs where the settings do: a form says by it what it began with."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def settings_of(course: Course) -> CourseSettings:
    """The settings as they stand."""
    return CourseSettings(
        title=course.title,
        description=course.description,
        agreements=tuple(course.agreements),
        sections_are_one_class=course.sections_are_one_class,
    )


def change_settings(
    session: Session, course: Course, given: CourseSettings, *, seen: str, by: int, now: datetime
) -> None:
    """Change the settings; ``seen`` is the mark of those the person began with.

    Raises ChangedMeanwhile where they are no longer so.
    """
    _hold(session, course)
    before = settings_of(course)
    if before.mark != seen and before != given:
        raise ChangedMeanwhile
    changed = [name for name, value in vars(given).items() if value != getattr(before, name)]
    if not changed:
        return
    course.title, course.description = given.title, given.description
    course.agreements = list(given.agreements)
    course.sections_are_one_class = given.sections_are_one_class
    session.flush()
    detail: dict[str, Any] = {"texts": changed}
    if "sections_are_one_class" in changed:
        detail["one_class"] = given.sections_are_one_class
    log_change(session, course.id, "course_changed", by, now, ("course", course.id), **detail)


def archive_course(session: Session, course: Course, *, by: int, now: datetime) -> None:
    """Put the course into the archive: from now on it is read only (``load_course``)."""
    _hold(session, course)
    if course.archived_at is not None:
        return
    course.archived_at = now
    session.flush()
    log_change(session, course.id, "course_archived", by, now, ("course", course.id))


def reopen_course(session: Session, course: Course, *, by: int, now: datetime) -> None:
    """Take the course out of the archive."""
    _hold(session, course)
    if course.archived_at is None:
        return
    course.archived_at = None
    session.flush()
    log_change(session, course.id, "course_reopened", by, now, ("course", course.id))


def _hold(session: Session, course: Course) -> None:
    """Read the course once more, when nobody else is writing it."""
    session.refresh(course, with_for_update={"of": Course, "key_share": True})
