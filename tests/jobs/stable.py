"""A process that has everything loaded and makes workers, so that one can be killed many times.

Run with the settings of an installation in its environment. Each line on its standard input is a
command: ``work`` answers the id of a new worker process, ``work FAULT`` one with a planted fault
(``FAULTS``), ``reap ID`` waits for its end. A worker does what `flask worker` does, in a loop of
its own: it sweeps, again and again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from forum import create_app
from forum.database import transaction
from forum.extensions import db
from forum.jobs import handlers, work
from forum.jobs.job import Job
from forum.jobs.letters import news
from forum.jobs.letters.desk import at_the_desk, post
from forum.mail import Letter
from forum.notifications.mailing import mark_mailed, take_with
from forum.outbox import actions as outbox


def main() -> None:
    """Answer commands until the input ends."""
    app = create_app({"OUTBOX_LEASE": timedelta(seconds=1)})
    with app.app_context():
        db.engine.dispose()
    for line in sys.stdin:
        command, *more = line.split()
        if command == "reap":
            os.waitpid(int(more[0]), 0)
            print("reaped", flush=True)
            continue
        child = os.fork()
        if child == 0:
            _work(app, more[0] if more else "")
        print(child, flush=True)


def _work(app: Flask, fault: str) -> None:
    sys.stdin.close()
    if fault:
        FAULTS[fault]()
    while True:
        with app.app_context():
            work.sweep()
        time.sleep(0.02)


def settle_before_sending() -> None:
    """Planted: the entry is done before the mail has left, so that a kill in between loses it."""

    def send(job: Job) -> None:
        with transaction() as session:
            rows = take_with(session, job.payload["notification_id"], job.claim.id)
            found = None
            if rows:
                with at_the_desk():
                    found = news.compose(session, job, rows)
                mark_mailed(session, job.claim.id, now=job.now)
            job.settle(session)
        if isinstance(found, Letter):
            time.sleep(0.05)  # a busy machine's kills fell beside a window as short as it is
            post(found, job.now)

    handlers.HANDLERS["mail"] = send


def take_without_lease() -> None:
    """Planted: nobody knows that an entry is being worked on, so that two do it."""
    real = outbox.claim

    def claim(session, *, now, lease):
        found = real(session, now=now, lease=lease)
        if found is not None:
            entry = session.get(outbox.OutboxEntry, found.id)
            entry.leased_until, entry.not_before = None, now - timedelta(hours=1)
            session.flush()
        return found

    outbox.claim = claim
    outbox._close = _close_anyway


def _close_anyway(session, taken, **values):
    session.execute(
        outbox.update(outbox.OutboxEntry)
        .where(outbox.OutboxEntry.id == taken.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


FAULTS: dict[str, Callable[[], None]] = {
    "settle_before_sending": settle_before_sending,
    "take_without_lease": take_without_lease,
}

if __name__ == "__main__":
    main()
