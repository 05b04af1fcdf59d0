"""A rubric taken from the library, a template or another week into the long form, not yet saved."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from forum.extensions import db
from forum.grading.content import CriterionInput, RubricInput, input_of
from forum.grading.documents import rubric_from
from forum.grading.queries.rubrics import LEVELS, find_rubric
from forum.prompts.library import BLANK
from forum.prompts.templates.documents import UnknownForm
from forum.web.setup.desk import Desk
from forum.web.setup.filling import counted_as
from forum.web.setup.starts import CopyStart, find_start, list_starts

#: What the button says that takes the chosen rubric.
TAKE = "rubric:take"

Fields = MultiDict[str, str]


def list_sources(desk: Desk) -> list[tuple[str, list[SelectChoice]]]:
    """What a rubric, or all contents, may be taken from, in groups: what a week starts from, except
    nothing and itself."""
    own = (BLANK, f"prompt-{desk.prompt.id}")
    starts = (one for one in list_starts(desk.place) if one.value not in own)
    return [(name or "", list(group)) for name, group in groupby(starts, attrgetter("optgroup"))]


def take_rubric(desk: Desk, fields: Fields) -> tuple[Fields, str]:
    """The fields of the form with the rubric of ``rubric_source``, and "" where it was found.

    Otherwise the fields as they are, and the sentence why. Criteria are known by key, so those
    graded by before keep their marks where the new rubric has the same key.
    """
    rubric = _rubric(desk, fields.get("rubric_source", ""))
    if rubric is None:
        return fields, _("There is no rubric to take there. Choose another.")
    others = [
        (key, text)
        for key, text in fields.items(multi=True)
        if not key.startswith("criteria-") and key != "rubric_title"
    ]
    return MultiDict([*others, *rubric_fields(rubric)]), ""


def rubric_fields(rubric: RubricInput) -> list[tuple[str, str]]:
    """A rubric as a browser would send it in the long form."""
    rows = [
        (f"criteria-{at}-{name}", text)
        for at, criterion in enumerate(rubric.criteria)
        for name, text in _fields(criterion)
    ]
    return [("rubric_title", rubric.title), *rows]


def _rubric(desk: Desk, value: str) -> RubricInput | None:
    try:
        start = find_start(desk.place, value)
    except UnknownForm:
        return None
    if isinstance(start, CopyStart):
        found = find_rubric(db.session(), start.source.id)
        return input_of(found) if found else None
    return rubric_from(start.shape.rubric) if start and start.shape.rubric else None


def _fields(criterion: CriterionInput) -> list[tuple[str, str]]:
    fields = [
        ("key", criterion.key),
        ("title", criterion.title),
        ("counted_from", counted_as(criterion.key, criterion.counted_from)),
    ]
    levels = zip(LEVELS, criterion.points, criterion.descriptions, strict=True)
    for level, points, words in levels:
        fields += [(f"points_{level}", f"{points:f}"), (f"words_{level}", words)]
    return fields
