"""News about posts: who was answered, who need not wait any more, whose post was hidden.

The log says that something happened; what is told follows from the posts as they are when it is
carried. So it does not matter in which order two pieces of news about one post are carried, nor how
late: each leaves lists as they ought to be now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.discussion.queries.news import PostFact, find_post_fact, list_answer_facts
from forum.notifications.actions import Announcement, renew, retract, tell
from forum.notifications.audience.waiting import list_released_from_waiting
from forum.notifications.kinds import ELIGIBLE, HIDDEN, RECEIPT, RESPONSE, Kind
from forum.notifications.models import Notification
from forum.notifications.views import Silence, view_all

#: What is told of a post to others than its author.
_TO_OTHERS = (RESPONSE.name, ELIGIBLE.name)


def published(session: Session, activity: Activity, now: datetime) -> None:
    """A receipt for the author, and whatever else follows from there being such a post."""
    post = _post_of(session, activity)
    if post is None:
        return
    if post.kind != "reply":
        tell(session, [_receipt(post)], now=now, at=activity.at, cause=_cause(activity))
    _carry(session, activity, post, now)


def changed(session: Session, activity: Activity, now: datetime) -> None:
    """A post was edited, hidden, shown, withdrawn or restored."""
    post = _post_of(session, activity)
    if post is not None:
        _carry(session, activity, post, now)


def _carry(session: Session, activity: Activity, post: PostFact, now: datetime) -> None:
    """See to it that lists say of a post what is true now."""
    if post.is_hidden:
        tell(session, [_hidden(activity, post)], now=now, at=activity.at, cause=_cause(activity))
    else:
        retract(session, now=now, post_id=post.id, kinds=(HIDDEN.name,))
    if not post.is_in_sight:
        retract(session, now=now, post_id=post.id, kinds=_TO_OTHERS)
        return
    renew(session, post_id=post.id, kinds=_TO_OTHERS)
    if post.kind == "initial":
        _end_of_waiting(session, activity, post, now)
        # What was answered before the author's own post had opened the discussion.
        for answer in list_answer_facts(session, post.id):
            _tell_of_answer(session, activity, answer, now)
    else:
        _tell_of_answer(session, activity, post, now)


def _tell_of_answer(session: Session, activity: Activity, post: PostFact, now: datetime) -> None:
    """Whom the answer is to, and under whose post it stands, once each and where they see it."""
    concerned = {post.parent_author_id, post.root_author_id} - {None, post.author_id}
    if not concerned or not post.is_in_sight:
        return
    announcements = [
        _answer(post, user_id)
        for user_id in sorted(user_id for user_id in concerned if user_id is not None)
        if _sees(session, user_id, post, now)
    ]
    tell(session, announcements, now=now, at=activity.at, cause=_cause(activity))


def _end_of_waiting(session: Session, activity: Activity, post: PostFact, now: datetime) -> None:
    announcements = [
        _of(post, user_id, ELIGIBLE, f"eligible:{post.id}:{user_id}", post.author_id)
        for user_id in list_released_from_waiting(session, post, activity.at, now)
    ]
    tell(session, announcements, now=now, at=activity.at, cause=_cause(activity))


def _receipt(post: PostFact) -> Announcement:
    return _of(post, post.author_id, RECEIPT, f"receipt:{post.id}")


def _hidden(activity: Activity, post: PostFact) -> Announcement:
    return _of(post, post.author_id, HIDDEN, f"hidden:{activity.id}", activity.actor_id)


def _answer(post: PostFact, user_id: int) -> Announcement:
    key = f"response:{post.id}:{user_id}"
    told = _of(post, user_id, RESPONSE, key, post.author_id)
    detail = {"is_reply": post.kind == "reply", "to_own": user_id == post.parent_author_id}
    return replace(told, detail=detail)


def _of(
    post: PostFact, user_id: int, kind: Kind, key: str, actor_id: int | None = None
) -> Announcement:
    return Announcement(
        user_id=user_id,
        kind=kind,
        key=key,
        course_id=post.course_id,
        prompt_id=post.prompt_id,
        post_id=post.id,
        actor_id=actor_id,
    )


def _sees(session: Session, user_id: int, post: PostFact, now: datetime) -> bool:
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


def _post_of(session: Session, activity: Activity) -> PostFact | None:
    return find_post_fact(session, activity.object_id) if activity.object_id else None


def _cause(activity: Activity) -> str:
    return f"activity:{activity.id}"
