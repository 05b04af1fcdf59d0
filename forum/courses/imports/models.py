"""Rows of imports: a file between its preview and its carrying out, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.courses.imports.lines import Line, Passed, Roster
from forum.database import Json, Model

CSV, ONEROSTER = "csv", "oneroster"
#: What an import can be: a class is to be chosen; it is looked at; the worker has it; it is over.
CHOOSING, PREVIEW, WAITING, OVER = "choosing", "preview", "waiting", "over"


class RosterImport(Model):
    """One roster file of a course. What it says of people is kept until it is over.

    ``content`` holds an archive until one of its ``classes`` (id, title, number of students) is
    chosen, ``lines`` and ``passed`` what was read. Asking for it to be carried out sets
    ``asked_at`` with what the preview showed (``seen``) and whether memberships end
    (``ends_missing``); ``version`` counts the askings. ``outcome`` says how it ended ("applied",
    "cancelled", "archived", "not_allowed"), or, while it is open, that the last asking found
    another roster ("changed"); ``counts`` what was done, and ``activity_id`` the row of the log.
    """

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(12))
    is_whole: Mapped[bool] = mapped_column(default=True)
    class_id: Mapped[str] = mapped_column(String(255), default="")
    class_title: Mapped[str] = mapped_column(String(80), default="")
    classes: Mapped[list[Any]] = mapped_column(Json, default=list, deferred=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    lines: Mapped[list[Any]] = mapped_column(Json, default=list, deferred=True)
    passed: Mapped[list[Any]] = mapped_column(Json, default=list, deferred=True)
    size: Mapped[int] = mapped_column(default=0)
    seen: Mapped[str] = mapped_column(String(64), default="")
    ends_missing: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(16), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))

    @property
    def state(self) -> str:
        """One of ``CHOOSING``, ``PREVIEW``, ``WAITING``, ``OVER``."""
        if self.finished_at is not None:
            return OVER
        if self.asked_at is not None:
            return WAITING
        return PREVIEW if self.size else CHOOSING

    @property
    def roster(self) -> Roster:
        """What was read of the file."""
        lines = tuple(Line(*kept) for kept in self.lines)
        return Roster(lines, tuple(Passed(*kept) for kept in self.passed), self.is_whole)

    def keep(self, roster: Roster) -> None:
        """Keep what was read; the archive is needed no more."""
        self.lines = [line.kept() for line in roster.lines]
        self.passed = [one.kept() for one in roster.passed]
        self.is_whole = roster.is_whole
        self.size = len(roster.lines) + len(roster.passed)
        self.content, self.classes = None, []

    def finish(self, outcome: str, now: datetime) -> None:
        """It is over: what the file said of people is forgotten."""
        self.finished_at, self.outcome = now, outcome
        self.content, self.classes, self.lines, self.passed = None, [], [], []


class RosterSource(Model):
    """Whom an id of another system's file stands for in a course, so that a file of changes can
    name people without saying again who they are.
    """

    __tablename__ = "roster_source"
    __table_args__ = (UniqueConstraint("course_id", "source_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    source_id: Mapped[str] = mapped_column(String(255))
    class_id: Mapped[str] = mapped_column(String(255))
