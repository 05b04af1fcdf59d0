"""A student's request for more time, and how it ends: granted, declined, or taken back.

Whatever extension of the week the student is given while a request is open, grants it
(``extensions``): so no request waits for an answer that was given elsewhere.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.policy import Viewer
from forum.courses.turns import take_turn
from forum.markup import clean_text
from forum.prompts.actions.refusals import AlreadyAsked, NotAllowed, NothingWritten, RequestEnded
from forum.prompts.models import LONGEST_NOTE, ExtensionRequest, Prompt
from forum.prompts.policy import can_answer_request, can_ask_extension


def ask_for_extension(
    session: Session, viewer: Viewer, prompt: Prompt, note: str, *, now: datetime
) -> ExtensionRequest:
    """Ask for more time under a prompt, in the student's own words; the same again is the same.

    Raises NotAllowed, NothingWritten, and AlreadyAsked while another request is open.
    """
    if not can_ask_extension(viewer):
        raise NotAllowed
    said = _words(note)
    take_turn(session, prompt.course_id)  # so that of two at once the second finds the first
    earlier = find_open(session, prompt.id, viewer.user_id)
    if earlier is not None:
        if earlier.note == said:
            return earlier
        raise AlreadyAsked
    row = ExtensionRequest(prompt_id=prompt.id, user_id=viewer.user_id, note=said, asked_at=now)
    session.add(row)
    session.flush()
    _log(session, viewer, prompt, row, "extension_asked", now)
    return row


def withdraw_request(session: Session, viewer: Viewer, prompt: Prompt, *, now: datetime) -> bool:
    """Take one's own open request back; False where there is none (any more)."""
    take_turn(session, prompt.course_id)
    row = find_open(session, prompt.id, viewer.user_id)
    if row is None:
        return False
    row.ended_at, row.outcome = now, "withdrawn"
    _log(session, viewer, prompt, row, "extension_request_withdrawn", now)
    return True


def decline_request(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    row: ExtensionRequest,
    answer: str,
    *,
    now: datetime,
) -> None:
    """Decline a request with a sentence, which the student reads.

    Raises NotAllowed, NothingWritten, and RequestEnded where it was answered or taken back.
    """
    if not can_answer_request(viewer, row) or row.prompt_id != prompt.id:
        raise NotAllowed
    said = _words(answer)
    take_turn(session, prompt.course_id)
    session.refresh(row)
    if row.ended_at is not None:
        raise RequestEnded
    row.ended_at, row.outcome = now, "declined"
    row.answer, row.answered_by_id = said, viewer.user_id
    _log(session, viewer, prompt, row, "extension_declined", now)


def find_open(session: Session, prompt_id: int, user_id: int) -> ExtensionRequest | None:
    """The student's request that waits for an answer, as it is now."""
    return session.scalars(
        select(ExtensionRequest)
        .where(
            ExtensionRequest.prompt_id == prompt_id,
            ExtensionRequest.user_id == user_id,
            ExtensionRequest.ended_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).first()


def _words(text: str) -> str:
    said = clean_text(text).strip()[:LONGEST_NOTE]
    if not said:
        raise NothingWritten
    return said


def _log(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    row: ExtensionRequest,
    verb: str,
    now: datetime,
) -> None:
    """Who asked or answered; never in whose words."""
    record(
        session,
        verb,
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("extension_request", row.id),
        subject_id=row.user_id,
    )
