"""Students who owed a response and had nobody to whom one would count, until this post."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from forum.discussion.queries.news import PostFact
from forum.discussion.queries.readers import list_opened
from forum.participation.evidence import gather_discussion
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from forum.rules.waiting import released_by


def list_released_from_waiting(
    session: Session, post: PostFact, came_at: datetime, now: datetime
) -> list[int]:
    """By id: the students who wait no more since this initial post came, or came back.

    Before the gate is open nobody waits, nor learns who has posted.
    """
    prompt = session.scalars(
        select(Prompt).options(joinedload(Prompt.course)).where(Prompt.id == post.prompt_id)
    ).one()
    setup = get_setup(session, prompt)
    if not setup.is_complete or not prompt.is_published:
        return []
    released = released_by(gather_discussion(session, setup), post.id, came_at, now)
    opened = list_opened(session, prompt) if released else None
    return [user_id for user_id in released if opened is None or user_id in opened]
