"""The few fixtures everything stands on: an application on each database, its session, a client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.extensions import db
from tests.support import databases


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.Applications]:
    """Applications by database name, each built and migrated once per test process."""
    made = databases.Applications(tmp_path_factory.mktemp("instance"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, applications: databases.Applications) -> Iterator[Flask]:
    """The application on an empty database; each test runs on SQLite and on PostgreSQL."""
    application = applications.get(request.param)
    with application.app_context():
        yield application
        db.session.rollback()
        databases.empty(db.engine)
        db.session.remove()


@pytest.fixture
def session(app: Flask) -> Session:
    """The test's own session, apart from that of the requests it makes; commit what they need."""
    return db.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()
