"""Carrying an import out: one transaction, and only what the preview showed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.imports.actions.refusals import ImportOver, NotConfirmed, RosterChanged
from forum.courses.imports.actions.writing import write_plan
from forum.courses.imports.models import PREVIEW, WAITING, RosterImport
from forum.courses.imports.plans import make_plan
from forum.courses.imports.queries import get_present, load_import
from forum.courses.models import Course
from forum.courses.policy import can_manage_member
from forum.courses.queries import find_membership
from forum.courses.turns import take_turn
from forum.outbox.actions import Work, emit
from forum.rules.roles import Role

#: The outbox's kind of work that carries an import out.
IMPORT_WORK = "roster_import"
#: From so many changes on the worker does it, and the page shows how far it is.
WORTH_THE_WORKER = 500


def ask_for_import(
    session: Session,
    course: Course,
    made: RosterImport,
    *,
    seen: str,
    ends_missing: bool,
    typed: str,
    by: int,
    now: datetime,
) -> RosterImport:
    """Carry out what was looked at, at once or, where it is much, by the worker.

    ``seen`` is the plan's word on the page; ``ends_missing`` ends the memberships of students of
    whom a whole roster says nothing; ``typed`` repeats their number where it is large. Raises
    RosterChanged, NotConfirmed, ImportOver.
    """
    take_turn(session, course.id)
    made = load_import(session, made.id)
    if made.state != PREVIEW:
        raise ImportOver
    plan = make_plan(made.roster, get_present(session, course.id, made.roster))
    if plan.seen != seen:
        raise RosterChanged
    ending = len(plan.ending(with_missing=ends_missing))
    if plan.is_grave(ending) and typed.strip() != str(ending):
        raise NotConfirmed(ending)
    made.seen, made.ends_missing, made.outcome = seen, ends_missing, ""
    made.asked_at, made.asked_by_id = now, by
    made.version += 1
    if plan.changes(with_missing=ends_missing) < WORTH_THE_WORKER:
        write_plan(session, course, made, plan, by=by, now=now)
    else:
        key = f"{IMPORT_WORK}:{made.id}:{made.version}"
        payload = {"import_id": made.id, "version": made.version}
        emit(session, [Work(IMPORT_WORK, key, payload)], now=now)
    session.flush()
    return made


def run_import(session: Session, import_id: int, version: int, *, now: datetime) -> str:
    """Do what was asked for, by the worker, and say what came of it ("" where there was nothing to
    do any more).

    Decided anew: nothing is written in an archived course, nor for somebody who may not manage its
    people any longer; where the roster has changed, the preview is to be looked at again.
    """
    found = session.get(RosterImport, import_id)
    if found is None:
        return ""
    take_turn(session, found.course_id)
    made = load_import(session, import_id)
    if made.state != WAITING or made.version != version or made.asked_by_id is None:
        return ""
    course = session.get_one(Course, made.course_id, populate_existing=True)
    if course.archived_at is not None:
        made.finish("archived", now)
    elif not _still_may(session, course, made.asked_by_id):
        made.finish("not_allowed", now)
    else:
        plan = make_plan(made.roster, get_present(session, course.id, made.roster))
        if plan.seen == made.seen:
            write_plan(session, course, made, plan, by=made.asked_by_id, now=now)
        else:
            made.asked_at, made.outcome = None, "changed"
    session.flush()
    return made.outcome


def _still_may(session: Session, course: Course, user_id: int) -> bool:
    user = session.get_one(User, user_id, populate_existing=True)
    membership = None if user.disabled_at else find_membership(session, course.slug, user)
    return membership is not None and can_manage_member(membership.viewer, Role.STUDENT)
