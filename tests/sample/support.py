"""What the tests of the loaded sample share: instants in its zone, and its people by their keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.extensions import db
from forum.prompts.models import Prompt
from forum.sample import files
from forum.sample.people import address

NEW_YORK = ZoneInfo("America/New_York")


def local(text: str) -> datetime:
    """The instant of a time in New York."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


#: Day 5 of a week that begins on Monday 6 October 2025, as in the case tables.
NOON = local("2025-10-10T12:00")


@contextmanager
def passing_session(application: Flask) -> Iterator[Session]:
    """A session of which nothing is kept, so that a slow load can serve many tests."""
    with application.app_context():
        yield db.session()
        db.session.rollback()
        db.session.remove()


def person(session: Session, key: str) -> User:
    """Somebody of the roster."""
    name = {row["id"]: row["name"] for row in files.roster()}[key]
    return session.scalars(select(User).where(User.email == address(key, name))).one()


def get_week(session: Session, week: int) -> Prompt:
    """The prompt of a week of the one course there is, with its course."""
    prompt = session.scalars(select(Prompt).where(Prompt.week == week)).one()
    session.refresh(prompt, ["course"])
    return prompt
