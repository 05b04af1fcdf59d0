"""When the database is locked, full or gone: 503 with the text given back, never a bare 500.

A fault of ours (a wrong statement, a missing table) is not an outage and stays a 500.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
# PostgreSQL's classes: connection, rolled back by the server, out of resources, object in use,
# stopped by the operator, system error.
_POSTGRESQL = ("08", "40", "53", "55", "57", "58")


def is_outage(error: BaseException | None) -> bool:
    """Whether the database could not be reached or could not write, through no fault of ours."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    cause: Any = error.orig
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in _SQLITE
    state = getattr(cause, "sqlstate", None)
    if state is None:  # the driver speaks, not the server: the connection is gone
        return type(cause).__name__ in ("OperationalError", "InterfaceError")
    return str(state).startswith(_POSTGRESQL)


class OutageGuard:
    """Answers for an application that fails outside its own error handlers, as when the
    connection breaks while a request is being put away.
    """

    def __init__(self, app: Flask, page: Callable[[Request], Response]) -> None:
        self._app = app
        self._application: WSGIApplication = app.wsgi_app
        self._page = page

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun: list[Any] = []

        def hold(status: str, headers: list[tuple[str, str]], failure: Any = None) -> Any:
            """Keep the first line back until the request is put away, so that it can change."""
            begun[:] = [status, headers, failure]
            return _write_nothing

        try:
            body = self._application(environ, hold)
        except SQLAlchemyError as error:
            if not is_outage(error):
                raise
            return self._answer(environ)(environ, start_response)
        start_response(*begun)
        return body

    def _answer(self, environ: WSGIEnvironment) -> Response:
        # The request that failed has read the form already; it holds what was typed.
        asked = environ.get("colloquy.request") or Request(environ)
        with self._app.app_context():
            return self._page(asked)


def _write_nothing(_data: bytes) -> None:
    """WSGI's old way of sending a body, which Flask does not use."""
    raise NotImplementedError
