"""Rows of the outbox: what is to be done, since when, how often it was tried, what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Json, Model

_WAITING = text("done_at IS NULL AND failed_at IS NULL")
_FAILED = text("failed_at IS NOT NULL")


class OutboxEntry(Model):
    """One thing to do, dated ``not_before``.

    ``kind`` names the handler, ``key`` the thing itself: the same key is never emitted twice.
    ``can_wait`` is work with the world outside, which must not hold up what stands in the product.
    ``cause`` groups what came of one event ("activity:12"). ``lease`` is the token of the worker
    that has it until ``leased_until``. Done: ``done_at``; given up: ``failed_at``; ``reason`` says
    what came of it or why the last attempt failed, never what somebody wrote.
    """

    __tablename__ = "outbox_entry"
    __table_args__ = (
        Index(
            "ix_outbox_entry_waiting",
            "can_wait",
            "not_before",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "ix_outbox_entry_failed",
            "failed_at",
            sqlite_where=_FAILED,
            postgresql_where=_FAILED,
        ),
        # Ids are never used twice: notifications remember the entry whose mail they went with.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    cause: Mapped[str] = mapped_column(String(60), default="", index=True)
    can_wait: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    lease: Mapped[str] = mapped_column(String(32), default="")
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    failed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
