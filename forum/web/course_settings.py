"""The settings of a course: what it is called, what is agreed in it, and its archive."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.copies.policy import can_copy_course
from forum.copies.queries import find_copy
from forum.courses.actions import (
    ChangedMeanwhile,
    CourseSettings,
    archive_course,
    change_settings,
    reopen_course,
    settings_of,
)
from forum.courses.policy import can_archive, can_change_settings, can_join_sections
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.web.access import Place, load_course, signed_in_user
from forum.web.forms.course_settings import CourseSettingsForm
from forum.web.limits import limit_edits

blueprint = Blueprint("course_settings", __name__)


@blueprint.route("/c/<slug>/settings", methods=["GET", "POST"])
@limit_edits
def edit(slug: str) -> ResponseReturnValue:
    """Title, description and agreements; for admins also the sections and the archive."""
    place = load_course(slug)
    if not can_change_settings(place.viewer):
        abort(403)
    form = CourseSettingsForm()
    if not can_join_sections(place.viewer):
        del form.sections_are_one_class
    stand = settings_of(place.course)
    if not form.is_submitted():
        form.fill(stand)
    if not form.validate_on_submit():
        return _page(place, form), 422 if form.is_submitted() else 200
    given, by = form.read(stand), place.viewer.user_id
    try:
        with transaction() as session:
            change_settings(
                session, place.course, given, seen=form.seen.data or "", by=by, now=utc_now()
            )
    except ChangedMeanwhile:
        place = load_course(slug)
        _say_what_changed(form, given, settings_of(place.course))
        return _page(place, form), 409
    flash(_("The settings are saved."), "done")
    return redirect(url_for("courses.show", slug=slug), 303)


@blueprint.post("/c/<slug>/archive")
@limit_edits
def archive(slug: str) -> ResponseReturnValue:
    """Put the course into the archive; from now on it is read only."""
    place = _archived_by(load_course(slug))
    with transaction() as session:
        archive_course(session, place.course, by=place.viewer.user_id, now=utc_now())
    flash(_("The course is in the archive."), "done")
    return redirect(url_for("course_settings.edit", slug=slug), 303)


@blueprint.post("/c/<slug>/archive/end")
@limit_edits
def reopen(slug: str) -> ResponseReturnValue:
    """Take the course out of the archive."""
    place = _archived_by(load_course(slug, even_archived=True))
    with transaction() as session:
        reopen_course(session, place.course, by=place.viewer.user_id, now=utc_now())
    flash(_("The course is out of the archive."), "done")
    return redirect(url_for("course_settings.edit", slug=slug), 303)


def _archived_by(place: Place) -> Place:
    if not can_archive(place.viewer):
        abort(403)
    return place


def _say_what_changed(form: CourseSettingsForm, given: CourseSettings, now: CourseSettings) -> None:
    """Say at its field what somebody else wrote; saved once more, what is typed here holds."""
    for name, value in vars(now).items():
        field = form._fields.get(name)
        if field is None or value == getattr(given, name):
            continue
        said = "; ".join(value) if isinstance(value, tuple) else value
        if isinstance(said, bool):
            said = _("yes") if said else _("no")
        field.errors = [_("Somebody else changed this just now. It reads: %(text)s", text=said)]
    form.seen.data = now.mark


def _page(place: Place, form: CourseSettingsForm) -> str:
    may_copy = can_copy_course(signed_in_user())
    return render_template(
        "course_settings/edit.html",
        place=place,
        form=form,
        may_archive=can_archive(place.viewer),
        may_copy=may_copy,
        is_copy=may_copy and find_copy(db.session(), place.course.id) is not None,
    )
