"""What people and admins do with accounts. The door commits; nothing here reads the request.

A password comes in as its hash (``passwords.hash_password``), because hashing is slow and no
lock is held meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from forum.accounts import passwords
from forum.accounts.admins import keep_an_admin
from forum.accounts.identity import IdentityError, IdentityProblem, clean_email, clean_name
from forum.accounts.models import Ticket, User, UserSession
from forum.accounts.queries import find_person
from forum.accounts.tokens import hash_token, new_token
from forum.database import insert_new, takes_once

RESET = "reset"
INVITATION = "invitation"
#: The outbox's kind of work that sends somebody a link because an admin wants it.
LINK_FROM_ADMIN = "link_from_admin"
LIFETIMES = {RESET: timedelta(minutes=30), INVITATION: timedelta(hours=24)}
#: How long a session's ``seen_at`` is left as it is.
SEEN_STEP = timedelta(minutes=1)


class TicketUsedError(Exception):
    """The one-use link was used by somebody else a moment before."""


def register_person(
    session: Session,
    *,
    email: str,
    name: str,
    now: datetime,
    password_hash: str | None = None,
    is_admin: bool = False,
) -> User:
    """Make an account. Raises IdentityError for a bad name, a bad address or one that is taken."""
    address = clean_email(email)
    if find_person(session, address):
        raise IdentityError(IdentityProblem.EMAIL_TAKEN)
    user = User(
        email=address,
        name=clean_name(name),
        password_hash=password_hash,
        is_admin=is_admin,
        created_at=now,
    )
    with takes_once(session, IdentityError(IdentityProblem.EMAIL_TAKEN)):
        session.add(user)
    return user


def invite_person(
    session: Session, *, email: str, name: str, now: datetime
) -> tuple[User, str | None]:
    """Return the account of this address, made where there is none, and the token of a link to set
    its password (24 h). The token is None for an account that was there before, with a password
    or without: whoever invites must not get a key to what others made. Its owner asks for a link.

    Raises IdentityError.
    """
    address = clean_email(email)
    if known := find_person(session, address):
        return known, None
    try:
        user = register_person(session, email=address, name=name, now=now)
    except IdentityError:
        known = find_person(session, address)
        if known is None:  # the name, then; else somebody else was quicker to make the account
            raise
        return known, None
    return user, issue_ticket(session, user, INVITATION, now)


def register_people(session: Session, people: Mapping[str, str], now: datetime) -> int:
    """Make accounts without a password for the addresses (to names) that have none; how many.

    Both as ``identity`` cleans them. Few statements however many they are, and no hash: a password
    comes with the link of an invitation.
    """
    rows = [
        {
            "email": email,
            "name": name,
            "password_hash": None,
            "is_admin": False,
            "disabled_at": None,
            "created_at": now,
            "zone": "",
            "theme": "",
        }
        for email, name in people.items()
    ]
    return len(insert_new(session, User, rows, User.id))


def authenticate(session: Session, email: str, password: str) -> User | None:
    """Return the person of this address and password; None for a wrong pair, an unknown address,
    an account without a password and a disabled one, all after the time of one hash.

    A hash of older parameters is replaced by one of today's.
    """
    user = find_person(session, email)
    right = passwords.is_right(user.password_hash if user else None, password)
    if user is None or not right or not user.is_active:
        return None
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return user


def start_session(
    session: Session, user: User, now: datetime, ip: str = "", agent: str = ""
) -> str:
    """Sign ``user`` in on one browser and return the token for its cookie.

    The token has 256 random bits; only its SHA-256 is kept. A new session counts as confirmed
    by password at ``now``.
    """
    token = new_token()
    session.add(
        UserSession(
            user_id=user.id,
            token_hash=hash_token(token),
            created_at=now,
            seen_at=now,
            confirmed_at=now,
            ip=ip[:45],
            agent=_storable(agent)[:200],
        )
    )
    session.flush()
    return token


def renew_session(session: Session, session_id: int, now: datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.seen_at <= now - SEEN_STEP)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def confirm_session(session: Session, user_session: UserSession, now: datetime) -> None:
    """Note that the password was given again just now."""
    user_session.confirmed_at = now
    session.flush()


def end_session(session: Session, user_session: UserSession, now: datetime) -> None:
    """Sign one browser out."""
    user_session.ended_at = now
    session.flush()


def end_sessions(session: Session, user: User, now: datetime, keep_id: int | None = None) -> None:
    """Sign the person out everywhere, except in the session ``keep_id``."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        .where(UserSession.id != (keep_id or 0))
        .values(ended_at=now)
        .execution_options(synchronize_session="fetch")
    )


def change_password(
    session: Session, user: User, password_hash: str, now: datetime, keep_id: int | None = None
) -> None:
    """Set a new password; other sessions end, and so do links that could set another one."""
    user.password_hash = password_hash
    end_sessions(session, user, now, keep_id)
    _end_tickets(session, user, now)


def issue_ticket(session: Session, user: User, purpose: str, now: datetime) -> str:
    """Make a one-use link's token for RESET (30 min) or INVITATION (24 h).

    Older links go on working until one is used: a stranger who asks for links again and again must
    not be able to break the one its owner is about to open.
    """
    token = new_token()
    session.add(
        Ticket(
            user_id=user.id,
            purpose=purpose,
            token_hash=hash_token(token),
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    session.flush()
    return token


def use_ticket(session: Session, ticket: Ticket, password_hash: str, now: datetime) -> None:
    """Set the password by a one-use link and end every session of the account.

    Raises TicketUsedError where the link was used in the meantime.
    """
    taken = session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.used_at.is_(None), Ticket.expires_at > now)
        .values(used_at=now)
        .returning(Ticket.id)
    ).first()
    if taken is None:
        raise TicketUsedError
    change_password(session, ticket.user, password_hash, now)


def change_profile(session: Session, user: User, *, name: str, zone: str, theme: str) -> None:
    """Set the name people see, the own time zone ("" for the course's) and the look
    ("light", "dark", "" as the device). Raises IdentityError for a bad name.
    """
    user.name = clean_name(name)
    user.zone = zone
    user.theme = theme
    session.flush()


def disable_person(session: Session, user: User, now: datetime) -> None:
    """Close the account: every session ends with the next request, no link works any more.

    Raises LastAdmin where nobody would be left to administer the site.
    """
    keep_an_admin(session, user)
    user.disabled_at = user.disabled_at or now
    end_sessions(session, user, now)
    _end_tickets(session, user, now)


def enable_person(session: Session, user: User) -> None:
    """Open the account again; the person signs in anew."""
    user.disabled_at = None
    session.flush()


def forget_person(session: Session, user: User, *, name: str, now: datetime) -> None:
    """Close the account for good under another name: address, password, own choices, sessions and
    links are gone. Raises LastAdmin.
    """
    keep_an_admin(session, user)
    user.email, user.name, user.password_hash = user.erased_email, name, None
    user.is_admin, user.zone, user.theme = False, "", ""
    user.disabled_at = user.disabled_at or now
    for table in (UserSession, Ticket):
        session.execute(
            delete(table)
            .where(table.user_id == user.id)
            .execution_options(synchronize_session="fetch")
        )


def _end_tickets(session: Session, user: User, now: datetime) -> None:
    session.execute(
        update(Ticket)
        .where(Ticket.user_id == user.id, Ticket.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _storable(text: str) -> str:
    """Header text as both databases take it: no NUL, no surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
