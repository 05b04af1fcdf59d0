"""The codes of a course with which students enrol themselves: made, handed on, ended."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts.methods import get_methods
from forum.courses.actions import end_code, make_code
from forum.courses.codes import get_code_of, list_codes, written
from forum.courses.models import Section
from forum.courses.queries import list_sections
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.joining import NewCodeForm
from forum.web.limits import limit_edits

blueprint = Blueprint("codes", __name__)

CODES = "/c/<slug>/people/codes"


@blueprint.get(CODES)
def index(slug: str) -> ResponseReturnValue:
    """The codes that hold, with the address to hand on and how often each was used."""
    place = _managed(slug)
    return _page(place, NewCodeForm(formdata=None))


@blueprint.post(CODES)
@limit_edits
def make(slug: str) -> ResponseReturnValue:
    """Make a code."""
    place, now = _managed(slug), utc_now()
    form = NewCodeForm()
    sections = _offer(place, form)
    if not form.validate() or form.refuse_past(place.course.zone, now):
        return _page(place, form), 422
    with transaction() as session:
        made = make_code(
            session,
            place.course,
            section=next((row for row in sections if row.id == form.section.data), None),
            ends_at=form.ends_at(place.course.zone),
            by=place.viewer.user_id,
            now=now,
        )
        code = written(made.code)
    flash(_("The code is %(code)s. Give it to your class.", code=code), "done")
    return redirect(url_for("codes.index", slug=slug), 303)


@blueprint.post(f"{CODES}/<int(max=2147483647):code_id>/end")
@limit_edits
def end(slug: str, code_id: int) -> ResponseReturnValue:
    """Let nobody else in with a code."""
    place = _managed(slug)
    found = get_code_of(db.session(), place.course.id, code_id)
    if found is None:
        abort(404)
    with transaction() as session:
        end_code(session, found, by=place.viewer.user_id, now=utc_now())
    flash(_("The code has ended. Who came with it stays."), "done")
    return redirect(url_for("codes.index", slug=slug), 303)


def _managed(slug: str) -> Place:
    place = load_course(slug)
    place.require(Permission.MANAGE_PEOPLE)
    return place


def _offer(place: Place, form: NewCodeForm) -> list[Section]:
    sections = list(list_sections(db.session(), place.course.id))
    form.section.offer([(0, _("No section")), *((row.id, row.name) for row in sections)])
    return sections


def _page(place: Place, form: NewCodeForm) -> str:
    session, now = db.session(), utc_now()
    sections = _offer(place, form)
    return render_template(
        "joining/codes.html",
        place=place,
        codes=list_codes(session, place.course.id, now),
        sections={row.id: row.name for row in sections},
        form=form,
        written=written,
        site=current_app.config["PUBLIC_URL"],
        now=now,
        methods=get_methods(session),
    )
