"""Rows of what was compared: the prints of every version, and the passages that were found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Json, Model
from forum.rules.overlap import Kind


class Fingerprint(Model):
    """The prints of one version of a post, found by the lineage of its prompt.

    One row a version and not a post, because what was taken from where goes by the time at which a
    passage was saved. ``prints`` is what ``rules.overlap`` packs, some 3 bytes a word.
    ``checked_at`` is when it was last compared with what stood there before; None: not yet.
    """

    __tablename__ = "fingerprint"
    __table_args__ = (Index("ix_fingerprint_lineage_saved_at", "lineage", "saved_at"),)

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    lineage: Mapped[str] = mapped_column(String(32))
    saved_at: Mapped[datetime]
    prints: Mapped[bytes] = mapped_column(LargeBinary)
    checked_at: Mapped[datetime | None]


class Overlap(Model):
    """A passage of a version that also stands in an earlier one (``source_id``).

    ``words`` is how many words both have. ``places`` says where, as lists of [part, start, end] in
    characters of what was typed: ``spans`` and ``shared`` of this version, ``source_spans`` and
    ``source_shared`` of the other. No text is copied, so that nothing outlives its post.
    """

    __tablename__ = "overlap"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("fingerprint.revision_id", ondelete="CASCADE"), index=True
    )
    source_id: Mapped[int] = mapped_column(
        ForeignKey("fingerprint.revision_id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[Kind] = mapped_column(String(7))
    words: Mapped[int]
    places: Mapped[dict[str, Any]] = mapped_column(Json)
