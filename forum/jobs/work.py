"""Working the outbox off: claim one entry, let its handler do it, write down what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forum.activity.chain import BATCH, seal_activity
from forum.courses.imports.actions import purge_imports
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.frames import frames
from forum.jobs.handlers import HANDLERS
from forum.jobs.job import Hopeless, Job
from forum.jobs.plan import plan
from forum.outbox import actions as outbox

log = structlog.get_logger("colloquy")

#: What was done is remembered so long, for the admins and so that it is not done again.
KEPT = timedelta(days=90)


class Close(Protocol):
    """``outbox.postpone`` or ``outbox.give_up``."""

    __name__: str

    def __call__(
        self, session: Session, taken: outbox.Claim, *, now: datetime, reason: str
    ) -> None: ...


def work_off(most: int | None = None, *, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Do what is due, one entry after the other, until nothing is; the number of entries taken.

    Whatever a handler raises is written down at its entry, and the next one is taken. ``goes_on``
    is asked before each entry: a worker that is told to stop finishes the one in hand.
    """
    taken = 0
    while (most is None or taken < most) and goes_on():
        found = _claim()
        if found is None:
            break
        taken += 1
        _do(found)
    return taken


def sweep(*, goes_on: Callable[[], bool] = lambda: True) -> int:
    """What is done every minute: plan what is dated, forget what is long done, work off."""
    look_ahead()
    return work_off(goes_on=goes_on)


def look_ahead() -> None:
    """Plan what is dated, forget what is long done, and seal what was logged since."""
    now = utc_now()
    with transaction() as session:
        plan(session, now)
        outbox.purge(session, before=now - KEPT)
        purge_imports(session, now=now)
    seal_log()


def seal_log() -> None:
    """Link every row of the log that has no link yet, batch by batch.

    Of two workers that do it at once, one finds the position taken and leaves it to the other.
    """
    try:
        while _seal_once() == BATCH:
            pass
    except IntegrityError:
        db.session.rollback()


def _seal_once() -> int:
    """One batch in a transaction of its own."""
    with transaction() as session:
        return seal_activity(session)


def _claim() -> outbox.Claim | None:
    lease: timedelta = current_app.config["OUTBOX_LEASE"]
    with transaction() as session:
        return outbox.claim(session, now=utc_now(), lease=lease)


def _do(claim: outbox.Claim) -> None:
    job = Job(claim, utc_now())
    try:
        _handler_of(claim)(job)
    except outbox.LeaseLost:
        db.session.rollback()
        log.warning("outbox_lease_lost", entry=claim.id, kind=claim.kind)
    except Hopeless as error:
        _write_down(outbox.give_up, job, str(error))
    except Exception as error:
        _write_down(outbox.postpone, job, _said(error))


def _handler_of(claim: outbox.Claim) -> Callable[[Job], None]:
    if claim.attempts > outbox.MOST_ATTEMPTS:
        raise Hopeless("The worker stopped in the middle of it each time.")
    handler = HANDLERS.get(claim.kind)
    if handler is None:
        raise Hopeless("This version of Colloquy does not know this kind of work.")
    return handler


def _write_down(close: Close, job: Job, reason: str) -> None:
    # Not the reason: a server's answer repeats addresses. It stands at the entry, for the admins.
    log.warning("outbox_failed", entry=job.claim.id, kind=job.claim.kind, how=close.__name__)
    db.session.rollback()
    try:
        with transaction() as session:
            close(session, job.claim, now=utc_now(), reason=reason)
    except outbox.LeaseLost:
        log.warning("outbox_lease_lost", entry=job.claim.id, kind=job.claim.kind)


def _said(error: Exception) -> str:
    """What went wrong, without what somebody wrote: an exception's text may quote a statement."""
    said = getattr(error, "reason_for_admins", "")
    if said:
        return str(said)
    log.error("outbox_error", error=type(error).__name__, at=frames(error))
    return f"{type(error).__name__} in the worker; its log says more."
