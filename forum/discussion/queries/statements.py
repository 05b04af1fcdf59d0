"""The statements about posts, each built once for all readers of one kind (``queries.shared``).

Parameters besides the reader's are named in double backticks.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    null,
    select,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.accounts.models import User
from forum.courses.models import Enrollment
from forum.discussion.models import Post, ReadMark, Revision
from forum.discussion.policy import Reader, has_left, outlines_visible_to, posts_counted_for
from forum.discussion.queries.shared import shared
from forum.prompts.models import Prompt, Site

PROMPT_OF = (
    select(Prompt)
    .join(Post, Post.prompt_id == Prompt.id)
    .where(Post.course_id == bindparam("course_id"), Post.number == bindparam("number"))
)
_SITE = aliased(Site)
#: What a list and a thread need of a post besides its text.
_DETAILS: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...] = (
    Post.id,
    Post.number,
    Post.kind,
    Post.parent_id,
    Post.root_id,
    Post.author_id,
    User.name.label("author_name"),
    has_left(Post.author_id, Post.course_id).label("has_left"),
    Post.published_at,
    Post.edited_at,
    Post.tried_at,
    Post.is_private,
    Post.content_note,
    Post.withdrawn_at,
    Post.hidden_at,
    Post.hidden_reason,
    Post.receipt,
    Post.uses_alternative,
    Post.revision_number,
    Revision.site_id,
    _SITE.name.label("site_name"),
    _SITE.address.label("site_address"),
)
_TEXTS = (Revision.html, Revision.words, Revision.references)
_NO_TEXTS = tuple(null().label(column.key) for column in _TEXTS)


def _with_details(
    posts: Select[Post], reader: Reader, *texts: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> Select[Any]:
    """Columns, not entities: this is the hottest read of the product."""
    read = exists().where(ReadMark.post_id == Post.id, ReadMark.user_id == reader.viewer.user_id)
    return (
        posts.join(
            Revision,
            and_(Revision.post_id == Post.id, Revision.number == Post.revision_number),
        )
        .join(User, User.id == Post.author_id)
        .outerjoin(_SITE, _SITE.id == Revision.site_id)
        .with_only_columns(
            *_DETAILS,
            _author_role(reader).label("author_role"),
            *(texts or _TEXTS),
            read.label("is_read"),
        )
        .order_by(Post.published_at, Post.id)
    )


def _author_role(reader: Reader) -> ScalarSelect[Any]:
    """The author's role in the course."""
    member = (
        select(Enrollment.user_id, Enrollment.role, Enrollment.ended_at)
        .where(Enrollment.course_id == reader.prompt.course_id)
        .distinct()
        .subquery()
    )
    return (
        select(func.max(member.c.role))
        .where(member.c.user_id == Post.author_id)
        .correlate(Post)
        .scalar_subquery()
    )


@shared
def whole(reader: Reader) -> Select[Any]:
    """Every post with its text, in the order of time."""
    return _with_details(outlines_visible_to(reader), reader)


@shared
def outlines(reader: Reader) -> Select[Any]:
    """Every post without its text."""
    return _with_details(outlines_visible_to(reader), reader, *_NO_TEXTS)


@shared
def numbered(reader: Reader) -> Select[Any]:
    """The post of a ``number`` with its text."""
    return _with_details(_with_number(reader), reader)


@shared
def numbered_row(reader: Reader) -> Select[Any]:
    """The row of the post of a ``number``."""
    return _with_number(reader)


def _with_number(reader: Reader) -> Select[Any]:
    return outlines_visible_to(reader).where(Post.number == bindparam("number"))


@shared
def around(reader: Reader) -> Select[Any]:
    """What these ``authors`` published, what that answers, and what answers it: each post as often
    as it has versions, the oldest first; ``version`` is the whole row of it.

    The posts are found by one list of ids, each part of which has an index. Three conditions with
    "or" between them have none: all posts and versions of the discussion would be gone through.
    """
    authors = bindparam("authors", type_=Integer(), expanding=True)
    own = outlines_visible_to(reader).where(Post.author_id.in_(authors))
    mine = own.with_only_columns(Post.id)
    wanted: CompoundSelect[Any] = union(
        mine,
        own.where(Post.parent_id.is_not(None)).with_only_columns(Post.parent_id),
        outlines_visible_to(reader).where(Post.parent_id.in_(mine)).with_only_columns(Post.id),
    )
    version = aliased(Revision, name="version")
    return (
        _with_details(outlines_visible_to(reader).where(Post.id.in_(wanted)), reader, *_NO_TEXTS)
        .join(version, version.post_id == Post.id)
        .add_columns(version)
        .order_by(version.number)
    )


@shared
def revisions(reader: Reader) -> Select[Any]:
    """Every version of the posts of these ``post_ids``, the oldest first."""
    wanted = Post.id.in_(bindparam("post_ids", expanding=True))
    posts = outlines_visible_to(reader).where(wanted).with_only_columns(Post.id)
    return (
        select(Revision)
        .where(Revision.post_id.in_(posts))
        .order_by(Revision.post_id, Revision.number)
    )


@shared
def colleagues(reader: Reader) -> Any:
    """How many colleagues have posted."""
    posts = posts_counted_for(reader).where(Post.author_id != reader.viewer.user_id)
    return posts.with_only_columns(func.count(Post.author_id.distinct()))


@shared
def choices(reader: Reader) -> Any:
    """How many chose each site."""
    return (
        posts_counted_for(reader)
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision_number))
        .where(Revision.site_id.is_not(None))
        .with_only_columns(Revision.site_id, func.count().label("number"))
        .group_by(Revision.site_id)
    )
