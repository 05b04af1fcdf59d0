"""The migrations lead up, down and up again on both databases, and to what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.operations import Operations
from alembic.util import CommandError
from flask import Flask
from sqlalchemy import inspect

from forum import create_app
from forum.extensions import db
from tests.support import databases


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database in which nothing has been made yet."""
    made = databases.Applications(tmp_path)
    address = made.address(request.param)
    settings = {**databases.SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": address}
    application = create_app(settings)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()
    made.close()


def tables() -> set[str]:
    """The tables that are there now, apart from the migrations' own."""
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again_end_where_the_models_are(empty_app):
    flask_migrate.upgrade()
    assert tables() == set(db.metadata.tables)
    flask_migrate.downgrade(revision="base")
    assert tables() == set()
    flask_migrate.upgrade()
    flask_migrate.check()


def test_a_second_upgrade_changes_nothing(empty_app):
    flask_migrate.upgrade()
    before = tables()
    flask_migrate.upgrade()
    assert tables() == before


def test_a_migration_that_fails_leaves_nothing_half_made(empty_app, monkeypatch):
    """Stopped in the last step, the whole run is undone, tables of earlier steps included."""
    create = Operations.create_table

    def stopping(self, name, *args, **kwargs):
        if name == "released_grade":
            raise CommandError("stopped")
        return create(self, name, *args, **kwargs)

    monkeypatch.setattr(Operations, "create_table", stopping)
    with pytest.raises(SystemExit):
        flask_migrate.upgrade()
    assert tables() == set()
