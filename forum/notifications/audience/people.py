"""News about membership: who came, and who left and is told nothing any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Enrollment
from forum.notifications.actions import Announcement, retract, tell
from forum.notifications.kinds import ENROLLED, KINDS
from forum.outbox.actions import Work, emit
from forum.rules.roles import Permission, Role, holds

#: The outbox's kind of work that ends in a link with which somebody new chooses a password.
INVITATION_WORK = "invitation"
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
        work = Work(
            INVITATION_WORK,
            f"invitation:{activity.id}",
            {"course_id": activity.course_id},
            recipient_id=user.id,
            cause=cause,
        )
        emit(session, [work], now=now)


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
