"""Rows of the history of a set-up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Json, Model


class PromptVersion(Model):
    """A week's set-up as it stood from ``saved_at`` on, in the form of ``documents``.

    ``saved_by_id`` is None where it came to stand so on another page: made from a template, moved
    with the schedule. The log says by whom.
    """

    __tablename__ = "prompt_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    document: Mapped[dict[str, Any]] = mapped_column(Json)
