"""Reads of people, their sessions and their one-use links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from forum.accounts.models import Ticket, User, UserSession
from forum.accounts.policy import sessions_ended_by
from forum.accounts.tokens import hash_token


def find_person(session: Session, email: str) -> User | None:
    """The person with this address, in whatever case it was typed."""
    if not email.isprintable():  # PostgreSQL takes no NUL and no half characters
        return None
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def open_session_with(*columns: ColumnElement[Any]) -> Select[Any]:
    """The statement of ``find_session``, with columns that its door wants to know of the person.

    Every request sends it; building it each time took longer than the answer, so build it once.
    """
    return (
        select(UserSession, *columns)
        .join(UserSession.user)
        .options(contains_eager(UserSession.user))
        .where(
            UserSession.token_hash == bindparam("token_hash"),
            UserSession.ended_at.is_(None),
            UserSession.created_at > bindparam("begun_after"),
            User.disabled_at.is_(None),
        )
    )


_OPEN_SESSION = open_session_with()


def find_session(
    session: Session,
    token: str,
    now: datetime,
    absolute: timedelta,
    statement: Select[Any] = _OPEN_SESSION,
) -> Row[Any] | None:
    """The session of this token with its person, and the columns of ``statement`` beside it.

    None where it was ended, is older than ``absolute``, or the account is disabled. One statement.
    Whether it was idle too long, the door decides.
    """
    values = {"token_hash": hash_token(token), "begun_after": now - absolute}
    return session.execute(statement, values).first()


def list_sessions(
    session: Session, person: User, now: datetime, absolute: timedelta
) -> Sequence[UserSession]:
    """The person's sessions that may still open something, the last used first."""
    return session.scalars(
        sessions_ended_by(person)
        .where(UserSession.created_at > now - absolute)
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    ).all()


def list_all_sessions(session: Session, person: User) -> Sequence[UserSession]:
    """Every session the person ever had, the first one first."""
    return session.scalars(
        select(UserSession).where(UserSession.user_id == person.id).order_by(UserSession.id)
    ).all()


def find_session_of(session: Session, person: User, session_id: int) -> UserSession | None:
    """One of the person's sessions that have not ended."""
    return session.scalar(sessions_ended_by(person).where(UserSession.id == session_id))


def find_ticket(session: Session, token: str, purpose: str, now: datetime) -> Ticket | None:
    """The one-use link of this token and purpose with its person, if it still works."""
    return session.scalar(
        select(Ticket)
        .join(Ticket.user)
        .options(joinedload(Ticket.user))
        .where(
            Ticket.token_hash == hash_token(token),
            Ticket.purpose == purpose,
            Ticket.used_at.is_(None),
            Ticket.expires_at > now,
            User.disabled_at.is_(None),
        )
    )


def list_last_seen(session: Session, user_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these people last signed in or sent something; nobody who never did."""
    rows = session.execute(
        select(UserSession.user_id, func.max(UserSession.seen_at).label("seen_at"))
        .where(UserSession.user_id.in_(user_ids))
        .group_by(UserSession.user_id)
    )
    return {row.user_id: row.seen_at for row in rows}


@dataclass(frozen=True)
class AccountCounts:
    """How many accounts are in use, have no password yet, and are closed (erased ones too)."""

    in_use: int
    invited: int
    closed: int


def count_accounts(session: Session) -> AccountCounts:
    """All accounts by how their people sign in; one statement."""
    closed = func.count(User.disabled_at)
    is_invited = User.disabled_at.is_(None) & User.password_hash.is_(None)
    invited = func.count(case((is_invited, User.id)))
    row = session.execute(select(func.count(User.id), invited, closed)).one()
    everybody, without, off = row
    return AccountCounts(everybody - without - off, without, off)
