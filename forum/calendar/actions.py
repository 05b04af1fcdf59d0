"""What a person does with the secret address of their calendar."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.accounts.turns import take_person_turn
from forum.calendar.models import CalendarFeed


def make_feed(session: Session, user: User, *, now: datetime) -> CalendarFeed:
    """Give the person a new address; the one before stops working at once."""
    take_person_turn(session, user.id)
    _end_current(session, user.id, now)
    feed = CalendarFeed(user_id=user.id, nonce=secrets.token_hex(16), created_at=now)
    session.add(feed)
    session.flush()
    return feed


def end_feed(session: Session, user: User, *, now: datetime) -> None:
    """Stop the person's address; without one nothing happens."""
    take_person_turn(session, user.id)
    _end_current(session, user.id, now)


def forget_feeds(session: Session, user_id: int) -> None:
    """Delete every address the person ever had."""
    session.execute(
        delete(CalendarFeed)
        .where(CalendarFeed.user_id == user_id)
        .execution_options(synchronize_session="fetch")
    )


def _end_current(session: Session, user_id: int, now: datetime) -> None:
    current = session.scalar(
        select(CalendarFeed).where(CalendarFeed.user_id == user_id, CalendarFeed.ended_at.is_(None))
    )
    if current is not None:
        current.ended_at = now
        session.flush()
