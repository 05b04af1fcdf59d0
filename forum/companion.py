"""The worker beside the server of `make run`: the server's end of it, and its own.

The two are held together by a pipe: the server holds the writing end and writes nothing, the
worker reads the other one. However the server ends, killed without a word included, the system
closes the pipe, and the worker ends with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from threading import Event, Thread

import structlog

from forum import create_app
from forum.jobs.worker import run, stop_on_signals

log = structlog.get_logger("colloquy")

#: Seconds for which the worker may go on with the entry in hand; somebody waits for the end.
GRACE = 2.0
#: Seconds after which a worker that did not end by itself is ended.
PATIENCE = 2 * GRACE
#: Seconds before a worker that died is started again.
PAUSE = 3.0


class Companion:
    """Keeps a worker running from ``start`` to ``stop``."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "forum.companion")) -> None:
        self._command = command
        self._stopping = Event()
        self._process = self._begin()
        Thread(target=self._keep, name="companion", daemon=True).start()

    def ask_to_stop(self) -> None:
        """Let the worker finish the entry in hand, and start no other one."""
        self._stopping.set()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def stop(self) -> None:
        """End the worker; wait for it, but not for long."""
        self.ask_to_stop()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _begin(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl+C in the terminal is for the server, which ends both.
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)

    def _keep(self) -> None:
        """Start the worker again whenever it ends, after a pause."""
        while True:
            code = self._process.wait()
            if self._stopping.is_set():
                return
            log.warning("worker_died", exit_code=code, again_in_seconds=PAUSE)
            if self._stopping.wait(PAUSE):
                return
            self._process = self._begin()


def main() -> int:
    """Be the worker until the standard input ends."""
    stopping = Event()
    Thread(target=_end_with_input, args=(stopping,), daemon=True).start()
    stop_on_signals(stopping)
    app = create_app()
    app.extensions["queue"].stopping = stopping
    run(app, grace=GRACE)
    return 0


def _end_with_input(stopping: Event) -> None:
    """Wait for the end of the input, then stop; whatever takes longer than that is cut off."""
    sys.stdin.buffer.read()
    stopping.set()
    time.sleep(PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
