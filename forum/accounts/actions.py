"""What people and admins do with accounts. The door commits; nothing here reads the request."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from forum.accounts.models import User, UserSession


def start_session(session: Session, user: User, now: datetime, ip: str = "", agent: str = "") -> str:
    """Sign ``user`` in on one browser and return the token for its cookie.

    The token has 256 random bits; only its SHA-256 is kept. A new session counts as confirmed
    by password at ``now``.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            user_id=user.id,
            token_hash=hash_token(token),
            created_at=now,
            seen_at=now,
            confirmed_at=now,
            ip=ip[:45],
            agent=agent[:200],
        )
    )
    session.flush()
    return token


def hash_token(token: str) -> str:
    """Return what the database keeps of a token; the token itself has too many bits to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
