"""Rows of a course's reading list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.rules.citations import Reference

#: Characters of a field of a reference, here and in the list of a post.
LONGEST_FIELD = 1000


class Reading(Model):
    """A work as the course's reading list has it; students' references are compared with it."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    authors: Mapped[str] = mapped_column(String(LONGEST_FIELD))
    year: Mapped[str] = mapped_column(String(LONGEST_FIELD))
    title: Mapped[str] = mapped_column(String(LONGEST_FIELD))
    source: Mapped[str] = mapped_column(String(LONGEST_FIELD))
    link: Mapped[str] = mapped_column(String(LONGEST_FIELD))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    def to_reference(self) -> Reference:
        """The entry as the rules take it."""
        return Reference(self.authors, self.year, self.title, self.source, self.link)
