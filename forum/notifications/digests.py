"""When a person's next digest is due: one a day, at the hour of their choice, in their zone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment
from forum.notifications.models import DigestHour
from forum.outbox.actions import Work, emit
from forum.outbox.models import OutboxEntry
from forum.rules.schedule import local_instant

#: The outbox's kind of work that ends in a digest.
DIGEST_WORK = "digest"
#: The hour of those who chose none.
USUAL_HOUR = 17
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rhythm:
    """The hour at which a person wants digests, and the zone it is meant in."""

    hour: int
    zone: ZoneInfo

    def at(self, on: date) -> datetime:
        """The instant of the digest of a local date; an hour the clocks skip moves forward."""
        return local_instant(on, time(self.hour), self.zone)

    def next_date(self, now: datetime) -> date:
        """The date of the first digest after ``now``."""
        today = now.astimezone(self.zone).date()
        return today if self.at(today) > now else today + DAY


def list_rhythms(session: Session, user_ids: Collection[int]) -> dict[int, Rhythm]:
    """By person: hour and zone; the own zone, else that of the latest course, else UTC.

    One statement.
    """
    of_course = (
        select(Course.zone_name)
        .join(Enrollment, Enrollment.course_id == Course.id)
        .where(Enrollment.user_id == User.id, Enrollment.ended_at.is_(None))
        .order_by(Course.starts_on.desc(), Course.id.desc())
        .limit(1)
        .correlate(User)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            User.id,
            User.zone,
            of_course.label("of_course"),
            func.coalesce(DigestHour.hour, USUAL_HOUR).label("hour"),
        )
        .outerjoin(DigestHour, DigestHour.user_id == User.id)
        .where(User.id.in_(user_ids))
    )
    return {row.id: Rhythm(row.hour, ZoneInfo(row.zone or row.of_course or "UTC")) for row in rows}


def emit_digests(session: Session, user_ids: Collection[int], *, now: datetime) -> None:
    """See to it that each of these people gets a digest next time; four statements.

    Whoever has one waiting needs no other. A person and a date have one digest, whatever restarts:
    where that of the next date was sent already (the hour was moved since), what is new goes with
    the one after.
    """
    users = set(user_ids) - _list_awaiting(session, user_ids)
    if not users:
        return
    rhythms = list_rhythms(session, users)
    dates = {user_id: rhythm.next_date(now) for user_id, rhythm in rhythms.items()}
    keys = {_key(user_id, on): user_id for user_id, on in dates.items()}
    sent = session.scalars(
        select(OutboxEntry.key).where(
            OutboxEntry.key.in_(keys),
            OutboxEntry.done_at.is_not(None) | OutboxEntry.failed_at.is_not(None),
        )
    )
    for key in sent:
        dates[keys[key]] += DAY
    emit(session, [_work(user_id, dates[user_id], rhythms) for user_id in dates], now=now)


def _list_awaiting(session: Session, user_ids: Collection[int]) -> set[int | None]:
    """Those of these people for whom a digest waits to be sent."""
    if not user_ids:
        return set()
    return set(
        session.scalars(
            select(OutboxEntry.recipient_id).where(
                OutboxEntry.kind == DIGEST_WORK,
                OutboxEntry.recipient_id.in_(user_ids),
                OutboxEntry.done_at.is_(None),
                OutboxEntry.failed_at.is_(None),
            )
        )
    )


def move_digest(session: Session, user_id: int, *, now: datetime) -> None:
    """Let the digest that waits for a person come at the hour that holds now."""
    rhythm = list_rhythms(session, [user_id])[user_id]
    waiting = session.scalars(
        select(OutboxEntry).where(
            OutboxEntry.recipient_id == user_id,
            OutboxEntry.kind == DIGEST_WORK,
            OutboxEntry.done_at.is_(None),
            OutboxEntry.failed_at.is_(None),
            OutboxEntry.attempts == 0,
        )
    ).all()
    for entry in waiting:
        at = rhythm.at(date.fromisoformat(entry.payload["on"]))
        session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry.id, OutboxEntry.attempts == 0)
            .values(not_before=max(at, now))
            .execution_options(synchronize_session=False)
        )


def _work(user_id: int, on: date, rhythms: Mapping[int, Rhythm]) -> Work:
    return Work(
        DIGEST_WORK,
        _key(user_id, on),
        {"on": on.isoformat()},
        not_before=rhythms[user_id].at(on),
        recipient_id=user_id,
        cause=f"digest:{on.isoformat()}",
        can_wait=True,
    )


def _key(user_id: int, on: date) -> str:
    return f"digest:{user_id}:{on.isoformat()}"
