"""What a notification may say to its receiver at this instant: found anew each time, never stored.

The list, the mail and the digest all ask here, so that who left the course, lost sight of a post,
or whose extension was taken back is told nothing any more, on whatever surface.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment
from forum.courses.policy import Viewer
from forum.courses.queries import get_viewers
from forum.discussion.policy import Reader
from forum.discussion.queries.news import ToldPost, list_told_posts
from forum.discussion.queries.readers import list_readers
from forum.notifications import kinds
from forum.notifications.models import Notification
from forum.notifications.moves import OwnMove, find_own_moves
from forum.participation.queries import list_waived
from forum.prompts.models import Extension, Prompt
from forum.prompts.policy import can_read_prompt
from forum.prompts.queries import list_dues

#: Kinds about a post that the receiver has to be able to see.
_ABOUT_A_POST = {kinds.RESPONSE.name, kinds.ELIGIBLE.name, kinds.HIDDEN.name, kinds.RECEIPT.name}


@dataclass(frozen=True)
class View:
    """A notification that may be shown, with what its sentence needs.

    ``actor_name`` is what the receiver calls whoever did it, "" where nobody did; ``due_at`` the
    instant of an extension or a due time (the first late one); ``moves`` the times that moved.
    """

    row: Notification
    course: Course
    viewer: Viewer
    prompt: Prompt | None = None
    post: ToldPost | None = None
    actor_name: str = ""
    due_at: datetime | None = None
    reader: Reader | None = None
    moves: Sequence[OwnMove] = ()

    @property
    def kind(self) -> str:
        """The kind's name."""
        return self.row.kind

    @property
    def detail(self) -> Mapping[str, Any]:
        """Small facts of the event."""
        return self.row.detail


@dataclass(frozen=True)
class Silence:
    """Why a notification says nothing any more; ``reason`` is for admins, about nobody's text."""

    reason: str


Seen = View | Silence


@dataclass(frozen=True)
class _Surroundings:
    """Everything that several notifications of one person are looked at with."""

    now: datetime
    viewers: Mapping[int, Viewer]
    courses: Mapping[int, Course]
    prompts: Mapping[int, Prompt]
    readers: Mapping[int, Reader]
    posts: Mapping[int, ToldPost]
    extensions: Mapping[int, Extension] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    moves: Mapping[int, Sequence[OwnMove]] = field(default_factory=dict)


def view_all(
    session: Session,
    user: User,
    rows: Sequence[Notification],
    *,
    now: datetime,
    former_name: str = Reader.former_name,
) -> dict[int, Seen]:
    """Each of one person's notifications by id: what it may say now, or why it is silent.

    The same few statements however many notifications, weeks and courses there are.
    """
    if not rows:
        return {}
    around = _look_around(session, user, rows, now, former_name)
    return {row.id: _view(row, around) for row in rows}


def _look_around(
    session: Session, user: User, rows: Sequence[Notification], now: datetime, former_name: str
) -> _Surroundings:
    viewers, courses = _places(session, user, {row.course_id for row in rows})
    prompt_ids = {row.prompt_id for row in rows if row.prompt_id is not None}
    prompts = session.scalars(
        select(Prompt).where(Prompt.id.in_(prompt_ids), Prompt.course_id.in_(viewers))
    ).all()
    for prompt in prompts:
        prompt.course = courses[prompt.course_id]
    dues = list_dues(session, [prompt.id for prompt in prompts])
    readers = list_readers(
        session,
        viewers,
        courses,
        prompts,
        excused=list_waived(session, user.id, [prompt.id for prompt in prompts]),
        closes={prompt_id: due["close"] for prompt_id, due in dues.items() if "close" in due},
        now=now,
        former_name=former_name,
    )
    posts = {row.post_id for row in rows if row.post_id is not None}
    return _Surroundings(
        now=now,
        viewers=viewers,
        courses=courses,
        prompts={prompt.id: prompt for prompt in prompts},
        readers=readers,
        posts=list_told_posts(session, readers, posts),
        extensions=_extensions(session, user, rows),
        names=_names(session, rows),
        moves=find_own_moves(session, rows, viewers, courses, now),
    )


