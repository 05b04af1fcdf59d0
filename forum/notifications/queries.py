"""Reads of a person's notifications and choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from forum.accounts.models import User
from forum.notifications.digests import USUAL_HOUR
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import DigestHour, Notification, Preference
from forum.prompts.models import Prompt


@dataclass(frozen=True)
class Choices:
    """How mail of each kind reaches a person (by kind), and the hour of digests."""

    modes: Mapping[str, str]
    hour: int


def unseen_of(user_id: InstrumentedAttribute[int]) -> ScalarSelect[Any]:
    """How many notifications a person has not seen, as a part of another statement."""
    return (
        select(func.count(Notification.id))
        .where(
            Notification.user_id == user_id,
            Notification.seen_at.is_(None),
            Notification.retracted_at.is_(None),
            Notification.is_listed,
            _of_week_in_sight(),
        )
        .correlate(User)
        .scalar_subquery()
    )


def list_notifications(
    session: Session, user_id: int, *, before_id: int | None = None, most: int = 50
) -> Sequence[Notification]:
    """What stands in a person's list, newest first: ``most`` rows older than ``before_id``."""
    listed = select(Notification).where(
        Notification.user_id == user_id,
        Notification.is_listed,
        Notification.retracted_at.is_(None),
        _of_week_in_sight(),
    )
    if before_id is not None:
        listed = listed.where(Notification.id < before_id)
    return session.scalars(listed.order_by(Notification.id.desc()).limit(most)).all()


def find_notification(session: Session, user_id: int, notification_id: int) -> Notification | None:
    """One of a person's own notifications."""
    return session.scalars(
        select(Notification).where(
            Notification.id == notification_id, Notification.user_id == user_id
        )
    ).first()


def get_choices(session: Session, user_id: int) -> Choices:
    """What a person chose, with the usual way where they chose nothing; two statements."""
    rows = session.execute(
        select(Preference.kind, Preference.mode).where(Preference.user_id == user_id)
    )
    chosen = {row.kind: row.mode for row in rows}
    hour = session.scalar(select(DigestHour.hour).where(DigestHour.user_id == user_id))
    modes = {name: chosen.get(name, kind.usual) for name, kind in KINDS.items()}
    return Choices(modes, USUAL_HOUR if hour is None else hour)


def list_modes(session: Session, kind: Kind, user_ids: Collection[int]) -> dict[int, str]:
    """By person: how mail of a kind reaches each of them; one statement."""
    chosen = session.execute(
        select(Preference.user_id, Preference.mode).where(
            Preference.kind == kind.name, Preference.user_id.in_(user_ids)
        )
    )
    return dict.fromkeys(user_ids, kind.usual) | {row.user_id: row.mode for row in chosen}


def _of_week_in_sight() -> ColumnElement[bool]:
    """A week that is withdrawn is not told of; published again, it stands in lists again."""
    withdrawn = exists().where(
        Prompt.id == Notification.prompt_id, Prompt.withdrawn_at.is_not(None)
    )
    return ~withdrawn
