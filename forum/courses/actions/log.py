"""One activity row beside each change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.activity.actions import record


def log_change(
    session: Session,
    course_id: int,
    verb: str,
    by: int | None,
    now: datetime,
    target: tuple[str, int],
    subject_id: int | None = None,
    **detail: Any,
) -> None:
    """Log a change to a course; ``subject_id`` is the person it concerns."""
    record(
        session,
        verb,
        now=now,
        actor_id=by,
        course_id=course_id,
        target=target,
        subject_id=subject_id,
        **detail,
    )
