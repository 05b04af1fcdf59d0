"""Releases at a set time: planned, changed or cancelled by a person, carried out by the worker.

A plan says whose grades and when. Which grades those are is decided when it runs: what is complete
and waits then is released, and nobody gets a grade that no person had set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.policy import Viewer
from forum.discussion.actions.rows import take_turn
from forum.grading.actions.refusals import (
    NobodyChosen,
    NotAllowed,
    PlanEnded,
    PlanPassed,
    PlanTooFar,
    StalePlan,
)
from forum.grading.models import PlannedRelease
from forum.grading.policy import can_release
from forum.grading.queries.parts import Scope, find_part, list_parts
from forum.grading.queries.plans import scope_of
from forum.outbox.actions import Work, emit
from forum.prompts.models import Prompt
from forum.rules.limits import LONGEST_REASON

#: The outbox's kind of work that carries a planned release out.
RELEASE = "release"
#: How far ahead a release can be planned.
FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class PlanInput:
    """What is planned: the instant, whose grades, and notes by student id."""

    release_at: datetime
    scope: Scope
    notes: Mapping[int, str] = field(default_factory=dict)


def plan_release(
    session: Session, viewer: Viewer, prompt: Prompt, given: PlanInput, *, now: datetime
) -> PlannedRelease:
    """Plan a release; the same one again is the one there is.

    Raises NotAllowed, PlanPassed, PlanTooFar, NobodyChosen.
    """
    _check(viewer, given, now)
    take_turn(session, prompt)
    plan = PlannedRelease(prompt_id=prompt.id, version=1)
    _set(plan, viewer, given, now)
    if same := _find_same(session, plan):
        return same
    session.add(plan)
    session.flush()
    _emit(session, prompt, plan, now)
    _log(session, viewer, prompt, plan, "release_planned", now)
    return plan


def change_plan(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    given: PlanInput,
    *,
    plan_id: int,
    version: int,
    now: datetime,
) -> PlannedRelease:
    """Change a planned release that was loaded as ``version``; whoever changes it answers for it.

    Raises NotAllowed, PlanPassed, PlanTooFar, NobodyChosen, PlanEnded, StalePlan.
    """
    _check(viewer, given, now)
    plan = _take(session, prompt, plan_id)
    if plan.version != version:
        raise StalePlan
    before = plan.release_at
    _set(plan, viewer, given, now)
    plan.version += 1
    session.flush()
    _emit(session, prompt, plan, now)
    _log(session, viewer, prompt, plan, "planned_release_changed", now, before)
    return plan


def cancel_plan(
    session: Session, viewer: Viewer, prompt: Prompt, plan_id: int, *, now: datetime
) -> PlannedRelease:
    """Cancel a planned release. Raises NotAllowed, PlanEnded."""
    if not can_release(viewer):
        raise NotAllowed
    plan = _take(session, prompt, plan_id)
    plan.ended_at, plan.ended_by_id, plan.outcome = now, viewer.user_id, "cancelled"
    _log(session, viewer, prompt, plan, "planned_release_cancelled", now)
    return plan


def _check(viewer: Viewer, given: PlanInput, now: datetime) -> None:
    if not can_release(viewer):
        raise NotAllowed
    if given.release_at <= now:
        raise PlanPassed
    if given.release_at > now + FURTHEST:
        raise PlanTooFar
    if given.scope.kind == "students" and not given.scope.students:
        raise NobodyChosen


def _find_same(session: Session, plan: PlannedRelease) -> PlannedRelease | None:
    """A release that is planned in just this way: a button that was pressed twice."""
    planned = session.scalars(
        select(PlannedRelease)
        .where(
            PlannedRelease.prompt_id == plan.prompt_id,
            PlannedRelease.release_at == plan.release_at,
            PlannedRelease.ended_at.is_(None),
        )
        .order_by(PlannedRelease.id)
        .execution_options(populate_existing=True)
    )
    asked = (scope_of(plan), plan.notes)
    return next((row for row in planned if (scope_of(row), row.notes) == asked), None)


def _take(session: Session, prompt: Prompt, plan_id: int) -> PlannedRelease:
    """A plan that is still to come, for this writer alone."""
    take_turn(session, prompt)
    plan = session.scalars(
        select(PlannedRelease)
        .where(PlannedRelease.id == plan_id, PlannedRelease.prompt_id == prompt.id)
        .execution_options(populate_existing=True)
    ).one()
    if plan.ended_at is not None:
        raise PlanEnded
    return plan


def _set(plan: PlannedRelease, viewer: Viewer, given: PlanInput, now: datetime) -> None:
    scope = given.scope
    plan.part = scope.kind
    plan.section_id = scope.id if scope.kind == "section" else None
    plan.group_id = scope.id if scope.kind == "group" else None
    plan.students = sorted(scope.students)
    plan.notes = {
        str(student_id): note.strip()[:LONGEST_REASON]
        for student_id, note in given.notes.items()
        if note.strip()
    }
    plan.release_at = given.release_at
    plan.planned_at, plan.planned_by_id = now, viewer.user_id


def _emit(session: Session, prompt: Prompt, plan: PlannedRelease, now: datetime) -> None:
    """Each version has an entry of its own; that of an earlier one finds nothing to do."""
    work = Work(
        RELEASE,
        f"release:{plan.id}:{plan.version}",
        {"plan_id": plan.id, "version": plan.version},
        not_before=plan.release_at,
        cause=f"release:{prompt.id}",
    )
    emit(session, [work], now=now)


def _log(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    plan: PlannedRelease,
    verb: str,
    now: datetime,
    before: datetime | None = None,
) -> None:
    part = find_part(list_parts(session, prompt), scope_of(plan))
    detail: dict[str, Any] = {"before": before.isoformat()} if before else {}
    record(
        session,
        verb,
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("planned_release", plan.id),
        at=plan.release_at.isoformat(),
        part=plan.part,
        name=part.name if part else "",
        students=len(plan.students),
        **detail,
    )
