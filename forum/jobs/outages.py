"""What huey logs, in lines of the product: one when the queue stops answering, one when it is back.

huey itself would write a page of traceback for each attempt to reach a Redis that is away.
"""

from __future__ import annotations

import logging
from threading import Lock

import structlog

log = structlog.get_logger("colloquy")


class Outages(logging.Handler):
    """Takes the warnings and errors of huey's loggers."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lock = Lock()
        self._is_out = False

    def emit(self, record: logging.LogRecord) -> None:
        """Say the first error of an outage, by its kind; pass on what is no error."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            log.warning("worker_says", said=record.getMessage())
        elif self._begins():
            log.warning("queue_away", error=type(error).__name__)

    def over(self) -> None:
        """Something came through the queue."""
        with self._lock:
            was_out, self._is_out = self._is_out, False
        if was_out:
            log.info("queue_back")

    def _begins(self) -> bool:
        with self._lock:
            was_out, self._is_out = self._is_out, True
        return not was_out
