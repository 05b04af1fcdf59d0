"""From a row of the log to those whom it concerns."""

from __future__ import annotations

from forum.activity.models import Activity
from forum.database import transaction
from forum.integrity.actions import ask_for_check
from forum.jobs.job import Job
from forum.notifications.audience import carry


def relay(job: Job) -> None:
    """Tell those whom an activity row concerns, have a new text compared with those before it, and
    settle, in one transaction."""
    with transaction() as session:
        activity = session.get_one(Activity, job.payload["activity_id"])
        carry(session, activity, job.now)
        ask_for_check(session, activity, now=job.now)
        job.settle(session)
