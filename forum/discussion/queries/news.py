"""Reads for those who carry news on: whom a post concerns, and what a receiver may know of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select, union_all
from sqlalchemy.orm import Session, aliased

from forum.accounts.models import User
from forum.discussion.models import Post, ReadMark, Revision
from forum.discussion.policy import Reader, can_read_name, has_left, posts_visible_to
from forum.prompts.models import Prompt


@dataclass(frozen=True)
class PostFact:
    """A post and whom it concerns: for deciding who is told, never for showing."""

    id: int
    prompt_id: int
    course_id: int
    kind: str
    author_id: int
    parent_author_id: int | None
    root_author_id: int | None
    is_hidden: bool
    is_withdrawn: bool
    is_private: bool

    @property
    def is_in_sight(self) -> bool:
        """Whether colleagues may see it at all, as far as the post itself goes."""
        return not (self.is_hidden or self.is_withdrawn or self.is_private)


@dataclass(frozen=True)
class ToldPost:
    """What a receiver may be told of a post they may see: never its text.

    ``author_name`` is what the reader calls the author; ``is_read``: the reader has had it on the
    screen. ``has_care``: the post or its prompt carries a content note, so that no text of it
    leaves in a mail.
    """

    id: int
    prompt_id: int
    number: int
    kind: str
    author_id: int
    author_name: str
    published_at: datetime
    receipt: str
    is_hidden: bool
    hidden_reason: str
    is_withdrawn: bool
    is_read: bool
    has_care: bool


def find_post_fact(session: Session, post_id: int) -> PostFact | None:
    """Whom a post concerns: its author, whom it answers, under whose post it stands."""
    return next(iter(_facts(session, Post.id == post_id)), None)


def list_answer_facts(session: Session, root_id: int) -> list[PostFact]:
    """The same of everything that stands under an initial post, the oldest first."""
    return _facts(session, Post.root_id == root_id)


def _facts(session: Session, which: ColumnElement[bool]) -> list[PostFact]:
    parent, root = aliased(Post), aliased(Post)
    rows = session.execute(
        select(
            Post.id,
            Post.prompt_id,
            Post.course_id,
            Post.kind,
            Post.author_id,
            parent.author_id.label("parent_author_id"),
            root.author_id.label("root_author_id"),
            Post.hidden_at.is_not(None).label("is_hidden"),
            Post.withdrawn_at.is_not(None).label("is_withdrawn"),
            Post.is_private,
        )
        .outerjoin(parent, parent.id == Post.parent_id)
        .outerjoin(root, root.id == Post.root_id)
        .where(which)
        .order_by(Post.id)
    )
    return [PostFact(**row._mapping) for row in rows]


def ids_of_numbers(session: Session, prompt_id: int, numbers: Collection[int]) -> Sequence[int]:
    """The ids of posts of a prompt by their short numbers."""
    if not numbers:
        return ()
    return session.scalars(
        select(Post.id).where(Post.prompt_id == prompt_id, Post.number.in_(numbers))
    ).all()


def list_told_posts(
    session: Session, readers: Mapping[int, Reader], post_ids: Collection[int]
) -> dict[int, ToldPost]:
    """By id: those of these posts that the readers may see now; one statement for all prompts.

    ``readers`` are one person in front of each prompt, by the prompt's id.
    """
    if not readers or not post_ids:
        return {}
    seen: list[Any] = [_seen(reader, post_ids) for reader in readers.values()]
    rows = session.execute(union_all(*seen))
    return {row.id: _told(readers[row.prompt_id], row) for row in rows}


def list_sources(session: Session, reader: Reader, post_id: int) -> list[str]:
    """The parts of a post as they were typed, where the reader may read it now; else nothing."""
    parts = session.scalar(
        posts_visible_to(reader)
        .where(Post.id == post_id, Post.withdrawn_at.is_(None), Post.hidden_at.is_(None))
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision_number))
        .with_only_columns(Revision.parts)
    )
    return [text for text in (parts or {}).values() if text.strip()]


def _seen(reader: Reader, post_ids: Collection[int]) -> Any:
    read = exists().where(ReadMark.post_id == Post.id, ReadMark.user_id == reader.viewer.user_id)
    return (
        posts_visible_to(reader)
        .where(Post.id.in_(post_ids))
        .join(User, User.id == Post.author_id)
        .join(Prompt, Prompt.id == Post.prompt_id)
        .with_only_columns(
            Post.id,
            Post.prompt_id,
            Post.number,
            Post.kind,
            Post.author_id,
            User.name.label("author_name"),
            has_left(Post.author_id, Post.course_id).label("has_left"),
            Post.published_at,
            Post.receipt,
            Post.hidden_at,
            Post.hidden_reason,
            Post.withdrawn_at,
            read.label("is_read"),
            Post.content_note.label("own_note"),
            Prompt.content_note.label("prompt_note"),
        )
    )


def _told(reader: Reader, row: Any) -> ToldPost:
    own = row.author_id == reader.viewer.user_id
    named = can_read_name(reader, row.author_id, has_left=row.has_left)
    return ToldPost(
        id=row.id,
        prompt_id=row.prompt_id,
        number=row.number,
        kind=row.kind,
        author_id=row.author_id,
        author_name=row.author_name if named else reader.former_name,
        published_at=row.published_at,
        receipt=row.receipt if own else "",
        is_hidden=row.hidden_at is not None,
        hidden_reason=row.hidden_reason if own else "",
        is_withdrawn=row.withdrawn_at is not None,
        is_read=row.is_read,
        has_care=bool(row.own_note or row.prompt_note),
    )
