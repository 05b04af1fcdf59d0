"""Who may erase whom."""

from __future__ import annotations

from forum.accounts.models import User
from forum.accounts.policy import can_disable


def can_erase(actor: User, person: User) -> bool:
    """Site admins erase others, once; nobody erases themselves, since nobody could then say so."""
    return can_disable(actor, person) and not person.is_erased
