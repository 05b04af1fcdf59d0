"""The outbox: what is put into it is done once, by one worker, sooner or later, or is in sight."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.accounts.models import User
from forum.database import transaction
from forum.extensions import db
from forum.outbox import actions as outbox
from forum.outbox import queries
from forum.outbox.actions import EMITTED, LeaseLost, Work
from forum.outbox.models import OutboxEntry
from tests.outbox.entries import LEASE, NOW, another_worker, at_once, entry_of, put, take, taken
from tests.support.factories import make_user

# --- Emitting ----------------------------------------------------------------------------------


def test_what_is_emitted_is_there_with_the_commit_and_gone_with_a_rollback(session):
    outbox.emit(session, [Work("trial", "one")], now=NOW)
    session.rollback()
    assert session.scalar(select(func.count(OutboxEntry.id))) == 0

    outbox.emit(session, [Work("trial", "one")], now=NOW)
    session.commit()
    assert session.scalar(select(func.count(OutboxEntry.id))) == 1


def test_only_what_is_new_is_emitted_and_asks_for_the_worker(session):
    def emit(*keys: str) -> tuple[set[str], bool]:
        new = outbox.emit(session, [Work("trial", key) for key in keys], now=NOW)
        return new, session.info.pop(EMITTED, False)

    assert emit("one", "two") == ({"one", "two"}, True)
    assert emit("one", "three", "two") == ({"three"}, True)
    assert emit("one") == (set(), False)


def test_a_key_is_taken_for_ever_also_when_its_work_is_done(session):
    put(session, "one")
    with transaction() as changing:
        outbox.settle(changing, outbox.claim(changing, now=NOW, lease=LEASE), now=NOW)
    assert put(session, "one") == set()
    assert take() is None


@pytest.mark.parametrize("key", ["one", "two", "three"])
def test_of_two_who_emit_the_same_key_at_once_one_does(app, session, key):
    def emit() -> int:
        with transaction() as own:
            return len(outbox.emit(own, [Work("trial", key)], now=NOW))

    assert sorted(at_once(app, emit, emit)) == [0, 1]
    assert session.scalar(select(func.count(OutboxEntry.id))) == 1


def test_hundreds_are_emitted_in_few_statements(session):
    keys = [f"mail:{number}" for number in range(1200)]
    assert put(session, *keys) == set(keys)


# --- Taking ------------------------------------------------------------------------------------


def test_what_has_been_due_longest_is_taken_first_and_dated_work_waits(session):
    put(session, "later", not_before=NOW + timedelta(hours=1))
    put(session, "second")
    put(session, "first", not_before=NOW - timedelta(hours=1))

    assert taken().key == "first"
    assert [taken(NOW + timedelta(minutes=1)).key, take()] == ["second", None]
    assert take(NOW + timedelta(minutes=4)) is None
    assert taken(NOW + timedelta(hours=2)).key == "first", "its lease has run out long ago"


def test_dated_work_is_taken_at_its_instant_and_not_before(session):
    due = NOW + timedelta(hours=1)
    put(session, "later", not_before=due)
    assert take(due - timedelta(seconds=1)) is None
    assert taken(due).key == "later"


def test_of_two_workers_each_gets_another_entry(app, session):
    put(session, *(f"mail:{number}" for number in range(40)))

    def all_of_them() -> list[str]:
        found = []
        while (one := take()) is not None:
            found.append(one.key)
        return found

    one, other = at_once(app, all_of_them, all_of_them)
    assert len(one) + len(other) == 40
    assert len({*one, *other}) == 40


def test_an_entry_that_another_is_taking_this_moment_is_passed_over(app, session):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one writer in at a time.")
    put(session, "first", "second")
    with another_worker(app) as other:
        held = outbox.claim(other, now=NOW, lease=LEASE)
        assert held is not None
        assert held.key == "first"
        assert taken().key == "second", "it does not wait for the other one's commit"
        assert take() is None


# --- Leases ------------------------------------------------------------------------------------


def test_a_lease_that_ran_out_is_taken_over_and_the_first_ones_writes_are_undone(session):
    put(session, "one")
    first = taken()
    assert take(NOW + LEASE - timedelta(seconds=1)) is None
    second = taken(NOW + LEASE)
    assert (second.id, second.attempts) == (first.id, 2)

    with pytest.raises(LeaseLost), transaction() as changing:
        changing.add(User(email="twice@example.org", name="Twice", created_at=NOW))
        changing.flush()
        outbox.settle(changing, first, now=NOW)
    assert session.scalar(select(func.count(User.id))) == 0

    with transaction() as changing:
        outbox.settle(changing, second, now=NOW, reason="")
    assert entry_of(session, "one").done_at == NOW


def test_an_entry_whose_worker_died_goes_behind_what_was_due_by_then(session):
    put(session, "deadly", "older")
    assert taken().key == "deadly"
    assert taken().key == "older"
    put(session, "newer", not_before=NOW + timedelta(minutes=1))
    assert taken(NOW + LEASE).key == "newer"
    assert taken(NOW + LEASE).key == "deadly"


@pytest.mark.parametrize("close", [outbox.postpone, outbox.give_up])
def test_who_lost_the_lease_writes_down_nothing(session, close):
    put(session, "one")
    first = taken()
    taken(NOW + LEASE)
    with pytest.raises(LeaseLost), transaction() as changing:
        close(changing, first, now=NOW, reason="late")
    assert entry_of(session, "one").reason == ""


def test_what_is_settled_is_settled_once(session):
    put(session, "one")
    claim = taken()
    with transaction() as changing:
        outbox.settle(changing, claim, now=NOW)
    with pytest.raises(LeaseLost), transaction() as changing:
        outbox.settle(changing, claim, now=NOW)


# --- What admins see ---------------------------------------------------------------------------


def test_a_page_goes_on_by_key_and_loads_no_payload(session):
    person = make_user(session, "Ana Lopez", email="ana@example.org")
    put(session, *(f"mail:{n}" for n in range(5)), recipient_id=person.id)
    first, older = queries.list_deliveries(session, "waiting", page=3)
    put(session, "newer")
    rest, last = queries.list_deliveries(session, "waiting", older, page=3)
    assert [row.entry.key for row in (*first, *rest)] == [f"mail:{n}" for n in (4, 3, 2, 1, 0)]
    assert last is None
    assert (first[0].name, first[0].email, first[0].state) == (
        "Ana Lopez",
        "ana@example.org",
        "waiting",
    )
    session.expunge_all()
    row = queries.list_deliveries(session, "waiting")[0][0]
    with pytest.raises(Exception, match="payload"):
        _ = row.entry.payload


def test_a_worker_that_takes_nothing_is_noticed_after_five_minutes(session):
    put(session, "one")
    put(session, "later", not_before=NOW + timedelta(days=1))
    noticed = NOW + timedelta(minutes=5)
    assert queries.find_oldest_due(session, noticed - timedelta(seconds=1)) is None
    assert queries.find_oldest_due(session, noticed) == NOW
    assert queries.find_trouble(session, noticed) == queries.Trouble(0, NOW)


def test_in_a_long_queue_the_worker_is_at_work(session):
    put(session, "one", "two", "three")
    later = NOW + timedelta(minutes=20)
    claim = taken(later)
    session.rollback()
    assert queries.find_oldest_due(session, later) is None, "one is in hand"
    with transaction() as changing:
        outbox.settle(changing, claim, now=later)
    assert queries.find_oldest_due(session, later + timedelta(minutes=4)) is None
    assert queries.find_oldest_due(session, later + timedelta(minutes=6)) == NOW


def test_causes_count_what_reaches_people(session):
    put(session, "activity:1", kind="relay", cause="activity:1")
    put(session, "mail:1", "mail:2", "mail:3", kind="mail", cause="activity:1")
    put(session, "mail:4", kind="mail", cause="activity:2")
    for reason in ("", "refused"):
        claim = taken()
        while claim.kind == "relay":
            with transaction() as changing:
                outbox.settle(changing, claim, now=NOW)
            claim = taken()
        with transaction() as changing:
            close = outbox.give_up if reason else outbox.settle
            close(changing, claim, now=NOW, reason=reason)
    found = queries.list_causes(session, since=NOW, apart_from=("relay",))
    assert found == [queries.CauseCount("activity:1", 3, 1, 1)]
    assert queries.list_causes(session, since=NOW + timedelta(1), apart_from=()) == []
    assert queries.count_by_state(session) == {"waiting": 2, "failed": 1, "done": 2}
    assert queries.count_failed(session) == 1
    assert queries.count_failed(session, since=NOW + timedelta(seconds=1)) == 0
