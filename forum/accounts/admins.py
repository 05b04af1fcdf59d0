"""Making somebody a site admin, and taking it back."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.accounts.policy import people_seen_by


class LastAdmin(Exception):
    """Somebody must be left to administer the site. Nothing was written."""


def appoint_admin(session: Session, user: User) -> None:
    """Let a person administer the whole site."""
    user.is_admin = True
    session.flush()


def dismiss_admin(session: Session, user: User) -> None:
    """Take the administration back. Raises LastAdmin where nobody active would be left."""
    keep_an_admin(session, user)
    user.is_admin = False
    session.flush()


def keep_an_admin(session: Session, user: User) -> None:
    """Raise LastAdmin where this person alone administers the site.

    It holds until the transaction ends: of two admins who send each other away at once, the second
    waits for the first and is then the last.
    """
    active = (
        select(User.id)
        .where(User.is_admin, User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update(key_share=True)
    )
    if session.scalars(active).all() == [user.id]:
        raise LastAdmin


def search_people(session: Session, actor: User, words: str, most: int = 50) -> list[User]:
    """Accounts the actor may see whose name or address holds all the words, by name; without words
    the first ones.
    """
    people = people_seen_by(actor).order_by(func.lower(User.name), User.id).limit(most)
    for word in words.split()[:8]:
        pattern = "%" + _literal(word.lower()) + "%"
        people = people.where(
            func.lower(User.name).like(pattern, escape="\\") | User.email.like(pattern, escape="\\")
        )
    return list(session.scalars(people))


def _literal(word: str) -> str:
    """A word as LIKE takes it literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
