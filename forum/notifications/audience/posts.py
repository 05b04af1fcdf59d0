"""News about posts: who was answered, who need not wait any more, whose post was hidden."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.discussion.queries.news import PostFact, find_post_fact
from forum.notifications.actions import Announcement, renew, retract, tell
from forum.notifications.audience.waiting import list_released_from_waiting
from forum.notifications.kinds import ELIGIBLE, HIDDEN, RECEIPT, RESPONSE
from forum.notifications.models import Notification
from forum.notifications.views import Silence, view_all

#: What is told of a post to others than its author.
_TO_OTHERS = (RESPONSE.name, ELIGIBLE.name)


def published(session: Session, activity: Activity, now: datetime) -> None:
    """A receipt for the author, and word for those who waited for somebody to answer."""
    post = _post_of(session, activity)
    if post is None:
        return
    _receipt(session, activity, post, now)
    _end_of_waiting(session, activity, post, now)


def edited(session: Session, activity: Activity, now: datetime) -> None:
    """Another site or a public post may be what somebody waited for."""
    post = _post_of(session, activity)
    if post is not None and post.kind == "initial":
        _end_of_waiting(session, activity, post, now)


def answered(session: Session, activity: Activity, now: datetime) -> None:
    """Whom the answer is to, and under whose post it stands, once each and where they see it."""
    post = _post_of(session, activity)
    if post is None:
        return
    if post.kind == "response":
        _receipt(session, activity, post, now)
    concerned = {post.parent_author_id, post.root_author_id} - {None, post.author_id}
    announcements = [
        _about(activity, post, user_id, RESPONSE.name)
        for user_id in sorted(user_id for user_id in concerned if user_id is not None)
        if _sees(session, user_id, activity, post, now)
    ]
    tell(session, announcements, now=now, at=activity.at, cause=f"activity:{activity.id}")


def hidden(session: Session, activity: Activity, now: datetime) -> None:
    """The author, with the reason; all others are told nothing of the post any more."""
    post = _post_of(session, activity)
    if post is None:
        return
    retract(session, now=now, post_id=post.id, kinds=_TO_OTHERS)
    one = Announcement(
        user_id=post.author_id,
        kind=HIDDEN,
        key=f"hidden:{activity.id}",
        course_id=post.course_id,
        prompt_id=post.prompt_id,
        post_id=post.id,
        actor_id=activity.actor_id,
    )
    tell(session, [one], now=now, at=activity.at, cause=f"activity:{activity.id}")


def shown(session: Session, activity: Activity, now: datetime) -> None:
    """What was told of the post stands again, and that it was hidden does not."""
    post = _post_of(session, activity)
    if post is None:
        return
    renew(session, post_id=post.id, kinds=_TO_OTHERS)
    retract(session, now=now, post_id=post.id, kinds=(HIDDEN.name,))
    if post.kind == "initial":
        _end_of_waiting(session, activity, post, now)


def withdrawn(session: Session, activity: Activity, now: datetime) -> None:
    """Nobody is told of a post that its author took back."""
    if activity.object_id is not None:
        retract(session, now=now, post_id=activity.object_id, kinds=_TO_OTHERS)


def restored(session: Session, activity: Activity, now: datetime) -> None:
    """What was told of the post stands again; somebody may have waited for it."""
    post = _post_of(session, activity)
    if post is None:
        return
    renew(session, post_id=post.id, kinds=_TO_OTHERS)
    if post.kind == "initial":
        _end_of_waiting(session, activity, post, now)


def _post_of(session: Session, activity: Activity) -> PostFact | None:
    return find_post_fact(session, activity.object_id) if activity.object_id else None


def _receipt(session: Session, activity: Activity, post: PostFact, now: datetime) -> None:
    one = Announcement(
        user_id=post.author_id,
        kind=RECEIPT,
        key=f"receipt:{post.id}",
        course_id=post.course_id,
        prompt_id=post.prompt_id,
        post_id=post.id,
    )
    tell(session, [one], now=now, at=activity.at, cause=f"activity:{activity.id}")


def _end_of_waiting(session: Session, activity: Activity, post: PostFact, now: datetime) -> None:
    announcements = [
        Announcement(
            user_id=user_id,
            kind=ELIGIBLE,
            key=f"eligible:{post.id}:{user_id}",
            course_id=post.course_id,
            prompt_id=post.prompt_id,
            post_id=post.id,
            actor_id=post.author_id,
        )
        for user_id in list_released_from_waiting(session, post, activity.at, now)
    ]
    tell(session, announcements, now=now, at=activity.at, cause=f"activity:{activity.id}")


def _about(activity: Activity, post: PostFact, user_id: int, kind: str) -> Announcement:
    return Announcement(
        user_id=user_id,
        kind=RESPONSE,
        key=f"{kind}:{post.id}:{user_id}",
        course_id=post.course_id,
        prompt_id=post.prompt_id,
        post_id=post.id,
        actor_id=post.author_id,
        detail={"is_reply": post.kind == "reply", "to_own": user_id == post.parent_author_id},
    )


def _sees(
    session: Session, user_id: int, activity: Activity, post: PostFact, now: datetime
) -> bool:
    """Whether the person may see the post now. Who may not is not told, nor does a count tell."""
    user = session.get(User, user_id)
    if user is None:
        return False
    row = Notification(
        id=0,
        user_id=user_id,
        kind=RESPONSE.name,
        course_id=post.course_id,
        prompt_id=post.prompt_id,
        post_id=post.id,
        actor_id=post.author_id,
        detail={},
    )
    return not isinstance(view_all(session, user, [row], now=now)[0], Silence)
