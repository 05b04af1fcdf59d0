"""Where nothing is to grade: a student who has published nothing, a week in which nobody has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.queries.drafts import DraftTrace, count_draft_words, list_traces
from forum.notifications.reminders import (
    AlreadyReminded,
    Reminder,
    find_reminded_at,
    find_reminder,
    send_reminder,
)
from forum.participation.actions import NothingToExcuse, excuse_student, withdraw_excuse
from forum.participation.models import Setting
from forum.rules.facts import Member, Requirement
from forum.rules.roles import Permission
from forum.rules.schedule import windows_for
from forum.web.forms.fields import read_instant
from forum.web.grading.door import DESK, blueprint
from forum.web.grading.scene import ClassScene, StudentDesk, load_desk
from forum.web.limits import limit_grading


@dataclass(frozen=True)
class NoWork:
    """A student without any post: words of the draft (0: none), and what a reminder could be about.

    ``reminder`` is None where nothing can be done any more, be it that it has closed for this
    student (``is_closed``); ``reminded_at`` is the last. ``can_excuse`` says that something asked
    is neither done nor decided; ``excused`` is what the last excuse that stands was from, given at
    ``excused_at``.
    """

    words: int
    reminder: Reminder | None
    reminded_at: datetime | None
    is_closed: bool
    can_excuse: bool
    excused: tuple[Requirement, ...]
    excused_at: datetime | None


@dataclass(frozen=True)
class Beginner:
    """A student of a week in which nobody has published, with the trace of a draft, if any."""

    student: Member
    trace: DraftTrace | None


def find_no_work(
    found: StudentDesk, trace: DraftTrace | None, settings: Sequence[Setting]
) -> NoWork | None:
    """What the desk says of somebody who has published nothing; None where there is a post, be it
    one that the viewer may not read. ``settings`` are the student's, the newest first.
    """
    session, prompt_id, student = found.scene.session, found.scene.prompt.id, found.student
    if student.id in found.book.posts_by:
        return None
    standing = found.sheet.standing
    stands = [row for row in settings if row.status == "waived" and row.ended_at is None]
    excused_at = stands[0].set_at if stands else None
    return NoWork(
        count_draft_words(session, prompt_id, student.id) if trace else 0,
        find_reminder(found.book.discussion, student, standing, found.scene.now),
        find_reminded_at(session, prompt_id, student.id),
        is_closed=_is_closed(found),
        can_excuse=bool(standing.excusable),
        excused=tuple(row.requirement for row in reversed(stands) if row.set_at == excused_at),
        excused_at=excused_at,
    )


def _is_closed(found: StudentDesk) -> bool:
    """Whether nothing of this student is accepted any more, neither in time nor late."""
    now = found.scene.now
    windows = windows_for(found.book.discussion, found.student, now)
    return not any(window.is_accepted(now) for window in windows)


@blueprint.post(f"{DESK}/reminder")
@limit_grading
def reminder(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Remind a student of what can still be done, in time or late."""
    found = load_desk(slug, week, user_id)
    scene, student = found.scene, found.student
    about = find_reminder(found.book.discussion, student, found.sheet.standing, scene.now)
    if about is None:
        said = _("Nothing is left that %(name)s could do, so nothing was sent.", name=found.name)
        flash(said, "info")
        return redirect(found.own_url(), 303)
    try:
        with transaction() as session:
            send_reminder(session, scene.viewer, scene.prompt, student.id, about, now=scene.now)
    except AlreadyReminded:
        flash(_("%(name)s was reminded a short while ago.", name=found.name), "info")
    else:
        flash(_("%(name)s is reminded.", name=found.name), "done")
    return redirect(found.own_url(), 303)


@blueprint.post(f"{DESK}/excuse")
@limit_grading
def excuse(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Excuse a student from all of the week that is asked and not done, by one press."""
    found = _load_to_decide(slug, week, user_id)
    viewer, prompt, now = found.scene.viewer, found.scene.prompt, found.scene.now
    reason = _("Excused from this week.")
    try:
        with transaction() as session:
            excuse_student(session, viewer, prompt, found.sheet.standing, reason, now=now)
    except NothingToExcuse:
        flash(_("There is nothing left to excuse %(name)s from.", name=found.name), "info")
    else:
        flash(_("%(name)s is excused from this week.", name=found.name), "done")
    return redirect(found.own_url() + "#no-work", 303)


@blueprint.post(f"{DESK}/excuse/withdrawal")
@limit_grading
def withdraw_excused(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Take an excuse back: what the checks find holds again."""
    found = _load_to_decide(slug, week, user_id)
    viewer, prompt, now = found.scene.viewer, found.scene.prompt, found.scene.now
    at, number = read_instant(request.form.get("at", "")), 0
    with transaction() as session:
        if at is not None:
            number = withdraw_excuse(session, viewer, prompt, user_id, at, now=now)
    if number:
        flash(_("The excuse is taken back; what the checks find holds again."), "done")
    else:
        flash(_("There is nothing left to take back."), "info")
    return redirect(found.own_url() + "#no-work", 303)


def _load_to_decide(slug: str, week: int, user_id: int) -> StudentDesk:
    found = load_desk(slug, week, user_id)
    found.scene.place.require(Permission.SET_FINDING)
    return found


def nothing_yet(found: ClassScene) -> str | None:
    """The page in the place of the desk while posts are still to come and nobody has published:
    who has a draft, who has none, and until when. None where there is something to grade.
    """
    due_at = found.scene.setup.due("T1")
    students = found.book.students
    if due_at is None or found.scene.now >= due_at:
        return None
    if not students or any(row.id in found.book.posts_by for row in students):
        return None
    traces = list_traces(found.scene.session, found.scene.prompt.id)
    rows = [Beginner(student, traces.get(student.id)) for student in students]
    return render_template(
        "grading/nothing_yet.html",
        found=found,
        scene=found.scene,
        due_at=due_at,
        begun=_begun(rows),
        others=[row for row in rows if row.trace is None],
    )


def _begun(rows: Sequence[Beginner]) -> list[Beginner]:
    return [row for row in rows if row.trace is not None]
