"""The worker: huey's consumer in this process, watched over by its main thread.

huey's threads wait for the queue: a "drain" each time a commit left work, a "sweep" each minute,
which huey's own scheduler puts into the queue. Neither may be needed, because a Redis that is away
takes both with it, and the outbox does not need a queue at all. So the main thread, which has
nothing else to do, sweeps itself as soon as none has begun for a minute, whatever the reason: the
queue is away, the scheduler's thread has died, every thread has been busy for that long, or
another worker took the sweep. That is simpler than finding out which, and a sweep too many does no
harm: each entry is claimed by one.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

import structlog
from flask import Flask
from huey import SqliteHuey
from huey.consumer import Consumer

from forum.database import utc_now
from forum.extensions import db
from forum.jobs.outages import Outages
from forum.jobs.queue import Queue
from forum.jobs.work import look_ahead, work_off
from forum.outbox.queries import count_failed

log = structlog.get_logger("colloquy")

THREADS = 2
#: How often the main thread looks around.
LOOK = 1.0
#: The main thread sweeps where nobody has for so long: a minute, and time for huey to be first.
UNSWEPT = 65.0
#: How often threads that died are replaced.
HEALTH = 10.0
#: How long a thread may take for the entry in hand once it is told to stop. A mail server that
#: answers in drops may take longer; what is left then is not lost: its lease runs out, and it is
#: done again.
GRACE = 45.0
#: The longest pause between two looks into a queue that is a file. Redis says it at once.
LOOK_INTO_FILE = 1.0
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Threads(Consumer):
    """huey's threads without huey's signals: those end or restart the process in its own way."""

    def _set_signal_handlers(self) -> None:
        """The signals stay what `run` made them."""


@dataclass(frozen=True)
class Outcome:
    """What came of working the outbox off once."""

    taken: int
    given_up: int


def run(app: Flask, threads: int = THREADS, grace: float = GRACE) -> None:
    """Work until SIGTERM or SIGINT, then finish the entry in hand; only in the main thread.

    A second signal ends the process at once, as does an entry that takes longer than ``grace``.
    """
    queue: Queue = app.extensions["queue"]
    stop_on_signals(queue.stopping)
    queue.serve_worker()
    _listen_to_huey(queue)
    _forget_old_wake_ups(queue)
    consumer = _threads_of(queue, threads, grace)
    consumer.start()
    queue.sweep()
    _look_around(queue, consumer)
    consumer.stop(graceful=True)


def work_once(app: Flask, tell: Callable[[int], Any]) -> Outcome:
    """Plan what is dated and do everything that is due, then end; ``tell`` hears the number done
    so far after each entry.
    """
    began = utc_now()
    taken = 0
    with app.app_context():
        look_ahead()
        while work_off(1):
            taken += 1
            tell(taken)
        return Outcome(taken, count_failed(db.session(), since=began))


def stop_on_signals(stopping: Event) -> None:
    """The first signal asks to stop, the second one ends the process."""

    def stop(*_: object) -> None:
        stopping.set()
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    for number in SIGNALS:
        signal.signal(number, stop)


def _threads_of(queue: Queue, threads: int, grace: float) -> Threads:
    is_file = isinstance(queue.huey, SqliteHuey)
    return Threads(
        queue.huey,
        workers=threads,
        max_delay=LOOK_INTO_FILE if is_file else 10.0,
        shutdown_timeout=grace,
    )


def _listen_to_huey(queue: Queue) -> None:
    """Say in lines of our own what huey says of the queue, and nothing of each task."""
    outages = Outages()
    queue.heard = outages.over
    logger = logging.getLogger("huey")
    logger.handlers[:] = [outages]
    logger.setLevel(logging.WARNING)
    logger.propagate = False


def _forget_old_wake_ups(queue: Queue) -> None:
    """Everything is looked at now in any case; a worker that was down for a day finds thousands."""
    try:
        queue.huey.storage.flush_queue()
    except Exception as error:  # Redis is away; the lines say so once
        logging.getLogger("huey").warning("The queue was not emptied.", exc_info=error)


def _look_around(queue: Queue, consumer: Threads) -> None:
    """Until told to stop: replace threads that died, and sweep where nobody else does."""
    looked_after = time.monotonic()
    while not queue.stopping.wait(LOOK):
        now = time.monotonic()
        if now - looked_after >= HEALTH:
            looked_after = now
            consumer.check_worker_health()
        if now - queue.swept_at >= UNSWEPT:
            queue.sweep()
