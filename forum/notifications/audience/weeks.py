"""News about a week: own due times, and weeks that come into sight or go out of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.notifications.actions import Announcement, renew, retract, tell
from forum.notifications.kinds import EXTENSION
from forum.notifications.models import Notification


def extension_given(session: Session, activity: Activity, now: datetime) -> None:
    """The student learns of the own due time."""
    _extension(session, activity, now, ended=False)


def extension_ended(session: Session, activity: Activity, now: datetime) -> None:
    """The student learns that the class's due time holds again."""
    _extension(session, activity, now, ended=True)


def published(session: Session, activity: Activity, now: datetime) -> None:
    """What was told of the week before it was withdrawn stands in lists again."""
    renew(session, prompt_id=activity.prompt_id)


def withdrawn(session: Session, activity: Activity, now: datetime) -> None:
    """Nothing is told of a week that is out of sight."""
    retract(session, now=now, prompt_id=activity.prompt_id)


def _extension(session: Session, activity: Activity, now: datetime, *, ended: bool) -> None:
    if activity.subject_id is None or activity.course_id is None:
        return
    one = Announcement(
        user_id=activity.subject_id,
        kind=EXTENSION,
        key=f"extension:{activity.id}",
        course_id=activity.course_id,
        prompt_id=activity.prompt_id,
        actor_id=activity.actor_id,
        detail={
            "extension_id": activity.object_id,
            "ended": ended,
            "checkpoint": activity.detail.get("kind", ""),
        },
    )
    _retract_earlier(session, one, activity.at, now)
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
