"""Reads of the outbox for those who look after it: what waits, what failed, what came of it.

No payload is loaded: it is for the handler alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, defer

from forum.accounts.models import User
from forum.outbox.models import OutboxEntry

PAGE = 50
#: The kinds of work that end in a mail to their recipient.
LETTERS = ("mail", "digest", "invitation")
#: Waiting: also what is tried again. Failed: given up. Done: also what needed no mail any more.
WAITING, FAILED, DONE = "waiting", "failed", "done"
STATES: Mapping[str, ColumnElement[bool]] = {
    WAITING: OutboxEntry.done_at.is_(None) & OutboxEntry.failed_at.is_(None),
    FAILED: OutboxEntry.failed_at.is_not(None),
    DONE: OutboxEntry.done_at.is_not(None),
}
#: From so many entries on an event is worth a line although all is done.
MANY = 10
#: A worker that is at work has taken what is due before this has passed.
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Delivery:
    """An entry with the name and the address of whom it is for ("" where that is nobody yet)."""

    entry: OutboxEntry
    name: str
    email: str

    @property
    def state(self) -> str:
        """The state under which it is listed."""
        if self.entry.done_at is not None:
            return DONE
        return FAILED if self.entry.failed_at is not None else WAITING


@dataclass(frozen=True)
class CauseCount:
    """What came of one event: of so many entries so many are done, so many given up."""

    cause: str
    total: int
    done: int
    failed: int


@dataclass(frozen=True)
class Trouble:
    """How much was given up, and since when nothing has been taken (None: the worker works)."""

    failed: int
    stalled_since: datetime | None


def list_deliveries(
    session: Session, state: str, before_id: int | None = None, page: int = PAGE
) -> tuple[Sequence[Delivery], int | None]:
    """One page of a state, the newest first, and the id to ask the next one with (None on the
    last). One statement, by key and not by number.
    """
    statement = (
        select(OutboxEntry, User.name, User.email)
        .outerjoin(User, User.id == OutboxEntry.recipient_id)
        .options(defer(OutboxEntry.payload, raiseload=True))
        .where(STATES[state])
        .order_by(OutboxEntry.id.desc())
        .limit(page + 1)
    )
    if before_id is not None:
        statement = statement.where(OutboxEntry.id < before_id)
    rows = session.execute(statement).all()
    found = [Delivery(row.OutboxEntry, row.name or "", row.email or "") for row in rows[:page]]
    return found, found[-1].entry.id if len(rows) > page else None


def count_by_state(session: Session) -> dict[str, int]:
    """How much there is in each state; one statement."""
    counts = [
        select(func.count(OutboxEntry.id)).where(which).scalar_subquery()
        for which in STATES.values()
    ]
    return dict(zip(STATES, session.execute(select(*counts)).one(), strict=True))


def list_causes(
    session: Session, *, since: datetime, apart_from: Collection[str], most: int = 10
) -> Sequence[CauseCount]:
    """What came of the latest events that concern many people, or several still to be reached; one
    statement.

    ``apart_from`` names kinds of work that do not reach anybody themselves.
    """
    rows = session.execute(
        select(
            OutboxEntry.cause,
            func.count(OutboxEntry.id).label("total"),
            func.sum(case((STATES[DONE], 1), else_=0)).label("done"),
            func.sum(case((STATES[FAILED], 1), else_=0)).label("failed"),
        )
        .where(
            OutboxEntry.created_at >= since,
            OutboxEntry.cause != "",
            OutboxEntry.kind.not_in(apart_from),
        )
        .group_by(OutboxEntry.cause)
        .having(
            (func.count(OutboxEntry.id) >= MANY) | (func.sum(case((STATES[DONE], 0), else_=1)) > 1)
        )
        .order_by(func.max(OutboxEntry.id).desc())
        .limit(most)
    )
    return [CauseCount(row.cause, row.total, row.done, row.failed) for row in rows]


def count_cause(session: Session, cause: str, kinds: Collection[str]) -> CauseCount:
    """What came of one event, of these kinds of work alone; one statement."""
    row = session.execute(
        select(
            func.count(OutboxEntry.id),
            func.count(OutboxEntry.done_at),
            func.count(OutboxEntry.failed_at),
        ).where(OutboxEntry.cause == cause, OutboxEntry.kind.in_(kinds))
    ).one()
    return CauseCount(cause, *row)


def find_entry(session: Session, key: str) -> OutboxEntry | None:
    """The entry of a thing by its key, without its payload; one statement."""
    return session.scalars(
        select(OutboxEntry)
        .options(defer(OutboxEntry.payload, raiseload=True))
        .where(OutboxEntry.key == key)
        .execution_options(populate_existing=True)
    ).first()


def count_failed(session: Session, *, since: datetime | None = None) -> int:
    """How much was given up, ever or since an instant; one statement."""
    failed = select(func.count(OutboxEntry.id)).where(STATES[FAILED])
    if since is not None:
        failed = failed.where(OutboxEntry.failed_at >= since)
    return session.scalar(failed) or 0


def find_oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since when something has been due that no worker takes; None while one is at work."""
    return session.scalar(select(_oldest_due(now).scalar_subquery()))


def find_trouble(session: Session, now: datetime) -> Trouble:
    """What an admin has to know, in one statement."""
    failed = select(func.count(OutboxEntry.id)).where(STATES[FAILED]).scalar_subquery()
    row = session.execute(select(failed, _oldest_due(now).scalar_subquery())).one()
    return Trouble(row[0], row[1])


def find_failed(session: Session, entry_id: int) -> OutboxEntry | None:
    """An entry that was given up, held for this transaction, so that it is retried once."""
    return session.scalars(
        select(OutboxEntry)
        .options(defer(OutboxEntry.payload, raiseload=True))
        .where(OutboxEntry.id == entry_id, STATES[FAILED])
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _oldest_due(now: datetime) -> Select[datetime]:
    """The instant since which the oldest entry is due, where that is long ago and nothing else was
    done in the meantime: in a long queue what is last waits for minutes, and all is well.
    """
    limit = now - PATIENCE
    is_alive = exists().where(
        or_(
            OutboxEntry.done_at > limit,
            OutboxEntry.failed_at > limit,
            OutboxEntry.leased_until > now,
        )
    )
    return select(func.min(OutboxEntry.not_before)).where(
        STATES[WAITING], OutboxEntry.not_before <= limit, ~is_alive
    )


def find_last_refusal(session: Session, user_id: int) -> str | None:
    """Why the last mail to a person was given up; None where the last one left, or there was none.

    What was settled without a mail (its reason says why) tells nothing about the address.
    """
    of_person = (OutboxEntry.recipient_id == user_id) & OutboxEntry.kind.in_(LETTERS)
    left = select(OutboxEntry.done_at).where(
        of_person, OutboxEntry.done_at.is_not(None), OutboxEntry.reason == ""
    )
    last = left.order_by(OutboxEntry.done_at.desc()).limit(1).scalar_subquery()
    return session.scalar(
        select(OutboxEntry.reason)
        .where(
            of_person,
            OutboxEntry.failed_at.is_not(None),
            last.is_(None) | (OutboxEntry.failed_at > last),
        )
        .order_by(OutboxEntry.failed_at.desc(), OutboxEntry.id.desc())
        .limit(1)
    )
