"""Publishing a week and taking it back. What is typed in the long form is saved first."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.extensions import db
from forum.prompts.actions.prompts import publish_prompt, withdraw_prompt
from forum.prompts.actions.refusals import DueTooSoon, NotPublishable
from forum.web.limits import limit_setup
from forum.web.setup.checking import say_refusal
from forum.web.setup.desk import Desk, list_desk_problems, load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.edit import WEEK, edit_page, save_typed
from forum.web.setup.filling import form_of
from forum.web.setup.words import notes_of


@blueprint.post(f"{WEEK}/setup/publication")
@limit_setup
def publication(slug: str, week: int) -> ResponseReturnValue:
    """Publish the week, unless no student could meet its settings. From a row of the schedule it
    goes back there.
    """
    desk = load_desk(slug, week)
    if (refused := _save_if_typed(desk)) is not None:
        return refused
    desk = load_desk(slug, week)
    problems = list_desk_problems(db.session(), desk)
    try:
        with transaction() as session:
            by = desk.place.viewer.user_id
            publish_prompt(session, desk.prompt, problems, by=by, now=desk.now)
    except NotPublishable:
        desk = load_desk(slug, week)
        page = edit_page(
            desk, form_of(desk), notes_of(problems), not_published=True, is_typed=False
        )
        return page, 422
    except DueTooSoon as sooner:
        desk = load_desk(slug, week)
        form = form_of(desk)
        say_refusal(form, sooner, desk.course.zone)
        return edit_page(desk, form, is_typed=False), 422
    flash(_("Week %(week)s is published.", week=week), "done")
    if request.form.get("from") == "schedule":
        return redirect(url_for("setup.schedule", slug=slug, _anchor=f"week-{week}"), 303)
    return redirect(url_for("setup.edit", slug=slug, week=week), 303)


@blueprint.post(f"{WEEK}/setup/withdrawal")
@limit_setup
def withdrawal(slug: str, week: int) -> ResponseReturnValue:
    """Take the week out of students' sight; it can be published again as it was."""
    desk = load_desk(slug, week)
    if (refused := _save_if_typed(desk)) is not None:
        return refused
    with transaction() as session:
        withdraw_prompt(session, desk.prompt, by=desk.place.viewer.user_id, now=desk.now)
    flash(_("Students no longer see week %(week)s. Nothing in it is lost.", week=week), "done")
    return redirect(url_for("setup.edit", slug=slug, week=week), 303)


def _save_if_typed(desk: Desk) -> ResponseReturnValue | None:
    """The buttons of the long form bring all of it; that of the schedule brings nothing."""
    return save_typed(desk) if "version" in request.form else None
