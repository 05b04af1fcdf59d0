"""What fails in the outbox: the pauses, giving up, another attempt, forgetting."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from forum.database import transaction
from forum.outbox import actions as outbox
from forum.outbox import queries
from forum.outbox.actions import EMITTED, MOST_ATTEMPTS
from forum.outbox.models import OutboxEntry
from tests.outbox.entries import LEASE, NOW, entry_of, give_up, put, take, taken


def test_the_pauses_grow_and_after_the_last_attempt_it_is_given_up(session):
    put(session, "one")
    now, pauses = NOW, []
    for _attempt in range(MOST_ATTEMPTS):
        with transaction() as changing:
            outbox.postpone(changing, taken(now), now=now, reason="no answer in time")
        entry = entry_of(session, "one")
        if entry.failed_at is None:
            pauses.append(entry.not_before - now)
            now = entry.not_before
    assert pauses == [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=8),
        timedelta(hours=24),
    ]
    entry = entry_of(session, "one")
    assert (entry.failed_at, entry.attempts, entry.reason) == (now, 7, "no answer in time")
    assert take(now + timedelta(days=30)) is None


def test_a_reason_that_is_too_long_is_cut(session):
    put(session, "one")
    with transaction() as changing:
        outbox.give_up(changing, taken(), now=NOW, reason="x" * 900)
    assert entry_of(session, "one").reason == "x" * 500


def test_what_was_given_up_is_taken_again_after_a_retry_with_all_its_attempts(session):
    give_up(session, "one", "two")
    later = NOW + timedelta(days=2)
    with transaction() as changing:
        assert outbox.retry(changing, entry_of(changing, "one"), now=later)
        assert changing.info.pop(EMITTED, False), "the worker is woken"
    claim = taken(later)
    assert (claim.key, claim.attempts) == ("one", 1)
    assert take(later) is None


def test_all_that_was_given_up_is_retried_and_nothing_else(session):
    give_up(session, "one", "two")
    put(session, "later", not_before=NOW + timedelta(days=1))
    with transaction() as changing:
        assert outbox.retry_all(changing, now=NOW) == 2
        assert outbox.retry_all(changing, now=NOW) == 0
    assert {taken().key, taken().key} == {"one", "two"}
    assert take() is None


def test_what_is_done_is_not_retried(session):
    put(session, "one")
    with transaction() as changing:
        outbox.settle(changing, outbox.claim(changing, now=NOW, lease=LEASE), now=NOW)
    with transaction() as changing:
        assert not outbox.retry(changing, entry_of(changing, "one"), now=NOW)
    assert take() is None


def test_only_what_failed_is_found_for_a_retry(session):
    give_up(session, "one")
    put(session, "two")
    found = queries.find_failed(session, entry_of(session, "one").id)
    assert found is not None
    assert found.key == "one"
    assert queries.find_failed(session, entry_of(session, "two").id) is None


def test_what_was_done_long_ago_is_forgotten_and_what_failed_stays(session):
    give_up(session, "failed")
    put(session, "old", "new")
    for key, at in (("old", NOW), ("new", NOW + timedelta(days=1))):
        claim = taken()
        assert claim.key == key
        with transaction() as changing:
            outbox.settle(changing, claim, now=at)
    put(session, "waits", not_before=NOW + timedelta(days=1))
    with transaction() as changing:
        assert outbox.purge(changing, before=NOW + timedelta(hours=1)) == 1
    assert set(session.scalars(select(OutboxEntry.key))) == {"failed", "new", "waits"}