def _places(
    session: Session, user: User, course_ids: set[int]
) -> tuple[dict[int, Viewer], dict[int, Course]]:
    """The courses of these that the person is a member of now; an admin's look is no membership."""
    found = session.execute(
        select(Course, Enrollment)
        .join(
            Enrollment,
            (Enrollment.course_id == Course.id)
            & (Enrollment.user_id == user.id)
            & Enrollment.ended_at.is_(None),
        )
        .where(Course.id.in_(course_ids))
    ).all()
    seen = get_viewers(session, [(user, enrollment) for _course, enrollment in found])
    viewers = {course.id: viewer for (course, _), viewer in zip(found, seen, strict=True)}
    courses = {course.id: course for course, _enrollment in found}
    return {key: viewer for key, viewer in viewers.items() if viewer is not None}, courses


def _extensions(session: Session, user: User, rows: Sequence[Notification]) -> dict[int, Extension]:
    ids = {row.detail.get("extension_id") for row in rows if row.kind == kinds.EXTENSION.name}
    if not ids:
        return {}
    found = session.scalars(
        select(Extension).where(Extension.id.in_(ids), Extension.user_id == user.id)
    )
    return {row.id: row for row in found}


def _names(session: Session, rows: Sequence[Notification]) -> dict[int, str]:
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    if not ids:
        return {}
    found = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in found}


def _view(row: Notification, around: _Surroundings) -> Seen:
    viewer = around.viewers.get(row.course_id)
    if viewer is None:
        return Silence("The person is no longer in the course.")
    kind = kinds.KINDS.get(row.kind)
    if kind is None:
        return Silence("This kind of notification is no longer known.")
    if kind.for_staff and not viewer.may_grade:
        return Silence("The person no longer grades in the course.")
    student_id = row.detail.get("student_id")
    if kind.for_staff and student_id is not None and not viewer.works_with(student_id):
        return Silence("The person does not work with the student.")
    prompt = around.prompts.get(row.prompt_id or 0)
    if row.prompt_id is not None and (prompt is None or not can_read_prompt(viewer, prompt)):
        return Silence("The week is not published any more.")
    post = around.posts.get(row.post_id or 0)
    if row.kind in _ABOUT_A_POST and (silence := _silence_about(row, post)):
        return silence
    due_at = None
    if row.kind == kinds.EXTENSION.name:
        extension = around.extensions.get(row.detail.get("extension_id", 0))
        if extension is None or (extension.ended_at is not None) != bool(row.detail.get("ended")):
            return Silence("The extension has changed since.")
        due_at = extension.due_at
    elif "due_at" in row.detail:
        due_at = datetime.fromisoformat(row.detail["due_at"])
    moves = around.moves.get(row.id, ())
    if row.kind == kinds.MOVED.name and not moves:
        return Silence("The weeks are not published any more.")
    if row.retracted_at is not None:
        return Silence("It holds no longer.")
    return View(
        row=row,
        course=around.courses[row.course_id],
        viewer=viewer,
        prompt=prompt,
        post=post,
        actor_name=_actor(row, post, around),
        due_at=due_at,
        reader=around.readers.get(row.prompt_id or 0),
        moves=moves,
    )


def _silence_about(row: Notification, post: ToldPost | None) -> Silence | None:
    if post is None:
        return Silence("The person does not see the post.")
    if row.kind == kinds.HIDDEN.name:
        return None if post.is_hidden else Silence("The post is shown again.")
    if row.kind == kinds.RECEIPT.name:
        return None
    if post.is_hidden or post.is_withdrawn:
        return Silence("The post is hidden or withdrawn.")
    return None


def _actor(row: Notification, post: ToldPost | None, around: _Surroundings) -> str:
    """Whoever wrote the post, as the receiver calls them; else the member of staff who acted."""
    if row.kind in (kinds.RESPONSE.name, kinds.ELIGIBLE.name) and post is not None:
        return post.author_name
    return around.names.get(row.actor_id or 0, "")
