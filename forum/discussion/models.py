"""Rows of what people write. Posts are withdrawn or hidden, never deleted; revisions only grow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.database import Json, Model
from forum.prompts.models import Prompt


class Post(Model):
    """What a person published.

    ``kind`` is initial, response (meant to count) or reply. ``root_id`` is the initial post of the
    thread (None on it). ``number`` is unique in the course. ``withdrawn_at``, ``hidden_at`` and
    ``is_private`` are the present state; their history is in PostInterval.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("author_id", "submission_key"),
        UniqueConstraint("course_id", "number"),
        Index("ix_post_prompt_id_kind", "prompt_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    number: Mapped[int]
    submission_key: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(12))
    published_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    is_private: Mapped[bool] = mapped_column(default=False)
    content_note: Mapped[str] = mapped_column(String(200), default="")
    uses_alternative: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(500), default="")
    revision_number: Mapped[int] = mapped_column(default=1)

    prompt: Mapped[Prompt] = relationship(lazy="raise_on_sql")


class Revision(Model):
    """A saved version of a post.

    ``parts`` (key -> Markdown), ``html`` (key -> cleaned HTML, made at write) and ``words`` (key ->
    words); ``references`` are the rows as typed; ``listed``, ``cited``, ``unread`` are what the
    matcher made of them, and ``checked`` the whole check as it was shown (``CitationCheck``; None
    for what is no initial post, or was saved before checks were kept); ``copies_id`` is the own
    response this text nearly repeats.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    number: Mapped[int]
    saved_at: Mapped[datetime]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    parts: Mapped[dict[str, Any]] = mapped_column(Json)
    html: Mapped[dict[str, Any]] = mapped_column(Json)
    words: Mapped[dict[str, Any]] = mapped_column(Json)
    references: Mapped[list[Any]] = mapped_column(Json, default=list)
    listed: Mapped[int] = mapped_column(default=0)
    cited: Mapped[int] = mapped_column(default=0)
    unread: Mapped[int] = mapped_column(default=0)
    checked: Mapped[dict[str, Any] | None] = mapped_column(Json)
    copies_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    markup_version: Mapped[int] = mapped_column(default=1)


class PostInterval(Model):
    """A time during which a post was withdrawn, hidden or private (``kind``)."""

    __tablename__ = "post_interval"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    actor_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")


class Draft(Model):
    """One field of a text not yet published.

    ``slot`` is initial, or response-, reply- or edit- and a post's number. ``version`` counts
    the server's saves of this field; ``client`` and ``seq`` tell which browser made the last one.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "prompt_id", "slot", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    slot: Mapped[str] = mapped_column(String(30))
    field: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    client: Mapped[str] = mapped_column(String(40), default="")
    seq: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]
    begun_at: Mapped[datetime]


class DraftSnapshot(Model):
    """An earlier state of a draft field; the last 20 are kept."""

    __tablename__ = "draft_snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(12), default="")


class ReadMark(Model):
    """A reader has had this post on the screen."""

    __tablename__ = "read_mark"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    read_at: Mapped[datetime]


class GateOpening(Model):
    """The moment and the revision with which a student's own post opened the discussion."""

    __tablename__ = "gate_opening"
    __table_args__ = (UniqueConstraint("prompt_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
