"""Compares a post with those that stood there before it."""

from __future__ import annotations

from forum.database import transaction
from forum.integrity.actions import check_revision
from forum.jobs.job import Job


def check(job: Job) -> None:
    """Compare one version and settle, in one transaction."""
    with transaction() as session:
        check_revision(session, job.payload["revision_id"], now=job.now)
        job.settle(session)
