"""The rows that publishing and revising write."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses import turns
from forum.courses.models import Course
from forum.discussion.actions.writing import Writing, new_revision
from forum.discussion.models import GateOpening, Post, PostInterval, Revision
from forum.discussion.policy import Reader
from forum.prompts.models import Prompt
from forum.prompts.queries import PromptSetup
from forum.prompts.readings.queries import get_sources

# Without the signs that look alike when read out over the telephone.
_RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def get_current_revision(session: Session, post: Post) -> Revision:
    """The latest version of a post."""
    return session.scalars(
        select(Revision).where(Revision.post_id == post.id, Revision.number == post.revision_number)
    ).one()


def take_turn(session: Session, prompt: Prompt) -> None:
    """Let one writer of the prompt's course in at a time."""
    turns.take_turn(session, prompt.course_id)


def add_post(
    session: Session,
    reader: Reader,
    kind: str,
    parent: Post | None,
    writing: Writing,
    *,
    key: str,
    now: datetime,
) -> Post:
    prompt = reader.prompt
    number = session.scalars(
        update(Course)
        .where(Course.id == prompt.course_id)
        .values(last_post_number=Course.last_post_number + 1)
        .returning(Course.last_post_number)
        .execution_options(synchronize_session=False)
    ).one()
    post = Post(
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        author_id=reader.viewer.user_id,
        kind=kind,
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        number=number,
        submission_key=key,
        receipt=new_receipt(),
        published_at=now,
        tried_at=writing.tried_at,
        is_private=writing.is_private,
        content_note=writing.content_note,
        uses_alternative=writing.uses_alternative,
    )
    session.add(post)
    session.flush()
    return post


def new_receipt() -> str:
    """A receipt people can read out: four signs, a hyphen, two signs (K7F3-Q2)."""
    signs = "".join(secrets.choice(_RECEIPT_SIGNS) for _ in range(6))
    return f"{signs[:4]}-{signs[4:]}"


def add_revision(
    session: Session,
    post: Post,
    writing: Writing,
    *,
    now: datetime,
    others: Sequence[tuple[Post, Revision]] = (),
) -> Revision:
    sources = None
    if post.kind == "initial":
        sources = get_sources(session, post.course_id, writing.site_id)
    revision = new_revision(
        writing, number=post.revision_number, now=now, sources=sources, others=others
    )
    revision.post_id = post.id
    session.add(revision)
    session.flush()
    return revision


def has_substance(setup: PromptSetup, revision: Revision) -> bool:
    """Whether a version of an initial post names its site and has the words of each part."""
    has_site = revision.site_id is not None or not setup.prompt.asks_site
    parts = setup.current_terms.parts
    return has_site and all(revision.words.get(part.key, 0) >= part.minimum for part in parts)


def open_gate(
    session: Session,
    reader: Reader,
    setup: PromptSetup,
    post: Post,
    revision: Revision,
    now: datetime,
) -> None:
    """Open write-first for good once a version names its site and its parts have substance."""
    if post.kind != "initial" or not reader.viewer.is_student or post.hidden_at is not None:
        return
    if not has_substance(setup, revision):
        return
    opened = select(GateOpening.id).where(
        GateOpening.prompt_id == post.prompt_id, GateOpening.user_id == post.author_id
    )
    if session.scalar(opened) is None:
        session.add(
            GateOpening(
                prompt_id=post.prompt_id,
                user_id=post.author_id,
                opened_at=now,
                revision_id=revision.id,
            )
        )


def begin_interval(
    session: Session, post: Post, kind: str, reader: Reader, now: datetime, reason: str = ""
) -> None:
    session.add(
        PostInterval(
            post_id=post.id,
            kind=kind,
            started_at=now,
            actor_id=reader.viewer.user_id,
            reason=reason,
        )
    )


def end_interval(session: Session, post: Post, kind: str, now: datetime) -> None:
    """Close the open interval of this kind; its time stays on record."""
    session.execute(
        update(PostInterval)
        .where(
            PostInterval.post_id == post.id,
            PostInterval.kind == kind,
            PostInterval.ended_at.is_(None),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def log_post(
    session: Session, reader: Reader, post: Post, verb: str, now: datetime, **detail: Any
) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=reader.viewer.user_id,
        course_id=post.course_id,
        prompt_id=post.prompt_id,
        target=("post", post.id),
        number=post.number,
        **detail,
    )
