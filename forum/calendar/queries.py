"""Reads of calendar addresses, and of the due times that go out under one."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from forum.accounts.models import User
from forum.activity.queries import list_times
from forum.calendar.events import DueEvent, History, events_of
from forum.calendar.models import CalendarFeed
from forum.calendar.policy import feeds_open, prompts_listed
from forum.courses.models import Enrollment
from forum.prompts.models import Extension, Prompt, TermsVersion
from forum.prompts.queries import PromptSetup, list_checkpoints
from forum.prompts.terms import terms_history

#: What is done to a prompt itself; its due times and terms have histories of their own.
_CHANGES = ("prompt_changed", "prompt_published", "prompt_withdrawn")


def find_feed(session: Session, feed_id: int, nonce: str) -> CalendarFeed | None:
    """The feed of this id and nonce with its person, unless it was ended or the account is
    disabled. One statement.
    """
    feed = session.scalar(
        feeds_open().options(contains_eager(CalendarFeed.user)).where(CalendarFeed.id == feed_id)
    )
    return feed if feed is not None and hmac.compare_digest(feed.nonce, nonce) else None


def find_feed_of(session: Session, user: User) -> CalendarFeed | None:
    """The person's current feed; None where there is none."""
    return session.scalar(feeds_open().where(CalendarFeed.user_id == user.id))


def list_events(session: Session, user_id: int, now: datetime) -> list[DueEvent]:
    """The person's due times in every course they are in now, in the order of time.

    Six statements, however many courses and weeks there are.
    """
    places = _places_by_course(session, user_id)
    prompts = (
        session.scalars(prompts_listed(places.keys()).order_by(Prompt.id)).all() if places else ()
    )
    if not prompts:
        return []
    ids = [prompt.id for prompt in prompts]
    setups = _list_setups(session, prompts)
    extensions = _extensions_by_prompt(session, user_id, ids)
    changes = list_times(session, places.keys(), _CHANGES)
    events = []
    for prompt in prompts:
        own = places[prompt.course_id]
        history = History(
            setup=setups[prompt.id],
            course=own[0].course,
            extensions=tuple(extensions[prompt.id]),
            places=tuple(own),
            changes=tuple(changes.get(prompt.id, ())),
        )
        events += events_of(history, now)
    return sorted(events, key=lambda event: (event.due_at, event.prompt_id, event.kind))


def _places_by_course(session: Session, user_id: int) -> dict[int, list[Enrollment]]:
    """All memberships of the person with their courses, of the courses they are in now."""
    rows = session.scalars(
        select(Enrollment)
        .options(joinedload(Enrollment.course))
        .where(Enrollment.user_id == user_id)
        .order_by(Enrollment.started_at, Enrollment.id)
    )
    places: dict[int, list[Enrollment]] = defaultdict(list)
    for row in rows:
        places[row.course_id].append(row)
    return {
        course_id: own
        for course_id, own in places.items()
        if any(place.ended_at is None for place in own)
    }


def _list_setups(session: Session, prompts: Sequence[Prompt]) -> dict[int, PromptSetup]:
    """What a calendar needs of each setup: terms and due times, neither parts nor sites."""
    ids = [prompt.id for prompt in prompts]
    checkpoints = list_checkpoints(session, ids)
    terms: dict[int, list[TermsVersion]] = defaultdict(list)
    for row in session.scalars(
        select(TermsVersion)
        .where(TermsVersion.prompt_id.in_(ids))
        .order_by(TermsVersion.valid_from, TermsVersion.id)
    ):
        terms[row.prompt_id].append(row)
    return {
        prompt.id: PromptSetup(
            prompt=prompt,
            parts=(),
            response_parts=(),
            terms=terms_history(terms[prompt.id]),
            checkpoints=checkpoints.get(prompt.id, ()),
            sites=(),
        )
        for prompt in prompts
    }


def _extensions_by_prompt(
    session: Session, user_id: int, prompt_ids: Collection[int]
) -> Mapping[int, list[Extension]]:
    """The person's own extensions, those too that were replaced or taken back."""
    rows = session.scalars(
        select(Extension)
        .where(Extension.user_id == user_id, Extension.prompt_id.in_(prompt_ids))
        .order_by(Extension.id)
    )
    found: dict[int, list[Extension]] = defaultdict(list)
    for row in rows:
        found[row.prompt_id].append(row)
    return found
