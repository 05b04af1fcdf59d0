"""News that times of weeks have moved, where somebody asked to tell the class."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.queries import list_student_ids
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import MOVED
from forum.notifications.models import Notification
from forum.prompts.untold import moves_in

#: How far back a telling is looked for that this one takes the place of.
_RECENT = timedelta(days=14)


def moved(session: Session, activity: Activity, now: datetime) -> None:
    """Every student of the course, once, however many weeks have moved.

    Which time holds for whom is found when it is shown. What was told of these times before holds
    no longer.
    """
    course_id = activity.course_id
    if course_id is None:
        return
    _retract_overtaken(session, activity, course_id, now)
    announcements = [
        Announcement(
            user_id=user_id,
            kind=MOVED,
            key=f"moved:{activity.id}:{user_id}",
            course_id=course_id,
            prompt_id=activity.prompt_id,
            actor_id=activity.actor_id,
            detail={"activity_id": activity.id},
        )
        for user_id in list_student_ids(session, course_id)
    ]
    tell(session, announcements, now=now, at=activity.at, cause=f"activity:{activity.id}")


def _retract_overtaken(session: Session, activity: Activity, course_id: int, now: datetime) -> None:
    """Take out of lists what was told earlier of nothing but times that this telling speaks of."""
    spoken_of = {move.what for move in moves_in(activity.detail)}
    earlier = session.scalars(
        select(Activity).where(
            Activity.course_id == course_id,
            Activity.verb == activity.verb,
            Activity.at > activity.at - _RECENT,
            Activity.at <= activity.at,
            Activity.id < activity.id,
        )
    )
    for row in earlier:
        if {move.what for move in moves_in(row.detail)} <= spoken_of:
            session.execute(
                update(Notification)
                .where(
                    Notification.course_id == course_id,
                    Notification.key.startswith(f"moved:{row.id}:"),
                    Notification.retracted_at.is_(None),
                )
                .values(retracted_at=now)
                .execution_options(synchronize_session=False)
            )
