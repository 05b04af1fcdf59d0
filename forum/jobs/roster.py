"""Rosters that came as a file and are too large for one request."""

from __future__ import annotations

from forum.courses.imports.actions import run_import
from forum.database import transaction
from forum.jobs.job import Job

_SAID = {
    "applied": "",
    "changed": "The roster had changed; nothing was written.",
    "archived": "The course is in the archive; nothing was written.",
    "not_allowed": "Who asked for it may not manage people any more; nothing was written.",
}


def carry_out(job: Job) -> None:
    """Carry an import out and settle, in one transaction: all of it, or nothing, and once."""
    import_id, version = job.payload["import_id"], job.payload["version"]
    with transaction() as session:
        outcome = run_import(session, import_id, version, now=job.now)
        job.settle(session, _SAID.get(outcome, "It was cancelled, or done before."))
