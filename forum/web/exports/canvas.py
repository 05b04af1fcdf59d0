"""Canvas' own gradebook export: looked at, one column chosen, given back filled.

Nothing of the file is kept here. Between the steps it travels in the page itself, and is read and
checked again with every form that brings it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.grading.exports.canvas.gradebook import CanvasGradebook, read_canvas
from forum.grading.exports.canvas.matching import Filling, Matching, match_students, plan_filling
from forum.grading.exports.canvas.reading import LARGEST_FILE
from forum.prompts.models import Prompt
from forum.uploads.problems import BadFile
from forum.web.carried_file import carried, has_file, read_file
from forum.web.exports.door import PATH, blueprint
from forum.web.exports.page import show_page
from forum.web.exports.scene import Exports, attachment, load_exports
from forum.web.exports.words import say_problems
from forum.web.forms.exports import CanvasForm
from forum.web.limits import limit_exports, limit_uploads


@dataclass(frozen=True)
class Upload:
    """A Canvas export that was understood, and the students of the course found in it."""

    exports: Exports
    data: bytes
    gradebook: CanvasGradebook

    @cached_property
    def matching(self) -> Matching:
        """Who is whom."""
        return match_students(self.gradebook.students, self.exports.gradebook.people)

    def form(self, *, is_sent: bool) -> CanvasForm:
        """The choice of column and week; as it was sent, or empty."""
        form = CanvasForm() if is_sent else CanvasForm(formdata=None)
        columns = [(one.place, one.title) for one in self.gradebook.assignments]
        form.offer(columns, reversed(self.exports.released_weeks))
        return form


@blueprint.post(f"{PATH}/canvas")
@limit_uploads
def canvas(slug: str) -> ResponseReturnValue:
    """What is in the file, and what would be written: nothing is, yet."""
    exports = load_exports(slug)
    try:
        upload = _read(exports)
    except BadFile as refusal:
        return _refused(exports, refusal)
    is_sent = "column" in request.form
    form = upload.form(is_sent=is_sent)
    if is_sent and not form.validate():
        return _page(upload, form), 422
    return _page(upload, form, _filling(upload, form) if is_sent else None)


@blueprint.post(f"{PATH}/canvas/filled")
@limit_exports
def canvas_filled(slug: str) -> ResponseReturnValue:
    """The same file with one column filled."""
    exports = load_exports(slug)
    try:
        upload = _read(exports)
    except BadFile as refusal:
        return _refused(exports, refusal)
    form = upload.form(is_sent=True)
    if not form.validate():
        return _page(upload, form), 422
    filling, prompt = _filling(upload, form), _prompt(upload, form)
    body = upload.gradebook.filled(filling.assignment, filling.points())
    exports.log("canvas_filled", "CSV", len(filling.changes), prompt)
    name = exports.file_name(f"week-{prompt.week}-canvas", "csv")
    encoding = upload.gradebook.file.encoding
    return attachment(body, name, f"text/csv; charset={encoding}")


def _read(exports: Exports) -> Upload:
    """The file that came with this form, chosen or carried. Raises BadFile."""
    data = read_file(LARGEST_FILE)
    return Upload(exports, data, read_canvas(data))


def _refused(exports: Exports, refusal: BadFile) -> ResponseReturnValue:
    is_too_large = any(problem.code == "too_large" for problem in refusal.problems)
    sentences = say_problems(refusal.problems)
    if not has_file():
        sentences = [("file", _("Choose the file that Canvas gave you."))]
    return show_page(exports, problems=sentences), 413 if is_too_large else 422


def _prompt(upload: Upload, form: CanvasForm) -> Prompt:
    return upload.exports.gradebook.get_prompt(form.week.data)


def _filling(upload: Upload, form: CanvasForm) -> Filling:
    assignment = upload.gradebook.get_assignment(form.column.data)
    grades = upload.exports.released(_prompt(upload, form))
    return plan_filling(upload.gradebook, assignment, upload.matching, grades)


def _page(upload: Upload, form: CanvasForm, filling: Filling | None = None) -> str:
    return render_template(
        "exports/canvas.html",
        place=upload.exports.place,
        upload=upload,
        matching=upload.matching,
        form=form,
        filling=filling,
        form_errors=form,
        **carried(upload.data),
    )
