"""Who is told of what happened: a table from the log's verbs to those whom they concern."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.notifications.audience import grades, people, posts, requests, times, weeks

Carry = Callable[[Session, Activity, datetime], None]

#: What is done about each piece of news; ``activity.NEWS`` names the same verbs.
CARRIERS: dict[str, Carry] = {
    "enrolled": people.enrolled,
    "enrollment_changed": people.changed,
    "enrollment_ended": people.changed,
    "extension_asked": requests.asked,
    "extension_declined": requests.declined,
    "extension_ended": weeks.extension_changed,
    "extension_given": weeks.extension_changed,
    "extension_request_withdrawn": requests.withdrawn,
    "check_questioned": grades.questioned,
    "finding_questioned": grades.questioned,
    "grades_released": grades.released,
    "moves_told": times.moved,
    "post_edited": posts.changed,
    "post_hidden": posts.changed,
    "post_published": posts.published,
    "post_restored": posts.changed,
    "post_shown": posts.changed,
    "post_withdrawn": posts.changed,
    "question_answered": grades.answered,
    "reply_published": posts.published,
    "response_published": posts.published,
    "student_reminded": weeks.reminded,
    "roster_imported": people.imported,
}


def carry(session: Session, activity: Activity, now: datetime) -> None:
    """Tell those whom a row of the log concerns; the same row again tells nobody twice."""
    CARRIERS[activity.verb](session, activity, now)
