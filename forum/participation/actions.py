"""Writes about findings: an instructor's setting, a student's question and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Enrollment
from forum.courses.policy import Viewer
from forum.discussion.actions.rows import take_turn
from forum.markup import clean_text
from forum.participation.models import Question, Setting
from forum.participation.policy import can_answer_question, can_ask, can_set_finding
from forum.prompts.models import Prompt
from forum.rules.facts import REQUIREMENTS, Finding, Status
from forum.rules.limits import LONGEST_REASON
from forum.rules.roles import Role

#: What an instructor can say of a requirement; "open" is only ever computed.
SETTABLE: tuple[Status, ...] = tuple(status for status in get_args(Status) if status != "open")
#: Characters of a question or an answer.
LONGEST_TEXT = 2000


class Refused(Exception):
    """The base of all refusals; nothing was written."""


class NotAllowed(Refused):
    """This person may not do this here."""


class NotAStudent(Refused):
    """Nothing is asked of this person in the course, so nothing can be set."""


class ReasonMissing(Refused):
    """A setting takes a reason, which the student will read."""


class ReasonTooLong(Refused):
    """A reason is longer than can be stored, be it as the answer to a question."""


class NothingWritten(Refused):
    """A question or an answer needs words."""


class AlreadyAnswered(Refused):
    """Somebody has answered this question."""


@dataclass(frozen=True)
class Decision:
    """What an instructor sets: one of ``SETTABLE``, with the reason the student reads."""

    requirement: str
    status: str
    reason: str


def set_finding(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    student_id: int,
    decision: Decision,
    *,
    now: datetime,
) -> Setting:
    """Decide on a finding; the decision before it ends, and the computed result is kept beside.

    Raises NotAllowed, NotAStudent, ReasonMissing, ReasonTooLong; ValueError for a requirement or
    status that does not exist.
    """
    if not can_set_finding(viewer):
        raise NotAllowed
    if decision.requirement not in REQUIREMENTS or decision.status not in SETTABLE:
        raise ValueError("no such requirement or status")
    reason = clean_text(decision.reason).strip()
    if not reason:
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong
    if not _is_student(session, prompt.course_id, student_id):
        raise NotAStudent
    take_turn(session, prompt)  # so that two who decide at once leave one decision
    _end_settings(session, prompt.id, student_id, decision.requirement, now)
    setting = Setting(
        prompt_id=prompt.id,
        user_id=student_id,
        requirement=decision.requirement,
        status=decision.status,
        reason=reason,
        set_at=now,
        set_by_id=viewer.user_id,
    )
    session.add(setting)
    session.flush()
    _log(session, viewer, prompt, setting, "finding_set", now)
    return setting


def withdraw_setting(
    session: Session, viewer: Viewer, prompt: Prompt, setting: Setting, *, now: datetime
) -> None:
    """Take a decision back: what the rules find holds again. Twice changes nothing."""
    if not can_set_finding(viewer) or setting.prompt_id != prompt.id:
        raise NotAllowed
    if setting.ended_at is not None:
        return
    setting.ended_at = now
    _log(session, viewer, prompt, setting, "finding_setting_withdrawn", now)


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
    if not can_ask(viewer, viewer.user_id):
        raise NotAllowed
    text = clean_text(text).strip()
    if not text:
        raise NothingWritten
    question = Question(
        prompt_id=prompt.id,
        user_id=viewer.user_id,
        requirement=finding.requirement,
        sentence=finding.sentence[:LONGEST_TEXT],
        text=text[:LONGEST_TEXT],
        asked_at=now,
    )
    session.add(question)
    session.flush()
    record(
        session,
        "finding_questioned",
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("finding_question", question.id),
        requirement=finding.requirement,
    )
    return question


def answer_question(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    question: Question,
    answer: str,
    *,
    now: datetime,
    status: str = "",
) -> None:
    """Answer a student's question; with ``status`` the answer becomes a setting on the finding.

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
    if status:
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
        requirement=question.requirement,
        status=status,
    )


def _is_student(session: Session, course_id: int, user_id: int) -> bool:
    """Whether the person is or was a student of the course."""
    found = select(Enrollment.id).where(
        Enrollment.course_id == course_id,
        Enrollment.user_id == user_id,
        Enrollment.role == Role.STUDENT.value,
    )
    return session.scalar(found.limit(1)) is not None


def _end_settings(
    session: Session, prompt_id: int, student_id: int, requirement: str, now: datetime
) -> None:
    session.execute(
        update(Setting)
        .where(
            Setting.prompt_id == prompt_id,
            Setting.user_id == student_id,
            Setting.requirement == requirement,
            Setting.ended_at.is_(None),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _log(
    session: Session, viewer: Viewer, prompt: Prompt, setting: Setting, verb: str, now: datetime
) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("finding_setting", setting.id),
        subject_id=setting.user_id,
        requirement=setting.requirement,
        status=setting.status,
    )
