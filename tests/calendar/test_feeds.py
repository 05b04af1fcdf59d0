"""The secret address of a person: one at a time, and over when its owner or the site says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.calendar.actions import end_feed, make_feed
from forum.calendar.models import CalendarFeed
from forum.calendar.policy import can_list_prompt, can_open_feed, feeds_open, prompts_listed
from forum.calendar.queries import find_feed, find_feed_of
from forum.prompts.models import Prompt
from tests.support.factories import make_course, make_user
from tests.support.weeks import at, make_prompt

NOW = at(1, "09:00")
LATER = NOW + timedelta(hours=1)


def test_a_new_address_ends_the_one_before(session: Session) -> None:
    ana = make_user(session, "Ana Lopez")
    first = make_feed(session, ana, now=NOW)
    second = make_feed(session, ana, now=LATER)
    assert (first.ended_at, second.ended_at) == (LATER, None)
    assert find_feed(session, first.id, first.nonce) is None
    assert find_feed_of(session, ana) is second
    assert first.nonce != second.nonce
    assert len(bytes.fromhex(first.nonce)) == 16


def test_a_person_stops_their_address_and_nobody_elses(session: Session) -> None:
    ana, bea = make_user(session, "Ana Lopez"), make_user(session, "Bea Mills")
    own, other = make_feed(session, ana, now=NOW), make_feed(session, bea, now=NOW)
    end_feed(session, ana, now=LATER)
    end_feed(session, ana, now=LATER + timedelta(hours=1))
    assert own.ended_at == LATER
    assert find_feed_of(session, ana) is None
    assert find_feed(session, other.id, other.nonce) is other


def test_an_address_with_another_nonce_opens_nothing(session: Session) -> None:
    feed = make_feed(session, make_user(session, "Ana Lopez"), now=NOW)
    assert find_feed(session, feed.id, feed.nonce) is feed
    for nonce in ("", "0" * 32, feed.nonce[:-1], feed.nonce.upper() + "0"):
        assert find_feed(session, feed.id, nonce) is None


def test_the_database_keeps_a_person_from_having_two(session: Session) -> None:
    ana = make_user(session, "Ana Lopez")
    make_feed(session, ana, now=NOW)
    session.add(CalendarFeed(user_id=ana.id, nonce="0" * 32, created_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_check_and_filter_say_the_same_of_every_address(session: Session) -> None:
    people = [make_user(session, f"Person {number}") for number in range(4)]
    for person in people:
        make_feed(session, person, now=NOW)
    end_feed(session, people[1], now=LATER)
    end_feed(session, people[2], now=LATER)
    for person in people[2:]:
        person.disabled_at = LATER
    session.flush()
    open_ones = set(session.scalars(feeds_open()))
    rows = session.execute(select(CalendarFeed, User).join(User, User.id == CalendarFeed.user_id))
    answers = {feed: can_open_feed(feed, owner) for feed, owner in rows}
    assert sorted(answers.values()) == [False, False, False, True]
    assert open_ones == {feed for feed, answer in answers.items() if answer}


def test_check_and_filter_say_the_same_of_every_week(session: Session) -> None:
    course = make_course(session)
    make_prompt(session, course, 1)
    make_prompt(session, course, 2, withdrawn_at=LATER)
    make_prompt(session, course, 3, published_at=None)
    make_prompt(session, course, 4, published_at=None, withdrawn_at=LATER)
    listed = set(session.scalars(prompts_listed([course.id])))
    prompts = session.scalars(select(Prompt)).all()
    assert listed == {prompt for prompt in prompts if can_list_prompt(prompt)}
    assert sorted(prompt.week for prompt in listed) == [1, 2]
