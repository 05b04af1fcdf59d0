"""Reads of posts, all of them through what the reader may see."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Result,
    select,
)
from sqlalchemy.orm import Session

from forum.discussion.models import Post, PostInterval, Revision
from forum.discussion.policy import (
    Reader,
    can_read_name,
    can_read_text,
    outlines_visible_to,
    posts_visible_to,
)
from forum.discussion.queries import statements
from forum.markup import SafeHtml
from forum.prompts.models import Prompt
from forum.rules.roles import Permission, Role


@dataclass(frozen=True)
class PostView:
    """A post as this reader sees it: without its text where it is withdrawn or hidden for them.

    ``html`` and ``words`` are by part key; ``is_read`` says whether the reader has had it on the
    screen before; ``author_left`` that a student is no longer in the course: then ``author_name``
    is a name for staff alone (``is_named``). ``case_title`` is the case written about, where the
    prompt offers two. ``checked`` is what the check of citations found (``queries.texts`` alone
    reads it).
    """

    id: int
    number: int
    kind: str
    parent_id: int | None
    root_id: int | None
    author_id: int
    author_name: str
    author_role: Role
    author_left: bool
    is_named: bool
    published_at: datetime
    edited_at: datetime | None
    tried_at: datetime | None
    is_private: bool
    content_note: str
    is_withdrawn: bool
    is_hidden: bool
    hidden_reason: str
    receipt: str
    uses_alternative: bool
    case_title: str
    revision_number: int
    site_id: int | None
    site_name: str | None
    site_address: str | None
    html: Mapping[str, SafeHtml]
    words: Mapping[str, int]
    references: Sequence[Mapping[str, Any]]
    is_readable: bool
    is_read: bool
    checked: Mapping[str, Any] | None = None

    @property
    def first_name(self) -> str:
        """The name in labels such as "Respond to Carla"."""
        return self.author_name.split()[0] if self.is_named else self.author_name

    @property
    def total_words(self) -> int:
        """Words of all parts together."""
        return sum(self.words.values())


def list_posts(session: Session, reader: Reader) -> list[PostView]:
    """The whole discussion in the order of time, one statement; hidden ones as outlines."""
    return _views(reader, session.execute(*statements.whole(reader)))


def list_outlines(session: Session, reader: Reader) -> list[PostView]:
    """As ``list_posts``, without any text (``html``, ``words`` and ``references`` are empty), for
    pages that keep the texts (``queries.texts``)."""
    return _views(reader, session.execute(*statements.outlines(reader)))


def list_posts_around(
    session: Session, reader: Reader, author_ids: Collection[int]
) -> tuple[list[PostView], dict[int, list[Revision]]]:
    """What these people published, what that answers, and what answers it, in the order of time;
    and by post every version of each, the oldest first, for those who may read versions. One
    statement.
    """
    statement, values = statements.around(reader)
    rows = session.execute(statement, {**values, "authors": list(author_ids)})
    named = _named(tuple(rows.keys()))
    versions: dict[int, list[Revision]] = defaultdict(list)
    posts: dict[int, PostView] = {}
    for row in map(named, rows):
        version = row.version
        if version.number == row.revision_number:
            texts = {key: getattr(version, key) for key in ("html", "words", "references")}
            posts[row.id] = view_of(reader, row._replace(**texts))
        versions[row.id].append(version)
    return list(posts.values()), versions if reader.viewer.can(Permission.READ_VERSIONS) else {}


def list_revisions(
    session: Session, reader: Reader, post_ids: Collection[int]
) -> dict[int, list[Revision]]:
    """Every version of several posts by post, the oldest first; for those who may read versions."""
    versions: dict[int, list[Revision]] = defaultdict(list)
    if not reader.viewer.can(Permission.READ_VERSIONS):
        return versions
    statement, values = statements.revisions(reader)
    for row in session.scalars(statement, {**values, "post_ids": list(post_ids)}):
        versions[row.post_id].append(row)
    return versions


def find_post(session: Session, reader: Reader, number: int) -> PostView | None:
    """One post by its short number; None where it does not exist for this reader."""
    statement, values = statements.numbered(reader)
    row = session.execute(statement, {**values, "number": number}).first()
    return view_of(reader, row) if row else None


def get_post(session: Session, reader: Reader, number: int) -> PostView:
    """As ``find_post``. Raises LookupError where it does not exist for this reader."""
    post = find_post(session, reader, number)
    if post is None:
        raise LookupError(number)
    return post


def find_post_row(session: Session, reader: Reader, number: int) -> Post | None:
    """The row of a post, for actions; None where it does not exist for this reader."""
    statement, values = statements.numbered_row(reader)
    return session.scalars(statement, {**values, "number": number}).first()


def find_last_published(
    session: Session, reader: Reader, author_id: int, since: datetime
) -> tuple[str, datetime] | None:
    """The kind and time of the last post a person published after an instant; None where none."""
    row = session.execute(
        posts_visible_to(reader)
        .where(Post.author_id == author_id, Post.published_at > since)
        .with_only_columns(Post.kind, Post.published_at)
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(1)
    ).first()
    return (row.kind, row.published_at) if row else None


def find_prompt_of(session: Session, course_id: int, number: int) -> Prompt | None:
    """The prompt under which a short number was published; says nothing of who may see it."""
    return session.scalar(statements.PROMPT_OF, {"course_id": course_id, "number": number})


def list_numbers(session: Session, reader: Reader, post_ids: Collection[int]) -> dict[int, int]:
    """By id the short numbers of those of these posts that the reader may know of."""
    rows = session.execute(
        outlines_visible_to(reader)
        .where(Post.id.in_(post_ids))
        .with_only_columns(Post.id, Post.number)
    )
    return {row.id: row.number for row in rows}


def count_colleagues(session: Session, reader: Reader) -> int:
    """How many colleagues have posted: the one thing readers learn before the gate opens."""
    return session.scalar(*statements.colleagues(reader)) or 0


def count_choices(session: Session, reader: Reader) -> dict[int, int]:
    """The board of sites: how many chose each, without names, own choice included."""
    return {row.site_id: row.number for row in session.execute(*statements.choices(reader))}


def list_versions(session: Session, reader: Reader, post: PostView) -> Sequence[Revision]:
    """Every version of a post the reader may see the versions of, the oldest first."""
    return session.scalars(
        select(Revision)
        .join(Post, Post.id == Revision.post_id)
        .where(Post.id.in_(outlines_visible_to(reader).with_only_columns(Post.id)))
        .where(Revision.post_id == post.id)
        .order_by(Revision.number)
    ).all()


def list_intervals(session: Session, post_id: int) -> Sequence[PostInterval]:
    """When a post was withdrawn, hidden or private."""
    return session.scalars(
        select(PostInterval)
        .where(PostInterval.post_id == post_id)
        .order_by(PostInterval.started_at)
    ).all()


def _case_title(prompt: Prompt, row: Any) -> str:
    """The title alone: readers do not learn which of two cases is the other one."""
    if row.kind != "initial" or not prompt.alternative_title:
        return ""
    return prompt.alternative_title if row.uses_alternative else prompt.case_title


def _views(reader: Reader, rows: Result[Any]) -> list[PostView]:
    """Each row as a view. To read a Row by name is slow, and each is read thirty times."""
    named = _named(tuple(rows.keys()))
    return [view_of(reader, named(row)) for row in rows]


@lru_cache
def _named(columns: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    make: Any = namedtuple
    read: Callable[[Iterable[Any]], Any] = make("PostRow", columns)._make
    return read


def view_of(reader: Reader, row: Any) -> PostView:
    """A post as this reader sees it; ``row`` has the columns of ``queries.statements``."""
    readable = can_read_text(reader, row)
    own = row.author_id == reader.viewer.user_id
    named = can_read_name(reader, row.author_id, has_left=row.has_left)
    return PostView(
        id=row.id,
        number=row.number,
        kind=row.kind,
        parent_id=row.parent_id,
        root_id=row.root_id,
        author_id=row.author_id,
        author_name=row.author_name if named else reader.former_name,
        author_role=Role(row.author_role) if row.author_role else Role.ADMIN,
        author_left=row.has_left,
        is_named=named,
        published_at=row.published_at,
        edited_at=row.edited_at if readable else None,
        tried_at=row.tried_at if own or reader.reads_all_of(row.author_id) else None,
        is_private=row.is_private,
        content_note=row.content_note if readable else "",
        is_withdrawn=row.withdrawn_at is not None,
        is_hidden=row.hidden_at is not None,
        hidden_reason=row.hidden_reason if readable else "",
        receipt=row.receipt if own else "",
        uses_alternative=row.uses_alternative and (own or reader.reads_all_of(row.author_id)),
        case_title=_case_title(reader.prompt, row) if readable else "",
        revision_number=row.revision_number if readable else 0,
        site_id=row.site_id if readable else None,
        site_name=row.site_name if readable else None,
        site_address=row.site_address if readable else None,
        html={key: SafeHtml(text) for key, text in (row.html or {}).items()} if readable else {},
        words=row.words or {} if readable else {},
        references=row.references or () if readable else (),
        is_readable=readable,
        is_read=own or row.is_read,
    )
