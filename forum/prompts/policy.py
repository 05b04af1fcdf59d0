"""Who may see and set up prompts."""

from __future__ import annotations

from sqlalchemy import Select, select

from forum.courses.policy import Viewer
from forum.prompts.models import Prompt
from forum.rules.roles import Permission


def can_read_prompt(viewer: Viewer, prompt: Prompt) -> bool:
    """Staff read every prompt, others those published (title and dates before opening)."""
    return viewer.can(Permission.READ_ANY_PROMPT) or prompt.is_published


def prompts_readable_by(viewer: Viewer, course_id: int) -> Select[Prompt]:
    """The list filter beside ``can_read_prompt``."""
    prompts = select(Prompt).where(Prompt.course_id == course_id)
    if viewer.can(Permission.READ_ANY_PROMPT):
        return prompts
    return prompts.where(Prompt.published_at.is_not(None), Prompt.withdrawn_at.is_(None))


def can_edit_prompt(viewer: Viewer) -> bool:
    """Instructors and admins set prompts up, and assistants who were entrusted with it."""
    return viewer.can(Permission.EDIT_PROMPT)
