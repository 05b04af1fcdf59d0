"""Rows that say which course was made as a copy of which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Json, Model


class CourseCopy(Model):
    """A course that was made from another. ``key`` is the one-use key of the form that made it, so
    that the same form twice makes one course; ``brought`` counts what came along, by kind.
    """

    __tablename__ = "course_copy"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    brought: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
