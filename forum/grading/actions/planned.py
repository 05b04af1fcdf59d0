"""Carrying out a planned release, by the worker: once, and decided anew when it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from forum.accounts.models import User
from forum.activity.actions import record
from forum.courses.policy import Viewer
from forum.courses.queries import find_membership
from forum.discussion.actions.rows import take_turn
from forum.grading.actions.refusals import TooEarly
from forum.grading.actions.release import get_fresh, list_waiting, release_grades
from forum.grading.models import PlannedRelease
from forum.grading.policy import can_release
from forum.grading.queries.parts import list_parts, students_in
from forum.grading.queries.plans import scope_of
from forum.grading.queries.sheets import Book, get_book
from forum.participation.evidence import gather_discussion
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup


def run_plan(
    session: Session,
    plan_id: int,
    version: int,
    *,
    translate: Callable[[str], str],
    now: datetime,
) -> PlannedRelease | None:
    """Release what a plan means and what is complete and waits now; the plan, with what came of it.

    None where there is nothing to do any more: it was changed since this ``version``, cancelled, or
    has run. Nothing is released in an archived course, nor for somebody who may release no longer.
    A grade without its level or its note is left out and counted. Raises TooEarly.
    """
    plan = session.get(PlannedRelease, plan_id)
    if plan is None:
        return None
    prompt = session.scalars(
        select(Prompt).options(joinedload(Prompt.course)).where(Prompt.id == plan.prompt_id)
    ).one()
    take_turn(session, prompt)
    session.refresh(plan)
    session.refresh(prompt.course)
    if plan.ended_at is not None or plan.version != version:
        return None
    if now < plan.release_at:
        raise TooEarly
    viewer = _planner(session, prompt, plan)
    if prompt.course.archived_at is not None:
        return _end(session, prompt, plan, "archived", now)
    if viewer is None or not can_release(viewer):
        return _end(session, prompt, plan, "not_allowed", now)
    discussion = gather_discussion(session, get_setup(session, prompt))
    discussion = replace(discussion, about=viewer.own_students)
    book = get_book(session, prompt.id, discussion, now, translate)
    return _release(session, viewer, prompt, plan, get_fresh(session, prompt, book), now)


def _planner(session: Session, prompt: Prompt, plan: PlannedRelease) -> Viewer | None:
    """Whoever planned it, as they are in the course now."""
    user = session.get_one(User, plan.planned_by_id, populate_existing=True)
    if user.disabled_at is not None:
        return None
    membership = find_membership(session, prompt.course.slug, user)
    return membership.viewer if membership else None


def _release(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    plan: PlannedRelease,
    book: Book,
    now: datetime,
) -> PlannedRelease:
    meant = students_in(list_parts(session, prompt), scope_of(plan))
    notes = {int(student_id): note for student_id, note in plan.notes.items()}
    waiting = [sheet for sheet in list_waiting(book) if meant is None or sheet.student.id in meant]
    ready = {
        sheet.student.id for sheet in waiting if sheet.released is None or sheet.student.id in notes
    }
    plan.without_note = len(waiting) - len(ready)
    plan.incomplete = sum(
        not book.sheet(student.id).is_complete
        for student in book.students
        if meant is None or student.id in meant
    )
    if not ready:
        return _end(session, prompt, plan, "nothing", now)
    release = release_grades(
        session,
        viewer,
        prompt,
        book,
        notes=notes,
        students=ready,
        now=now,
        planned=plan.id,
        incomplete=plan.incomplete,
        without_note=plan.without_note,
    )
    plan.release_id = release.id
    plan.ended_at, plan.outcome = now, "released"
    return plan


def _end(
    session: Session, prompt: Prompt, plan: PlannedRelease, outcome: str, now: datetime
) -> PlannedRelease:
    """The plan is over, and nothing was released."""
    plan.ended_at, plan.outcome = now, outcome
    record(
        session,
        "planned_release_lapsed",
        now=now,
        actor_id=plan.planned_by_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("planned_release", plan.id),
        outcome=outcome,
        incomplete=plan.incomplete,
        without_note=plan.without_note,
    )
    return plan
