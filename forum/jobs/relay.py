"""From a row of the log to those whom it concerns."""

from __future__ import annotations

from forum.activity.models import Activity
from forum.database import transaction
from forum.jobs.job import Job
from forum.notifications.audience import carry


def relay(job: Job) -> None:
    """Tell those whom an activity row concerns, and settle, in one transaction."""
    with transaction() as session:
        carry(session, session.get_one(Activity, job.payload["activity_id"]), job.now)
        job.settle(session)
