"""One writer of a course at a time."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course


def take_turn(session: Session, course_id: int) -> None:
    """Wait until nobody else writes what is taken once in this course: keys, numbers, places,
    sites, memberships. It holds until the transaction ends.

    SQLite's write lock does this by itself. PostgreSQL locks the course's row, but not against
    rows that only refer to the course (``key_share``): whoever logs something there would wait
    for this writer, and this writer for the week that person has changed.
    """
    session.execute(select(Course.id).where(Course.id == course_id).with_for_update(key_share=True))
