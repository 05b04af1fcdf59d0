"""Who may see findings, set them, and ask about them."""

from __future__ import annotations

from sqlalchemy import BindParameter, Select, select

from forum.courses.policy import Viewer, among
from forum.participation.models import Question
from forum.rules.roles import Permission


def can_see_standing(viewer: Viewer, student_id: int) -> bool:
    """A student sees the own findings; staff see everybody's, or those of the students they
    work with; nobody else sees any."""
    reads_others = viewer.can(Permission.READ_PARTICIPATION) and viewer.works_with(student_id)
    return viewer.user_id == student_id or reads_others


def can_set_finding(viewer: Viewer) -> bool:
    """Instructors decide on findings, and assistants who were entrusted with it."""
    return viewer.can(Permission.SET_FINDING)


def can_extend(viewer: Viewer) -> bool:
    """Instructors give extensions, and assistants who were entrusted with it."""
    return viewer.can(Permission.EXTEND)


def can_answer_question(viewer: Viewer) -> bool:
    """Those who grade answer questions about findings and checks."""
    return viewer.can(Permission.GRADE)


def can_ask(viewer: Viewer, student_id: int) -> bool:
    """A student may question a finding of their own, or a check of their own text."""
    return viewer.is_student and viewer.user_id == student_id


def can_read_question(viewer: Viewer, question: Question) -> bool:
    """The student who asked, and those who grade."""
    return can_see_standing(viewer, question.user_id)


def questions_readable_by(viewer: Viewer, prompt_id: int | BindParameter[int]) -> Select[Question]:
    """The list filter beside ``can_read_question``."""
    questions = select(Question).where(Question.prompt_id == prompt_id)
    if viewer.can(Permission.READ_PARTICIPATION):
        return questions.where(among(viewer.own_students, Question.user_id))
    return questions.where(Question.user_id == viewer.user_id)
