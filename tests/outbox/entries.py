"""Entries of the outbox, put in and taken as a worker takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.database import transaction
from forum.extensions import db
from forum.outbox import actions as outbox
from forum.outbox.actions import Work
from forum.outbox.models import OutboxEntry

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


def give_up(session: Session, *keys: str) -> None:
    """Put work into the outbox that fails for good."""
    put(session, *keys)
    for _key in keys:
        with transaction() as changing:
            outbox.give_up(changing, taken(), now=NOW, reason="refused")
