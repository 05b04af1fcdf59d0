"""A request that comes to a write while another transaction holds the same, not committed yet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from forum.extensions import db

Answer = TypeVar("Answer")
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def while_written(
    session: Session, write: Callable[[], object], send: Callable[[], Answer]
) -> Answer:
    """What ``send`` gets: it begins once ``write`` is done in ``session``, which commits when
    ``send`` waits for it.

    So on PostgreSQL ``send`` reads before the commit and writes after it. SQLite lets in one writer
    at a time: there it reads after the commit.
    """
    session.commit()
    write()
    session.flush()
    got: list[Answer] = []
    failed: list[BaseException] = []

    def one() -> None:
        try:
            got.append(send())
        except BaseException as error:  # for the thread of the test
            failed.append(error)

    sender = threading.Thread(target=one)
    sender.start()
    _until_it_waits(sender)
    session.commit()
    sender.join(20)
    if failed:
        raise failed[0]
    return got[0]


def _until_it_waits(sender: threading.Thread) -> None:
    if db.engine.dialect.name == "sqlite":
        time.sleep(0.2)
        return
    until = time.monotonic() + 10
    with db.engine.connect() as watching:
        while sender.is_alive() and time.monotonic() < until:
            if watching.scalar(_WAITING):
                return
            watching.rollback()
            time.sleep(0.02)
