"""Bringing a file: the form with what it may hold, and the refusal with its lines."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.courses.imports.actions import bring_file
from forum.courses.imports.cells import LARGEST_FILE
from forum.courses.imports.queries import list_imports
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.uploads.problems import BadFile
from forum.web.access import Place
from forum.web.limits import limit_uploads
from forum.web.roster.door import PATH, blueprint, load_managed
from forum.web.roster.words import say_outcome, say_problems


@blueprint.get(PATH)
def index(slug: str) -> ResponseReturnValue:
    """What a file may hold, and the latest ones."""
    return show_form(load_managed(slug))


@blueprint.post(PATH)
@limit_uploads
def upload(slug: str) -> ResponseReturnValue:
    """Understand a file and lead on to what it would do. Nothing of the course is changed."""
    place = load_managed(slug)
    chosen = request.files.get("file")
    if not chosen:
        return show_form(place, [("file", _("Choose the file of the roster."))]), 422
    data = chosen.stream.read(LARGEST_FILE + 1)
    name = chosen.filename or ""
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            made = bring_file(session, place.course, data, name, by=by, now=now)
    except BadFile as refusal:
        is_large = any(one.code in ("too_large", "zip_too_large") for one in refusal.problems)
        # The transaction let go of what was loaded before it.
        return show_form(load_managed(slug), say_problems(refusal)), 413 if is_large else 422
    return redirect(url_for("roster.show", slug=slug, import_id=made.id), 303)


def show_form(place: Place, problems: Sequence[tuple[str, str]] = ()) -> str:
    """The form; ``problems`` are those of a file that was refused."""
    return render_template(
        "roster/file.html",
        place=place,
        imports=list_imports(db.session(), place.course.id),
        problems=problems,
        form_errors=problems,
        say_outcome=say_outcome,
    )
