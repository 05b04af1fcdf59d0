"""Rows of the activity log: written once, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, String, UniqueConstraint, event, insert
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session

from forum.database import Json, Model
from forum.outbox.actions import EMITTED
from forum.outbox.models import OutboxEntry

#: The outbox's kind of work that carries an activity row on to whom it concerns.
RELAY = "relay"
#: What others are told of. A test holds it against what ``notifications`` has words for.
NEWS = frozenset(
    {
        "check_questioned",
        "enrolled",
        "enrollment_changed",
        "enrollment_ended",
        "extension_asked",
        "extension_declined",
        "extension_ended",
        "extension_given",
        "extension_request_withdrawn",
        "finding_questioned",
        "grades_released",
        "moves_told",
        "post_edited",
        "post_hidden",
        "post_published",
        "post_restored",
        "post_shown",
        "post_withdrawn",
        "question_answered",
        "reply_published",
        "response_published",
        "student_reminded",
        "roster_imported",
    }
)


class Activity(Model):
    """Who did what to what, when. Never post text, passwords or tokens."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_course_id_at", "course_id", "at"),
        Index("ix_activity_subject_id_prompt_id", "subject_id", "prompt_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    verb: Mapped[str] = mapped_column(String(40))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("prompt.id"))
    object_kind: Mapped[str] = mapped_column(String(20), default="")
    object_id: Mapped[int | None]
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class ActivitySeal(Model):
    """A link of the chain over the log: ``hash`` covers the row and the link before.

    Links are numbered from 1 without a gap, in the order of sealing, which is nearly that of the
    rows (a transaction that took long comes after those that overtook it). What is hashed is in
    ``forum.activity.chain``.
    """

    __tablename__ = "activity_seal"
    __table_args__ = (UniqueConstraint("activity_id"),)

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    hash: Mapped[str] = mapped_column(String(64))


@event.listens_for(Activity, "after_insert")
def _emit_news(_mapper: Mapper[Activity], connection: Connection, row: Activity) -> None:
    """Put news into the outbox in the same transaction, so that nothing comes between the two."""
    if row.verb not in NEWS:
        return
    connection.execute(
        insert(OutboxEntry).values(
            kind=RELAY,
            key=f"activity:{row.id}",
            payload={"activity_id": row.id},
            cause=f"activity:{row.id}",
            can_wait=False,
            created_at=row.at,
            not_before=row.at,
        )
    )
    session = object_session(row)
    if session is not None:
        session.info[EMITTED] = True
