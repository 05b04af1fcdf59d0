"""Reads across a course's weeks: who has posted where, for lists of weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from forum.courses.models import Enrollment
from forum.courses.policy import among
from forum.discussion.models import Post
from forum.rules.roles import Role


@dataclass(frozen=True)
class OwnInitial:
    """A person's own initial post of a week."""

    number: int
    is_withdrawn: bool


_OWN_INITIALS = select(Post.prompt_id, Post.number, Post.withdrawn_at).where(
    Post.author_id == bindparam("user_id"),
    Post.prompt_id.in_(bindparam("prompt_ids", expanding=True)),
    Post.kind == "initial",
)


def list_own_initials(
    session: Session, user_id: int, prompt_ids: Sequence[int]
) -> dict[int, OwnInitial]:
    """By prompt: this person's own initial post."""
    rows = session.execute(_OWN_INITIALS, {"user_id": user_id, "prompt_ids": list(prompt_ids)})
    return {row.prompt_id: OwnInitial(row.number, row.withdrawn_at is not None) for row in rows}


def count_authors(
    session: Session,
    course_id: int,
    prompt_ids: Sequence[int],
    students: frozenset[int] | None = None,
) -> dict[int, int]:
    """By prompt: how many of the present students (``among`` these) have a live initial post; for
    staff."""
    present = select(Enrollment.user_id).where(
        Enrollment.course_id == course_id,
        Enrollment.role == Role.STUDENT.value,
        Enrollment.ended_at.is_(None),
    )
    rows = session.execute(
        select(Post.prompt_id, func.count(Post.author_id.distinct()).label("number"))
        .where(
            Post.prompt_id.in_(prompt_ids),
            Post.kind == "initial",
            Post.withdrawn_at.is_(None),
            Post.author_id.in_(present),
            among(students, Post.author_id),
        )
        .group_by(Post.prompt_id)
    )
    return {row.prompt_id: row.number for row in rows}
