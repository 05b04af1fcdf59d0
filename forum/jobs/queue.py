"""The queue that wakes the worker: a file of its own, or Redis.

Nothing depends on it that must not be lost. What is to be done stands in the outbox; a task only
says "look there now", and the sweep of each minute looks in any case. So a queue that is stopped,
slow or emptied costs a minute, never a mail, and never makes a person wait for long.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from redis import ConnectionPool
from sqlalchemy import event
from sqlalchemy.orm import Session

from forum.extensions import db
from forum.jobs.work import sweep, work_off
from forum.outbox.actions import EMITTED

log = structlog.get_logger("colloquy")

NAME = "colloquy"
#: A slow Redis is as good as none: whoever posts does not wait for it. The worker's own reads block
#: for a second at most, which is why its patience is longer.
PATIENCE_WITH_REDIS = {"socket_timeout": 2.0, "socket_connect_timeout": 0.5}
#: Seconds for which a queue that failed is not asked again by this process.
PATIENCE = 30.0


class Queue:
    """Wakes the worker of one application."""

    def __init__(self, huey: Huey, drain: Callable[[], Any]) -> None:
        self.huey = huey
        self._drain = drain
        self._not_before = 0.0

    def wake(self) -> None:
        """Say that there is work. A queue that cannot be reached is left alone for a while."""
        if time.monotonic() < self._not_before:
            return
        try:
            self._drain()
        except Exception as error:  # whatever a queue can raise, the text is saved
            self._not_before = time.monotonic() + PATIENCE
            log.warning("worker_not_woken", error=type(error).__name__)


def init_app(app: Flask) -> None:
    """Build the queue with its tasks. In tests nobody is woken: they work the outbox off."""
    huey = _build(app)

    def drain_now() -> None:
        with app.app_context():
            work_off()

    def sweep_now() -> None:
        with app.app_context():
            sweep()

    drain = huey.task(name="drain")(drain_now)
    huey.periodic_task(crontab(minute="*"), name="sweep")(sweep_now)
    app.extensions["queue"] = Queue(huey, drain)
    if not event.contains(db.session, "after_commit", _after_commit):
        event.listen(db.session, "after_commit", _after_commit)


def _build(app: Flask) -> Huey:
    url: str = app.config["QUEUE_URL"]
    if url.startswith("redis"):
        return RedisHuey(
            NAME,
            results=False,
            connection_pool=ConnectionPool.from_url(url, **PATIENCE_WITH_REDIS),
        )
    path = Path(app.config["INSTANCE"]) / "queue.db"
    return SqliteHuey(NAME, filename=str(path), results=False)


def _after_commit(session: Session) -> None:
    """Wake the worker where the transaction left something in the outbox."""
    if session.info.pop(EMITTED, False) and current_app and not current_app.testing:
        current_app.extensions["queue"].wake()
