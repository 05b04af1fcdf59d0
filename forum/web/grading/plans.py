"""One planned release: changed or cancelled, as long as it has not happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.grading.actions.plans import cancel_plan, change_plan
from forum.grading.actions.refusals import PlanEnded, StalePlan
from forum.grading.queries.parts import Scope
from forum.grading.queries.plans import PlanView, find_plan
from forum.web.forms.release import WhenForm, read_notes, read_ticks, too_long, value_of
from forum.web.grading.door import blueprint
from forum.web.grading.planning import plan as plan_from
from forum.web.grading.release import PATH
from forum.web.grading.release_page import ReleasePage, load_release
from forum.web.grading.scene import load_class
from forum.web.limits import limit_grading

PLAN = f"{PATH}/plans/<int(max=2147483647):plan_id>"
Problems = Sequence[tuple[str, str]]


@blueprint.get(PLAN)
def plan(slug: str, week: int, plan_id: int) -> ResponseReturnValue:
    """A planned release, to be changed or cancelled."""
    page, found = _load(slug, week, plan_id)
    if found.row.ended_at is not None:
        return _over(page)
    return _render(page, found)


@blueprint.post(PLAN)
@limit_grading
def change(slug: str, week: int, plan_id: int) -> ResponseReturnValue:
    """Change when a planned release happens, whose it is, and its notes."""
    page, found = _load(slug, week, plan_id)
    form, notes, scope = WhenForm(), _notes(page, found), _sent_scope(page)
    if problems := _problems(page, scope, notes):
        return _render(page, found, problems, form), 422
    version = request.form.get("version", 0, type=int)
    write = partial(change_plan, plan_id=plan_id, version=version)
    try:
        problems = plan_from(page, form, scope or Scope(), notes, write)
    except PlanEnded:
        return _over(page)
    except StalePlan:
        page, found = _load(slug, week, plan_id)
        sentence = _(
            "Somebody else has changed this plan. Below is what you entered; save it to replace "
            "what is planned now."
        )
        return _render(page, found, [("day", sentence)], form), 409
    if problems:
        return _render(page, found, problems, form), 422
    return redirect(page.url(), 303)


@blueprint.post(f"{PLAN}/cancellation")
@limit_grading
def cancellation(slug: str, week: int, plan_id: int) -> ResponseReturnValue:
    """Cancel a planned release."""
    page, found = _load(slug, week, plan_id)
    scene = page.found.scene
    try:
        with transaction() as session:
            cancel_plan(session, scene.viewer, scene.prompt, found.row.id, now=scene.now)
    except PlanEnded:
        return _over(page)
    flash(_("The planned release is cancelled. The grades wait."), "done")
    return redirect(page.url(), 303)


def _load(slug: str, week: int, plan_id: int) -> tuple[ReleasePage, PlanView]:
    """The plan on the page of its week's release; 403 for those who do not release."""
    page = load_release(load_class(slug, week))
    if not page.may_release:
        abort(403)
    scene = page.found.scene
    found = find_plan(scene.session, scene.viewer, scene.prompt.id, plan_id)
    if found is None:
        abort(404)
    return page, found


def _over(page: ReleasePage) -> ResponseReturnValue:
    """There is nothing left to change: the page of the release says what came of it."""
    flash(_("This planned release is over: it has happened, or was cancelled."), "info")
    return redirect(page.url(), 303)


def _sent_scope(page: ReleasePage) -> Scope | None:
    """Whose grades were chosen; None for what is not in the list."""
    chosen = request.form.get("whose", "")
    if chosen == "students":
        return Scope("students", students=read_ticks())
    return next((scope for scope in _offered(page) if value_of(scope) == chosen), None)


def _problems(page: ReleasePage, scope: Scope | None, notes: Mapping[int, str]) -> Problems:
    if scope is None:
        return [("whose", _("Choose one from the list."))]
    if scope.students - page.found.book.members.keys():
        return [("students", _("Somebody you ticked is not a student of this course."))]
    return too_long(notes)


def _notes(page: ReleasePage, found: PlanView) -> dict[int, str]:
    """The notes as they were sent, and those that the page did not show as they are kept."""
    kept = {int(one): str(note) for one, note in found.row.notes.items()}
    sent = read_notes(page.found.book.members)
    return kept | {one: note for one, note in sent.items() if f"note-{one}" in request.form}


def _render(
    page: ReleasePage, found: PlanView, problems: Problems = (), form: WhenForm | None = None
) -> str:
    """The page of a plan, as it is kept or as it was sent."""
    scene, was_sent = page.found.scene, request.method == "POST"
    at = found.row.release_at.astimezone(scene.zone)
    kept = {int(one): str(note) for one, note in found.row.notes.items()}
    noted = [sheet for sheet in page.sheets if sheet in page.changed or sheet.student.id in kept]
    return render_template(
        "grading/plan.html",
        page=page,
        scene=scene,
        plan=found,
        form=form or WhenForm(formdata=None, day=at.date(), time=at.time()),
        whose=request.form.get("whose") or value_of(found.scope),
        offered=[(value_of(scope), page.whose(scope)) for scope in _offered(page)],
        ticked=read_ticks() if was_sent else found.scope.students,
        notes=_notes(page, found) if was_sent else kept,
        noted=noted,
        form_errors=list(problems),
    )


def _offered(page: ReleasePage) -> list[Scope]:
    return [Scope(), *(part.scope for part in page.parts)]
