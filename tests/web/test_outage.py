"""A database that is locked, read-only or gone: 503 with the text, and back by itself."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from forum.extensions import db
from forum.web.outage import is_outage
from tests.support.factories import make_user, sign_in
from tests.web.trial import trial_app

TEXT = "A whole evening's work.\n" * 40
FORM = {"overview": TEXT}


@pytest.fixture
def trial(app: Flask) -> Iterator[Flask]:
    with trial_app(app) as made:
        yield made


@pytest.fixture
def browser(trial: Flask, session: Session) -> FlaskClient:
    made = trial.test_client()
    sign_in(made, session, make_user(session, "Carla Mendes"))
    session.rollback()
    return made


def assert_is_outage(answer: Any) -> None:
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "We cannot save or show this just now" in answer.text
    assert "Carla" not in answer.text, "the page asks nothing of the database"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def assert_keeps_text(answer: Any) -> None:
    box = re.search(r'id="kept-1"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert box is not None
    assert box[1].replace("&#39;", "'") == TEXT
    assert "Send again" in answer.text


def gone() -> OperationalError:
    """What SQLAlchemy raises where PostgreSQL does not answer."""
    return OperationalError("SELECT 1", {}, psycopg.OperationalError("connection refused"))


def failing(app: Flask, statement: str) -> Any:
    """Let each statement that begins so fail as on a connection that broke."""

    def fail(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if sql.startswith(statement):
            raise gone()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", fail)
    return lambda: event.remove(engine, "before_cursor_execute", fail)


def test_a_database_that_is_gone_says_so_and_comes_back_by_itself(
    trial: Flask, browser: FlaskClient
) -> None:
    mend = failing(trial, "SELECT")
    assert_is_outage(browser.get("/account"))
    refused = browser.post("/trial/post", data=FORM)
    assert_is_outage(refused)
    assert_keeps_text(refused)
    asked = browser.get("/account", headers={"Accept": "application/json"})
    assert (asked.status_code, asked.json["retry_after"]) == (503, 10)
    mend()
    assert browser.post("/trial/post", data=FORM).json == FORM


def test_a_write_that_fails_keeps_the_text(trial: Flask, browser: FlaskClient) -> None:
    mend = failing(trial, "DELETE")
    refused = browser.post("/trial/post", data=FORM)
    mend()
    assert_is_outage(refused)
    assert_keeps_text(refused)


def test_a_connection_that_breaks_while_a_request_is_put_away_is_no_bare_500(
    trial: Flask, browser: FlaskClient
) -> None:
    fail = True

    def break_down(_error: BaseException | None) -> None:
        nonlocal fail
        if fail:
            fail = False
            raise gone()

    trial.teardown_appcontext_funcs.insert(0, break_down)  # called last: the session is put away
    refused = browser.post("/trial/post", data=FORM)
    assert_is_outage(refused)
    assert_keeps_text(refused)


def test_a_locked_sqlite_file_lets_readers_read_and_writers_keep_their_text(
    trial: Flask, browser: FlaskClient
) -> None:
    with trial.app_context():
        address = db.engine.url
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL locks rows, not files")
        event.listen(db.engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA busy_timeout=50"))
        db.engine.dispose()
    other = sqlite3.connect(Path(str(address.database)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert browser.get("/account").status_code == 200
    refused = browser.post("/trial/post", data=FORM)
    other.execute("ROLLBACK")
    other.close()
    assert_is_outage(refused)
    assert_keeps_text(refused)
    assert browser.post("/trial/post", data=FORM).status_code == 200


def test_a_wrong_statement_is_our_mistake_and_no_outage(browser: FlaskClient) -> None:
    answer = browser.post("/trial/statement", data=FORM)
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "no_such_table" not in answer.text
    assert_keeps_text(answer)


def test_the_page_of_a_mistake_names_the_request(browser: FlaskClient) -> None:
    answer = browser.get("/trial/break")
    assert answer.headers["X-Request-ID"] in answer.text
    told = browser.get("/trial/break", headers={"Accept": "application/json"})
    assert told.json["request_id"] == told.headers["X-Request-ID"]


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(f"code {code}")
    error.sqlite_errorcode = code
    return error


class Refused(psycopg.Error):
    """An error that the server itself reports."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.sqlstate = state


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), True),
        (sqlite_error(sqlite3.SQLITE_BUSY | (2 << 8)), True),
        (sqlite_error(sqlite3.SQLITE_FULL), True),
        (sqlite_error(sqlite3.SQLITE_READONLY), True),
        (sqlite_error(sqlite3.SQLITE_IOERR), True),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), True),
        (sqlite_error(sqlite3.SQLITE_ERROR), False),
        (sqlite3.OperationalError("no code"), False),
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (Refused("57P01"), True),
        (Refused("53100"), True),
        (Refused("40P01"), True),
        (Refused("42P01"), False),
        (Refused("22021"), False),
    ],
    ids=str,
)
def test_outages_are_told_from_mistakes(cause: Exception, expected: bool) -> None:
    assert is_outage(OperationalError("SELECT 1", {}, cause)) is expected


def test_other_errors_are_no_outages() -> None:
    assert is_outage(PoolTimeoutError("no connection was free for 30 s"))
    assert is_outage(OperationalError("", {}, Exception(), connection_invalidated=True))
    assert not is_outage(IntegrityError("", {}, sqlite3.IntegrityError("unique")))
    assert not is_outage(RuntimeError("x"))
    assert not is_outage(None)
