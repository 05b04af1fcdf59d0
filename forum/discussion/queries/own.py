"""Reads of one person's own writing across a course, and of what was written to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from forum.accounts.models import User
from forum.discussion.models import Draft, DraftSnapshot, Post, Revision
from forum.discussion.policy import has_left
from forum.prompts.models import Site


@dataclass(frozen=True)
class PostLine:
    """A post in a list: what it is, whom it concerns, when, how long."""

    prompt_id: int
    number: int
    kind: str
    person: str
    site_name: str | None
    published_at: datetime
    words: int
    revision_number: int
    is_withdrawn: bool
    is_hidden: bool
    is_private: bool


def list_own_posts(
    session: Session, user_id: int, prompt_ids: Sequence[int], *, former_name: str
) -> dict[int, list[PostLine]]:
    """By prompt: this person's posts; ``person`` is whom an answer addresses.

    Classmates who left are called ``former_name``.
    """
    parent = aliased(Post)
    person = aliased(User)
    statement = (
        _lines(person)
        .outerjoin(parent, parent.id == Post.parent_id)
        .outerjoin(person, person.id == parent.author_id)
        .where(Post.author_id == user_id, Post.prompt_id.in_(prompt_ids))
    )
    return _by_prompt(session, statement, former_name)


def list_received_posts(
    session: Session, user_id: int, prompt_ids: Collection[int], *, former_name: str
) -> dict[int, list[PostLine]]:
    """By prompt: live answers under this person's posts; ``person`` is who wrote them.

    Whoever wrote to me is visible to me, because the answer stands under my own post, but not
    before the gate is open: ``prompt_ids`` are those of ``list_open_gates``.
    """
    root = aliased(Post)
    author = aliased(User)
    statement = (
        _lines(author)
        .join(root, root.id == Post.root_id)
        .join(author, author.id == Post.author_id)
        .where(
            root.author_id == user_id,
            Post.author_id != user_id,
            Post.prompt_id.in_(prompt_ids),
            Post.withdrawn_at.is_(None),
            Post.hidden_at.is_(None),
        )
    )
    return _by_prompt(session, statement, former_name)


def list_own_versions(
    session: Session, user_id: int, prompt_ids: Collection[int] | None = None
) -> dict[int, list[tuple[Post, list[Revision]]]]:
    """By prompt (of these, or of all): this person's posts, each with all its versions, in the
    order of time.
    """
    statement = (
        select(Post, Revision)
        .join(Revision, Revision.post_id == Post.id)
        .where(Post.author_id == user_id)
        .order_by(Post.published_at, Post.id, Revision.number)
    )
    if prompt_ids is not None:
        statement = statement.where(Post.prompt_id.in_(prompt_ids))
    rows = session.execute(statement)
    versions: dict[int, list[Revision]] = defaultdict(list)
    posts: dict[int, Post] = {}
    for row in rows:
        posts[row.Post.id] = row.Post
        versions[row.Post.id].append(row.Revision)
    found: dict[int, list[tuple[Post, list[Revision]]]] = defaultdict(list)
    for post in posts.values():
        found[post.prompt_id].append((post, versions[post.id]))
    return found


def list_own_drafts(session: Session, user_id: int) -> list[tuple[Draft, list[DraftSnapshot]]]:
    """Every field of this person's drafts with its earlier states, the oldest first."""
    drafts = session.scalars(
        select(Draft).where(Draft.user_id == user_id).order_by(Draft.prompt_id, Draft.id)
    ).all()
    earlier: dict[int, list[DraftSnapshot]] = defaultdict(list)
    snapshots = (
        select(DraftSnapshot)
        .join(Draft, Draft.id == DraftSnapshot.draft_id)
        .where(Draft.user_id == user_id)
        .order_by(DraftSnapshot.id)
    )
    for row in session.scalars(snapshots):
        earlier[row.draft_id].append(row)
    return [(draft, earlier[draft.id]) for draft in drafts]


def count_own(session: Session, user_id: int) -> tuple[int, int]:
    """How many posts a person has published, and how many drafts there are; two statements."""
    posts = select(func.count(Post.id)).where(Post.author_id == user_id)
    fields = select(Draft.prompt_id, Draft.slot).where(Draft.user_id == user_id).distinct()
    drafts = select(func.count()).select_from(fields.subquery())
    return session.scalar(posts) or 0, session.scalar(drafts) or 0


def is_own_thread(session: Session, user_id: int, root_id: int) -> bool:
    """Whether a thread stands under this person's initial post (``root_id``)."""
    return session.scalar(select(Post.author_id).where(Post.id == root_id)) == user_id


def _lines(person: type[User]) -> Select[Any]:
    return (
        select(
            Post.prompt_id,
            Post.number,
            Post.kind,
            person.name.label("person"),
            has_left(person.id, Post.course_id).label("has_left"),
            Site.name.label("site_name"),
            Post.published_at,
            Revision.words,
            Post.revision_number,
            Post.withdrawn_at,
            Post.hidden_at,
            Post.is_private,
        )
        .join(
            Revision,
            and_(Revision.post_id == Post.id, Revision.number == Post.revision_number),
        )
        .outerjoin(Site, Site.id == Revision.site_id)
        .order_by(Post.published_at, Post.id)
    )


def _by_prompt(
    session: Session, statement: Select[Any], former_name: str
) -> dict[int, list[PostLine]]:
    found: dict[int, list[PostLine]] = defaultdict(list)
    for row in session.execute(statement):
        found[row.prompt_id].append(
            PostLine(
                prompt_id=row.prompt_id,
                number=row.number,
                kind=row.kind,
                person=former_name if row.has_left else row.person or "",
                site_name=row.site_name,
                published_at=row.published_at,
                words=sum(row.words.values()),
                revision_number=row.revision_number,
                is_withdrawn=row.withdrawn_at is not None,
                is_hidden=row.hidden_at is not None,
                is_private=row.is_private,
            )
        )
    return found
