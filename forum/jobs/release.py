"""Planned releases, when their time has come."""

from __future__ import annotations

from forum.database import transaction
from forum.grading.actions.planned import run_plan
from forum.jobs.job import Job
from forum.notifications.audience.grades import say_planned
from forum.prompts.models import Prompt
from forum.rules.sentences import as_written


def release(job: Job) -> None:
    """Release what a plan means, and tell those who grade what came of it.

    All of it is one transaction with settling the entry: a worker that dies has done nothing, and
    the next one does it once.
    """
    plan_id, version = job.payload["plan_id"], job.payload["version"]
    with transaction() as session:
        plan = run_plan(session, plan_id, version, translate=as_written, now=job.now)
        if plan is not None:
            prompt = session.get_one(Prompt, plan.prompt_id)
            say_planned(session, plan, prompt.course_id, now=job.now)
        job.settle(session, "" if plan else "It was changed, cancelled, or done before.")
