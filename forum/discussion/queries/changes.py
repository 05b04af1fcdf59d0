"""When what people wrote in a course last changed: times and ids for staff, never text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, Select, func, select

from forum.discussion.models import Post, PostInterval, Revision


def last_versions(course_id: int | BindParameter[int]) -> Select[int, int, datetime]:
    """``prompt_id``, ``user_id``, ``changed_at``: when each person last saved a version there.

    Everybody who has published anything under a prompt is in it, withdrawn and hidden posts
    included. A statement to be joined with others, so that a class costs one.
    """
    return (
        select(
            Post.prompt_id,
            Post.author_id.label("user_id"),
            func.max(Revision.saved_at).label("changed_at"),
        )
        .join(Revision, Revision.post_id == Post.id)
        .where(Post.course_id == course_id)
        .group_by(Post.prompt_id, Post.author_id)
    )


def moves_out_of_sight(course_id: int | BindParameter[int]) -> Select[int, int, datetime]:
    """The same of each time a post was withdrawn or hidden: when it ended, else when it began."""
    return (
        select(
            Post.prompt_id,
            Post.author_id.label("user_id"),
            func.coalesce(PostInterval.ended_at, PostInterval.started_at).label("changed_at"),
        )
        .join(PostInterval, PostInterval.post_id == Post.id)
        .where(Post.course_id == course_id, PostInterval.kind.in_(("withdrawn", "hidden")))
    )
