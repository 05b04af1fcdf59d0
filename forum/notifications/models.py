"""Rows of notifications and of what people chose about them. Never text that somebody wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Json, Model

_IN_NO_DIGEST = text("mode = 'digest' AND entry_id IS NULL")
_UNSEEN = text("seen_at IS NULL AND retracted_at IS NULL AND is_listed")


class Notification(Model):
    """Something one person is told. What it says is found anew whenever it is shown or sent.

    ``key`` makes it once: kind, event and person. ``post_id`` is the post it is about; ``detail``
    holds small facts (ids, a checkpoint, an instant). ``mode`` is how the person wanted mail of
    this kind when it came about; ``entry_id`` the outbox entry whose mail it goes with,
    ``mailed_at`` when that mail was handed over. ``retracted_at``: the post was hidden or taken
    back, or the person has left, so that it is neither listed nor counted.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_user_id_id", "user_id", "id"),
        Index(
            "ix_notification_unseen",
            "user_id",
            sqlite_where=_UNSEEN,
            postgresql_where=_UNSEEN,
        ),
        Index(
            "ix_notification_in_no_digest",
            "user_id",
            sqlite_where=_IN_NO_DIGEST,
            postgresql_where=_IN_NO_DIGEST,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("prompt.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    is_listed: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    retracted_at: Mapped[datetime | None]
    mode: Mapped[str] = mapped_column(String(8))
    entry_id: Mapped[int | None] = mapped_column(index=True)
    mailed_at: Mapped[datetime | None]


class Preference(Model):
    """How a person wants mail of one kind; without a row the kind's usual way."""

    __tablename__ = "notification_preference"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    mode: Mapped[str] = mapped_column(String(8))


class DigestHour(Model):
    """The hour (0 to 23, in the person's zone) at which a person wants digests."""

    __tablename__ = "notification_digest_hour"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    hour: Mapped[int]
