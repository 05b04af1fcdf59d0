"""What every table stands on: the base model, UTC instants, JSON, and ``transaction()``.

No table and no query lives here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import psycopg
from sqlalchemy import JSON, DateTime, Dialect, Engine, Insert, Table, event, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator

from forum.extensions import READS_ALONE, Base, db

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

_SQLITE_TAKEN = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
_POSTGRESQL_TAKEN = "23505"

#: A JSON column: JSONB on PostgreSQL, text on SQLite.
Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC. SQLite keeps it without its zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive datetime cannot be stored; give it a zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC instant."""
        return None if value is None else in_utc(value)


Model.registry.update_type_annotation_map({datetime: UtcDateTime, dict: Json, list: Json})


def in_utc(value: datetime) -> datetime:
    """An instant as the database's driver gives it (without a zone by SQLite's), in UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    """The present instant in UTC; doors read it once and pass it down."""
    return datetime.now(UTC)


@contextmanager
def transaction() -> Iterator[Session]:
    """Do one piece of work whole or not at all; the only place where a door commits.

    What was read before is let go first, so that SQLite can take its write lock at the start
    (``BEGIN IMMEDIATE``) instead of failing halfway when two writers meet.
    """
    session = db.session()
    session.commit()
    reads_alone = session.info.pop(READS_ALONE, False)
    try:
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[READS_ALONE] = reads_alone


def read_alone() -> None:
    """Let this request's session read without a transaction, until ``transaction()`` begins one.

    On PostgreSQL that saves two round trips. Above all the driver keeps what it has prepared: a
    transaction that only read would end with ROLLBACK, after which psycopg has the server forget
    every prepared statement, and the server would plan each one anew for each page.
    """
    db.session().info[READS_ALONE] = True


def hold_transaction(session: Session) -> None:
    """Begin a transaction now where the session reads alone (``read_alone``), until its end.

    Whoever reads in batches needs it: a cursor that the server keeps open ends with its
    transaction.
    """
    if not session.info.get(READS_ALONE):
        return
    connection = session.connection()
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection) and not driver.info.transaction_status:
        connection.exec_driver_sql("BEGIN")


def _begin_before_writing(session: Session, *_: Any) -> None:
    """Objects that were changed outside of ``transaction()`` are written in a transaction all the
    same, so that nothing of them stays unless somebody commits.
    """
    hold_transaction(session)


event.listen(Session, "before_flush", _begin_before_writing)


@contextmanager
def takes_once(session: Session, refusal: Exception) -> Iterator[None]:
    """Write what stands once, such as a name, after it was found free: raises ``refusal`` where
    another transaction took it in between. What the block wrote is undone, the rest stays.

    Only PostgreSQL comes to that: SQLite lets in one writer at a time.
    """
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        if is_clash(error):
            raise refusal from error
        raise


def is_clash(error: BaseException | None) -> bool:
    """Whether somebody else made the same row a moment before: a unique constraint said no."""
    if not isinstance(error, IntegrityError):
        return False
    cause: Any = error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) in _SQLITE_TAKEN
    return getattr(cause, "sqlstate", None) == _POSTGRESQL_TAKEN


def insert_new(
    session: Session,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *returning: InstrumentedAttribute[Any],
) -> list[Any]:
    """Insert the rows whose unique keys are not taken, in few statements however many they are.

    Returns of each new row the column ``returning``, or a tuple where it names several. Columns
    without a value need one in each row: defaults of the model are not asked.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert_into = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert_into(_core(table)).on_conflict_do_nothing()
    return _insert(session, statement, rows, returning)


def insert_many(
    session: Session,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *returning: InstrumentedAttribute[Any],
) -> list[Any]:
    """Insert rows of which none is there yet, as ``insert_new`` does; no event of the model is
    heard.
    """
    return _insert(session, insert(_core(table)), rows, returning)


def _core(table: type[Base]) -> Table:
    """The bare table: statements for the class are built row by row, ten times as long as the
    database takes to carry them out.
    """
    return cast(Table, table.__table__)


def _insert(
    session: Session,
    statement: Insert,
    rows: Sequence[Mapping[str, Any]],
    returning: Sequence[InstrumentedAttribute[Any]],
) -> list[Any]:
    if not rows:
        return []
    session.flush()
    columns = [statement.table.c[one.key] for one in returning]
    if columns:
        statement = statement.returning(*columns)
    found: list[Any] = []
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        result = session.execute(statement, rows[start : start + _ROWS_AT_ONCE])
        if columns:
            found += result.scalars().all() if len(columns) == 1 else result.all()
    return found


#: SQLite takes some thirty thousand values in one statement; a row has up to twenty.
_ROWS_AT_ONCE = 1_000


def prepare_engine(engine: Engine) -> None:
    """Make SQLite durable and strict, and let PostgreSQL's prepared statements end with the tables
    they were prepared for.

    WAL with synchronous=FULL keeps every acknowledged post through a power loss (NORMAL does
    not); foreign keys are off by default; another process's lock is waited for 5 s.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "handle_error", _leave_old_plans)
        return
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)


def _leave_old_plans(context: ExceptionContext) -> None:
    """Give up connections whose statements were prepared before a migration changed a column: the
    server refuses such a statement for as long as the connection lasts.
    """
    cause = context.original_exception
    if isinstance(cause, psycopg.errors.FeatureNotSupported) and "cached plan" in str(cause):
        context.is_disconnect = True


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")
