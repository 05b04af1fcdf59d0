"""Log lines: JSON in production, readable locally, with the request's number in each.

No personal data: people are numbers, addresses are route names, and an exception is logged by its
kind and its place, because its text may quote what somebody wrote.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import structlog
from flask import Flask, g, request
from flask.wrappers import Response

log = structlog.get_logger("colloquy")


def init_logs(app: Flask) -> None:
    """Configure structlog and log one line for each request."""
    is_production = app.config["ENVIRONMENT"] == "production"
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    if not app.testing:
        _write_to_stdout(before, is_production)
    app.before_request(_start_clock)
    if is_production:
        app.after_request(_log_request)
        app.logger.addFilter(_is_without_text)


def _write_to_stdout(before: list[Any], is_production: bool) -> None:
    # Python's own traceback: where rich is installed, structlog would print the values of every
    # frame, which are what people wrote, and take seconds for it.
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = structlog.processors.JSONRenderer() if is_production else plain
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processor=renderer)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.getLogger("colloquy").setLevel(logging.INFO)


def _is_without_text(record: logging.LogRecord) -> bool:
    """Flask's own line about an exception holds its text and the address; ours does not."""
    return not record.exc_info


def _start_clock() -> None:
    g.started = time.perf_counter()


def _log_request(response: Response) -> Response:
    # The route, never the path: a path may hold a one-use link.
    route = request.url_rule.rule if request.url_rule else "(none)"
    passed = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000)
    log.info("request", method=request.method, route=route, status=response.status_code, ms=passed)
    return response
