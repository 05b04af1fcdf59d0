"""Sending what was told: take what goes with a mail, write it, hand it over, note it.

Each step is a transaction of its own, and none is open while the mail server is spoken to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from forum.database import transaction
from forum.extensions import db
from forum.jobs.job import Job
from forum.jobs.letters.desk import at_the_desk, post
from forum.mail import Letter
from forum.notifications.mailing import mark_mailed
from forum.notifications.models import Notification
from forum.notifications.views import Silence

Take = Callable[[Session], Sequence[Notification]]
Compose = Callable[[Session, Job, Sequence[Notification]], Letter | Silence]


def send_taken(job: Job, take: Take, compose: Compose, *, if_nothing: str) -> None:
    """Send the letter that ``compose`` writes about what ``take`` gives, or settle why there is
    none (``if_nothing`` where nothing was left to take).
    """
    with transaction() as session:
        rows = take(session)
        if not rows:
            job.settle(session, if_nothing)
            return
    with at_the_desk():
        found = compose(db.session(), job, rows)
    db.session.rollback()  # it was only read, and the server may be slow
    if isinstance(found, Letter):
        post(found, job.now)
    with transaction() as session:
        if isinstance(found, Letter):
            mark_mailed(session, job.claim.id, now=job.now)
        job.settle(session, "" if isinstance(found, Letter) else found.reason)
