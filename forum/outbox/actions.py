"""Emitting work and taking it off: every step is one short transaction of the caller's.

Delivery is at least once: a worker that dies leaves a lease that runs out. What a handler writes
into the database it writes together with ``settle``, so that it happens exactly once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from forum.database import insert_new
from forum.outbox.models import OutboxEntry

#: How long after the first, second, … failure the next attempt is made; then it is given up.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(BACKOFF) + 1
#: Where a session notes that the worker has to be woken after the commit.
EMITTED = "outbox_emitted"


class LeaseLost(Exception):
    """Another worker has the entry now, or has done it; what this one did is to be undone."""


@dataclass(frozen=True)
class Work:
    """Something to emit: see ``OutboxEntry``. ``not_before`` is ``now`` where it is None."""

    kind: str
    key: str
    payload: dict[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None
    recipient_id: int | None = None
    cause: str = ""
    can_wait: bool = False


@dataclass(frozen=True)
class Claim:
    """An entry that this worker has until its lease runs out. ``attempts`` counts this one."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    recipient_id: int | None
    cause: str
    attempts: int
    lease: str


def emit(session: Session, work: Iterable[Work], *, now: datetime) -> set[str]:
    """Put work into the outbox, in the caller's transaction; one statement however much it is.

    What has a key that is there already is left alone. Returns the keys that are new.
    """
    rows = [
        {
            "kind": one.kind,
            "key": one.key,
            "payload": one.payload,
            "recipient_id": one.recipient_id,
            "cause": one.cause,
            "can_wait": one.can_wait,
            "created_at": now,
            "not_before": one.not_before or now,
            "attempts": 0,
            "lease": "",
            "reason": "",
        }
        for one in work
    ]
    found = insert_new(session, OutboxEntry, rows, OutboxEntry.key)
    if found:
        session.info[EMITTED] = True
    return set(found)


def claim(session: Session, *, now: datetime, lease: timedelta) -> Claim | None:
    """Take the entry that has been due longest, for ``lease``; None where nothing is due. What can
    wait comes after all that cannot. Where the worker dies the entry is due anew when the lease has
    run out, so that one at which every worker dies goes behind the others each time.

    PostgreSQL passes over what another worker is taking this moment (SKIP LOCKED); SQLite lets one
    writer in at a time (``transaction`` begins with its lock).
    """
    entry = session.scalars(
        select(OutboxEntry)
        .where(_due(now))
        .order_by(OutboxEntry.can_wait, OutboxEntry.not_before, OutboxEntry.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()
    if entry is None:
        return None
    entry.attempts += 1
    entry.lease = secrets.token_hex(16)
    entry.leased_until = entry.not_before = now + lease
    session.flush()
    return Claim(
        id=entry.id,
        kind=entry.kind,
        key=entry.key,
        payload=dict(entry.payload),
        recipient_id=entry.recipient_id,
        cause=entry.cause,
        attempts=entry.attempts,
        lease=entry.lease,
    )


def settle(
    session: Session, taken: Claim, *, now: datetime, reason: str = "", forget: bool = False
) -> None:
    """Mark an entry as done, in the transaction of what it did; ``forget`` its payload where that
    is personal. Raises LeaseLost."""
    values: dict[str, Any] = {"payload": {}} if forget else {}
    _close(session, taken, done_at=now, leased_until=None, reason=reason[:500], **values)


def address_to(session: Session, taken: Claim, user_id: int) -> None:
    """Note whom an entry turned out to be for. Raises LeaseLost."""
    _close(session, taken, recipient_id=user_id)


def postpone(session: Session, taken: Claim, *, now: datetime, reason: str) -> None:
    """Try again later; after the last attempt give up. Raises LeaseLost."""
    if taken.attempts >= MOST_ATTEMPTS:
        give_up(session, taken, now=now, reason=reason)
        return
    pause = BACKOFF[taken.attempts - 1]
    _close(session, taken, not_before=now + pause, leased_until=None, reason=reason[:500])


def give_up(session: Session, taken: Claim, *, now: datetime, reason: str) -> None:
    """Leave an entry to the admins, who see it and can retry. Raises LeaseLost."""
    _close(session, taken, failed_at=now, leased_until=None, reason=reason[:500])


def retry(session: Session, entry: OutboxEntry, *, now: datetime) -> bool:
    """Let the worker take an entry at once, with all its attempts; False where it is done."""
    return _again(session, OutboxEntry.id == entry.id, now) == 1


def retry_all(session: Session, *, now: datetime) -> int:
    """Retry everything that was given up; the number of entries."""
    return _again(session, OutboxEntry.failed_at.is_not(None), now)


def forget_recipient(session: Session, recipient_id: int, address: str) -> None:
    """Delete what names a person: what servers answered about mails to them, which may quote the
    address, and the work that was asked for with the address (in small letters) and is not done.
    """
    session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.recipient_id == recipient_id, OutboxEntry.reason != "")
        .values(reason="")
        .execution_options(synchronize_session="fetch")
    )
    asked_with = func.lower(func.trim(OutboxEntry.payload["email"].as_string()))
    session.execute(
        delete(OutboxEntry)
        .where(OutboxEntry.done_at.is_(None), asked_with == address)
        .execution_options(synchronize_session="fetch")
    )


def purge(session: Session, *, before: datetime) -> int:
    """Forget what was done before an instant; the number of entries. What failed stays."""
    gone = session.execute(
        delete(OutboxEntry)
        .where(OutboxEntry.done_at < before)
        .returning(OutboxEntry.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxEntry.done_at.is_(None),
        OutboxEntry.failed_at.is_(None),
        OutboxEntry.not_before <= now,
        or_(OutboxEntry.leased_until.is_(None), OutboxEntry.leased_until <= now),
    )


def _close(session: Session, taken: Claim, **values: Any) -> None:
    """Change an entry that is still this worker's."""
    changed = session.execute(
        update(OutboxEntry)
        .where(
            OutboxEntry.id == taken.id,
            OutboxEntry.lease == taken.lease,
            OutboxEntry.done_at.is_(None),
            OutboxEntry.failed_at.is_(None),
        )
        .values(**values)
        .returning(OutboxEntry.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise LeaseLost


def _again(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    changed = session.execute(
        update(OutboxEntry)
        .where(which, OutboxEntry.done_at.is_(None))
        .values(failed_at=None, leased_until=None, lease="", attempts=0, not_before=now)
        .returning(OutboxEntry.id)
        .execution_options(synchronize_session=False)
    )
    number = len(changed.all())
    if number:
        session.info[EMITTED] = True
    return number
