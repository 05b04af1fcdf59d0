"""Who may do what with accounts: each check beside the filter of its list."""

from __future__ import annotations

from sqlalchemy import Select, select

from forum.accounts.models import User, UserSession


def can_manage_people(actor: User) -> bool:
    """Site admins invite people and disable and enable accounts; nobody else does."""
    return actor.is_admin and actor.is_active


def can_see_person(actor: User, person: User) -> bool:
    """Everybody has their own account; site admins see all. (Courses show their own people.)"""
    return actor.is_active and (can_manage_people(actor) or actor.id == person.id)


def people_seen_by(actor: User) -> Select[User]:
    """The list filter beside ``can_see_person``."""
    if can_manage_people(actor):
        return select(User)
    return select(User).where(User.id == actor.id, User.disabled_at.is_(None))


def can_disable(actor: User, person: User) -> bool:
    """An admin disables others, never themselves: somebody must be left to enable them again."""
    return can_manage_people(actor) and actor.id != person.id


def can_end_session(actor: User, user_session: UserSession) -> bool:
    """Everybody ends their own sessions that have not ended."""
    return user_session.user_id == actor.id and user_session.ended_at is None


def sessions_ended_by(actor: User) -> Select[UserSession]:
    """The list filter beside ``can_end_session``."""
    return select(UserSession).where(
        UserSession.user_id == actor.id, UserSession.ended_at.is_(None)
    )
