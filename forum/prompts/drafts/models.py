"""Rows of unsaved changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model


class SetupDraft(Model):
    """The long form of a week as one person left it; nobody else sees it, no week changes with it.

    ``text`` is the form as its script sent it, "" once it was saved to the week or discarded: the
    row stays, so that a copy of the old text that arrives late is known as one. ``version`` counts
    the saves of the row; ``client`` and ``seq`` tell which page made the last one.
    """

    __tablename__ = "setup_draft"

    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id"), primary_key=True, index=True
    )
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    client: Mapped[str] = mapped_column(String(40), default="")
    seq: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]
