"""From a prompt's settings to the long form: what is set, and what can be chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from forum.courses.rosters import list_group_sets
from forum.extensions import db
from forum.grading.content import CriterionInput, RubricInput, input_of
from forum.grading.documents import rubric_from
from forum.grading.queries.rubrics import LEVELS
from forum.prompts.content import COLUMNS, DueInput, PartInput
from forum.prompts.history.documents import Kept
from forum.prompts.models import Checkpoint, PromptPart
from forum.prompts.sites import list_current_sites, list_final_ids
from forum.rules.facts import Terms
from forum.rules.suggestions import kind_of
from forum.web.forms.setup import SetupForm
from forum.web.setup.days import day_choices, day_value
from forum.web.setup.desk import Desk

KINDS = ("opens", "T1", "T2", "close")
#: The terms that stand in the form under their own names.
TERMS = (
    "references",
    "cited",
    "responses",
    "response_to",
    "fallback",
    "pool_lead_hours",
    "days",
    "day_words",
    "answer_back",
)

_COUNTED_AS = {"answers": "post", "sources": "references", "responses": "responses"}


def form_of(
    desk: Desk, typed: MultiDict[str, str] | None = None, kept: Kept | None = None
) -> SetupForm:
    """The form with what is set, with what was typed, or with what an earlier version had set; the
    choices are the course's."""
    settings = None if typed is not None else _kept(desk, kept) if kept else _settings(desk)
    form = SetupForm(formdata=typed, data=settings)
    rows = [desk.setup.checkpoint(kind) for kind in KINDS]
    days = day_choices(
        desk.course, desk.prompt.week, [*rows, *(kept.times.values() if kept else ())]
    )
    for kind in KINDS:
        form[f"{kind}_day"].offer(days)
    sites = list_current_sites(db.session(), desk.course.id)
    form.sites.offer((site.id, site.name) for site in sites)
    groupings = [(row.id, row.name) for row in list_group_sets(db.session(), desk.course.id)]
    form.group_set_id.offer([(0, _("The whole section")), *groupings])
    return form


def _settings(desk: Desk) -> dict[str, Any]:
    """What is set, as the form takes it."""
    prompt, setup = desk.prompt, desk.setup
    values: dict[str, Any] = {name: getattr(prompt, name) for name in COLUMNS}
    values["version"] = prompt.version
    values["group_set_id"] = prompt.group_set_id or 0
    values["parts"] = [_part(row) for row in setup.parts]
    values["response_parts"] = [_part(row) for row in setup.response_parts]
    values["sites"] = [site.id for site in setup.sites]
    rows = {kind: row for kind in KINDS if (row := setup.checkpoint(kind))}
    terms = setup.current_terms if setup.terms else None
    rubric = input_of(desk.rubric) if desk.rubric else None
    return values | _terms(terms) | _schedule(rows) | _rubric(rubric)


def _kept(desk: Desk, kept: Kept) -> dict[str, Any]:
    """What a version had set. It is saved over what is there now, so the page is that of now."""
    content, rubric = kept.shape.content, kept.shape.rubric
    values: dict[str, Any] = {name: getattr(content, name) for name in COLUMNS}
    values["version"] = desk.prompt.version
    values["group_set_id"] = kept.group_set_id or 0
    values["parts"] = [_part(part) for part in content.parts]
    values["response_parts"] = [_part(part) for part in content.response_parts]
    values["sites"] = list_final_ids(db.session(), desk.course.id, kept.site_ids)
    terms = _terms(kept.shape.terms_at(desk.now))
    return values | terms | _schedule(kept.times) | _rubric(rubric_from(rubric) if rubric else None)


def _part(row: PromptPart | PartInput) -> dict[str, Any]:
    return {
        "key": row.key,
        "heading": row.heading,
        "guidance": row.guidance,
        "min_words": row.min_words,
    }


def _terms(terms: Terms | None) -> dict[str, Any]:
    if terms is None:
        return {}
    values = {name: getattr(terms, name) for name in TERMS}
    values["different_site"] = "different" if terms.different_site else "any"
    return values


def _schedule(rows: Mapping[str, Checkpoint | DueInput]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for kind, row in rows.items():
        values[f"{kind}_day"] = day_value(row)
        values[f"{kind}_time"] = time.fromisoformat(row.local_time)
    return values


def _rubric(rubric: RubricInput | None) -> dict[str, Any]:
    if rubric is None:
        return {}
    return {"rubric_title": rubric.title, "criteria": [_criterion(row) for row in rubric.criteria]}


def counted_as(key: str, counted_from: Collection[str]) -> str:
    """What a level is suggested from, as the form calls it."""
    return _COUNTED_AS.get(kind_of(key, counted_from), "read")


def _criterion(row: CriterionInput) -> dict[str, Any]:
    values: dict[str, Any] = {"key": row.key, "title": row.title}
    values["counted_from"] = counted_as(row.key, row.counted_from)
    for level, points, words in zip(LEVELS, row.points, row.descriptions, strict=True):
        values[f"points_{level}"] = points.normalize()
        values[f"words_{level}"] = words
    return values
