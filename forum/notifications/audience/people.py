"""News about membership: who came, and who left and is told nothing any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Enrollment
from forum.notifications.actions import Announcement, retract, retract_people, tell
from forum.notifications.kinds import ENROLLED, KINDS
from forum.outbox.actions import Work, emit
from forum.rules.roles import Permission, Role, holds

#: The outbox's kind of work that ends in a link with which somebody new chooses a password.
INVITATION_WORK = "invitation"
#: So many are told with one statement.
_AT_ONCE = 1_000
_FOR_STAFF = tuple(name for name, kind in KINDS.items() if kind.for_staff)


def enrolled(session: Session, activity: Activity, now: datetime) -> None:
    """Whoever is new gets an invitation with a link; who has a password already is told."""
    user = session.get(User, activity.subject_id) if activity.subject_id else None
    if user is None or activity.course_id is None:
        return
    is_new = user.password_hash is None
    cause = f"activity:{activity.id}"
    one = Announcement(
        user_id=user.id,
        kind=ENROLLED,
        key=f"enrolled:{activity.id}",
        course_id=activity.course_id,
        actor_id=activity.actor_id,
        is_silent=is_new,
    )
    tell(session, [one], now=now, at=activity.at, cause=cause)
    if is_new:
        emit(session, [_invitation(activity.id, user.id, activity.course_id, cause)], now=now)


def imported(session: Session, activity: Activity, now: datetime) -> None:
    """Everybody whom a roster file brought or took out, as if it had been said of each by itself.

    Invitations can wait: of many mails at once the other news of the day must not be late.
    """
    cause, course_id = f"activity:{activity.id}", activity.course_id
    if course_id is None:
        return
    came = session.execute(
        select(Activity.id, User.id.label("user_id"), User.password_hash.is_(None).label("is_new"))
        .join(User, User.id == Activity.subject_id)
        .where(*_with(activity, "enrolled"))
        .order_by(Activity.id)
    ).all()
    for start in range(0, len(came), _AT_ONCE):
        some = came[start : start + _AT_ONCE]
        told = [
            Announcement(
                user_id=row.user_id,
                kind=ENROLLED,
                key=f"enrolled:{row.id}",
                course_id=course_id,
                actor_id=activity.actor_id,
                is_silent=row.is_new,
            )
            for row in some
        ]
        tell(session, told, now=now, at=activity.at, cause=cause)
        invited = (_invitation(row.id, row.user_id, course_id, cause) for row in some if row.is_new)
        emit(session, [replace(work, can_wait=True) for work in invited], now=now)
    left = select(Activity.subject_id).where(*_with(activity, "enrollment_ended"))
    retract_people(session, course_id, left, now=now)


def _with(activity: Activity, verb: str) -> tuple[ColumnElement[bool], ...]:
    """The rows of the log that were written in the same instant, by the same act."""
    return (
        Activity.course_id == activity.course_id,
        Activity.at == activity.at,
        Activity.verb == verb,
        Activity.actor_id == activity.actor_id,
        Activity.id < activity.id,
    )


def _invitation(activity_id: int, user_id: int, course_id: int, cause: str) -> Work:
    return Work(
        INVITATION_WORK,
        f"invitation:{activity_id}",
        {"course_id": course_id},
        recipient_id=user_id,
        cause=cause,
    )


def changed(session: Session, activity: Activity, now: datetime) -> None:
    """Another role or section, or none. Nobody is told of it; what may be shown is found each time.

    Who is no member is told nothing of the course any more, who grades no more nothing of grading.
    """
    if activity.subject_id is None or activity.course_id is None:
        return
    role = session.scalar(
        select(Enrollment.role).where(
            Enrollment.course_id == activity.course_id,
            Enrollment.user_id == activity.subject_id,
            Enrollment.ended_at.is_(None),
        )
    )
    course_id, user_id = activity.course_id, activity.subject_id
    if role is None:
        retract(session, now=now, course_id=course_id, user_id=user_id)
    elif not holds(Role(role), Permission.GRADE):
        retract(session, now=now, course_id=course_id, user_id=user_id, kinds=_FOR_STAFF)
