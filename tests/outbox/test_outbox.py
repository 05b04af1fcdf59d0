"""The outbox: what is put into it is done once, by one worker, sooner or later, or is in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.database import transaction
from forum.extensions import db
from forum.jobs import work
from forum.jobs.job import Job
from forum.outbox import actions as outbox
from forum.outbox import queries
from forum.outbox.actions import BACKOFF, EMITTED, MOST_ATTEMPTS, LeaseLost, Work
from forum.outbox.models import OutboxEntry
from tests.support.factories import make_user

NOW = datetime(2025, 10, 8, 14, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def put(session: Session, *keys: str, kind: str = "trial", **values: Any) -> set[str]:
    """Put work into the outbox and commit."""
    found = outbox.emit(session, [Work(kind, key, **values) for key in keys], now=NOW)
    session.commit()
    return found


def take(now: datetime = NOW) -> outbox.Claim | None:
    """Take an entry as a worker does."""
    with transaction() as session:
        return outbox.claim(session, now=now, lease=LEASE)


def taken(now: datetime = NOW) -> outbox.Claim:
    """Take an entry that is there."""
    found = take(now)
    assert found is not None
    return found


def entry_of(session: Session, key: str) -> OutboxEntry:
    """The entry as it stands in the database."""
    session.rollback()
    session.expire_all()
    return session.scalars(select(OutboxEntry).where(OutboxEntry.key == key)).one()


def at_once(app: Flask, *calls: Callable[[], Any]) -> list[Any]:
    """Do these at the same moment, each with a connection of its own; what they return."""
    gate = Barrier(len(calls))
    found: list[Any] = [None] * len(calls)

    def one(number: int) -> None:
        with app.app_context():
            db.session.connection()
            db.session.rollback()
            gate.wait(10)
            found[number] = calls[number]()

    threads = [Thread(target=one, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@contextmanager
def another_worker(app: Flask) -> Iterator[Session]:
    """A second connection with a transaction of its own."""
    with Session(db.engine) as session:
        yield session
        session.rollback()


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


# --- Failing -----------------------------------------------------------------------------------


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


def give_up(session: Session, *keys: str) -> None:
    """Put work into the outbox that fails for good."""
    put(session, *keys)
    for _key in keys:
        with transaction() as changing:
            outbox.give_up(changing, taken(), now=NOW, reason="refused")


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


# --- Working off -------------------------------------------------------------------------------


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[Job], None]]:
    """The worker's table with kinds of this test's own."""
    table: dict[str, Callable[[Job], None]] = {"trial": settle}
    monkeypatch.setattr(work, "HANDLERS", table)
    return table


def settle(job: Job) -> None:
    """Do nothing else."""
    with transaction() as session:
        job.settle(session)


def test_an_unknown_kind_is_given_up_and_the_next_is_done(session, handlers, clock):
    clock(NOW)
    put(session, "one", kind="from_the_future")
    put(session, "two")
    assert work.work_off() == 2
    first = entry_of(session, "one")
    assert first.failed_at is not None
    assert first.reason == "This version of Colloquy does not know this kind of work."
    assert entry_of(session, "two").done_at is not None


def test_a_handler_that_raises_is_tried_again_and_its_text_is_kept_nowhere(
    session, handlers, clock, caplog
):
    def quote(job: Job) -> None:
        with transaction() as own:
            own.add(User(email="half@example.org", name="Half", created_at=NOW))
            own.flush()
            raise ValueError("canary: Dear all, my client Zoe")

    clock(NOW)
    handlers["quoting"] = quote
    put(session, "one", kind="quoting", payload={"email": "canary@example.org"})
    put(session, "two")
    assert work.work_off() == 2
    first = entry_of(session, "one")
    assert first.reason == "ValueError in the worker; its log says more."
    assert (first.attempts, first.not_before) == (1, NOW + BACKOFF[0])
    assert entry_of(session, "two").done_at is not None
    assert session.scalar(select(func.count(User.id))) == 0, "what it wrote is undone"
    assert "canary" not in caplog.text
    assert "test_outbox.py" in caplog.text, "the log says where"


def test_an_entry_in_the_middle_of_which_the_worker_died_each_time_is_given_up(
    session, handlers, clock
):
    put(session, "one")
    now = NOW
    for _attempt in range(MOST_ATTEMPTS):
        taken(now)
        now += LEASE
    clock(now)
    assert work.work_off() == 1
    entry = entry_of(session, "one")
    assert entry.failed_at == now
    assert entry.reason == "The worker stopped in the middle of it each time."


def test_a_worker_that_is_told_to_stop_finishes_the_entry_in_hand(session, handlers, clock):
    clock(NOW)
    done: list[str] = []

    def note(job: Job) -> None:
        settle(job)
        done.append(job.claim.key)

    handlers["trial"] = note
    put(session, "one", "two")
    assert work.work_off(goes_on=lambda: not done) == 1
    assert entry_of(session, "one").done_at is not None
    assert entry_of(session, "two").done_at is None


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
