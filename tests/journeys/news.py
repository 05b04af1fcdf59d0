"""News for somebody of the sample, as the worker would tell it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.database import utc_now
from forum.discussion.models import Post
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import DUE, ELIGIBLE, ENROLLED, EXTENSION, GRADE, RESPONSE
from forum.notifications.models import Notification
from forum.prompts.models import Prompt
from tests.journeys.forum import SLUG


def tell_many(session: Session, user_id: int) -> dict[str, int]:
    """Several kinds, one of them silent by now, and forty answers at once.

    The ids of the newest and of the one that is gone.
    """
    course = session.scalars(select(Course).where(Course.slug == SLUG)).one()
    prompt = session.scalars(
        select(Prompt).where(Prompt.course_id == course.id, Prompt.week == 6)
    ).one()
    posts = session.scalars(
        select(Post)
        .where(Post.prompt_id == prompt.id, Post.kind == "initial", Post.author_id != user_id)
        .where(Post.is_private.is_(False), Post.withdrawn_at.is_(None), Post.hidden_at.is_(None))
        .order_by(Post.id)
    ).all()
    now, week = utc_now(), {"course_id": course.id, "prompt_id": prompt.id}
    few = [
        Announcement(user_id, ENROLLED, "news:enrolled", course.id),
        Announcement(user_id, GRADE, "news:grade", **week),
        Announcement(user_id, DUE, "news:due", **week, detail={"checkpoint": "T2"}),
        Announcement(user_id, EXTENSION, "news:gone", **week, detail={"extension_id": 999_999}),
        Announcement(user_id, ELIGIBLE, "news:eligible", **week, post_id=posts[0].id),
    ]
    answers = [
        Announcement(
            user_id,
            RESPONSE,
            f"news:{number}",
            **week,
            post_id=posts[number % len(posts)].id,
            actor_id=posts[number % len(posts)].author_id,
        )
        for number in range(40)
    ]
    tell(session, [*few, *answers], now=now)
    found = dict(
        session.execute(
            select(Notification.key, Notification.id).where(Notification.user_id == user_id)
        ).all()
    )
    return {"newest": found["news:39"], "gone": found["news:gone"]}
