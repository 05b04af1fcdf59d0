"""The sites of a course: added, approved, renamed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.prompts.actions.refusals import SiteExists
from forum.prompts.actions.sites import (
    add_alias,
    add_site,
    approve_site,
    remove_alias,
    rename_site,
)
from forum.prompts.doubts import find_claim, list_claims, list_doubts
from forum.prompts.models import Site
from forum.prompts.sites import (
    InvalidAddress,
    count_listings,
    find_site,
    list_aliases,
    list_current_sites,
    list_further_names,
    list_merges,
)
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.sites import AliasForm, RenameForm, SiteForm
from forum.web.limits import limit_edits

blueprint = Blueprint("sites", __name__)

SITE = "/c/<slug>/sites/<int(max=2147483647):site_id>"


@blueprint.route("/c/<slug>/sites", methods=["GET", "POST"])
@limit_edits
def index(slug: str) -> ResponseReturnValue:
    """The sites the course knows; a new one is added here."""
    place = load_managed(slug)
    form = SiteForm()
    if not form.validate_on_submit():
        return list_page(place, form), 422 if form.is_submitted() else 200
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            add_site(session, place.course, form.name.data, form.address.data, by=by, now=now)
    except InvalidAddress as refused:
        form.address.errors = [_(refused.reason)]
        return list_page(load_managed(slug), form), 422
    except SiteExists as known:
        return _known(slug, form, known.site_id)
    flash(_("%(name)s is added.", name=form.name.data), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


@blueprint.post(f"{SITE}/approval")
@limit_edits
def approval(slug: str, site_id: int) -> ResponseReturnValue:
    """Approve a site that a student brought."""
    place, site = load_site(slug, site_id)
    with transaction() as session:
        approve_site(session, site, by=place.viewer.user_id, now=utc_now())
    flash(_("%(name)s is approved.", name=site.name), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


@blueprint.route(f"{SITE}/name", methods=["GET", "POST"])
@limit_edits
def rename(slug: str, site_id: int) -> ResponseReturnValue:
    """Give a site another name."""
    place, site = load_site(slug, site_id)
    form = RenameForm(data={"name": site.name})
    if not form.validate_on_submit():
        return _names_page(place, site, form), 422 if form.is_submitted() else 200
    with transaction() as session:
        rename_site(session, site, form.name.data, by=place.viewer.user_id, now=utc_now())
    flash(_("Renamed."), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


@blueprint.post(f"{SITE}/names")
@limit_edits
def alias(slug: str, site_id: int) -> ResponseReturnValue:
    """Let a site be found by another name as well."""
    place, site = load_site(slug, site_id)
    form = AliasForm()
    if not form.validate_on_submit():
        return _names_page(place, site, alias_form=form), 422
    try:
        with transaction() as session:
            add_alias(session, site, form.alias.data, by=place.viewer.user_id, now=utc_now())
    except SiteExists as other:
        place, site = load_site(slug, site_id)
        owner = load_site(slug, other.site_id)[1]
        form.alias.errors = [_("This means another site, %(name)s.", name=owner.name)]
        return _names_page(place, site, alias_form=form), 409
    flash(_("%(name)s is found by this name too.", name=site.name), "done")
    return redirect(url_for("sites.rename", slug=slug, site_id=site_id), 303)


@blueprint.post(f"{SITE}/names/removal")
@limit_edits
def unalias(slug: str, site_id: int) -> ResponseReturnValue:
    """Let a site no longer be found by a further name."""
    place, site = load_site(slug, site_id)
    with transaction() as session:
        name = request.form.get("name", "")
        remove_alias(session, site, name, by=place.viewer.user_id, now=utc_now())
    flash(_("The name is taken away."), "done")
    return redirect(url_for("sites.rename", slug=slug, site_id=site_id), 303)


@blueprint.post("/c/<slug>/sites/answers/<int(max=2147483647):answer_id>")
@limit_edits
def settle(slug: str, answer_id: int) -> ResponseReturnValue:
    """Decide what a student said of a typed address: another name of the site, or a site itself."""
    place = load_managed(slug)
    claim = find_claim(db.session(), place.course.id, answer_id)
    if claim is None:
        abort(404)
    by, now = place.viewer.user_id, utc_now()
    name, typed, wanted = claim.site.name, claim.typed, request.form.get("as")
    if wanted not in ("name", "site"):
        abort(400)
    try:
        with transaction() as session:
            if wanted == "site":
                add_site(session, place.course, typed, typed, by=by, now=now)
                said = _("%(name)s is a site of its own now.", name=typed)
            else:
                add_alias(session, claim.site, typed, by=by, now=now)
                said = _("%(name)s is found by this name too.", name=name)
    except (InvalidAddress, SiteExists):
        abort(409, description=_("This is no address of another site."))
    flash(said, "done")
    return redirect(url_for("sites.index", slug=slug), 303)


def load_managed(slug: str) -> Place:
    """The course whose sites this person manages; 403 for others."""
    place = load_course(slug)
    place.require(Permission.MANAGE_SITES)
    return place


def load_site(slug: str, site_id: int) -> tuple[Place, Site]:
    """The course and one of its sites, merged ones too; 404 where it has none such."""
    place = load_managed(slug)
    site = find_site(db.session(), place.course.id, site_id)
    if site is None:
        abort(404)
    return place, site


def _known(slug: str, form: SiteForm, site_id: int) -> ResponseReturnValue:
    place, site = load_site(slug, site_id)
    form.address.errors = [_("The course knows this site already, as %(name)s.", name=site.name)]
    return list_page(place, form), 409


def list_page(place: Place, form: SiteForm, file_problems: Sequence[tuple[str, str]] = ()) -> str:
    """The sites, the form for another one, and what was wrong with a file of them."""
    session = db.session()
    return render_template(
        "sites/index.html",
        place=place,
        sites=list_current_sites(session, place.course.id),
        listings=count_listings(session, place.course.id),
        further=list_further_names(session, place.course.id),
        merged=list_merges(session, place.course.id),
        doubts=list_doubts(session, place.course.id),
        claims=list_claims(session, place.course.id),
        form=form,
        file_problems=file_problems,
    )


def _names_page(
    place: Place, site: Site, form: RenameForm | None = None, alias_form: AliasForm | None = None
) -> str:
    """A site's name and further names; a form that came back says what was wrong with it."""
    return render_template(
        "sites/rename.html",
        place=place,
        site=site,
        further=list_aliases(db.session(), site.id),
        merged=list_merges(db.session(), place.course.id).get(site.id, ()),
        form=form or RenameForm(formdata=None, data={"name": site.name}),
        alias_form=alias_form or AliasForm(formdata=None),
        failed=alias_form or form,
    )
