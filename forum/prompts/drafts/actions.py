"""Keeping unsaved changes, by the autosave contract (SCREENS.md; static/js/README.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from forum.accounts.turns import take_person_turn
from forum.markup import clean_text
from forum.prompts.drafts.models import SetupDraft
from forum.prompts.drafts.queries import find_setup_draft

#: Characters a draft may hold: the long texts of a week, and thirty rows of each list.
LONGEST_DRAFT = 300_000


class DraftTooLong(ValueError):
    """The form holds more than any week that could be saved."""


@dataclass(frozen=True)
class Typed:
    """The form as a page sends it: on top of which version of the draft, and from which page.

    ``seq`` grows with each save of a page; ``resolve`` (mine, theirs) answers a conflict.
    """

    text: str
    base_version: int
    client: str
    seq: int
    resolve: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What the draft is now; ``is_conflict`` where another page's text stands in the way."""

    version: int
    text: str
    saved_at: datetime
    is_conflict: bool = False


def keep_setup_draft(
    session: Session, user_id: int, prompt_id: int, typed: Typed, *, now: datetime
) -> Outcome:
    """Keep what a person has typed, unless another page of theirs has written since.

    Raises DraftTooLong before anything is written.
    """
    if len(typed.text) > LONGEST_DRAFT:
        raise DraftTooLong
    take_person_turn(session, user_id)
    text, row = clean_text(typed.text), find_setup_draft(session, user_id, prompt_id)
    if row is None:
        row = SetupDraft(prompt_id=prompt_id, user_id=user_id, text="", version=0, saved_at=now)
        session.add(row)
    elif row.client == typed.client and typed.seq <= row.seq and typed.resolve is None:
        return _outcome(row)  # the same save twice, or one that was overtaken
    elif _conflicts(row, typed, text):
        return _outcome(row, is_conflict=True)
    if typed.resolve != "theirs":
        _write(row, text, typed.client, typed.seq, now)
    session.flush()
    return _outcome(row)


def discard_setup_draft(session: Session, user_id: int, prompt_id: int, *, now: datetime) -> None:
    """Forget what is unsaved: it was saved to the week, or is not wanted.

    What a page sends that does not know of it yet is a conflict and changes nothing.
    """
    take_person_turn(session, user_id)
    row = find_setup_draft(session, user_id, prompt_id)
    if row is not None and row.text:
        _write(row, "", "", 0, now)
        session.flush()


def forget_setup_drafts(session: Session, user_id: int) -> None:
    """Drop all that a person has not saved, of whichever week."""
    session.execute(
        delete(SetupDraft)
        .where(SetupDraft.user_id == user_id)
        .execution_options(synchronize_session=False)
    )


def _conflicts(row: SetupDraft, typed: Typed, text: str) -> bool:
    """Another page wrote since; equal text is never a conflict."""
    if row.version == typed.base_version or row.text == text:
        return False
    return row.client != typed.client or typed.resolve is not None


def _write(row: SetupDraft, text: str, client: str, seq: int, now: datetime) -> None:
    if row.text != text:
        row.version += 1
        row.saved_at = now
    row.text, row.client, row.seq = text, client, seq


def _outcome(row: SetupDraft, *, is_conflict: bool = False) -> Outcome:
    return Outcome(row.version, row.text, row.saved_at, is_conflict)
