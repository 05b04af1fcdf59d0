"""The texts of posts, for pages that know the rest already and need the texts of a few."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, bindparam
from sqlalchemy.orm import Session

from forum.discussion.models import Post, Revision
from forum.discussion.policy import Reader, posts_visible_to
from forum.discussion.queries.posts import PostView
from forum.discussion.queries.shared import shared
from forum.markup import SafeHtml


def with_texts(session: Session, reader: Reader, posts: Sequence[PostView]) -> list[PostView]:
    """The same posts with the texts the reader may see, in one statement; none where none is asked.

    ``posts`` come from ``list_outlines`` for the same reader.
    """
    if not posts:
        return []
    texts = _texts(session, reader, [post.id for post in posts])
    return [replace(post, **texts.get(post.id, {})) for post in posts]


def _texts(
    session: Session, reader: Reader, post_ids: Collection[int]
) -> Mapping[int, Mapping[str, Any]]:
    statement, values = _visible(reader)
    rows = session.execute(statement, {**values, "post_ids": list(post_ids)})
    return {
        row.id: {
            "html": {key: SafeHtml(text) for key, text in row.html.items()},
            "words": row.words,
            "references": row.references,
            "checked": row.checked,
        }
        for row in rows
    }


@shared
def _visible(reader: Reader) -> Select[Any]:
    wanted = Post.id.in_(bindparam("post_ids", expanding=True))
    return (
        posts_visible_to(reader)
        .where(wanted)
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision_number))
        .with_only_columns(
            Post.id, Revision.html, Revision.words, Revision.references, Revision.checked
        )
    )
