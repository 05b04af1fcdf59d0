"""A reminder that somebody who grades sends to one student, apart from those that time sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.activity.models import Activity
from forum.courses.policy import Viewer
from forum.grading.policy import can_grade
from forum.notifications.audience.dated import left_to_do
from forum.participation.queries import Standing
from forum.prompts.models import Prompt
from forum.rules.facts import Discussion, Member
from forum.rules.schedule import windows_for
from forum.rules.waiting import waits_since

#: How long nobody sends the same student another one under the same prompt.
PAUSE = timedelta(hours=12)


class NotAllowed(Exception):
    """This person does not grade here."""


class AlreadyReminded(Exception):
    """The student was reminded a short while ago, be it by a colleague."""


@dataclass(frozen=True)
class Reminder:
    """What a student can still be reminded of: a time to come with something left to do by it.

    ``checkpoint`` is "T1", "T2", or "close" where something is overdue and still accepted.
    """

    checkpoint: str
    due_at: datetime


def find_reminder(
    discussion: Discussion, student: Member, standing: Standing, now: datetime
) -> Reminder | None:
    """The time by which the student can still do something; None where there is none.

    What is overdue comes before what is due later, and is said together with it.
    """
    waits = waits_since(discussion, student.id, now, standing.findings) is not None
    for checkpoint, window in zip(("T1", "T2"), windows_for(discussion, student, now), strict=True):
        if not left_to_do(standing, checkpoint, waits=waits):
            continue
        if now < window.due_at(now):
            return Reminder(checkpoint, window.due_at(now))
        if now < window.closes_at(now):
            return Reminder("close", window.closes_at(now))
    return None


def find_reminded_at(session: Session, prompt_id: int, student_id: int) -> datetime | None:
    """When somebody last reminded the student of this prompt."""
    return session.scalar(
        select(func.max(Activity.at)).where(
            Activity.prompt_id == prompt_id,
            Activity.subject_id == student_id,
            Activity.verb == "student_reminded",
        )
    )


def send_reminder(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    student_id: int,
    reminder: Reminder,
    *,
    now: datetime,
) -> None:
    """Remind a student; what the mail says is decided when it is sent.

    Raises NotAllowed, AlreadyReminded.
    """
    if not can_grade(viewer):
        raise NotAllowed
    before = find_reminded_at(session, prompt.id, student_id)
    if before is not None and now < before + PAUSE:
        raise AlreadyReminded
    record(
        session,
        "student_reminded",
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        subject_id=student_id,
        checkpoint=reminder.checkpoint,
        due_at=reminder.due_at.isoformat(),
    )
