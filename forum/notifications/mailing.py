"""Which notifications go with which mail. Each goes with one, whatever restarts in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from forum.notifications.kinds import DIGEST, NOW
from forum.notifications.models import Notification


def take_with(session: Session, notification_id: int, entry_id: int) -> Sequence[Notification]:
    """Let a notification go with this mail, and with it all of its kind and week that wait.

    Returns what goes with it, the oldest first: nothing where another mail has taken it.
    """
    row = session.get_one(Notification, notification_id)
    if row.entry_id not in (None, entry_id):
        return ()
    same = (
        (Notification.user_id == row.user_id)
        & (Notification.kind == row.kind)
        & (Notification.course_id == row.course_id)
        & Notification.prompt_id.is_not_distinct_from(row.prompt_id)
        & (Notification.mode == NOW)
    )
    return _take(session, same, entry_id)


def take_digest(session: Session, user_id: int, entry_id: int) -> Sequence[Notification]:
    """Let everything that waits for a person's digest go with this one, the oldest first."""
    which = (Notification.user_id == user_id) & (Notification.mode == DIGEST)
    return _take(session, which, entry_id)


def list_waiting_for_digest(session: Session) -> Sequence[int]:
    """The people for whom something waits that is in no digest yet."""
    return session.scalars(
        select(Notification.user_id)
        .where(Notification.mode == DIGEST, Notification.entry_id.is_(None))
        .distinct()
    ).all()


def mark_mailed(session: Session, entry_id: int, *, now: datetime) -> None:
    """Note that the mail of an entry was handed over."""
    session.execute(
        update(Notification)
        .where(Notification.entry_id == entry_id)
        .values(mailed_at=now)
        .execution_options(synchronize_session=False)
    )


def _take(session: Session, which: ColumnElement[bool], entry_id: int) -> Sequence[Notification]:
    """What the entry has taken before, else what waits now.

    A mail that may have gone out already is never filled up: under the same id, which mail programs
    show once, the second one must not say more than the first.
    """
    if rows := _rows_of(session, entry_id):
        return rows
    session.execute(
        update(Notification)
        .where(which, Notification.entry_id.is_(None))
        .values(entry_id=entry_id)
        .execution_options(synchronize_session=False)
    )
    return _rows_of(session, entry_id)


def _rows_of(session: Session, entry_id: int) -> Sequence[Notification]:
    return session.scalars(
        select(Notification)
        .where(Notification.entry_id == entry_id, Notification.mailed_at.is_(None))
        .order_by(Notification.id)
        .execution_options(populate_existing=True)
    ).all()
