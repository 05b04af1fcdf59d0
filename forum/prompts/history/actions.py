"""Keeping what a set-up was and has become. It writes no line of the log: the save has its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.prompts.history.models import PromptVersion
from forum.prompts.history.queries import find_latest_version


def keep_version(
    session: Session,
    prompt_id: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    since: datetime,
    by: int,
    now: datetime,
) -> None:
    """Keep ``after`` as what ``by`` saved; nothing where the save changed nothing.

    ``before`` stood there ``since`` that time. Where it is not the version kept last, because it
    came to stand on another page or before versions were kept, it is kept as well, by nobody.
    """
    if before == after:
        return
    latest = find_latest_version(session, prompt_id)
    if latest is None or latest.document != before:
        _add(session, prompt_id, before, by=None, at=since)
    _add(session, prompt_id, after, by=by, at=now)
    session.flush()


def _add(
    session: Session, prompt_id: int, document: Mapping[str, Any], *, by: int | None, at: datetime
) -> None:
    row = PromptVersion(prompt_id=prompt_id, saved_at=at, saved_by_id=by, document=dict(document))
    session.add(row)
    session.flush()  # one after the other: the number of a version is its place
