"""News about grading: grades released, questions asked and answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.queries import list_holders
from forum.grading.models import PlannedRelease
from forum.grading.queries.released import list_recipients
from forum.notifications.actions import Announcement, retract_all_of, tell
from forum.notifications.kinds import ANSWER, GRADE, PLANNED, QUESTION
from forum.participation.models import Question
from forum.rules.roles import Permission


def released(session: Session, activity: Activity, now: datetime) -> None:
    """Each student whose grade was released; what the grade is stands on the page alone."""
    if activity.object_id is None or activity.course_id is None:
        return
    announcements = [
        Announcement(
            user_id=user_id,
            kind=GRADE,
            key=f"grade:{activity.object_id}:{user_id}",
            course_id=activity.course_id,
            prompt_id=activity.prompt_id,
            actor_id=activity.actor_id,
            detail={"changed": is_changed},
        )
        for user_id, is_changed in list_recipients(session, activity.object_id)
    ]
    tell(session, announcements, now=now, at=activity.at, cause=f"activity:{activity.id}")


def say_planned(session: Session, plan: PlannedRelease, course_id: int, *, now: datetime) -> int:
    """Tell those who grade what came of a planned release: how many, and how many were left out.

    An assistant with own sections learns it of the own plans alone.
    """
    released = len(list_recipients(session, plan.release_id)) if plan.release_id else 0
    announcements = [
        Announcement(
            user_id=grader.user_id,
            kind=PLANNED,
            key=f"planned:{plan.id}:{grader.user_id}",
            course_id=course_id,
            prompt_id=plan.prompt_id,
            detail={
                "outcome": plan.outcome,
                "released": released,
                "incomplete": plan.incomplete,
                "without_note": plan.without_note,
            },
        )
        for grader in list_holders(session, course_id, Permission.GRADE)
        if grader.own_students is None or grader.user_id == plan.planned_by_id
    ]
    return tell(session, announcements, now=now, cause=f"release:{plan.prompt_id}")


def questioned(session: Session, activity: Activity, now: datetime) -> None:
    """Those who grade the student, that a student asks about a finding or a check; none once
    answered."""
    question = session.get(Question, activity.object_id) if activity.object_id else None
    if question is None or question.answered_at is not None or activity.course_id is None:
        return
    announcements = [
        Announcement(
            user_id=grader.user_id,
            kind=QUESTION,
            key=f"question:{activity.object_id}:{grader.user_id}",
            course_id=activity.course_id,
            prompt_id=activity.prompt_id,
            actor_id=activity.actor_id,
            detail={"student_id": activity.actor_id, "check": question.check_name},
        )
        for grader in list_holders(session, activity.course_id, Permission.GRADE)
        if grader.user_id != activity.actor_id and grader.works_with(question.user_id)
    ]
    tell(session, announcements, now=now, at=activity.at, cause=f"activity:{activity.id}")


def answered(session: Session, activity: Activity, now: datetime) -> None:
    """The student who asked; those who grade need not look any more."""
    question = session.get(Question, activity.object_id) if activity.object_id else None
    if question is None or activity.course_id is None:
        return
    one = Announcement(
        user_id=question.user_id,
        kind=ANSWER,
        key=f"answer:{question.id}",
        course_id=activity.course_id,
        prompt_id=activity.prompt_id,
        actor_id=activity.actor_id,
        detail={"requirement": question.requirement, "check": question.check_name},
    )
    retract_all_of(session, f"question:{question.id}:", question.prompt_id, now=now)
    tell(session, [one], now=now, at=activity.at, cause=f"activity:{activity.id}")
