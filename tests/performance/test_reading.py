"""Requests read without a transaction on PostgreSQL, so that what is prepared stays prepared; what
they write is written whole or not at all all the same.
"""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.database import hold_transaction, read_alone, transaction
from forum.extensions import db, reading
from tests.support.factories import make_course, make_user, sign_in

#: The driver prepares a statement that it has been given more often than this.
BEFORE_PREPARING = 5


@pytest.fixture
def ana(session: Session) -> User:
    """Somebody to read and to rename."""
    person = make_user(session, "Ana")
    session.commit()
    return person


@pytest.fixture
def reader(app: Flask, session: Session, ana: User) -> Session:
    """The session of a request that reads, on a thread of its own."""
    session.rollback()
    db.session.remove()
    read_alone()
    return db.session()


def name_of(ana: User) -> str:
    """The name that others read, by a connection of its own."""
    with db.engine.connect() as connection:
        return connection.execute(select(User.name).where(User.id == ana.id)).scalar_one()


#: What SQLite, which keeps its transactions, has nothing of.
on_postgresql = pytest.mark.parametrize("app", ["postgresql"], indirect=True)


@on_postgresql
def test_what_a_page_asks_is_prepared_after_some_visits_and_stays_so(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    course = make_course(session)
    sign_in(client, session, make_user(session, is_admin=True))
    db.session.remove()
    db.engine.dispose()  # one connection for what follows: the pool gives the last one again
    for _ in range(BEFORE_PREPARING + 2):
        assert client.get(f"/c/{course.slug}/").status_code in (200, 404)
    with reading(db.engine).connect() as connection:
        prepared = connection.execute(text("SELECT statement FROM pg_prepared_statements"))
        assert any("user_session.token_hash" in row.statement for row in prepared)


def test_what_a_page_changes_without_a_transaction_stays_with_it(
    reader: Session, ana: User
) -> None:
    reader.get_one(User, ana.id).name = "Anna"
    reader.flush()
    assert reader.scalar(select(User.name).where(User.id == ana.id)) == "Anna"
    reader.get_one(User, ana.id).name = "Annika"
    reader.flush()
    db.session.remove()
    assert name_of(ana) == "Ana"


def test_a_transaction_is_whole_in_a_request_that_read_before(reader: Session, ana: User) -> None:
    with pytest.raises(LookupError), transaction() as session:
        session.get_one(User, ana.id).name = "Anna"
        session.flush()
        raise LookupError
    assert name_of(ana) == "Ana"
    with transaction() as session:
        session.get_one(User, ana.id).name = "Anna"
        session.flush()
        if db.engine.dialect.name == "postgresql":  # SQLite lets nobody read what is being written
            assert name_of(ana) == "Ana"
    assert name_of(ana) == "Anna"


@on_postgresql
def test_a_request_reads_on_after_its_transaction_as_before(reader: Session, ana: User) -> None:
    with transaction():
        pass
    reader.execute(select(User.id))
    assert not _is_in_transaction(reader)
    hold_transaction(reader)
    assert _is_in_transaction(reader)
    hold_transaction(reader)
    reader.rollback()
    reader.execute(select(User.id))
    assert not _is_in_transaction(reader)


@on_postgresql
def test_after_a_migration_a_prepared_statement_fails_once_at_most(app: Flask) -> None:
    statement = text("SELECT note FROM bench_of_plans")

    def ask() -> list[object]:
        with reading(db.engine).connect() as connection:
            return list(connection.execute(statement).scalars())

    def change(by: str) -> None:
        with db.engine.begin() as connection:
            connection.execute(text(by))

    db.engine.dispose()
    change("CREATE TABLE bench_of_plans AS SELECT 1 AS note")
    try:
        for _ in range(BEFORE_PREPARING + 2):
            assert ask() == [1]
        _elsewhere("ALTER TABLE bench_of_plans ALTER COLUMN note TYPE text")
        with pytest.raises(DBAPIError) as refused:
            ask()
        assert refused.value.connection_invalidated
        assert ask() == ["1"]
    finally:
        change("DROP TABLE bench_of_plans")


def _is_in_transaction(session: Session) -> bool:
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return bool(driver.info.transaction_status)


def _elsewhere(statement: str) -> None:
    """Let another program change the database, as a migration does."""
    address = db.engine.url.set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        connection.execute(statement.encode())
