"""News about a week: own due times, and a reminder that somebody sends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.notifications.actions import Announcement, tell
from forum.notifications.audience.requests import retract_granted
from forum.notifications.kinds import DUE, EXTENSION
from forum.notifications.models import Notification
from forum.prompts.models import Extension


def extension_changed(session: Session, activity: Activity, now: datetime) -> None:
    """The student learns of the own due time, or that the class's holds again.

    An extension that was ended or replaced before it could be told of is not told of.
    """
    row = session.get(Extension, activity.object_id) if activity.object_id else None
    if row is not None:
        retract_granted(session, row, now)
    ended = activity.verb == "extension_ended"
    if row is None or activity.course_id is None or (row.ended_at is not None) != ended:
        return
    one = Announcement(
        user_id=row.user_id,
        kind=EXTENSION,
        key=f"extension:{activity.id}",
        course_id=activity.course_id,
        prompt_id=activity.prompt_id,
        actor_id=activity.actor_id,
        detail={"extension_id": row.id, "ended": ended, "checkpoint": row.kind},
    )
    _retract_earlier(session, one, activity.at, now)
    tell(session, [one], now=now, at=activity.at, cause=f"activity:{activity.id}")


def reminded(session: Session, activity: Activity, now: datetime) -> None:
    """The student whom somebody reminds, of a due time or of a close that is still to come."""
    if activity.subject_id is None or activity.course_id is None:
        return
    if now >= datetime.fromisoformat(activity.detail["due_at"]):
        return
    one = Announcement(
        user_id=activity.subject_id,
        kind=DUE,
        key=f"reminder:{activity.id}",
        course_id=activity.course_id,
        prompt_id=activity.prompt_id,
        detail=activity.detail,
    )
    tell(session, [one], now=now, at=activity.at, cause=f"activity:{activity.id}")


def _retract_earlier(session: Session, one: Announcement, at: datetime, now: datetime) -> None:
    """What was said of this due time before holds no longer."""
    earlier = session.scalars(
        select(Notification).where(
            Notification.user_id == one.user_id,
            Notification.prompt_id == one.prompt_id,
            Notification.kind == EXTENSION.name,
            Notification.key != one.key,
            Notification.created_at <= at,
        )
    )
    for row in earlier:
        if row.detail.get("checkpoint") == one.detail["checkpoint"]:
            row.retracted_at = row.retracted_at or now
