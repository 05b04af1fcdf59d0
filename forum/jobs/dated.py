"""Dated work: reminders, and word to staff. What it tells, and whom, is ``audience.dated``'s."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from forum.database import transaction
from forum.jobs.job import Job
from forum.notifications.audience import dated

#: The outbox's kinds of dated work.
REMIND, READY, SCARCE = "remind", "ready", "scarce"


def remind(job: Job) -> None:
    """Remind of a due time those who have something left to do."""
    due_at = datetime.fromisoformat(job.payload["due_at"])
    prompt_id, checkpoint = job.payload["prompt_id"], job.payload["checkpoint"]
    with transaction() as session:
        told = dated.remind(session, prompt_id, checkpoint, due_at, now=job.now)
        job.settle(session, "" if told else "Nobody has anything left to do.")


def ready(job: Job) -> None:
    """Say that a week is ready to grade."""
    _say(job, dated.say_ready)


def scarce(job: Job) -> None:
    """Say that students have nobody to respond to."""
    _say(job, dated.say_scarce)


def _say(job: Job, say: Callable[..., int]) -> None:
    due_at = datetime.fromisoformat(job.payload["due_at"])
    with transaction() as session:
        told = say(session, job.payload["prompt_id"], due_at, now=job.now)
        job.settle(session, "" if told else "There was nothing to say.")
