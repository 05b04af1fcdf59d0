"""Reads for those who set weeks up: all prompts of a course with everything that was set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.queries import Membership
from forum.prompts.models import Prompt, PromptPart, PromptSite, Site, TermsVersion
from forum.prompts.policy import can_edit_prompt
from forum.prompts.queries import PromptSetup, list_checkpoints
from forum.prompts.terms import terms_history

Row = TypeVar("Row", PromptPart, TermsVersion)


def list_setups(session: Session, prompts: Sequence[Prompt]) -> list[PromptSetup]:
    """The setups of several prompts in their order, in four statements however many they are."""
    ids = [prompt.id for prompt in prompts]
    parts = _by_prompt(
        session.scalars(
            select(PromptPart)
            .where(PromptPart.prompt_id.in_(ids))
            .order_by(PromptPart.prompt_id, PromptPart.position)
        )
    )
    terms = _by_prompt(
        session.scalars(
            select(TermsVersion)
            .where(TermsVersion.prompt_id.in_(ids))
            .order_by(TermsVersion.valid_from, TermsVersion.id)
        )
    )
    sites = _listed_sites(session, ids)
    checkpoints = list_checkpoints(session, ids)
    return [
        PromptSetup(
            prompt=prompt,
            parts=tuple(part for part in parts[prompt.id] if part.kind == "initial"),
            response_parts=tuple(part for part in parts[prompt.id] if part.kind == "response"),
            terms=terms_history(terms[prompt.id]),
            checkpoints=checkpoints.get(prompt.id, ()),
            sites=tuple(sites.get(prompt.id, ())),
        )
        for prompt in prompts
    ]


def list_course_setups(session: Session, course_id: int) -> list[PromptSetup]:
    """The setups of all prompts of a course by week, for those who may set them up."""
    prompts = select(Prompt).where(Prompt.course_id == course_id).order_by(Prompt.week)
    return list_setups(session, session.scalars(prompts).all())


def list_copy_sources(
    session: Session, memberships: Iterable[Membership]
) -> list[tuple[Membership, Prompt]]:
    """The prompts a person may copy: those of the courses in which they may edit prompts."""
    editable = {one.course.id: one for one in memberships if can_edit_prompt(one.viewer)}
    prompts = session.scalars(
        select(Prompt).where(Prompt.course_id.in_(editable)).order_by(Prompt.course_id, Prompt.week)
    )
    return [(editable[prompt.course_id], prompt) for prompt in prompts]


def _by_prompt(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.prompt_id].append(row)
    return found


def _listed_sites(session: Session, prompt_ids: Sequence[int]) -> Mapping[int, list[Site]]:
    found: dict[int, list[Site]] = defaultdict(list)
    rows = session.execute(
        select(PromptSite.prompt_id, Site)
        .join(Site, Site.id == PromptSite.site_id)
        .where(PromptSite.prompt_id.in_(prompt_ids))
        .order_by(PromptSite.prompt_id, PromptSite.position)
    )
    for prompt_id, site in rows:
        found[prompt_id].append(site)
    return found
