"""The one write of this feature: an activity row beside each change, in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.database import insert_many


def record(
    session: Session,
    verb: str,
    *,
    now: datetime,
    actor_id: int | None,
    course_id: int | None = None,
    prompt_id: int | None = None,
    target: tuple[str, int] | None = None,
    subject_id: int | None = None,
    **detail: Any,
) -> Activity:
    """Log that ``actor_id`` did ``verb`` (``post_published``, ``grade_released``, …).

    ``target`` is the kind and id of the object; ``subject_id`` the person it concerns, where
    that is somebody else. ``detail`` holds small facts for the log, never text that was written.
    """
    kind, object_id = target or ("", None)
    row = Activity(
        at=now,
        actor_id=actor_id,
        verb=verb,
        course_id=course_id,
        prompt_id=prompt_id,
        object_kind=kind,
        object_id=object_id,
        subject_id=subject_id,
        detail=detail,
    )
    session.add(row)
    return row


def record_many(
    session: Session,
    verb: str,
    rows: Sequence[dict[str, Any]],
    *,
    now: datetime,
    actor_id: int | None,
    course_id: int,
    object_kind: str,
) -> None:
    """Log one thing done to many, a row for each (``object_id``, ``subject_id``, ``detail``), with
    one statement for a thousand.

    No news of them leaves by themselves: whoever calls records one row that stands for all.
    """
    common = {
        "at": now,
        "actor_id": actor_id,
        "verb": verb,
        "course_id": course_id,
        "object_kind": object_kind,
    }
    insert_many(session, Activity, [common | row for row in rows])
