"""Read marks: sent apart from pages, never written on GET."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.turns import take_person_turn
from forum.discussion.models import Post, ReadMark
from forum.discussion.policy import Reader, posts_visible_to


def mark_read(session: Session, reader: Reader, numbers: Sequence[int], *, now: datetime) -> int:
    """Note that these posts were on the reader's screen; unknown numbers are passed over.

    Returns how many were new.
    """
    # Two tabs report the same posts: one after the other, so that each mark is made once.
    take_person_turn(session, reader.viewer.user_id)
    seen = select(ReadMark.post_id).where(ReadMark.user_id == reader.viewer.user_id)
    ids = session.scalars(
        posts_visible_to(reader)
        .where(Post.number.in_(numbers), Post.id.not_in(seen))
        .with_only_columns(Post.id)
    ).all()
    session.add_all(
        ReadMark(user_id=reader.viewer.user_id, post_id=post_id, read_at=now) for post_id in ids
    )
    return len(ids)
