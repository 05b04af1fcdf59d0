"""How a course is divided: its sections, and groups for its discussions."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.courses.actions import (
    ChangedMeanwhile,
    NameTaken,
    create_group,
    create_group_set,
    move_people,
    rename_section,
)
from forum.courses.groupings import find_group_set, find_section, list_groupings
from forum.courses.queries import list_sections, list_students
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.groups import GroupForm, GroupSetForm, PlacesForm, ProposalForm
from forum.web.forms.people import SectionForm
from forum.web.group_proposals import Proposal, draw_lots, make_proposal, proposal_form
from forum.web.limits import limit_edits

blueprint = Blueprint("groups", __name__)

GROUPS = "/c/<slug>/groups"


@blueprint.get(GROUPS)
def index(slug: str) -> ResponseReturnValue:
    """Sections, sets of groups, and who is in which group."""
    return _page(_managed(slug))


@blueprint.get(f"{GROUPS}/proposal")
def propose(slug: str) -> ResponseReturnValue:
    """The same page with places proposed in its table. Whoever saves the table makes them true."""
    place = _managed(slug)
    places = _places(place)
    form = proposal_form(place, places.groupings, asked=True)
    if not form.validate():
        return _page(place, asked=form), 422
    if not form.seed.data:
        return draw_lots(slug, form)
    proposal = make_proposal(place, form, places.groupings, places.students)
    places = PlacesForm(places.groupings, places.students, proposal.cells)
    return _page(place, places=places, asked=form, proposal=proposal)


@blueprint.post(GROUPS)
@limit_edits
def add_set(slug: str) -> ResponseReturnValue:
    """Divide the course in one more way."""
    place = _managed(slug)
    form = GroupSetForm()
    if not form.validate():
        return _page(place, set_form=form), 422
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            create_group_set(session, place.course, form.name.data, form.names, by=by, now=now)
    except NameTaken:
        form.name.errors = [_("The course has groups of this name already.")]
        return _page(_managed(slug), set_form=form), 409
    flash(_("The groups are there. Put students into them next."), "done")
    return redirect(url_for("groups.index", slug=slug), 303)


@blueprint.route(f"{GROUPS}/<int(max=2147483647):group_set_id>/new", methods=["GET", "POST"])
@limit_edits
def add_group(slug: str, group_set_id: int) -> ResponseReturnValue:
    """Add a group to a set."""
    place = _managed(slug)
    group_set = find_group_set(db.session(), place.course.id, group_set_id)
    if group_set is None:
        abort(404)
    form, name = GroupForm(), group_set.name
    if not form.validate_on_submit():
        page = render_template("groups/name.html", place=place, form=form, adds_to=name)
        return page, 422 if form.is_submitted() else 200
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            create_group(session, place.course, group_set, form.name.data, by=by, now=now)
    except NameTaken:
        form.name.errors = [_("There is a group of this name already.")]
        place = _managed(slug)
        return render_template("groups/name.html", place=place, form=form, adds_to=name), 409
    flash(_("The group is there."), "done")
    return redirect(url_for("groups.index", slug=slug), 303)


@blueprint.post(f"{GROUPS}/places")
@limit_edits
def save_places(slug: str) -> ResponseReturnValue:
    """Put students into groups as the table says, all of them or none."""
    place = _managed(slug)
    form = _places(place, typed=True)
    moves = form.moves()
    if form.errors:
        return _page(place, places=form), 422
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            moved = move_people(session, place.course, moves, by=by, now=now)
    except ChangedMeanwhile:
        place = _managed(slug)
        form = _places(place, typed=True)
        sentence = _("Somebody else moved some of these students just now. Look, and save again.")
        form.errors = [("places", sentence)]
        return _page(place, places=form), 409
    if moved:
        said = ngettext("%(num)d student moved.", "%(num)d students moved.", moved)
        flash(said, "done")
    else:
        flash(_("Nobody moved."), "info")
    return redirect(url_for("groups.index", slug=slug), 303)


@blueprint.route(
    "/c/<slug>/sections/<int(max=2147483647):section_id>/name", methods=["GET", "POST"]
)
@limit_edits
def name_section(slug: str, section_id: int) -> ResponseReturnValue:
    """Give a section another name."""
    place = _managed(slug)
    section = find_section(db.session(), place.course.id, section_id)
    if section is None:
        abort(404)
    form, name = SectionForm(data={"name": section.name}), section.name
    if not form.validate_on_submit():
        page = render_template("groups/name.html", place=place, form=form, renames=name)
        return page, 422 if form.is_submitted() else 200
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            rename_section(session, section, form.name.data, by=by, now=now)
    except NameTaken:
        form.name.errors = [_("The course has a section of this name already.")]
        place = _managed(slug)
        return render_template("groups/name.html", place=place, form=form, renames=name), 409
    flash(_("Renamed."), "done")
    return redirect(url_for("groups.index", slug=slug), 303)


def _managed(slug: str) -> Place:
    place = load_course(slug)
    place.require(Permission.MANAGE_PEOPLE)
    return place


def _places(place: Place, *, typed: bool = False) -> PlacesForm:
    session, course_id = db.session(), place.course.id
    return PlacesForm(
        list_groupings(session, course_id),
        list_students(session, course_id),
        request.form.to_dict() if typed else {},
    )


def _page(
    place: Place,
    *,
    set_form: GroupSetForm | None = None,
    places: PlacesForm | None = None,
    asked: ProposalForm | None = None,
    proposal: Proposal | None = None,
) -> str:
    places = places or _places(place)
    set_form = set_form or GroupSetForm(formdata=None)
    asked = asked or proposal_form(place, places.groupings, asked=False)
    return render_template(
        "groups/index.html",
        place=place,
        places=places,
        students={row.user_id for row in places.students},
        sections=list_sections(db.session(), place.course.id),
        set_form=set_form,
        asked=asked,
        proposal=proposal,
        problems=places.errors or (asked if asked.errors else set_form),
    )
