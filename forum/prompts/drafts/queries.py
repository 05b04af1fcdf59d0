"""Reads of unsaved changes: everybody's own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.prompts.drafts.models import SetupDraft


def find_setup_draft(session: Session, user_id: int, prompt_id: int) -> SetupDraft | None:
    """A person's row for a prompt; its text is "" where nothing is unsaved."""
    return session.get(SetupDraft, (prompt_id, user_id), populate_existing=True)


def list_setup_drafts(session: Session, user_id: int) -> Sequence[SetupDraft]:
    """All that a person has left unsaved, of whichever week."""
    return session.scalars(
        select(SetupDraft)
        .where(SetupDraft.user_id == user_id, SetupDraft.text != "")
        .order_by(SetupDraft.prompt_id)
    ).all()
