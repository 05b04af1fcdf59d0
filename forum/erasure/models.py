"""Rows of erasures: what is needed to do one again after a backup was restored, and no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model


class Erasure(Model):
    """One erased person. ``account_created_at`` tells the account from another one that may have
    the same number in a database that was restored from before the account was made.
    """

    __tablename__ = "erasure"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id"), primary_key=True, autoincrement=False
    )
    pseudonym: Mapped[str] = mapped_column(String(120), unique=True)
    account_created_at: Mapped[datetime]
    erased_at: Mapped[datetime]
    erased_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
