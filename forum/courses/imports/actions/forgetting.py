"""Forgetting who somebody is in another system."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from forum.courses.imports.models import RosterSource


def forget_sources(session: Session, user_id: int) -> None:
    """Delete the ids under which other systems' rosters know a person, in every course."""
    session.execute(
        delete(RosterSource)
        .where(RosterSource.user_id == user_id)
        .execution_options(synchronize_session=False)
    )
