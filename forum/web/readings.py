"""The reading list of a course: shown, pasted into, brought as a file, changed entry by entry."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.exports.cells import restored
from forum.grading.exports.csv_file import write_csv
from forum.grading.exports.tables import Column, Table
from forum.markup import clean_text
from forum.prompts.files import FileProblem, FileRefused
from forum.prompts.readings.actions import (
    MOST_READINGS,
    TooManyReadings,
    add_readings,
    change_reading,
    remove_reading,
)
from forum.prompts.readings.files import COLUMNS, read_pasted, read_reading_rows, reading_rows
from forum.prompts.readings.models import LONGEST_FIELD, Reading
from forum.prompts.readings.queries import find_reading, list_readings
from forum.rules.citations import Reference
from forum.rules.roles import Permission
from forum.uploads.problems import BadFile
from forum.uploads.separated import Limits, read_separated
from forum.web.access import Place, load_course
from forum.web.carried_file import has_file, read_file
from forum.web.exports.scene import attachment
from forum.web.file_words import say_bad_file
from forum.web.forms.readings import ReadingForm
from forum.web.limits import limit_edits, limit_uploads

blueprint = Blueprint("readings", __name__)

#: What is read of a file, and of what is pasted.
LARGEST_FILE = 1024 * 1024
LONGEST_PASTED = 60_000
LIMITS = Limits(LARGEST_FILE, rows=2_000, columns=100, cells=50_000, cell=10_000)

ENTRY = "/c/<slug>/readings/<int(max=2147483647):reading_id>"


@blueprint.route("/c/<slug>/readings", methods=["GET", "POST"])
@limit_edits
def index(slug: str) -> ResponseReturnValue:
    """The list; what is pasted is added, all of it or nothing."""
    place = _load(slug)
    if request.method == "GET":
        return _page(place)
    pasted = clean_text(request.form.get("entries", ""))
    try:
        if len(pasted) > LONGEST_PASTED:
            raise FileRefused([FileProblem(0, "too_long")])
        return _add(place, read_pasted(pasted))
    except FileRefused as refused:
        said = [("entries", _say(problem)) for problem in refused.problems]
        return _page(place, said, pasted), 422


@blueprint.post("/c/<slug>/readings/file")
@limit_uploads
def upload(slug: str) -> ResponseReturnValue:
    """Add the entries of a file, all of them or none."""
    place, data = _load(slug), read_file(LARGEST_FILE)
    try:
        rows = [
            (line.line, [restored(cell.text) for cell in line.cells])
            for line in read_separated(data, LIMITS).rows
        ]
        return _add(place, read_reading_rows(rows))
    except BadFile as refused:
        said = _say_bad_file(refused) if has_file() else [_("Choose the file of the list.")]
    except FileRefused as refused:
        said = [_say(problem) for problem in refused.problems]
    status = 413 if len(data) > LARGEST_FILE else 422
    return _page(place, [("file", line) for line in said]), status


@blueprint.get("/c/<slug>/readings.csv")
def download(slug: str) -> ResponseReturnValue:
    """A line for each entry."""
    place = _load(slug)
    rows = list(reading_rows(list_readings(db.session(), place.course.id)))
    body = write_csv(Table("readings", [Column(name) for name in COLUMNS], rows), place.course.zone)
    response: Response = attachment(body, f"{slug}-readings.csv", "text/csv; charset=utf-8")
    return response


@blueprint.route(ENTRY, methods=["GET", "POST"])
@limit_edits
def edit(slug: str, reading_id: int) -> ResponseReturnValue:
    """One entry, field by field."""
    place, reading = _entry(slug, reading_id)
    form = ReadingForm(obj=reading)
    if not form.validate_on_submit():
        page = render_template("readings/edit.html", place=place, reading=reading, form=form)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        by, now = place.viewer.user_id, utc_now()
        change_reading(session, place.course, reading, form.to_reference(), by=by, now=now)
    flash(_("Saved."), "done")
    return redirect(url_for("readings.index", slug=slug), 303)


@blueprint.post(f"{ENTRY}/removal")
@limit_edits
def remove(slug: str, reading_id: int) -> ResponseReturnValue:
    """Take an entry out of the list."""
    place, reading = _entry(slug, reading_id)
    with transaction() as session:
        remove_reading(session, place.course, reading, by=place.viewer.user_id, now=utc_now())
    flash(_("Removed from the reading list."), "done")
    return redirect(url_for("readings.index", slug=slug), 303)


def _add(place: Place, entries: Sequence[Reference]) -> ResponseReturnValue:
    """Raises FileRefused where the list would be too long."""
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            added = add_readings(session, place.course, entries, by=by, now=now)
    except TooManyReadings:
        raise FileRefused([FileProblem(0, "too_many")]) from None
    flash(ngettext("%(num)d entry is added.", "%(num)d entries are added.", added), "done")
    return redirect(url_for("readings.index", slug=place.course.slug), 303)


def _page(place: Place, problems: Sequence[tuple[str, str]] = (), pasted: str = "") -> str:
    return render_template(
        "readings/index.html",
        place=place,
        readings=list_readings(db.session(), place.course.id),
        problems=list(problems),
        pasted=pasted,
    )


def _load(slug: str) -> Place:
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    return place


def _entry(slug: str, reading_id: int) -> tuple[Place, Reading]:
    place = _load(slug)
    reading = find_reading(db.session(), place.course.id, reading_id)
    if reading is None:
        abort(404)
    return place, reading


def _say_bad_file(refused: BadFile) -> list[str]:
    """Why the file could not be read at all."""
    return say_bad_file(
        refused.problems,
        empty=_("The file is empty. Choose the file of the list."),
        too_large=_("The file is larger than 1 MB. This is no reading list."),
    )


def _say(problem: FileProblem) -> str:
    """What is wrong with a line."""
    value = problem.value
    sentences = {
        "nothing": _("No entry stands here."),
        "no_column": _("No column is called “%(name)s”.", name=value),
        "column_twice": _("Two columns are called “%(name)s”.", name=value),
        "nobody": _("Neither an author nor a title stands here."),
        "long": _("A field has more than %(most)s characters.", most=LONGEST_FIELD),
        "unreadable": _("No author, year and title can be told apart in “%(line)s”.", line=value),
        "too_long": _("Paste at most %(most)s characters at once.", most=LONGEST_PASTED),
        "too_many": _("A reading list has at most %(most)s entries.", most=MOST_READINGS),
    }
    said = sentences[problem.code]
    return _("Line %(line)s: %(what)s", line=problem.line, what=said) if problem.line else said
