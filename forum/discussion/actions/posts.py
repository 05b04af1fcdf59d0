"""Publishing and revising posts. Each is done once, whole, and leaves one activity row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.discussion.actions.checks import (
    check_content,
    check_open,
    check_site_change,
    has_answers,
)
from forum.discussion.actions.drafts import discard_drafts
from forum.discussion.actions.refusals import (
    AlreadyPosted,
    Answered,
    NotAllowed,
    NothingWritten,
    StaleVersion,
)
from forum.discussion.actions.rows import (
    add_post,
    add_revision,
    begin_interval,
    end_interval,
    get_current_revision,
    log_post,
    open_gate,
    take_turn,
)
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Post, Revision
from forum.discussion.policy import Reader, can_answer, can_edit_post, can_write_initial
from forum.prompts.queries import PromptSetup
from forum.prompts.schedule import PersonalSchedule


def publish_initial(
    session: Session,
    reader: Reader,
    setup: PromptSetup,
    schedule: PersonalSchedule,
    writing: Writing,
    *,
    key: str,
    now: datetime,
) -> Post:
    """Publish the viewer's initial post; the same ``key`` again gives the same post.

    Only the site and one non-empty part are hard conditions. Raises Refused.
    """
    take_turn(session, setup.prompt)
    if done := _find_by_key(session, reader, key):
        return done
    if not can_write_initial(reader):
        raise NotAllowed
    check_open(reader, schedule)
    existing = _own_initial(session, reader)
    if existing is not None:
        raise AlreadyPosted(existing.number)
    check_content(session, reader, setup, writing, current_site=None)
    writing = replace(writing, is_private=writing.is_private and setup.prompt.private_allowed)
    post = add_post(session, reader, "initial", None, writing, key=key, now=now)
    revision = add_revision(session, post, writing, now=now)
    if post.is_private:
        begin_interval(session, post, "private", reader, now)
    open_gate(session, reader, setup, post, revision, now)
    discard_drafts(session, reader.viewer.user_id, setup.prompt.id, "initial")
    log_post(session, reader, post, "post_published", now)
    return post


def publish_answer(
    session: Session,
    reader: Reader,
    schedule: PersonalSchedule,
    parent: Post,
    writing: Writing,
    *,
    kind: str,
    key: str,
    now: datetime,
) -> Post:
    """Publish a response (``kind`` response) or a reply to ``parent``.

    The parent must have been loaded through what the reader may see, so it is of this prompt.
    Whether it will count is never asked here: talk beyond the requirement is welcome.
    Raises Refused.
    """
    take_turn(session, reader.prompt)
    if done := _find_by_key(session, reader, key):
        return done
    if parent.prompt_id != reader.prompt.id or not can_answer(reader, parent):
        raise NotAllowed
    check_open(reader, schedule)
    if writing.is_empty:
        raise NothingWritten
    others = list_own_responses(session, reader) if kind == "response" else ()
    writing = replace(writing, own_words_only=True)
    post = add_post(session, reader, kind, parent, writing, key=key, now=now)
    add_revision(session, post, writing, now=now, others=others)
    discard_drafts(session, reader.viewer.user_id, reader.prompt.id, f"{kind}-{parent.number}")
    log_post(session, reader, post, f"{kind}_published", now, parent=parent.number)
    return post


def revise_post(
    session: Session,
    reader: Reader,
    setup: PromptSetup,
    schedule: PersonalSchedule,
    post: Post,
    writing: Writing,
    *,
    base: int,
    now: datetime,
) -> Revision:
    """Save a new version of an own post, which was at revision ``base`` when it was loaded.

    An initial post may become private, or public again, until somebody has answered it.
    Raises Refused; StaleVersion where another tab saved in between.
    """
    take_turn(session, setup.prompt)
    session.refresh(post)
    if not can_edit_post(reader, post):
        raise NotAllowed
    check_open(reader, schedule)
    if base != post.revision_number:
        raise StaleVersion(post.revision_number)
    current = get_current_revision(session, post)
    others: Sequence[tuple[Post, Revision]] = ()
    if post.kind == "initial":
        check_content(session, reader, setup, writing, current_site=current.site_id)
        check_site_change(session, post, current, writing)
        _change_privacy(session, reader, setup, post, writing, now)
    else:
        if writing.is_empty:
            raise NothingWritten
        writing = replace(writing, own_words_only=True)
        others = [pair for pair in list_own_responses(session, reader) if pair[0].id != post.id]
    post.revision_number += 1
    post.edited_at = now
    post.content_note = writing.content_note
    post.uses_alternative = writing.uses_alternative
    revision = add_revision(session, post, writing, now=now, others=others)
    open_gate(session, reader, setup, post, revision, now)
    discard_drafts(session, reader.viewer.user_id, post.prompt_id, f"edit-{post.number}")
    log_post(session, reader, post, "post_edited", now, revision=post.revision_number)
    return revision


def list_own_responses(session: Session, reader: Reader) -> Sequence[tuple[Post, Revision]]:
    """The viewer's own live responses under the prompt with their latest versions."""
    rows = session.execute(
        select(Post, Revision)
        .join(Revision, (Revision.post_id == Post.id) & (Revision.number == Post.revision_number))
        .where(
            Post.prompt_id == reader.prompt.id,
            Post.author_id == reader.viewer.user_id,
            Post.kind == "response",
            Post.withdrawn_at.is_(None),
        )
        .order_by(Post.published_at, Post.id)
    ).all()
    return [(row.Post, row.Revision) for row in rows]


def _find_by_key(session: Session, reader: Reader, key: str) -> Post | None:
    return session.scalars(
        select(Post).where(Post.author_id == reader.viewer.user_id, Post.submission_key == key)
    ).first()


def _own_initial(session: Session, reader: Reader) -> Post | None:
    """The viewer's initial post under this prompt, withdrawn or not."""
    return session.scalars(
        select(Post).where(
            Post.prompt_id == reader.prompt.id,
            Post.author_id == reader.viewer.user_id,
            Post.kind == "initial",
        )
    ).first()


def _change_privacy(
    session: Session,
    reader: Reader,
    setup: PromptSetup,
    post: Post,
    writing: Writing,
    now: datetime,
) -> None:
    wanted = writing.is_private and setup.prompt.private_allowed
    if wanted == post.is_private:
        return
    if wanted and has_answers(session, post):
        raise Answered
    post.is_private = wanted
    if wanted:
        begin_interval(session, post, "private", reader, now)
    else:
        end_interval(session, post, "private", now)
