"""Planning a release from a form, for the page of the release and for that of one plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash
from flask_babel import gettext as _

from forum.database import transaction
from forum.grading.actions.plans import PlanInput, plan_release
from forum.grading.actions.refusals import NobodyChosen, PlanPassed, PlanTooFar
from forum.grading.queries.parts import Scope
from forum.web.forms.release import WhenForm
from forum.web.grading.release_page import ReleasePage
from forum.web.presentation import clock, problems


def plan(
    page: ReleasePage,
    form: WhenForm,
    scope: Scope,
    notes: Mapping[int, str],
    write: Callable[..., Any] = plan_release,
    **named: Any,
) -> list[tuple[str, str]]:
    """Plan, or change a plan with another ``write``, and say so; else what is wrong, by control.

    Raises what ``write`` raises besides: PlanEnded, StalePlan.
    """
    scene = page.found.scene
    if not form.validate_on_submit():
        return problems(form)
    given = PlanInput(form.instant(scene.zone), scope, notes)
    try:
        with transaction() as session:
            write(session, scene.viewer, scene.prompt, given, now=scene.now, **named)
    except PlanPassed:
        form.day.errors = [_("This time has passed. Choose a later one.")]
    except PlanTooFar:
        form.day.errors = [_("Choose a time within a year from now.")]
    except NobodyChosen:
        return [("students", _("Tick at least one student."))]
    else:
        _say(page, form, given)
    return problems(form)


def _say(page: ReleasePage, form: WhenForm, given: PlanInput) -> None:
    zone = page.found.scene.zone
    when = clock(given.release_at, zone, page.found.scene.now)
    said = _("Planned for %(when)s: %(whose)s.", when=when, whose=page.whose(given.scope))
    if remark := form.remark(zone):
        said = f"{said} {remark}"
    flash(said, "done")
