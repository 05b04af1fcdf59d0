"""Runs migrations inside the application's context, each run in one transaction."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

config = context.config


def run() -> None:
    """Migrate over the connection given in the configuration, or a new one."""
    given = config.attributes.get("connection")
    if given is not None:
        migrate_over(given)
        return
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        migrate_over(connection)


def migrate_over(connection: Connection) -> None:
    """Run the migrations: all of them or none, on SQLite too."""
    migrate = current_app.extensions["migrate"]
    # Batch mode copies tables on SQLite, so references are not checked halfway.
    _foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=migrate.db.metadata,
        transactional_ddl=True,
        render_item=_render_item,
        **migrate.configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
    _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, value: str) -> None:
    """Switch SQLite's checks; the pragma does nothing inside a transaction, hence the commit."""
    if connection.dialect.name != "sqlite":
        return
    connection.commit()
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys={value}")


def _render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types as plain SQLAlchemy, so that migrations need nothing of ours."""
    name = type(item).__name__
    if kind == "type" and name == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and name == "JSON":
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


run()
