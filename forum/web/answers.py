"""What kind of answer a request wants."""

from __future__ import annotations

from flask import request

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def wants_json() -> bool:
    """Whether a script asked: by ``Accept: application/json``, ``X-Requested-With``, or a body of
    JSON. A form sent by a script with ``Accept: text/html`` wants the page.
    """
    accepted = request.accept_mimetypes
    if "Accept" in request.headers and accepted.best != "*/*":
        best = accepted.best_match(("text/html", "application/json"))
        if best == "application/json":
            return True
        if accepted["text/html"] and accepted.best == "text/html":
            return False
    return request.is_json or "X-Requested-With" in request.headers


def is_unsafe() -> bool:
    """Whether the request may change something."""
    return request.method not in SAFE
