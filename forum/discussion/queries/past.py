"""What was written in earlier weeks, in counts and ids, for rules that look over several weeks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from forum.discussion.models import Post, Revision


@dataclass(frozen=True, slots=True)
class PastPost:
    """A post that is neither withdrawn nor hidden now; ``words`` are those of its last version.

    ``to_id`` is the author of the initial post it stands directly under, None where there is none.
    """

    prompt_id: int
    author_id: int
    is_initial: bool
    is_private: bool
    words: int
    to_id: int | None


def list_past_posts(session: Session, prompt_ids: Collection[int]) -> list[PastPost]:
    """The posts under these prompts, in the order they came; one statement, no text."""
    above = aliased(Post)
    rows = session.execute(
        select(
            Post.prompt_id,
            Post.author_id,
            Post.kind,
            Post.is_private,
            Revision.words,
            above.author_id.label("to_id"),
        )
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision_number))
        .outerjoin(above, and_(above.id == Post.parent_id, above.kind == "initial"))
        .where(
            Post.prompt_id.in_(prompt_ids), Post.withdrawn_at.is_(None), Post.hidden_at.is_(None)
        )
        .order_by(Post.id)
    )
    return [
        PastPost(prompt_id, author, kind == "initial", is_private, sum(words.values()), to_id)
        for prompt_id, author, kind, is_private, words, to_id in rows
    ]


def ids_of_posts_around(course_id: int, students: Collection[int]) -> Select[int]:
    """The statement of the ids of what these students wrote, and of what stands under it."""
    root = aliased(Post)
    return (
        select(Post.id)
        .outerjoin(root, root.id == Post.root_id)
        .where(
            Post.course_id == course_id,
            or_(Post.author_id.in_(students), root.author_id.in_(students)),
        )
    )
