"""The conditions a text must meet before it is stored. Each raises a Refused of its own."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.discussion.actions.refusals import (
    Closed,
    NothingWritten,
    NotOpen,
    SiteFull,
    SiteLocked,
    SiteMissing,
)
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Post, Revision
from forum.discussion.policy import Reader
from forum.prompts.queries import PromptSetup
from forum.prompts.schedule import PersonalSchedule


def check_open(reader: Reader, schedule: PersonalSchedule) -> None:
    """Staff may always write; a student from the opening to the own close."""
    if not reader.viewer.is_student:
        return
    if schedule.now < schedule.opens_at:
        raise NotOpen
    if not schedule.is_open:
        raise Closed


def check_content(
    session: Session,
    reader: Reader,
    setup: PromptSetup,
    writing: Writing,
    *,
    current_site: int | None,
) -> None:
    if writing.is_empty:
        raise NothingWritten
    prompt = setup.prompt
    if not prompt.asks_site or not reader.viewer.is_student:
        return
    if writing.site_id is None:
        raise SiteMissing
    if prompt.site_cap is None or writing.site_id == current_site:
        return
    if _count_choices(session, reader, writing.site_id) >= prompt.site_cap:
        raise SiteFull


def _count_choices(session: Session, reader: Reader, site_id: int) -> int:
    """How many colleagues' live initial posts are about this site."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Post)
            .join(
                Revision, (Revision.post_id == Post.id) & (Revision.number == Post.revision_number)
            )
            .where(
                Post.prompt_id == reader.prompt.id,
                Post.kind == "initial",
                Post.author_id != reader.viewer.user_id,
                Post.withdrawn_at.is_(None),
                Revision.site_id == site_id,
            )
        )
        or 0
    )


def check_site_change(session: Session, post: Post, current: Revision, writing: Writing) -> None:
    """Naming a first site is always free; changing it ends with a colleague's response."""
    changes = current.site_id is not None and writing.site_id != current.site_id
    if changes and has_answers(session, post):
        raise SiteLocked


def has_answers(session: Session, post: Post) -> bool:
    answer = select(Post.id).where(
        Post.root_id == post.id,
        Post.author_id != post.author_id,
        Post.withdrawn_at.is_(None),
    )
    return session.scalar(answer.limit(1)) is not None
