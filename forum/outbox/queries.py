"""Reads of the outbox."""

from __future__ import annotations

from sqlalchemy import select
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
