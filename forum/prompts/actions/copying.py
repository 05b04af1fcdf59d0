"""A week set up from another prompt: its text, parts, terms, sites and settings, moved in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Course
from forum.prompts.actions.prompts import create_prompt
from forum.prompts.actions.schedule import KINDS, set_checkpoint
from forum.prompts.actions.sites import adopt_site, list_prompt_sites
from forum.prompts.actions.terms import set_terms
from forum.prompts.content import COLUMNS, DueInput, PartInput, PromptInput
from forum.prompts.models import Prompt, PromptPart, SiteAlias
from forum.prompts.queries import PromptSetup
from forum.prompts.sites import list_current_sites, list_further_names


def copy_prompt(
    session: Session,
    source: PromptSetup,
    course: Course,
    week: int,
    *,
    times: Mapping[str, DueInput] | None = None,
    by: int,
    now: datetime,
) -> Prompt:
    """Make an unpublished prompt for ``week`` of ``course`` from another one, of any course.

    Text, parts, terms, sites, visibility and late policy come over; due times are ``times``, or
    keep their day and hour and move by the weeks between the two. Posts, grades, extensions and
    groups of another course do not. The rubric is copied by grading. In another course it is the
    same task (``Prompt.lineage``); in its own it is the beginning of another one. Raises WeekTaken
    and WeekOutside.
    """
    prompt = create_prompt(session, course, week, content_of(source, course), by=by, now=now)
    if source.prompt.course_id != course.id:
        prompt.lineage = source.prompt.lineage
    if source.terms:
        set_terms(session, prompt, source.current_terms, by=by, now=now)
    for kind, due in (_moved(source, week) if times is None else times).items():
        set_checkpoint(session, prompt, course, kind, due, by=by, now=now)
    sites = [adopt_site(session, course, site, by=by, now=now) for site in source.sites]
    list_prompt_sites(session, prompt, [site.id for site in sites], by=by, now=now)
    record(
        session,
        "prompt_copied",
        now=now,
        actor_id=by,
        course_id=course.id,
        prompt_id=prompt.id,
        target=("prompt", prompt.id),
        from_prompt=source.prompt.id,
    )
    return prompt


def copy_sites(session: Session, source: Course, course: Course, *, by: int, now: datetime) -> int:
    """Bring the approved sites of ``source`` with their aliases; returns how many.

    What was merged into a site is an alias of it. What a student proposed and nobody approved
    stays.
    """
    approved = [site for site in list_current_sites(session, source.id) if site.approved_at]
    aliases = list_further_names(session, source.id)
    for site in approved:
        copied = adopt_site(session, course, site, by=by, now=now)
        session.add_all(
            SiteAlias(course_id=course.id, site_id=copied.id, alias=alias)
            for alias in aliases.get(site.id, ())
        )
    session.flush()
    return len(approved)


def content_of(source: PromptSetup, course: Course) -> PromptInput:
    """What was set for a prompt, as it would be set in ``course``."""
    values = {name: getattr(source.prompt, name) for name in COLUMNS}
    if source.prompt.course_id != course.id:
        values["group_set_id"] = None
    return PromptInput(
        **values,
        parts=tuple(_part_input(row) for row in source.parts),
        response_parts=tuple(_part_input(row) for row in source.response_parts),
    )


def _moved(source: PromptSetup, week: int) -> dict[str, DueInput]:
    by_weeks = week - source.prompt.week
    rows = {kind: row for kind in KINDS if (row := source.checkpoint(kind))}
    return {
        kind: DueInput(row.week + by_weeks, row.day, row.local_time) for kind, row in rows.items()
    }


def _part_input(row: PromptPart) -> PartInput:
    return PartInput(row.key, row.heading, row.guidance, row.min_words)
