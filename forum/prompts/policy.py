"""Who may see and set up prompts."""

from __future__ import annotations

from sqlalchemy import Select, false, select

from forum.courses.policy import Viewer, among
from forum.prompts.models import ExtensionRequest, Prompt
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


def can_ask_extension(viewer: Viewer) -> bool:
    """Students ask for more time; of nobody else anything is due."""
    return viewer.is_student


def can_answer_request(viewer: Viewer, request: ExtensionRequest) -> bool:
    """Those who give extensions answer a request of a student they work with; they alone read it,
    besides the student."""
    return viewer.can(Permission.EXTEND) and viewer.works_with(request.user_id)


def requests_answerable_by(viewer: Viewer, prompt_id: int) -> Select[ExtensionRequest]:
    """The list filter beside ``can_answer_request``."""
    requests = select(ExtensionRequest).where(ExtensionRequest.prompt_id == prompt_id)
    if not viewer.can(Permission.EXTEND):
        return requests.where(false())
    return requests.where(among(viewer.own_students, ExtensionRequest.user_id))
