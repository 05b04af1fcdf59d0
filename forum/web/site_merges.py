"""Two sites declared the same, and two again; what it changes is shown before it is done."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction, utc_now
from forum.discussion.queries.between_sites import list_responses_between
from forum.extensions import db
from forum.participation.site_changes import list_site_changes, with_merge, with_split
from forum.prompts.actions.refusals import NotMergeable, NotMerged
from forum.prompts.actions.site_merges import merge_sites, split_site
from forum.prompts.models import Site
from forum.prompts.overview import list_setups
from forum.prompts.queries import list_prompts
from forum.prompts.sites import find_merge, get_final_site, list_current_sites, list_same_ids
from forum.rules.facts import Discussion
from forum.web.access import Place
from forum.web.forms.sites import MergeForm
from forum.web.limits import limit_edits
from forum.web.sites import SITE, load_site
from forum.web.translations import translator

blueprint = Blueprint("site_merges", __name__)


@blueprint.route(f"{SITE}/merger", methods=["GET", "POST"])
@limit_edits
def merge(slug: str, site_id: int) -> ResponseReturnValue:
    """Declare two sites the same. What that concerns is shown before it is done."""
    place, site = load_site(slug, site_id)
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


@blueprint.route(f"{SITE}/separation", methods=["GET", "POST"])
@limit_edits
def split(slug: str, site_id: int) -> ResponseReturnValue:
    """Take a merge back. What that concerns is shown before it is done."""
    place, site = load_site(slug, site_id)
    if request.method == "GET":
        return _split_page(place, site)
    try:
        with transaction() as session:
            into = split_site(session, site, by=place.viewer.user_id, now=utc_now())
            other = into.name
    except NotMerged:
        abort(409, description=_("This site is a site of its own already."))
    flash(_("%(site)s and %(other)s are two sites again.", site=site.name, other=other), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


def _merge_page(place: Place, site: Site, into: Site | None, form: MergeForm) -> str:
    """The question, and once the other site is chosen, what the answer concerns."""
    shown: dict[str, Any] = {"concerned": [], "weeks": []}
    if into is not None:
        session, course_id, now = db.session(), place.course.id, utc_now()
        sides = (
            list_same_ids(session, course_id, site.id),
            list_same_ids(session, course_id, into.id),
        )
        change = partial(with_merge, site_id=site.id, into_id=into.id, now=now)
        shown = _what_changes(place, sides, change)
    return render_template(
        "sites/merge.html", place=place, site=site, into=into, form=form, **shown
    )


def _split_page(place: Place, site: Site) -> str:
    session, course_id = db.session(), place.course.id
    if find_merge(session, site) is None:
        abort(409, description=_("This site is a site of its own already."))
    into = get_final_site(session, site)
    own = list_same_ids(session, course_id, site.id)
    sides = (own, list_same_ids(session, course_id, into.id) - own)
    change = partial(with_split, site_id=site.id, now=utc_now())
    shown = _what_changes(place, sides, change)
    return render_template("sites/split.html", place=place, site=site, into=into, **shown)


def _what_changes(
    place: Place,
    sides: tuple[Collection[int], Collection[int]],
    change: Callable[[Discussion], Discussion],
) -> dict[str, Any]:
    """The responses between the two, and the findings that would be others."""
    session, viewer, now = db.session(), place.viewer, utc_now()
    setups = list_setups(session, list_prompts(session, viewer, place.course.id))
    ready = [setup for setup in setups if setup.is_complete]
    return {
        "concerned": list_responses_between(session, viewer, place.course, setups, sides, now),
        "weeks": list_site_changes(session, ready, sides, change, now, translator()),
    }
