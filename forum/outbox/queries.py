"""Reads of the outbox for those who look after it: what waits, what failed, what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.outbox.models import OutboxEntry

#: The kinds of work that end in a mail to their recipient.
LETTERS = ("mail", "digest", "invitation")


def find_last_refusal(session: Session, user_id: int) -> str | None:
    """Why the last mail to a person was given up; None where the last one left, or there was none.

    What was settled without a mail (its reason says why) tells nothing about the address.
    """
    of_person = (OutboxEntry.recipient_id == user_id) & OutboxEntry.kind.in_(LETTERS)
    left = select(OutboxEntry.done_at).where(
        of_person, OutboxEntry.done_at.is_not(None), OutboxEntry.reason == ""
    )
    last = left.order_by(OutboxEntry.done_at.desc()).limit(1).scalar_subquery()
    return session.scalar(
        select(OutboxEntry.reason)
        .where(
            of_person,
            OutboxEntry.failed_at.is_not(None),
            last.is_(None) | (OutboxEntry.failed_at > last),
        )
        .order_by(OutboxEntry.failed_at.desc(), OutboxEntry.id.desc())
        .limit(1)
    )


def count_failed(session: Session, *, since: datetime | None = None) -> int:
    """How much was given up, ever or since an instant; one statement."""
    failed = select(func.count(OutboxEntry.id)).where(OutboxEntry.failed_at.is_not(None))
    if since is not None:
        failed = failed.where(OutboxEntry.failed_at >= since)
    return session.scalar(failed) or 0
