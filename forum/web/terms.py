"""The terms in which courses are offered, for site admins."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts.policy import can_manage_people
from forum.courses.actions import (
    ChangedMeanwhile,
    TermGone,
    TermInput,
    TermInUse,
    TermTaken,
    change_term,
    create_term,
    delete_term,
    term_input_of,
)
from forum.courses.calendar import calendar_of, last_class_day, lies_within
from forum.courses.models import Course, Term
from forum.courses.queries import list_courses_of_term, list_term_lines
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.web.access import signed_in_user
from forum.web.confirmation import needs_confirmation
from forum.web.forms.admin import TermForm
from forum.web.limits import limit_edits

blueprint = Blueprint("terms", __name__)

TERM = "/admin/terms/<int(max=2147483647):term_id>"


@blueprint.before_request
def admins_only() -> None:
    """Nobody else learns that there is something here, nor is asked for a password."""
    if not can_manage_people(signed_in_user()):
        abort(404)


@blueprint.get("/admin/terms")
def index() -> ResponseReturnValue:
    """All terms with their days, and a form for another one."""
    return _list_page(TermForm(formdata=None))


@blueprint.post("/admin/terms")
@limit_edits
def add() -> ResponseReturnValue:
    """Make a term."""
    form, by, now = TermForm(), signed_in_user().id, utc_now()
    if not form.validate():
        return _list_page(form), 422
    given = form.read()
    try:
        with transaction() as session:
            create_term(session, given.name, given.starts_on, given.ends_on, by=by, now=now)
    except TermTaken:
        return _list_page(_refuse_name(form)), 409
    flash(_("%(name)s is there. Courses can be made in it.", name=given.name), "done")
    return redirect(url_for("terms.index"), 303)


@blueprint.route(TERM, methods=["GET", "POST"])
@needs_confirmation
@limit_edits
def edit(term_id: int) -> ResponseReturnValue:
    """Another name or other days; for how long it is kept who people were counts from the last."""
    term, form = _load(term_id), TermForm()
    stands = term_input_of(term)
    if not form.is_submitted():
        form.fill(stands)
        return _page(term, form)
    if not form.validate():
        return _page(term, form), 422
    given = form.read()
    left_out = _left_out(term, given)
    if left_out and not form.anyway.data:
        form.ask_anyway()
        return _page(term, form, left_out), 422
    by = signed_in_user().id
    try:
        with transaction() as session:
            change_term(session, term_id, given, seen=form.seen.data or "", by=by, now=utc_now())
    except TermTaken:
        return _page(_load(term_id), _refuse_name(form), left_out), 409
    except ChangedMeanwhile:
        term = _load(term_id)
        form.say_what_changed(term_input_of(term))
        return _page(term, form, left_out), 409
    except TermGone:
        abort(409, description=_("This term has been deleted meanwhile."))
    flash(_("Changed: %(name)s.", name=given.name), "done")
    return redirect(url_for("terms.index"), 303)


@blueprint.post(f"{TERM}/deletion")
@needs_confirmation
@limit_edits
def delete(term_id: int) -> ResponseReturnValue:
    """Take a term away that no course is in."""
    name, by = _load(term_id).name, signed_in_user().id
    try:
        with transaction() as session:
            delete_term(session, term_id, by=by, now=utc_now())
    except TermInUse:
        abort(409, description=_("A course is in %(name)s, so the term stays.", name=name))
    except TermGone:
        abort(409, description=_("This term has been deleted meanwhile."))
    flash(_("%(name)s is deleted.", name=name), "done")
    return redirect(url_for("terms.index"), 303)


def _load(term_id: int) -> Term:
    term = db.session().get(Term, term_id)
    if term is None:
        abort(404)
    return term


def _left_out(term: Term, given: TermInput) -> list[Course]:
    """The courses that other days would leave outside; none where the days stay as they are."""
    if (given.starts_on, given.ends_on) == (term.starts_on, term.ends_on):
        return []
    return [
        course
        for course in _courses(term)
        if not lies_within(course, given.starts_on, given.ends_on)
    ]


def _courses(term: Term) -> list[Course]:
    """The courses of the term that somebody can find."""
    found = list_courses_of_term(db.session(), term.id)
    return [course for course in found if course.removed_at is None]


def _refuse_name(form: TermForm) -> TermForm:
    form.name.errors = [_("There is another term of this name. Choose another one.")]
    return form


def _list_page(form: TermForm) -> str:
    return render_template("terms/index.html", terms=list_term_lines(db.session()), form=form)


def _page(term: Term, form: TermForm, left_out: Sequence[Course] = ()) -> str:
    everything = list_courses_of_term(db.session(), term.id)
    courses = [course for course in everything if course.removed_at is None]
    return render_template(
        "terms/edit.html",
        term=term,
        form=form,
        left_out=left_out,
        courses=[
            (
                course,
                last_class_day(calendar_of(course), course.weeks_total),
                lies_within(course, term.starts_on, term.ends_on),
            )
            for course in courses
        ],
        removed=len(everything) - len(courses),
        years=current_app.config["RETENTION_YEARS"],
    )
