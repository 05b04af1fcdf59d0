"""From a prompt's settings to the long form: what is set, and what can be chosen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from forum.courses.rosters import list_group_sets
from forum.extensions import db
from forum.grading.queries.rubrics import CriterionView, RubricView
from forum.prompts.content import COLUMNS
from forum.prompts.models import PromptPart
from forum.prompts.sites import list_current_sites
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


def form_of(desk: Desk, typed: MultiDict[str, str] | None = None) -> SetupForm:
    """The form with what is set, or with what was typed; the choices are the course's."""
    form = SetupForm(formdata=typed, data=None if typed is not None else _settings(desk))
    rows = [desk.setup.checkpoint(kind) for kind in KINDS]
    days = day_choices(desk.course, desk.prompt.week, rows)
    for kind in KINDS:
        form[f"{kind}_day"].offer(days)
    sites = list_current_sites(db.session(), desk.course.id)
    form.sites.offer((site.id, site.name) for site in sites)
    groupings = [(row.id, row.name) for row in list_group_sets(db.session(), desk.course.id)]
    form.group_set_id.offer([(0, _("The whole section")), *groupings])
    return form


def _settings(desk: Desk) -> dict[str, Any]:
    prompt, setup = desk.prompt, desk.setup
    values: dict[str, Any] = {name: getattr(prompt, name) for name in COLUMNS}
    values["version"] = prompt.version
    values["group_set_id"] = prompt.group_set_id or 0
    values["parts"] = [_part(row) for row in setup.parts]
    values["response_parts"] = [_part(row) for row in setup.response_parts]
    values["sites"] = [site.id for site in setup.sites]
    values |= _terms(desk) | _schedule(desk) | _rubric(desk.rubric)
    return values


def _part(row: PromptPart) -> dict[str, Any]:
    return {
        "key": row.key,
        "heading": row.heading,
        "guidance": row.guidance,
        "min_words": row.min_words,
    }


def _terms(desk: Desk) -> dict[str, Any]:
    if not desk.setup.terms:
        return {}
    terms = desk.setup.current_terms
    values = {name: getattr(terms, name) for name in TERMS}
    values["different_site"] = "different" if terms.different_site else "any"
    return values


def _schedule(desk: Desk) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for kind in KINDS:
        if row := desk.setup.checkpoint(kind):
            values[f"{kind}_day"] = day_value(row)
            values[f"{kind}_time"] = time.fromisoformat(row.local_time)
    return values


def _rubric(rubric: RubricView | None) -> dict[str, Any]:
    if rubric is None:
        return {}
    return {"rubric_title": rubric.title, "criteria": [_criterion(row) for row in rubric.criteria]}


def counted_as(key: str, counted_from: Collection[str]) -> str:
    """What a level is suggested from, as the form calls it."""
    return _COUNTED_AS.get(kind_of(key, counted_from), "read")


def _criterion(row: CriterionView) -> dict[str, Any]:
    values: dict[str, Any] = {"key": row.key, "title": row.title}
    values["counted_from"] = counted_as(row.key, row.counted_from)
    for rating in row.ratings:
        values[f"points_{rating.level}"] = rating.points.normalize()
        values[f"words_{rating.level}"] = rating.description
    return values
