"""Rows of templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Json, Model

LONGEST_NAME = 120


class PromptTemplate(Model):
    """A prompt kept for use again: its course's, or from ``shared_at`` on everybody's who sets up.

    ``document`` is in the form of ``documents``. It is a copy: no prompt changes with it.
    """

    __tablename__ = "prompt_template"
    __table_args__ = (UniqueConstraint("course_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]

    @property
    def is_shared(self) -> bool:
        """Whether everybody who sets up weeks has it, in whatever course."""
        return self.shared_at is not None
