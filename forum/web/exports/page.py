"""The page that lists what can be taken along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.grading.policy import can_take_archive
from forum.web.exports.door import PATH, blueprint
from forum.web.exports.scene import Exports, load_exports
from forum.web.forms.exports import ALL_WEEKS, EvidenceForm, GradebookForm, MoodleForm


@blueprint.get(PATH)
def index(slug: str) -> ResponseReturnValue:
    """Every file with a sentence about it."""
    return show_page(load_exports(slug))


def show_page(
    exports: Exports, refused: Any = None, problems: Sequence[tuple[str, str]] = ()
) -> str:
    """The page; ``refused`` is the form that came back, ``problems`` are those of a Canvas file."""
    forms = {
        kind: refused if isinstance(refused, kind) else kind(formdata=None)
        for kind in (GradebookForm, EvidenceForm, MoodleForm)
    }
    offer_weeks(exports, forms[EvidenceForm], forms[MoodleForm])
    return render_template(
        "exports/index.html",
        place=exports.place,
        exports=exports,
        evidence=forms[EvidenceForm],
        moodle=forms[MoodleForm],
        has_released=bool(exports.released_weeks),
        has_archive=can_take_archive(exports.place.viewer),
        form_errors=problems or refused,
        canvas_problems=problems,
    )


def offer_weeks(exports: Exports, *forms: Any) -> None:
    """Give each form the weeks that can be chosen in it, the latest first."""
    for form in forms:
        if isinstance(form, EvidenceForm):
            form.week.offer(reversed(exports.weeks))
        elif isinstance(form, MoodleForm):
            form.week.offer(
                [
                    *reversed(exports.released_weeks),
                    (ALL_WEEKS, _("All weeks with released grades")),
                ]
            )
