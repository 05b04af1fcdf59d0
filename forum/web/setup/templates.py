"""Templates: the page of all starts, a week kept as a template, and what becomes of one."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.content import input_of
from forum.grading.documents import rubric_data
from forum.prompts.library import list_library
from forum.prompts.templates.actions import (
    NameTaken,
    delete_template,
    rename_template,
    save_template,
    share_template,
    unshare_template,
)
from forum.prompts.templates.documents import document_of
from forum.prompts.templates.models import PromptTemplate
from forum.prompts.templates.policy import can_change_template
from forum.prompts.templates.queries import find_template, list_templates
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.setup import KeepTemplateForm, TemplateNameForm
from forum.web.limits import limit_setup
from forum.web.setup.desk import load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.edit import WEEK

TEMPLATES = "/c/<slug>/setup/templates"
TEMPLATE = f"{TEMPLATES}/<int(max=2147483647):template_id>"


@blueprint.get(TEMPLATES)
def templates(slug: str) -> ResponseReturnValue:
    """What a week may start from: the library, the course's templates, and shared ones."""
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    lines = list_templates(db.session(), place.viewer, place.course.id)
    return render_template(
        "setup/templates.html",
        place=place,
        own=[line for line in lines if line.course_id == place.course.id],
        others=[line for line in lines if line.course_id != place.course.id],
        library=list_library(),
    )


@blueprint.route(f"{WEEK}/setup/template", methods=["GET", "POST"])
@limit_setup
def keep_template(slug: str, week: int) -> ResponseReturnValue:
    """Keep what is saved of a week as a template of the course."""
    desk = load_desk(slug, week)
    form = KeepTemplateForm(data={"name": desk.prompt.title[:120]})
    if form.validate_on_submit():
        rubric = rubric_data(input_of(desk.rubric)) if desk.rubric else None
        try:
            with transaction() as session:
                save_template(
                    session,
                    desk.course.id,
                    form.name.data,
                    document_of(desk.setup, rubric),
                    replaces=form.replaces.data,
                    by=desk.place.viewer.user_id,
                    now=desk.now,
                )
            return _done(slug, _("“%(name)s” is kept as a template.", name=form.name.data))
        except NameTaken:
            form.name.errors = [
                _("The course has a template of this name. Choose another, or replace it.")
            ]
    page = render_template("setup/keep_template.html", desk=desk, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route(TEMPLATE, methods=["GET", "POST"])
@limit_setup
def template(slug: str, template_id: int) -> ResponseReturnValue:
    """Rename a template; share and delete it from the same page."""
    place, row = _load(slug, template_id)
    form = TemplateNameForm(data={"name": row.name})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                by = place.viewer.user_id
                rename_template(session, row, form.name.data, by=by, now=utc_now())
            return _done(slug, _("The template is called “%(name)s”.", name=form.name.data))
        except NameTaken:
            form.name.errors = [_("The course has another template of this name.")]
    page = render_template("setup/template.html", place=place, template=row, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post(f"{TEMPLATE}/sharing")
@limit_setup
def share_kept(slug: str, template_id: int) -> ResponseReturnValue:
    """Let everybody who sets up weeks start from it."""
    said = _("Everybody who sets up weeks, in any course, has the template now.")
    return _change(slug, template_id, share_template, said)


@blueprint.post(f"{TEMPLATE}/unsharing")
@limit_setup
def unshare_kept(slug: str, template_id: int) -> ResponseReturnValue:
    """Make it the course's alone again."""
    said = _("The template is this course's alone again.")
    return _change(slug, template_id, unshare_template, said)


@blueprint.post(f"{TEMPLATE}/deletion")
@limit_setup
def delete_kept(slug: str, template_id: int) -> ResponseReturnValue:
    """Take it away. Weeks that were made from it stay as they are."""
    said = _("The template is deleted. Weeks made from it stay as they are.")
    return _change(slug, template_id, delete_template, said)


def _load(slug: str, template_id: int) -> tuple[Place, PromptTemplate]:
    """A template the person may change: 404 where it is not theirs to see, 403 for another's."""
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    row = find_template(db.session(), place.viewer, place.course.id, template_id)
    if row is None:
        abort(404)
    if not can_change_template(place.viewer, row, place.course.id):
        abort(403, description=_("This template is changed from the course it belongs to."))
    return place, row


def _change(
    slug: str, template_id: int, write: Callable[..., None], said: str
) -> ResponseReturnValue:
    place, row = _load(slug, template_id)
    with transaction() as session:
        write(session, row, by=place.viewer.user_id, now=utc_now())
    return _done(slug, said)


def _done(slug: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(url_for("setup.templates", slug=slug), 303)
