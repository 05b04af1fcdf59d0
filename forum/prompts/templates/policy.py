"""Who may start from a template, and who may change it."""

from __future__ import annotations

from sqlalchemy import Select, false, or_, select

from forum.courses.policy import Viewer
from forum.prompts.policy import can_edit_prompt
from forum.prompts.templates.models import PromptTemplate


def can_use_template(viewer: Viewer, template: PromptTemplate, course_id: int) -> bool:
    """Those who set up the weeks of a course have its templates, their own, and all shared ones.

    ``course_id`` is the course in which ``viewer`` looks.
    """
    if not can_edit_prompt(viewer):
        return False
    is_own = template.owner_id == viewer.user_id
    return template.course_id == course_id or is_own or template.is_shared


def templates_usable_by(viewer: Viewer, course_id: int) -> Select[PromptTemplate]:
    """The list filter beside ``can_use_template``."""
    rows = select(PromptTemplate)
    if not can_edit_prompt(viewer):
        return rows.where(false())
    return rows.where(
        or_(
            PromptTemplate.course_id == course_id,
            PromptTemplate.owner_id == viewer.user_id,
            PromptTemplate.shared_at.is_not(None),
        )
    )


def can_change_template(viewer: Viewer, template: PromptTemplate, course_id: int) -> bool:
    """A template is changed from its own course, by everybody who sets up weeks there."""
    return can_edit_prompt(viewer) and template.course_id == course_id
