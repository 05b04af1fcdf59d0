"""What the sample's people were told before it was loaded: it stands in their lists, unmailed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from forum.activity.models import NEWS, Activity
from forum.notifications.audience import carry
from forum.notifications.kinds import OFF
from forum.notifications.models import Notification
from forum.outbox.models import OutboxEntry

#: How far back lists go, and what in them is still new.
RECENT = timedelta(days=15)
NEW = timedelta(days=1)


def tell_of_the_past(session: Session, now: datetime) -> None:
    """Carry the news of the last days, mark the older ones as seen, and let nothing be mailed.

    What has happened is over: nobody of a made-up course waits for mail about it.
    """
    session.flush()
    for activity in _recent_news(session, now):
        carry(session, activity, activity.at)
    session.execute(delete(OutboxEntry))
    session.execute(update(Notification).values(mode=OFF))
    session.execute(
        update(Notification)
        .where(Notification.created_at < now - NEW)
        .values(seen_at=Notification.created_at)
    )


def _recent_news(session: Session, now: datetime) -> list[Activity]:
    return list(
        session.scalars(
            select(Activity)
            .where(Activity.verb.in_(NEWS), Activity.at > now - RECENT, Activity.at <= now)
            .order_by(Activity.at, Activity.id)
        )
    )
