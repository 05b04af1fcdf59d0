"""The worker's handlers: what raises, what is unknown, what stops in the middle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum.accounts.models import User
from forum.database import transaction
from forum.jobs import work
from forum.jobs.job import Job
from forum.outbox.actions import BACKOFF, MOST_ATTEMPTS
from tests.outbox.entries import LEASE, NOW, entry_of, put, taken


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
    assert Path(__file__).name in caplog.text, "the log says where"


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
