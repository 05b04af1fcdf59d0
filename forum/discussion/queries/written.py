"""What was published, as typed, for the machine that compares posts; no page reads it here.

What a person may see of it goes through ``policy``: ``list_seen_versions``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import QueryableAttribute, Session, aliased

from forum.accounts.models import User
from forum.discussion.models import Post, Revision
from forum.discussion.policy import Reader, posts_visible_to
from forum.prompts.models import Prompt


@dataclass(frozen=True, slots=True)
class Written:
    """One version of a post: ``parts`` are its texts (Markdown as typed) by their keys."""

    revision_id: int
    post_id: int
    author_id: int
    course_id: int
    prompt_id: int
    lineage: str
    saved_at: datetime
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """A version of a post that its reader may see."""

    revision_id: int
    post_id: int
    number: int
    author_id: int
    author_name: str
    kind: str
    published_at: datetime
    parts: dict[str, str]


def list_written(session: Session, revision_ids: Collection[int]) -> dict[int, Written]:
    """By id, these versions; those that are gone are left out. One statement."""
    return _written(session, Revision.id.in_(revision_ids))


def list_versions_before(session: Session, post_id: int, until: datetime) -> list[Written]:
    """The versions of a post saved before an instant, the oldest first."""
    found = _written(session, Revision.post_id == post_id, Revision.saved_at < until)
    return sorted(found.values(), key=lambda row: (row.saved_at, row.revision_id))


def revisions_of_lineage(lineage: str) -> Select[int]:
    """The statement of the ids of all versions published under a prompt and its copies."""
    return (
        select(Revision.id)
        .join(Post, Post.id == Revision.post_id)
        .join(Prompt, Prompt.id == Post.prompt_id)
        .where(Prompt.lineage == lineage)
        .order_by(Revision.saved_at, Revision.id)
    )


def saved_until(until: datetime) -> ColumnElement[bool]:
    """Condition on ``revisions_of_lineage``: saved at this instant or before."""
    return Revision.saved_at <= until


def is_shown(revision_id: QueryableAttribute[int]) -> ColumnElement[bool]:
    """Condition: the version is the one that is shown of its post."""
    return (
        exists()
        .where(Revision.id == revision_id, Post.id == Revision.post_id)
        .where(Post.revision_number == Revision.number)
    )


def is_open(revision_id: QueryableAttribute[int]) -> ColumnElement[bool]:
    """Condition: the version is one of a post that colleagues can read: not withdrawn, hidden or
    private, nor under one that is private."""
    root = aliased(Post)
    is_under_private = exists().where(root.id == Post.root_id, root.is_private)
    return exists().where(
        Revision.id == revision_id,
        Post.id == Revision.post_id,
        Post.withdrawn_at.is_(None),
        Post.hidden_at.is_(None),
        Post.is_private.is_(False),
        ~is_under_private,
    )


def find_shown_revision(session: Session, post_id: int) -> int | None:
    """The version of a post that is shown; None where there is no such post."""
    return session.scalar(
        select(Revision.id)
        .join(Post, and_(Post.id == Revision.post_id, Post.revision_number == Revision.number))
        .where(Post.id == post_id)
    )


def list_seen_versions(
    session: Session, reader: Reader, revision_ids: Collection[int]
) -> dict[int, SeenVersion]:
    """By id, those of these versions whose posts the reader may see. One statement.

    For a post's own author, and for those who may read versions (``policy.can_read_versions``).
    """
    rows = session.execute(
        posts_visible_to(reader)
        .join(Revision, Revision.post_id == Post.id)
        .join(User, User.id == Post.author_id)
        .where(Revision.id.in_(revision_ids))
        .with_only_columns(
            Revision.id.label("revision_id"),
            Post.id.label("post_id"),
            Post.number,
            Post.author_id,
            User.name.label("author_name"),
            Post.kind,
            Post.published_at,
            Revision.parts,
        )
    )
    return {row.revision_id: SeenVersion(**row._mapping) for row in rows}


def _written(session: Session, *conditions: ColumnElement[bool]) -> dict[int, Written]:
    rows = session.execute(
        select(
            Revision.id.label("revision_id"),
            Revision.post_id,
            Post.author_id,
            Post.course_id,
            Post.prompt_id,
            Prompt.lineage,
            Revision.saved_at,
            Revision.parts,
        )
        .join(Post, Post.id == Revision.post_id)
        .join(Prompt, Prompt.id == Post.prompt_id)
        .where(*conditions)
    )
    return {row.revision_id: Written(**row._mapping) for row in rows}
