"""Reads of unsaved changes: everybody's own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from forum.prompts.drafts.models import SetupDraft


def find_setup_draft(session: Session, user_id: int, prompt_id: int) -> SetupDraft | None:
    """A person's row for a prompt; its text is "" where nothing is unsaved."""
    return session.get(SetupDraft, (prompt_id, user_id), populate_existing=True)
