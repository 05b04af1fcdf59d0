"""Rows of the activity log: written once, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Json, Model


class Activity(Model):
    """Who did what to what, when. Never post text, passwords or tokens."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_course_id_at", "course_id", "at"),)

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
