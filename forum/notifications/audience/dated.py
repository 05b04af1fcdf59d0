"""What is told when its time has come, if there is still something to say."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from forum.courses.policy import Viewer
from forum.courses.queries import list_holders
from forum.discussion.queries.weeks import count_authors
from forum.grading.queries.grades import count_graded
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import DUE, READY, SCARCE, Kind
from forum.participation.classes import get_class_standings, present_students
from forum.participation.evidence import gather_discussion
from forum.participation.queries import Standing
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from forum.rules.facts import REQUIREMENTS, Discussion, Finding
from forum.rules.roles import Permission
from forum.rules.schedule import windows_for
from forum.rules.waiting import waiting

#: Which requirements are due when; until the close all of them can be done, if late.
DUE_AT = {
    "T1": ("initial_post", "choice", "parts", "references"),
    "T2": ("responses", "active_days", "answer_back"),
    "close": REQUIREMENTS,
}


def remind(
    session: Session, prompt_id: int, checkpoint: str, due_at: datetime, *, now: datetime
) -> int:
    """Remind those for whom this instant is the due time and who have something left to do.

    The number of people told; nobody after the due time, or where it has been moved.
    """
    discussion = _discussion_of(session, prompt_id)
    if discussion is None or now >= due_at:
        return 0
    prompt, facts = discussion
    standings = get_class_standings(facts, now)
    waits = set(waiting(facts, now))
    announcements = [
        Announcement(
            user_id=student.id,
            kind=DUE,
            key=f"due:{prompt.id}:{checkpoint}:{due_at.isoformat()}:{student.id}",
            course_id=prompt.course_id,
            prompt_id=prompt.id,
            detail={"checkpoint": checkpoint, "due_at": due_at.isoformat()},
        )
        for student in present_students(facts, now)
        if windows_for(facts, student, now)[checkpoint == "T2"].due_at(now) == due_at
        and left_to_do(standings[student.id], checkpoint, waits=student.id in waits)
    ]
    cause = f"remind:{prompt.id}:{checkpoint}"
    return tell(session, announcements, now=now, cause=cause)


def left_to_do(standing: Standing, checkpoint: str, *, waits: bool) -> list[Finding]:
    """The findings that are not done and can still be done by this due time, "close": be it late.

    Who ``waits`` can do nothing about the responses. Ask before the instant itself has passed.
    """
    return [
        finding
        for finding in standing.findings
        if finding.requirement in DUE_AT[checkpoint]
        and finding.status in ("open", "partial", "unmet")
        and finding.next_step
        and not (waits and finding.requirement == "responses")
    ]


def say_ready(session: Session, prompt_id: int, due_at: datetime, *, now: datetime) -> int:
    """Tell those who grade that a week is ready, where posts wait for a grade."""
    prompt = _published(session, prompt_id)
    if prompt is None:
        return 0

    def left(grader: Viewer) -> int:
        students, course_id = grader.own_students, prompt.course_id
        posted = count_authors(session, course_id, [prompt.id], students).get(prompt.id, 0)
        return posted - count_graded(session, [prompt.id], students).get(prompt.id, 0)

    return _tell_graders(session, prompt, READY, due_at, left, now)


def say_scarce(session: Session, prompt_id: int, due_at: datetime, *, now: datetime) -> int:
    """Tell those who grade that students have posted and found nobody to respond to."""
    discussion = _discussion_of(session, prompt_id)
    if discussion is None:
        return 0
    prompt, facts = discussion
    waits: Collection[int] = waiting(facts, now)

    def left(grader: Viewer) -> int:
        return sum(map(grader.works_with, waits))

    return _tell_graders(session, prompt, SCARCE, due_at, left, now) if waits else 0


def _tell_graders(
    session: Session,
    prompt: Prompt,
    kind: Kind,
    due_at: datetime,
    count: Callable[[Viewer], int],
    now: datetime,
) -> int:
    """Tell those who grade and for whose own students there is something to count.

    Most work with all students, and are counted for once.
    """
    graders = list_holders(session, prompt.course_id, Permission.GRADE)
    counts: dict[frozenset[int] | None, int] = {}
    for grader in graders:
        if grader.own_students not in counts:
            counts[grader.own_students] = count(grader)
    announcements = [
        Announcement(
            user_id=grader.user_id,
            kind=kind,
            key=f"{kind.name}:{prompt.id}:{due_at.isoformat()}:{grader.user_id}",
            course_id=prompt.course_id,
            prompt_id=prompt.id,
            detail={"count": counts[grader.own_students]},
        )
        for grader in graders
        if counts[grader.own_students] > 0
    ]
    return tell(session, announcements, now=now, cause=f"{kind.name}:{prompt.id}")


def _published(session: Session, prompt_id: int) -> Prompt | None:
    prompt = session.scalars(
        select(Prompt).options(joinedload(Prompt.course)).where(Prompt.id == prompt_id)
    ).first()
    if prompt is None or not prompt.is_published or prompt.course.archived_at is not None:
        return None
    return prompt


def _discussion_of(session: Session, prompt_id: int) -> tuple[Prompt, Discussion] | None:
    prompt = _published(session, prompt_id)
    setup = get_setup(session, prompt) if prompt else None
    if prompt is None or setup is None or not setup.is_complete:
        return None
    return prompt, gather_discussion(session, setup)
