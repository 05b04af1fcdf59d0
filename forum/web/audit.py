"""What site admins read in courses they do not belong to, in the log of the operator.

A line of the log, not a row: a page that is only read writes nothing to the database
(docs/decisions/0004). People and courses are numbers.
"""

from __future__ import annotations

from flask import Flask, g, request
from flask.wrappers import Response
from structlog import get_logger

from forum.rules.roles import Role
from forum.web.access import Place

log = get_logger("colloquy")

#: The blueprints whose pages hold what people wrote, how they stand, or what they did.
_TELLING = frozenset({"activity", "discussion", "grades", "grading", "participation"})


def init_audit(app: Flask) -> None:
    """Log what is read by virtue of administering the site."""
    app.after_request(_log_reading)


def _log_reading(response: Response) -> Response:
    """One line for each such page that was shown, from the browser's own store too (304)."""
    place: Place | None = g.get("place")
    was_shown = request.method == "GET" and response.status_code in (200, 304)
    if place is None or not was_shown or request.blueprint not in _TELLING:
        return response
    if place.viewer.role is Role.ADMIN:  # nobody is enrolled as that
        log.info(
            "sensitive_read",
            user_id=place.viewer.user_id,
            course_id=place.course.id,
            endpoint=request.endpoint,
        )
    return response
