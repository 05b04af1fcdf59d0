"""Reads of drafts. Only their own writer ever reads one; staff learn that one exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import Session

from forum.discussion.models import Draft, DraftSnapshot
from forum.rules.text import count_words


@dataclass(frozen=True)
class DraftTrace:
    """That a draft exists, for staff: when it was begun and last saved, never its text."""

    user_id: int
    begun_at: datetime
    saved_at: datetime


def list_drafts(session: Session, user_id: int, prompt_id: int) -> dict[str, dict[str, Draft]]:
    """A person's drafts under a prompt, by slot and field."""
    rows = session.scalars(
        select(Draft).where(Draft.user_id == user_id, Draft.prompt_id == prompt_id)
    )
    slots: dict[str, dict[str, Draft]] = {}
    for row in rows:
        slots.setdefault(row.slot, {})[row.field] = row
    return slots


def list_snapshots(
    session: Session, user_id: int, prompt_id: int, slot: str, field: str
) -> Sequence[DraftSnapshot]:
    """Earlier versions of one field, the newest first."""
    return session.scalars(
        select(DraftSnapshot)
        .join(Draft, Draft.id == DraftSnapshot.draft_id)
        .where(
            Draft.user_id == user_id,
            Draft.prompt_id == prompt_id,
            Draft.slot == slot,
            Draft.field == field,
        )
        .order_by(DraftSnapshot.saved_at.desc(), DraftSnapshot.id.desc())
    ).all()


def has_begun(prompt_id: BindParameter[int], user_id: BindParameter[int]) -> ColumnElement[bool]:
    """Condition: the person has begun an initial post under the prompt; of its text nothing."""
    own = (Draft.prompt_id == prompt_id, Draft.user_id == user_id)
    return exists().where(*own, Draft.slot == "initial", Draft.text != "")


#: By person, under ``prompt_id``: when an initial post was begun, and last saved. What stands above
#: may read it together with what it knows of the same people.
TRACES = (
    select(
        Draft.user_id,
        func.min(Draft.begun_at).label("begun_at"),
        func.max(Draft.saved_at).label("saved_at"),
    )
    .where(Draft.prompt_id == bindparam("prompt_id"), Draft.slot == "initial", Draft.text != "")
    .group_by(Draft.user_id)
)


def list_traces(session: Session, prompt_id: int) -> dict[int, DraftTrace]:
    """By person: that an initial post has been begun. Never its text."""
    rows = session.execute(TRACES, {"prompt_id": prompt_id})
    return {user_id: DraftTrace(user_id, begun, saved) for user_id, begun, saved in rows}


def count_draft_words(session: Session, prompt_id: int, user_id: int) -> int:
    """How many words of the initial post a person has drafted; for staff, who never read them."""
    texts = session.scalars(
        select(Draft.text).where(
            Draft.prompt_id == prompt_id,
            Draft.user_id == user_id,
            Draft.slot == "initial",
            Draft.field.startswith("part-", autoescape=True),
        )
    )
    return sum(map(count_words, texts))


_BEGUN = (
    select(Draft.prompt_id)
    .where(
        Draft.user_id == bindparam("user_id"),
        Draft.prompt_id.in_(bindparam("prompt_ids", expanding=True)),
        Draft.text != "",
    )
    .distinct()
)


def list_begun(session: Session, user_id: int, prompt_ids: Sequence[int]) -> set[int]:
    """The prompts for which this person has a draft that is not published."""
    return set(session.scalars(_BEGUN, {"user_id": user_id, "prompt_ids": list(prompt_ids)}))
