""" "This looks wrong": a student's question about a finding or a check, and its answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.policy import Viewer
from forum.discussion.actions.rows import take_turn
from forum.markup import clean_text
from forum.participation.actions import Decision, NotAllowed, Refused, set_finding
from forum.participation.models import Question
from forum.participation.policy import can_answer_question, can_ask
from forum.prompts.models import Prompt
from forum.rules.checks import CHECKS, Check
from forum.rules.facts import Finding, Status

#: Characters of a question or an answer.
LONGEST_TEXT = 2000


class NothingWritten(Refused):
    """A question or an answer needs words."""


class AlreadyAnswered(Refused):
    """Somebody has answered this question."""


def ask_question(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    finding: Finding,
    text: str,
    *,
    now: datetime,
) -> Question:
    """ "This looks wrong": write to the grader about an own finding, with its sentence quoted.

    Raises NotAllowed, NothingWritten.
    """
    question = Question(requirement=finding.requirement, sentence=finding.sentence)
    return _ask(session, viewer, prompt, question, text, now)


def ask_about_check(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    check: Check,
    row: str,
    text: str,
    *,
    now: datetime,
) -> Question:
    """ "This looks wrong": write to the grader about a check of the own text.

    ``row`` is the row that is meant, as the page said it; empty where something is missing there.
    Raises NotAllowed, NothingWritten; ValueError for a check that does not exist.
    """
    if check not in CHECKS:
        raise ValueError("no such check")
    question = Question(check_name=check, sentence=clean_text(row).strip())
    return _ask(session, viewer, prompt, question, text, now)


def answer_question(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    question: Question,
    answer: str,
    *,
    now: datetime,
    status: Status | Literal[""] = "",
) -> None:
    """Answer a student's question; with ``status`` the answer becomes a setting on the finding.

    A check decides nothing, so neither does an answer about one: there ``status`` is passed over.
    Raises NotAllowed, NothingWritten, AlreadyAnswered, NotAStudent, and ReasonTooLong where the
    setting cannot hold the answer.
    """
    if not can_answer_question(viewer) or question.prompt_id != prompt.id:
        raise NotAllowed
    answer = clean_text(answer).strip()
    if not answer:
        raise NothingWritten
    take_turn(session, prompt)
    session.refresh(question)
    if question.answered_at is not None:
        raise AlreadyAnswered
    if question.requirement is None:
        status = ""
    elif status:
        decision = Decision(question.requirement, status, answer)
        set_finding(session, viewer, prompt, question.user_id, decision, now=now)
    question.answer = answer[:LONGEST_TEXT]
    question.answered_at = now
    question.answered_by_id = viewer.user_id
    record(
        session,
        "question_answered",
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("finding_question", question.id),
        subject_id=question.user_id,
        status=status,
        **_about(question),
    )


def _ask(
    session: Session, viewer: Viewer, prompt: Prompt, question: Question, text: str, now: datetime
) -> Question:
    if not can_ask(viewer, viewer.user_id):
        raise NotAllowed
    text = clean_text(text).strip()
    if not text:
        raise NothingWritten
    question.prompt_id = prompt.id
    question.user_id = viewer.user_id
    question.sentence = question.sentence[:LONGEST_TEXT]
    question.text = text[:LONGEST_TEXT]
    question.asked_at = now
    session.add(question)
    session.flush()
    record(
        session,
        "check_questioned" if question.check_name else "finding_questioned",
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("finding_question", question.id),
        **_about(question),
    )
    return question


def _about(question: Question) -> dict[str, Any]:
    """What a question is about, as the log keeps it."""
    if question.requirement is None:
        return {"check": str(question.check_name)}
    return {"requirement": question.requirement}
