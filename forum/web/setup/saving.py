"""From the long form to the actions that save it, all in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from wtforms import FieldList

from forum.grading.actions.renewal import renew_points
from forum.grading.actions.rubrics import save_rubric
from forum.grading.content import CriterionInput, RubricInput
from forum.grading.queries.rubrics import LEVELS
from forum.participation.actions import set_findings
from forum.participation.plans import Outcome
from forum.prompts.actions.parts import with_keys
from forum.prompts.actions.prompts import update_prompt
from forum.prompts.actions.refusals import SiteExists
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.actions.sites import add_site, list_prompt_sites
from forum.prompts.actions.terms import set_terms
from forum.prompts.content import COLUMNS, DueInput, PartInput, PromptInput, part_rules
from forum.prompts.drafts.actions import discard_setup_draft
from forum.rules.facts import Terms
from forum.web.forms.setup import SetupForm
from forum.web.setup.days import due_input
from forum.web.setup.desk import Desk
from forum.web.setup.filling import KINDS, TERMS
from forum.web.setup.versions import keeping_history

_COUNTED_FROM: dict[str, tuple[str, ...]] = {
    "read": (),
    "post": ("initial_post", "choice", "parts"),
    "references": ("references",),
    "responses": ("responses",),
}


def save_setup(
    session: Session, desk: Desk, form: SetupForm, outcome: Outcome | None = None
) -> None:
    """Save a form that is valid, with the outcome that was chosen where there was a choice; what
    its writer had left unsaved is forgotten.

    Raises StaleVersion and CriterionInUse.
    """
    with keeping_history(session, desk):
        _save_settings(session, desk, form, outcome)
    discard_setup_draft(session, desk.place.viewer.user_id, desk.prompt.id, now=desk.now)
    if outcome and outcome.exemptions:
        set_findings(session, desk.place.viewer, desk.prompt, outcome.exemptions, now=desk.now)


def _save_settings(session: Session, desk: Desk, form: SetupForm, outcome: Outcome | None) -> None:
    by, now, prompt = desk.place.viewer.user_id, desk.now, desk.prompt
    content = content_of(form)
    update_prompt(session, prompt, content, version=form.version.data, by=by, now=now)
    terms = terms_of(form, content, now)
    reach = outcome.reach if outcome else "from_now"
    set_terms(
        session,
        prompt,
        terms,
        by=by,
        now=now,
        for_everyone=reach != "from_now",
        spares_done=reach == "undone",
    )
    for kind, due in schedule_of(form).items():
        set_checkpoint(session, prompt, desk.course, kind, due, by=by, now=now)
    site_ids = [*in_order(desk, form.sites.data), *_new_sites(session, desk, form)]
    list_prompt_sites(session, prompt, site_ids, by=by, now=now)
    save_rubric(session, prompt, rubric_of(form), by=by, now=now)
    if form.marked_points.data == "new":
        renew_points(session, prompt, by=by, now=now)


def content_of(form: SetupForm) -> PromptInput:
    """Text, parts and settings, each part with its key."""
    values = {name: form[name].data for name in COLUMNS}
    values["group_set_id"] = form.group_set_id.data or None
    return PromptInput(
        **values, parts=_parts(form.parts), response_parts=_parts(form.response_parts)
    )


def terms_of(form: SetupForm, content: PromptInput, now: datetime) -> Terms:
    """What is asked. Another site can only be asked for where sites are chosen."""
    return Terms(
        valid_from=now,
        initial_post=True,
        choice=content.asks_site,
        parts=part_rules(content.parts),
        response_parts=part_rules(content.response_parts),
        different_site=content.asks_site and form.different_site.data == "different",
        **{name: form[name].data for name in TERMS},
    )


def schedule_of(form: SetupForm) -> dict[str, DueInput]:
    """The due times by kind."""
    return {
        kind: due_input(form[f"{kind}_day"].data, form[f"{kind}_time"].data.strftime("%H:%M"))
        for kind in KINDS
    }


def rubric_of(form: SetupForm) -> RubricInput:
    """The rubric; its rows in the order of the page."""
    return RubricInput(
        form.rubric_title.data,
        tuple(
            CriterionInput(
                key=row.key.data or "",
                title=row.title.data,
                points=tuple(row[f"points_{level}"].data for level in LEVELS),
                descriptions=tuple(row[f"words_{level}"].data for level in LEVELS),
                counted_from=_COUNTED_FROM[row.counted_from.data],
            )
            for row in (entry.form for entry in form.criteria)
        ),
    )


def _parts(rows: FieldList) -> tuple[PartInput, ...]:
    forms = [entry.form for entry in rows]
    return with_keys(
        PartInput(row.key.data or "", row.heading.data, row.guidance.data, row.min_words.data)
        for row in forms
    )


def in_order(desk: Desk, chosen: list[int]) -> list[int]:
    """The ids of sites in the order of the week: those listed before keep theirs, others follow."""
    before = [site.id for site in desk.setup.sites if site.id in chosen]
    return before + [site_id for site_id in chosen if site_id not in before]


def _new_sites(session: Session, desk: Desk, form: SetupForm) -> list[int]:
    """Add the sites typed in empty rows; one the course knows already is listed as it is."""
    ids = []
    for row in (entry.form for entry in form.new_sites):
        if not row.address.data:
            continue
        try:
            site = add_site(
                session,
                desk.course,
                row.name.data,
                row.address.data,
                by=desk.place.viewer.user_id,
                now=desk.now,
            )
            ids.append(site.id)
        except SiteExists as known:
            ids.append(known.site_id)
    return ids
