"""Makes the databases the tests run on: a SQLite file, and a PostgreSQL database of our own."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, make_url, text

from forum import create_app
from forum.extensions import db
from tests.support.client import Browser

# What a developer's PostgreSQL usually answers to on this machine.
CANDIDATES = (
    "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
    "postgresql+psycopg://postgres:postgres@127.0.0.1:5432/postgres",
    "postgresql+psycopg:///postgres",
)

SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "a key for tests alone, which protects nothing",
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
}


class Applications:
    """Builds an application on a fresh, migrated database when a test first asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Flask] = {}
        self.databases: list[str] = []

    def get(self, name: str) -> Flask:
        """The application on ``sqlite`` or ``postgresql``; skips where there is no server."""
        if name not in self.made:
            self.made[name] = self.build(self.address(name))
        return self.made[name]

    def build(self, address: str, **settings: object) -> Flask:
        """An application on the database at ``address``, migrated."""
        application = create_app(
            {
                **SETTINGS,
                "INSTANCE": self.folder,
                "MAIL_FOLDER": self.folder / "mail",
                "SQLALCHEMY_DATABASE_URI": address,
                **settings,
            }
        )
        application.test_client_class = Browser
        with application.app_context():
            if db.engine.dialect.name == "sqlite":
                event.listen(db.engine, "connect", _reverse_what_has_no_order)
            flask_migrate.upgrade()
        return application

    def address(self, name: str) -> str:
        """A new, empty database of that kind."""
        if name == "sqlite":
            return f"sqlite:///{self.folder / (uuid.uuid4().hex + '.db')}"
        server = postgresql_server()
        database = f"colloquy_test_{uuid.uuid4().hex[:12]}"
        _run(server, f'CREATE DATABASE "{database}"')
        _run(server, f'ALTER DATABASE "{database}" SET synchronous_commit = off')
        self.databases.append(database)
        return make_url(server).set(database=database).render_as_string(hide_password=False)

    def close(self) -> None:
        """Let go of every connection and drop what was made."""
        for application in self.made.values():
            with application.app_context():
                db.session.remove()
                db.engine.dispose()
        for database in self.databases:
            _run(postgresql_server(), f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def postgresql_server() -> str:
    """The address of a PostgreSQL server; skips with the reason, or fails where CI is set."""
    given = os.environ.get("TEST_DATABASE_URL")
    for address in (given,) if given else CANDIDATES:
        plain = address.replace("+psycopg", "")
        try:
            psycopg.connect(plain, connect_timeout=2).close()
        except psycopg.OperationalError:
            continue
        return plain.replace("postgresql://", "postgresql+psycopg://")
    return missing("no PostgreSQL answers on its standard local port or at TEST_DATABASE_URL")


def missing(reason: str) -> str:
    """Skip the test, or fail it on CI, where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def empty(engine: Engine) -> None:
    """Delete every row; sequences go on, which no test may depend on.

    A test fills a few of the fifty tables, so one statement asks which; deleting from all of them
    costs more than many a test.
    """
    tables = list(reversed(db.metadata.sorted_tables))
    filled = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {table.name})"
        for place, table in enumerate(tables)
    )
    with engine.begin() as connection:
        for (place,) in sorted(connection.exec_driver_sql(filled).all()):
            connection.exec_driver_sql(f"DELETE FROM {tables[place].name}")


def _reverse_what_has_no_order(connection: Any, _record: Any) -> None:
    # PostgreSQL gives rows in any order where none is asked for, but nearly always in that of their
    # making; here they come backwards, and whatever leans on an order it did not ask for is seen.
    connection.execute("PRAGMA reverse_unordered_selects=ON")


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
