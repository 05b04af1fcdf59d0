"""The sites of a course: added, approved, renamed, merged."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction, utc_now
from forum.discussion.queries.between_sites import list_responses_between
from forum.extensions import db
from forum.prompts.actions.refusals import NotMergeable, SiteExists
from forum.prompts.actions.sites import add_site, approve_site, merge_sites, rename_site
from forum.prompts.models import Site
from forum.prompts.overview import list_setups
from forum.prompts.queries import list_prompts
from forum.prompts.sites import InvalidAddress, count_listings, find_site, list_current_sites
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.sites import MergeForm, RenameForm, SiteForm
from forum.web.limits import limit_edits

blueprint = Blueprint("sites", __name__)

SITE = "/c/<slug>/sites/<int(max=2147483647):site_id>"


@blueprint.route("/c/<slug>/sites", methods=["GET", "POST"])
@limit_edits
def index(slug: str) -> ResponseReturnValue:
    """The sites the course knows; a new one is added here."""
    place = _managed(slug)
    form = SiteForm()
    if not form.validate_on_submit():
        return _list(place, form), 422 if form.is_submitted() else 200
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            add_site(session, place.course, form.name.data, form.address.data, by=by, now=now)
    except InvalidAddress as refused:
        form.address.errors = [_(refused.reason)]
        return _list(_managed(slug), form), 422
    except SiteExists as known:
        return _known(slug, form, known.site_id)
    flash(_("%(name)s is added.", name=form.name.data), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


@blueprint.post(f"{SITE}/approval")
@limit_edits
def approval(slug: str, site_id: int) -> ResponseReturnValue:
    """Approve a site that a student brought."""
    place, site = _site(slug, site_id)
    with transaction() as session:
        approve_site(session, site, by=place.viewer.user_id, now=utc_now())
    flash(_("%(name)s is approved.", name=site.name), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


@blueprint.route(f"{SITE}/name", methods=["GET", "POST"])
@limit_edits
def rename(slug: str, site_id: int) -> ResponseReturnValue:
    """Give a site another name."""
    place, site = _site(slug, site_id)
    form = RenameForm(data={"name": site.name})
    if not form.validate_on_submit():
        page = render_template("sites/rename.html", place=place, site=site, form=form)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        rename_site(session, site, form.name.data, by=place.viewer.user_id, now=utc_now())
    flash(_("Renamed."), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


@blueprint.route(f"{SITE}/merger", methods=["GET", "POST"])
@limit_edits
def merge(slug: str, site_id: int) -> ResponseReturnValue:
    """Declare two sites the same. What that concerns is shown before it is done."""
    place, site = _site(slug, site_id)
    form = MergeForm(request.form if request.method == "POST" else request.args)
    others = [row for row in list_current_sites(db.session(), place.course.id) if row.id != site.id]
    form.into.offer((row.id, row.name) for row in others)
    into = next((row for row in others if row.id == form.into.data), None)
    if request.method == "GET" or into is None:
        status = 422 if request.method == "POST" else 200
        return _merge_page(place, site, into, form), status
    try:
        with transaction() as session:
            merge_sites(session, site, into, by=place.viewer.user_id, now=utc_now())
    except NotMergeable:
        abort(409, description=_("One of these sites was merged in the meantime."))
    flash(_("%(site)s is now %(into)s.", site=site.name, into=into.name), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


def _managed(slug: str) -> Place:
    place = load_course(slug)
    place.require(Permission.MANAGE_SITES)
    return place


def _site(slug: str, site_id: int) -> tuple[Place, Site]:
    place = _managed(slug)
    site = find_site(db.session(), place.course.id, site_id)
    if site is None:
        abort(404)
    return place, site


def _known(slug: str, form: SiteForm, site_id: int) -> ResponseReturnValue:
    place, site = _site(slug, site_id)
    form.address.errors = [_("The course knows this site already, as %(name)s.", name=site.name)]
    return _list(place, form), 409


def _list(place: Place, form: SiteForm) -> str:
    session = db.session()
    return render_template(
        "sites/index.html",
        place=place,
        sites=list_current_sites(session, place.course.id),
        listings=count_listings(session, place.course.id),
        form=form,
    )


def _merge_page(place: Place, site: Site, into: Site | None, form: MergeForm) -> str:
    """The question, and once the other site is chosen, which responses the answer concerns."""
    concerned = []
    if into is not None:
        session = db.session()
        prompts = list_prompts(session, place.viewer, place.course.id)
        concerned = list_responses_between(
            session,
            place.viewer,
            place.course,
            list_setups(session, prompts),
            (site.id, into.id),
            utc_now(),
        )
    return render_template(
        "sites/merge.html", place=place, site=site, into=into, form=form, concerned=concerned
    )
