"""Own due times of single students."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.courses.queries import list_students
from forum.database import transaction
from forum.extensions import db
from forum.prompts.actions.extensions import end_extension
from forum.prompts.actions.refusals import NotAStudent
from forum.prompts.models import Extension
from forum.prompts.queries import list_extensions
from forum.rules.roles import Permission
from forum.web.forms.extensions import ExtensionForm
from forum.web.limits import limit_setup
from forum.web.own_times import give_own_time
from forum.web.setup.desk import Desk, load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.edit import WEEK


@blueprint.route(f"{WEEK}/extensions", methods=["GET", "POST"])
@limit_setup
def extensions(slug: str, week: int) -> ResponseReturnValue:
    """Give a student an own due time; those given are listed."""
    desk = load_desk(slug, week, Permission.EXTEND)
    form = _form(desk)
    if not form.validate_on_submit():
        return _page(desk, form), 422 if form.is_submitted() else 200
    by, zone = desk.place.viewer.user_id, desk.course.zone
    try:
        given = give_own_time(form, desk.prompt, form.student.data, zone, by=by, now=desk.now)
    except NotAStudent:
        form.student.errors = [_("This person is no longer a student of the course.")]
        return _page(load_desk(slug, week, Permission.EXTEND), form), 409
    if not given:
        return _page(load_desk(slug, week, Permission.EXTEND), form), 422
    return redirect(url_for("setup.extensions", slug=slug, week=week), 303)


@blueprint.post(f"{WEEK}/extensions/<int(max=2147483647):extension_id>/end")
@limit_setup
def end(slug: str, week: int, extension_id: int) -> ResponseReturnValue:
    """Take an extension back."""
    desk = load_desk(slug, week, Permission.EXTEND)
    found = next((row for row in _given(desk) if row.id == extension_id), None)
    if found is None:
        abort(404)
    with transaction() as session:
        end_extension(session, desk.prompt, found, by=desk.place.viewer.user_id, now=desk.now)
    flash(_("The extension is taken back."), "done")
    return redirect(url_for("setup.extensions", slug=slug, week=week), 303)


def _given(desk: Desk) -> list[Extension]:
    """The extensions in force of the students this person works with."""
    rows, viewer = list_extensions(db.session(), desk.prompt.id), desk.place.viewer
    return [row for row in rows if viewer.works_with(row.user_id)]


def _form(desk: Desk) -> ExtensionForm:
    form = ExtensionForm()
    students = list_students(db.session(), desk.course.id, desk.place.viewer.own_students)
    form.student.offer((row.user_id, row.user.name) for row in students)
    return form


def _page(desk: Desk, form: ExtensionForm) -> str:
    return render_template(
        "setup/extensions.html",
        desk=desk,
        form=form,
        rows=_given(desk),
    )
