"""Making, changing, publishing and withdrawing a week's prompt. Each leaves one activity row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Course
from forum.courses.turns import take_turn
from forum.prompts.actions.parts import save_parts
from forum.prompts.actions.refusals import NotPublishable, StaleVersion, WeekOutside, WeekTaken
from forum.prompts.actions.schedule import check_return
from forum.prompts.content import COLUMNS, PromptInput
from forum.prompts.models import Prompt
from forum.prompts.problems import Problem
from forum.prompts.queries import find_prompt

#: Long texts are not copied into the log; that they changed is enough.
_TEXTS = frozenset({"body", "respond", "case_text", "alternative_text", "purpose", "content_note"})


def create_prompt(
    session: Session,
    course: Course,
    week: int,
    content: PromptInput,
    *,
    by: int | None,
    now: datetime,
) -> Prompt:
    """Make the unpublished prompt of a class week. Terms and due times are set by themselves.

    Raises WeekOutside, and WeekTaken where the week has one already.
    """
    if not 1 <= week <= course.weeks_total:
        raise WeekOutside
    take_turn(session, course.id)
    if find_prompt(session, course.id, week):
        raise WeekTaken
    values = {name: getattr(content, name) for name in COLUMNS}
    prompt = Prompt(course_id=course.id, week=week, created_at=now, updated_at=now, **values)
    prompt.course = course
    session.add(prompt)
    session.flush()
    save_parts(session, prompt, content)
    _log(session, prompt, "prompt_created", by, now, week=week)
    return prompt


def update_prompt(
    session: Session,
    prompt: Prompt,
    content: PromptInput,
    *,
    version: int,
    by: int | None,
    now: datetime,
) -> None:
    """Save text, parts and settings of a prompt that was at ``version`` when it was loaded.

    Raises StaleVersion where somebody else saved in between. Log rows hold before and after of
    what is short, and only the names of the texts that changed.
    """
    _take_version(session, prompt, version, now)
    changed = content.changed_columns(prompt)
    for name in changed:
        setattr(prompt, name, getattr(content, name))
    parts_changed = save_parts(session, prompt, content)
    if not changed and not parts_changed:
        return
    before = {name: pair[0] for name, pair in changed.items() if name not in _TEXTS}
    after = {name: pair[1] for name, pair in changed.items() if name not in _TEXTS}
    texts = sorted(_TEXTS & set(changed)) + (["parts"] if parts_changed else [])
    _log(session, prompt, "prompt_changed", by, now, before=before, after=after, texts=texts)


def publish_prompt(
    session: Session,
    prompt: Prompt,
    problems: Sequence[Problem],
    *,
    by: int | None,
    now: datetime,
) -> None:
    """Let students know of the prompt; they write from its opening on.

    ``problems`` is what ``find_problems`` says of it. Raises NotPublishable for those that block.
    A prompt that was withdrawn comes back with the time of its first publication; raises DueTooSoon
    where it would be due sooner than students knew, without a day's notice.
    """
    if blocking := [problem for problem in problems if problem.blocks]:
        raise NotPublishable(blocking)
    if prompt.is_published:
        return
    check_return(session, prompt, now)
    prompt.published_at = prompt.published_at or now
    prompt.withdrawn_at = None
    renew_version(prompt, now)
    _log(session, prompt, "prompt_published", by, now)


def withdraw_prompt(session: Session, prompt: Prompt, *, by: int | None, now: datetime) -> None:
    """Take the prompt out of students' sight. Nothing written under it is lost."""
    if not prompt.is_published:
        return
    prompt.withdrawn_at = now
    renew_version(prompt, now)
    _log(session, prompt, "prompt_withdrawn", by, now)


def renew_version(prompt: Prompt, now: datetime) -> None:
    """Give it a new version, so that an editor who has the page open is told."""
    prompt.version = Prompt.version + 1
    prompt.updated_at = now


def _take_version(session: Session, prompt: Prompt, version: int, now: datetime) -> None:
    taken = session.execute(
        update(Prompt)
        .where(Prompt.id == prompt.id, Prompt.version == version)
        .values(
            version=version + 1,
            updated_at=now,
        )
        .returning(Prompt.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(prompt)
    if taken is None:
        raise StaleVersion(prompt.version)


def _log(
    session: Session, prompt: Prompt, verb: str, by: int | None, now: datetime, **detail: Any
) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=by,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("prompt", prompt.id),
        **detail,
    )
