"""The history of a week's set-up: its versions, and each of them beside what stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from forum.extensions import db
from forum.prompts.history.changes import list_changes
from forum.prompts.history.documents import Kept, read_version
from forum.prompts.history.queries import Version, find_version, list_versions
from forum.prompts.templates.documents import UnknownForm
from forum.web.setup.change_words import change_lines
from forum.web.setup.compare import compare_forms
from forum.web.setup.desk import Desk, load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.filling import form_of

HISTORY = "/c/<slug>/w/<int(max=9999):week>/setup/history"
#: Versions on one page.
MOST = 20


@dataclass(frozen=True)
class Line:
    """A version with what its save changed, line by line; none where it is the first one kept."""

    version: Version
    changes: Sequence[str]
    is_first: bool


@blueprint.get(HISTORY)
def history(slug: str, week: int) -> ResponseReturnValue:
    """The versions of a week's set-up, newest first, with what each changed."""
    desk = load_desk(slug, week)
    before = request.args.get("before", type=version_number)
    # One more than is shown: what a version changed is known from the one before it.
    found = list_versions(db.session(), desk.prompt.id, most=MOST + 1, before=before)
    lines = _lines(desk, found)
    older = lines[MOST - 1].version.id if len(found) > MOST else None
    return render_template("setup/history.html", desk=desk, lines=lines[:MOST], older=older)


@blueprint.get(f"{HISTORY}/<int(max=2147483647):version_id>")
def version(slug: str, week: int, version_id: int) -> ResponseReturnValue:
    """One version beside the set-up as it is saved now."""
    desk = load_desk(slug, week)
    found, kept = load_version(desk, version_id)
    then, now = form_of(desk, kept=kept), form_of(desk)
    differing, same = compare_forms(then, now)
    return render_template(
        "setup/version.html", desk=desk, version=found, differing=differing, same=same
    )


def load_version(desk: Desk, version_id: int) -> tuple[Version, Kept]:
    """A version of the desk's prompt and what it holds.

    404 where there is none, and for one that a newer version of the product has kept.
    """
    found = find_version(db.session(), desk.prompt.id, version_id)
    if found is None:
        abort(404)
    try:
        return found, read_version(found.document)
    except UnknownForm:
        abort(404)


def version_number(text: str) -> int:
    """A number that a version can have. Raises ValueError for others."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


def _lines(desk: Desk, versions: Sequence[Version]) -> list[Line]:
    if not versions:
        return []
    form = form_of(desk)
    lines = [
        Line(after, change_lines(desk, form, list_changes(before.document, after.document)), False)
        for after, before in pairwise(versions)
    ]
    return [*lines, Line(versions[-1], (), True)]
