"""Whose due times go out, and of which weeks: each check beside the filter of its list."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from forum.accounts.models import User
from forum.calendar.models import CalendarFeed
from forum.prompts.models import Prompt


def can_open_feed(feed: CalendarFeed, owner: User) -> bool:
    """An address works until it is ended, and not while its owner's account is disabled."""
    return feed.ended_at is None and owner.is_active


def feeds_open() -> Select[CalendarFeed]:
    """The list filter beside ``can_open_feed``."""
    return (
        select(CalendarFeed)
        .join(CalendarFeed.user)
        .where(CalendarFeed.ended_at.is_(None), User.disabled_at.is_(None))
    )


def can_list_prompt(prompt: Prompt) -> bool:
    """What was published once is listed, for staff too: when withdrawn, as cancelled."""
    return prompt.published_at is not None


def prompts_listed(course_ids: Collection[int]) -> Select[Prompt]:
    """The list filter beside ``can_list_prompt``."""
    return select(Prompt).where(Prompt.course_id.in_(course_ids), Prompt.published_at.is_not(None))
