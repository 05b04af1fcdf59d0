"""The one process that is measured: the product and the floor behind the server of ``make run``."""

from __future__ import annotations

import logging
import multiprocessing
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
import waitress
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

from tests.bench.stage import NOW

HOST = "127.0.0.1"
#: Where the floor answers, and where the process says how much CPU time it has used.
FLOOR, CLOCK = "/_floor", "/_cpu"
#: A request with this header meets a process that has kept no rendered post.
COLD = "X-Bench-Cold"


@contextmanager
def serving(app: Flask, floor: Flask) -> Iterator[int]:
    """Serve both until the block ends; gives the port. Close database connections before."""
    listener = socket.create_server((HOST, 0))
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=_serve, args=(app, floor, listener), daemon=True)
    process.start()
    try:
        yield listener.getsockname()[1]
    finally:
        process.terminate()
        process.join()
        listener.close()


def _serve(app: Flask, floor: Flask, listener: socket.socket) -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with time_machine.travel(NOW, tick=True):
        both = DispatcherMiddleware(_forgetful(app), {FLOOR: floor, CLOCK: _clock})
        waitress.create_server(both, sockets=[listener], threads=4, ident=None).run()


def _forgetful(app: Flask) -> Callable[..., Iterable[bytes]]:
    asked = "HTTP_" + COLD.upper().replace("-", "_")

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if asked in environ:
            app.extensions["fragments"].clear()
        return app(environ, start_response)

    return answer


def _clock(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    return Response(str(time.process_time_ns()))(environ, start_response)
