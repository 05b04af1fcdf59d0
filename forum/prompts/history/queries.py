"""Reads of the history of a set-up, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.prompts.history.models import PromptVersion


@dataclass(frozen=True)
class Version:
    """A version with the name of who saved it; "" where it came to stand on another page."""

    id: int
    saved_at: datetime
    saved_by: str
    document: Mapping[str, Any]


def list_versions(
    session: Session, prompt_id: int, *, most: int, before: int | None = None
) -> list[Version]:
    """At most ``most`` versions of a prompt, those older than the version ``before``. One
    statement."""
    rows = _versions(prompt_id).order_by(PromptVersion.id.desc()).limit(most)
    if before is not None:
        rows = rows.where(PromptVersion.id < before)
    return [_version(row, name) for row, name in session.execute(rows)]


def find_version(session: Session, prompt_id: int, version_id: int) -> Version | None:
    """One version of this prompt; None for that of another."""
    row = session.execute(_versions(prompt_id).where(PromptVersion.id == version_id)).first()
    return _version(*row) if row else None


def find_latest_version(session: Session, prompt_id: int) -> PromptVersion | None:
    """The version kept last."""
    return session.scalars(
        select(PromptVersion)
        .where(PromptVersion.prompt_id == prompt_id)
        .order_by(PromptVersion.id.desc())
        .limit(1)
    ).first()


def _versions(prompt_id: int) -> Select[PromptVersion, str | None]:
    return (
        select(PromptVersion, User.name)
        .outerjoin(User, User.id == PromptVersion.saved_by_id)
        .where(PromptVersion.prompt_id == prompt_id)
    )


def _version(row: PromptVersion, name: str | None) -> Version:
    return Version(row.id, row.saved_at, name or "", row.document)
