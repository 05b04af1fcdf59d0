"""One writer of a person's own things at a time."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User


def take_person_turn(session: Session, user_id: int) -> None:
    """Wait until no other request of this person writes what stands once, such as the first row of
    a draft's field or a read mark. It holds until the transaction ends.

    Rows that only refer to the person, such as a post, do not wait (``key_share``).
    """
    session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
