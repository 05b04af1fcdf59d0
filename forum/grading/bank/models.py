"""Rows of the comment bank, and where its comments were used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model


class BankComment(Model):
    """A comment kept for use again: the owner's alone, or from ``shared_at`` on the course's."""

    __tablename__ = "bank_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]

    @property
    def is_shared(self) -> bool:
        """Whether everybody who grades in the course has it."""
        return self.shared_at is not None


class BankUse(Model):
    """A working grade carries the comment: on a criterion, or in the overall comment (None).

    The level is not kept here: it is that of the grade's mark, so it follows when that changes.
    """

    __tablename__ = "bank_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_comment_id: Mapped[int] = mapped_column(ForeignKey("bank_comment.id"), index=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grade.id"), index=True)
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
