"""Taking posts back and hiding them. Nothing is deleted; every interval stays on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from forum.discussion.actions.refusals import NotAllowed, ReasonMissing, ReasonTooLong
from forum.discussion.actions.rows import begin_interval, end_interval, log_post
from forum.discussion.models import Post
from forum.discussion.policy import Reader, can_hide_post, can_withdraw_post
from forum.markup import clean_text
from forum.rules.limits import LONGEST_REASON


def withdraw_post(session: Session, reader: Reader, post: Post, *, now: datetime) -> None:
    """Take an own post back. The gate stays as it was. Doing it twice changes nothing."""
    if not can_withdraw_post(reader, post):
        raise NotAllowed
    if post.withdrawn_at is not None:
        return
    post.withdrawn_at = now
    begin_interval(session, post, "withdrawn", reader, now)
    log_post(session, reader, post, "post_withdrawn", now)


def restore_post(session: Session, reader: Reader, post: Post, *, now: datetime) -> None:
    """Undo a withdrawal; the post counts with its original time."""
    if not can_withdraw_post(reader, post):
        raise NotAllowed
    if post.withdrawn_at is None:
        return
    post.withdrawn_at = None
    end_interval(session, post, "withdrawn", now)
    log_post(session, reader, post, "post_restored", now)


def hide_post(session: Session, reader: Reader, post: Post, *, reason: str, now: datetime) -> None:
    """Hide a colleague's post with a reason its author reads. Raises Refused."""
    if not can_hide_post(reader, post):
        raise NotAllowed
    reason = clean_text(reason).strip()
    if not reason:
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong
    if post.hidden_at is not None:
        return
    post.hidden_at = now
    post.hidden_reason = reason
    begin_interval(session, post, "hidden", reader, now, post.hidden_reason)
    log_post(session, reader, post, "post_hidden", now)


def show_post(session: Session, reader: Reader, post: Post, *, now: datetime) -> None:
    """Show a hidden post again; it counts with its original time."""
    if not can_hide_post(reader, post):
        raise NotAllowed
    if post.hidden_at is None:
        return
    post.hidden_at = None
    post.hidden_reason = ""
    end_interval(session, post, "hidden", now)
    log_post(session, reader, post, "post_shown", now)
