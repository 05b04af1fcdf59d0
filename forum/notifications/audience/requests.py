"""News about requests for more time: who can answer one is told, and who asked is answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.queries import list_holders
from forum.notifications.actions import Announcement, retract_all_of, tell
from forum.notifications.kinds import ASKED, DECLINED
from forum.prompts.models import Extension, ExtensionRequest
from forum.prompts.policy import can_answer_request
from forum.rules.roles import Permission


def asked(session: Session, activity: Activity, now: datetime) -> None:
    """Those who may answer the request; none once it has ended."""
    row = _request_of(session, activity)
    if row is None or row.ended_at is not None or activity.course_id is None:
        return
    announcements = [
        Announcement(
            user_id=viewer.user_id,
            kind=ASKED,
            key=f"{_beginning(row)}{viewer.user_id}",
            course_id=activity.course_id,
            prompt_id=row.prompt_id,
            actor_id=row.user_id,
            detail={"student_id": row.user_id},
        )
        for viewer in list_holders(session, activity.course_id, Permission.EXTEND)
        if can_answer_request(viewer, row)
    ]
    tell(session, announcements, now=now, at=activity.at, cause=f"activity:{activity.id}")


def declined(session: Session, activity: Activity, now: datetime) -> None:
    """The student who asked; nobody else need look any more."""
    row = _request_of(session, activity)
    if row is None or activity.course_id is None:
        return
    retract_all_of(session, _beginning(row), row.prompt_id, now=now)
    one = Announcement(
        user_id=row.user_id,
        kind=DECLINED,
        key=f"declined:{row.id}",
        course_id=activity.course_id,
        prompt_id=row.prompt_id,
        actor_id=activity.actor_id,
    )
    tell(session, [one], now=now, at=activity.at, cause=f"activity:{activity.id}")


def withdrawn(session: Session, activity: Activity, now: datetime) -> None:
    """The request was taken back: nobody need look any more."""
    row = _request_of(session, activity)
    if row is not None:
        retract_all_of(session, _beginning(row), row.prompt_id, now=now)


def retract_granted(session: Session, extension: Extension, now: datetime) -> None:
    """The request that an extension granted, if it did, waits for nobody any more."""
    granted = select(ExtensionRequest).where(ExtensionRequest.extension_id == extension.id)
    row = session.scalars(granted).first()
    if row is not None:
        retract_all_of(session, _beginning(row), row.prompt_id, now=now)


def _request_of(session: Session, activity: Activity) -> ExtensionRequest | None:
    return session.get(ExtensionRequest, activity.object_id) if activity.object_id else None


def _beginning(row: ExtensionRequest) -> str:
    return f"extension-request:{row.id}:"
