"""Telling people, and what they do about it. Who is told and what is decided in ``audience``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, select, update
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Enrollment
from forum.database import insert_new
from forum.discussion.queries.news import ids_of_numbers
from forum.notifications.digests import emit_digests, move_digest
from forum.notifications.kinds import DIGEST, KINDS, MODES, NOW, OFF, Kind
from forum.notifications.models import DigestHour, Notification, Preference
from forum.outbox.actions import Work, emit

#: The outbox's kinds of work that end in a mail of notifications.
MAIL = "mail"


@dataclass(frozen=True)
class Announcement:
    """One person to tell one thing. ``key`` makes it once; see ``Notification``."""

    user_id: int
    kind: Kind
    key: str
    course_id: int
    prompt_id: int | None = None
    post_id: int | None = None
    actor_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    #: Not by mail, whatever the person chose: another mail says it.
    is_silent: bool = False


def tell(
    session: Session,
    announcements: Sequence[Announcement],
    *,
    now: datetime,
    at: datetime | None = None,
    cause: str = "",
) -> int:
    """Tell people, each once; the number of notifications that are new.

    Few statements however many are told. ``at`` is when it happened; ``cause`` groups the mails
    for the admins. What each mail may say is decided when it is sent.
    """
    modes = _modes(session, announcements)
    rows = [_row(one, modes[one.user_id, one.kind.name], at or now) for one in announcements]
    columns = (Notification.id, Notification.user_id, Notification.kind, Notification.mode)
    new = insert_new(session, Notification, rows, *columns)
    emit(session, [_mail(row, now, cause) for row in new if row.mode == NOW], now=now)
    emit_digests(session, {row.user_id for row in new if row.mode == DIGEST}, now=now)
    return len(new)


def mark_seen(session: Session, user_id: int, *, now: datetime, ids: Collection[int]) -> int:
    """Note that a person has seen these of their notifications; how many were new.

    What belongs to somebody else is left alone.
    """
    return _mark(session, (Notification.user_id == user_id) & Notification.id.in_(ids), now)


def mark_all_seen(session: Session, user_id: int, *, now: datetime, newest: int) -> int:
    """Note that a person has seen everything up to the ``newest`` that was shown; how many were
    new. What came since stays new, and its mail goes out."""
    return _mark(session, (Notification.user_id == user_id) & (Notification.id <= newest), now)


def mark_posts_seen(
    session: Session, user_id: int, numbers: Collection[int], prompt_id: int, *, now: datetime
) -> None:
    """Note that a person has had the posts of these short numbers on the screen."""
    ids = ids_of_numbers(session, prompt_id, numbers)
    if ids:
        _mark(session, (Notification.user_id == user_id) & Notification.post_id.in_(ids), now)


def choose(
    session: Session, user: User, modes: Mapping[str, str], hour: int, *, now: datetime
) -> None:
    """Set how mail of each kind reaches a person, and the hour (0 to 23) of digests.

    Kinds that are not named stay as they are. A digest that waits moves to the new hour. Raises
    ValueError for a kind, a way or an hour that does not exist.
    """
    if not 0 <= hour <= 23 or modes.keys() - KINDS.keys() or set(modes.values()) - set(MODES):
        raise ValueError("no such hour, kind or way")
    for kind, mode in modes.items():
        session.merge(Preference(user_id=user.id, kind=kind, mode=mode))
    session.merge(DigestHour(user_id=user.id, hour=hour))
    session.flush()
    move_digest(session, user.id, now=now)


def stop(session: Session, user_id: int, kinds: Collection[str]) -> None:
    """No more mail of these kinds for a person; the list in the product goes on."""
    for kind in kinds:
        session.merge(Preference(user_id=user_id, kind=kind, mode=OFF))
    session.flush()


def resume(session: Session, user_id: int, modes: Mapping[str, str]) -> None:
    """Undo ``stop``: mail of these kinds as it was before."""
    for kind, mode in modes.items():
        session.merge(Preference(user_id=user_id, kind=kind, mode=mode))
    session.flush()


def forget_choices(session: Session, user_id: int) -> None:
    """Delete what a person was told and how they wanted to be told. What others were told of them
    stays: it names nobody but by their number.
    """
    for table in (Notification, Preference, DigestHour):
        session.execute(
            delete(table)
            .where(table.user_id == user_id)
            .execution_options(synchronize_session="fetch")
        )


def retract(
    session: Session,
    *,
    now: datetime,
    post_id: int | None = None,
    course_id: int | None = None,
    user_id: int | None = None,
    kinds: Collection[str] | None = None,
) -> None:
    """Take notifications out of lists and counts: of a post, or of a person in a course."""
    _retract(session, _which(post_id, course_id, user_id, kinds), now)


def retract_people(
    session: Session, course_id: int, user_ids: Select[Any], *, now: datetime
) -> None:
    """Take out of lists and counts what people were told of a course; one statement for all."""
    who = Notification.user_id.in_(user_ids)
    _retract(session, (Notification.course_id == course_id) & who, now)


def retract_all_of(session: Session, beginning: str, prompt_id: int, *, now: datetime) -> None:
    """Take out of lists and counts what many were told of one thing in a week: all whose keys begin
    so."""
    key = Notification.key.startswith(beginning, autoescape=True)
    _retract(session, (Notification.prompt_id == prompt_id) & key, now)


def renew(session: Session, *, post_id: int, kinds: Collection[str]) -> None:
    """Bring back what was told of a post that is in sight again, to whoever is still a member."""
    is_member = exists().where(
        Enrollment.course_id == Notification.course_id,
        Enrollment.user_id == Notification.user_id,
        Enrollment.ended_at.is_(None),
    )
    which = _which(post_id, None, None, kinds) & is_member
    session.execute(
        update(Notification)
        .where(which, Notification.retracted_at.is_not(None))
        .values(retracted_at=None)
        .execution_options(synchronize_session=False)
    )


def _row(one: Announcement, mode: str, at: datetime) -> dict[str, Any]:
    return {
        "user_id": one.user_id,
        "kind": one.kind.name,
        "key": one.key,
        "course_id": one.course_id,
        "prompt_id": one.prompt_id,
        "post_id": one.post_id,
        "actor_id": one.actor_id,
        "detail": dict(one.detail),
        "is_listed": one.kind.is_listed,
        "created_at": at,
        "mode": OFF if one.is_silent else mode,
    }


def _mail(row: Any, now: datetime, cause: str) -> Work:
    """The mail of a notification that is new."""
    return Work(
        MAIL,
        f"mail:{row.id}",
        {"notification_id": row.id},
        not_before=now + KINDS[row.kind].gathers,
        recipient_id=row.user_id,
        cause=cause,
        can_wait=True,
    )


def _modes(
    session: Session, announcements: Sequence[Announcement]
) -> Mapping[tuple[int, str], str]:
    """How each wants mail of each kind; one statement."""
    people = {one.user_id for one in announcements}
    chosen = session.execute(
        select(Preference.user_id, Preference.kind, Preference.mode).where(
            Preference.user_id.in_(people)
        )
    )
    usual = {(one.user_id, one.kind.name): one.kind.usual for one in announcements}
    return usual | {(row.user_id, row.kind): row.mode for row in chosen}


def _mark(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    marked = session.execute(
        update(Notification)
        .where(which, Notification.seen_at.is_(None))
        .values(seen_at=now)
        .returning(Notification.id)
        .execution_options(synchronize_session=False)
    )
    return len(marked.all())


def _retract(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    session.execute(
        update(Notification)
        .where(which, Notification.retracted_at.is_(None))
        .values(retracted_at=now)
        .execution_options(synchronize_session=False)
    )


def _which(
    post_id: int | None,
    course_id: int | None,
    user_id: int | None,
    kinds: Collection[str] | None,
) -> ColumnElement[bool]:
    named: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (Notification.post_id, post_id),
            (Notification.course_id, course_id),
            (Notification.user_id, user_id),
        )
        if value is not None
    ]
    if not named:
        raise ValueError("name what is taken out")
    if kinds is not None:
        named.append(Notification.kind.in_(kinds))
    return and_(*named)
