"""The queue that wakes the worker: a file of its own, or Redis.

Nothing depends on it that must not be lost. What is to be done stands in the outbox; a task only
says "look there now", and the sweep of each minute looks in any case. So a queue that is stopped,
slow or emptied costs a minute, never a mail, and never makes a person wait for long.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import structlog
from flask import Flask, current_app
from huey import BlackHoleHuey, Huey, RedisHuey, SqliteHuey, crontab
from redis import ConnectionPool
from sqlalchemy import event
from sqlalchemy.orm import Session

from forum.extensions import db
from forum.frames import frames
from forum.jobs.work import sweep, work_off
from forum.outbox.actions import EMITTED

log = structlog.get_logger("colloquy")

NAME = "colloquy"
#: A slow Redis is as good as none: whoever posts does not wait for it.
PATIENCE_OF_WRITERS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
#: The worker's own reads block for a second, and its connections have to wait for longer.
PATIENCE_OF_WORKER = {"socket_timeout": 5.0}
#: Seconds for which a queue that failed is not asked again by this process.
PATIENCE = 30.0


class Queue:
    """Wakes the worker of one application, and holds what the worker does when it is woken."""

    def __init__(self, app: Flask, huey: Huey) -> None:
        self.huey = huey
        self.stopping = Event()
        #: When the last sweep began here, on the clock that is never set back.
        self.swept_at = time.monotonic()
        #: What is called where a task came through the queue, which shows that it answers.
        self.heard: Callable[[], None] = lambda: None
        self._app = app
        self._not_before = 0.0
        self._enqueue_drain = huey.task(name="drain")(self._woken)
        huey.periodic_task(crontab(minute="*"), name="sweep")(self._minute_passed)

    def wake(self) -> None:
        """Say that there is work. A queue that cannot be reached is left alone for a while."""
        if time.monotonic() < self._not_before:
            return
        try:
            self._enqueue_drain()
        except Exception as error:  # whatever a queue can raise, the text is saved
            self._not_before = time.monotonic() + PATIENCE
            log.warning("worker_not_woken", error=type(error).__name__)

    def serve_worker(self) -> None:
        """From here on this process reads the queue."""
        if isinstance(self.huey, RedisHuey):
            self.huey.storage.pool.connection_kwargs.update(PATIENCE_OF_WORKER)
            self.huey.storage.pool.disconnect()

    def drain(self) -> None:
        """Work the outbox off, as long as the worker is not told to stop."""
        self._do(work_off)

    def sweep(self) -> None:
        """What is done every minute, as long as the worker is not told to stop."""
        self.swept_at = time.monotonic()
        self._do(sweep)

    def _woken(self) -> None:
        self.heard()
        self.drain()

    def _minute_passed(self) -> None:
        self.heard()
        self.sweep()

    def _do(self, work: Callable[..., int]) -> None:
        """Work in a session of its own. A database that is away costs a line in the log; what was
        to be done stands in it and is done once it is back.
        """
        try:
            with self._app.app_context():
                work(goes_on=lambda: not self.stopping.is_set())
        except Exception as error:  # its text may quote what somebody wrote
            log.error("worker_failed", error=type(error).__name__, at=frames(error)[-1:])


def init_app(app: Flask) -> None:
    """Build the queue with its tasks. In tests nobody is woken: they work the outbox off."""
    app.extensions["queue"] = Queue(app, _build(app))
    if not event.contains(db.session, "after_commit", _after_commit):
        event.listen(db.session, "after_commit", _after_commit)


def _build(app: Flask) -> Huey:
    url: str = app.config["QUEUE_URL"]
    if url.startswith("redis"):
        return RedisHuey(
            NAME,
            results=False,
            connection_pool=ConnectionPool.from_url(url, **PATIENCE_OF_WRITERS),
        )
    return _in_file(Path(app.config["INSTANCE"]) / "queue.db")


def _in_file(path: Path) -> Huey:
    """A queue in a file. One that is damaged is made anew, for nothing in it is needed; where none
    can be made, wake-ups go nowhere, and the worker sweeps each minute.
    """
    try:
        return _open_file(path)
    except sqlite3.OperationalError as error:
        log.warning("queue_unusable", error=type(error).__name__)
        return BlackHoleHuey(NAME, results=False)
    except sqlite3.DatabaseError:
        log.warning("queue_made_anew")
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        return _open_file(path)


def _open_file(path: Path) -> Huey:
    return SqliteHuey(NAME, filename=str(path), results=False, fsync=False)


def _after_commit(session: Session) -> None:
    """Wake the worker where the transaction left something in the outbox."""
    if session.info.pop(EMITTED, False) and current_app and not current_app.testing:
        current_app.extensions["queue"].wake()
