"""Who may make a course out of another, and take it back."""

from __future__ import annotations

from forum.accounts.models import User
from forum.accounts.policy import can_manage_people


def can_copy_course(user: User) -> bool:
    """Site admins make courses, so they copy them and remove their copies; nobody else does."""
    return can_manage_people(user)
