"""Erasing a person, and doing it again after a backup was restored."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.actions import forget_person
from forum.accounts.models import User
from forum.accounts.turns import take_person_turn
from forum.activity.actions import record
from forum.calendar.actions import forget_feeds
from forum.courses.imports.actions.forgetting import forget_sources
from forum.discussion.actions.drafts import discard_all_drafts
from forum.erasure.models import Erasure
from forum.erasure.queries import people_due
from forum.notifications.actions import forget_choices
from forum.outbox.actions import forget_recipient
from forum.prompts.drafts.actions import forget_setup_drafts

#: Letters and numbers that tell pseudonyms apart; where many are taken, longer ones follow.
_CODE_BYTES = 2
_TRIES = 16


class ErasedAlready(Exception):
    """Who this was is gone already. Nothing was written."""


@dataclass(frozen=True)
class Tombstone:
    """What is needed to erase a person again: see ``Erasure``."""

    user_id: int
    pseudonym: str
    account_created_at: datetime
    erased_at: datetime


def erase_person(
    session: Session, person: User, *, label: str, by: int | None, now: datetime
) -> Erasure:
    """Take away who this was: the name becomes ``label`` with a code, the address one that nobody
    has; the account is closed, and sessions, links, drafts, calendar addresses, notifications and
    choices are deleted. Posts, grades, memberships and the log stay under the pseudonym. What
    others wrote is not changed, also where it holds the name.

    Raises LastAdmin where nobody would be left to administer the site, ErasedAlready.
    """
    take_person_turn(session, person.id)
    session.refresh(person)
    if person.is_erased:
        raise ErasedAlready
    return _erase(session, person, _new_pseudonym(session, label), by=by, at=now, now=now)


def erase_if_due(
    session: Session, user_id: int, *, kept_since: date, label: str, now: datetime
) -> bool:
    """Erase a person of whom it is still true that no course of theirs ended after ``kept_since``:
    somebody may have been enrolled since it was planned. False where it is not.
    """
    take_person_turn(session, user_id)
    if session.scalar(people_due(kept_since).where(User.id == user_id)) is None:
        return False
    erase_person(session, session.get_one(User, user_id), label=label, by=None, now=now)
    return True


def replay_erasure(session: Session, stone: Tombstone, *, now: datetime) -> bool:
    """Erase again whom a backup from before the erasure brought back, under the same pseudonym.

    False where there is nothing to do: the account is not there, is another one that got the same
    number, or is erased. Raises LastAdmin.
    """
    take_person_turn(session, stone.user_id)
    person = session.get(User, stone.user_id)
    if person is None or person.is_erased or person.created_at != stone.account_created_at:
        return False
    _erase(session, person, stone.pseudonym, by=None, at=stone.erased_at, now=now)
    return True


def _erase(
    session: Session, person: User, pseudonym: str, *, by: int | None, at: datetime, now: datetime
) -> Erasure:
    row = Erasure(
        user_id=person.id,
        pseudonym=pseudonym,
        account_created_at=person.created_at,
        erased_at=at,
        erased_by_id=by,
    )
    address = person.email
    forget_person(session, person, name=pseudonym, now=now)
    discard_all_drafts(session, person.id)
    forget_setup_drafts(session, person.id)
    forget_feeds(session, person.id)
    forget_choices(session, person.id)
    forget_sources(session, person.id)
    forget_recipient(session, person.id, address)
    session.add(row)
    record(session, "person_erased", now=now, actor_id=by, subject_id=person.id)
    session.flush()
    return row


def _new_pseudonym(session: Session, label: str) -> str:
    """``label`` with a code that nobody has: by chance, so that it says nothing of the person."""
    for attempt in range(_TRIES):
        code = secrets.token_hex(_CODE_BYTES + attempt // 4).upper()
        pseudonym = f"{label} {code}"
        taken = select(Erasure.user_id).where(Erasure.pseudonym == pseudonym)
        if session.scalar(taken) is None:
            return pseudonym
    raise RuntimeError("No pseudonym is free")
