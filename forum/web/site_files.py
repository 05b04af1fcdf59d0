"""A course's sites as a file: taken along, brought back after a look at what it adds."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.exports.cells import restored
from forum.grading.exports.csv_file import write_csv
from forum.grading.exports.tables import Column, Table
from forum.prompts.actions.refusals import SiteExists
from forum.prompts.actions.sites import add_listed_sites
from forum.prompts.files import FileProblem, FileRefused
from forum.prompts.site_files import (
    COLUMNS,
    LONGEST_ALIAS,
    LONGEST_NAME,
    SiteChange,
    plan_sites,
    read_site_rows,
    site_rows,
    sites_fingerprint,
)
from forum.prompts.sites import know_sites
from forum.uploads.problems import BadFile
from forum.uploads.separated import Limits, read_separated
from forum.web.access import Place
from forum.web.carried_file import carried, has_file, read_file
from forum.web.exports.scene import attachment
from forum.web.file_words import say_bad_file
from forum.web.forms.sites import SiteForm
from forum.web.limits import limit_uploads
from forum.web.sites import list_page, load_managed

blueprint = Blueprint("site_files", __name__)

#: What is read of a file: a course has some dozens of sites, a directory some thousands.
LARGEST_FILE = 1024 * 1024
LIMITS = Limits(LARGEST_FILE, rows=2_000, columns=100, cells=50_000, cell=10_000)


@blueprint.get("/c/<slug>/sites.csv")
def download(slug: str) -> ResponseReturnValue:
    """A line for each site, with its address and further names."""
    place = load_managed(slug)
    rows = list(site_rows(know_sites(db.session(), place.course.id)))
    body = write_csv(Table("sites", [Column(name) for name in COLUMNS], rows), place.course.zone)
    response: Response = attachment(body, f"{slug}-sites.csv", "text/csv; charset=utf-8")
    return response


@blueprint.post("/c/<slug>/sites/file")
@limit_uploads
def upload(slug: str) -> ResponseReturnValue:
    """Show what a file would add; add what was shown."""
    place, data = load_managed(slug), read_file(LARGEST_FILE)
    try:
        changes = _changes(place, data)
    except BadFile as refused:
        return _refused(place, _say_bad_file(refused), is_too_large=len(data) > LARGEST_FILE)
    except FileRefused as refused:
        return _refused(place, [_say(problem) for problem in refused.problems])
    seen = request.form.get("seen")
    if seen is None or not changes:
        return _page(place, changes, data)
    if seen != sites_fingerprint(changes):
        return _page(place, changes, data, is_other=True), 409
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            add_listed_sites(session, place.course, changes, by=by, now=now)
    except SiteExists:
        place = load_managed(slug)
        return _page(place, _changes(place, data), data, is_other=True), 409
    added = sum(change.site is None for change in changes)
    flash(ngettext("%(num)d site is added.", "%(num)d sites are added.", added), "done")
    return redirect(url_for("sites.index", slug=slug), 303)


def _changes(place: Place, data: bytes) -> list[SiteChange]:
    """What the file would add. Raises BadFile and FileRefused."""
    lines = read_separated(data, LIMITS).rows
    rows = read_site_rows(
        (line.line, [restored(cell.text) for cell in line.cells]) for line in lines
    )
    return plan_sites(know_sites(db.session(), place.course.id), rows)


def _page(
    place: Place, changes: Sequence[SiteChange], data: bytes, *, is_other: bool = False
) -> str:
    return render_template(
        "sites/file.html",
        place=place,
        added=[change for change in changes if change.site is None],
        named=[change for change in changes if change.site is not None],
        seen=sites_fingerprint(changes),
        **carried(data),
        is_other=is_other,
    )


def _refused(
    place: Place, sentences: Sequence[str], is_too_large: bool = False
) -> ResponseReturnValue:
    if not has_file():
        sentences = [_("Choose the file of the sites.")]
    page = list_page(place, SiteForm(formdata=None), [("file", line) for line in sentences])
    return page, 413 if is_too_large else 422


def _say_bad_file(refused: BadFile) -> list[str]:
    """Why the file could not be read at all."""
    return say_bad_file(
        refused.problems,
        empty=_("The file is empty. Choose the file of the sites."),
        too_large=_("The file is larger than 1 MB. This is no list of sites."),
    )


def _say(problem: FileProblem) -> str:
    """What is wrong with a line."""
    value = problem.value
    name, _slash, other = value.rpartition("/")
    sentences = {
        "nothing": _("No site stands in the file."),
        "no_column": _("No column is called “%(name)s”.", name=value),
        "column_twice": _("Two columns are called “%(name)s”.", name=value),
        "no_name": _("The site has no name."),
        "name_long": _("The name has more than %(most)s characters.", most=LONGEST_NAME),
        "alias_long": _(
            "“%(name)s…” is longer than %(most)s characters.", name=value, most=LONGEST_ALIAS
        ),
        "address": _(value) if value else "",
        "repeated": _("This site stands on line %(line)s already.", line=value),
        "taken": _("“%(name)s” means another site, %(other)s.", name=name, other=other),
    }
    said = sentences[problem.code]
    return _("Line %(line)s: %(what)s", line=problem.line, what=said) if problem.line else said
