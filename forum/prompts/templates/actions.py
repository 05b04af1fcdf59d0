"""Keeping prompts as templates, and making prompts from them. A template is always a copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Course
from forum.courses.turns import take_turn
from forum.markup import clean_text
from forum.prompts.actions.prompts import create_prompt
from forum.prompts.actions.refusals import SiteExists
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.actions.sites import add_site, list_prompt_sites
from forum.prompts.actions.terms import set_terms
from forum.prompts.content import DueInput
from forum.prompts.models import Prompt
from forum.prompts.templates.documents import Shape, SiteInput
from forum.prompts.templates.models import LONGEST_NAME, PromptTemplate
from forum.prompts.templates.queries import find_by_name


class NameTaken(ValueError):
    """The course has another template of this name."""


def save_template(
    session: Session,
    course_id: int,
    name: str,
    document: Mapping[str, Any],
    *,
    replaces: bool = False,
    by: int,
    now: datetime,
) -> PromptTemplate:
    """Keep a document under a name of its own in the course; ``replaces`` the one of that name.

    Prompts that were made from a replaced template stay as they are. Raises NameTaken, and
    ValueError for a name that is empty or longer than LONGEST_NAME.
    """
    said = _name(name)
    take_turn(session, course_id)
    template = find_by_name(session, course_id, said)
    if template is not None and not replaces:
        raise NameTaken(said)
    if template is None:
        template = PromptTemplate(course_id=course_id, name=said, owner_id=by)
        session.add(template)
    template.document, template.saved_at = dict(document), now
    session.flush()
    _log(session, template, "template_saved", by, now, name=template.name)
    return template


def rename_template(
    session: Session, template: PromptTemplate, name: str, *, by: int, now: datetime
) -> None:
    """Give a template another name. Raises NameTaken and ValueError as ``save_template``."""
    said, before = _name(name), template.name
    take_turn(session, template.course_id)
    same = find_by_name(session, template.course_id, said)
    if same is not None and same.id != template.id:
        raise NameTaken(said)
    if said == before:
        return
    template.name = said
    session.flush()
    _log(session, template, "template_renamed", by, now, before=before, after=said)


def share_template(session: Session, template: PromptTemplate, *, by: int, now: datetime) -> None:
    """Let everybody who sets up weeks, in whatever course, start from it."""
    if not template.is_shared:
        template.shared_at = now
        _log(session, template, "template_shared", by, now, name=template.name)


def unshare_template(session: Session, template: PromptTemplate, *, by: int, now: datetime) -> None:
    """Make it the course's alone again; what others made from it stays theirs."""
    if template.is_shared:
        template.shared_at = None
        _log(session, template, "template_unshared", by, now, name=template.name)


def delete_template(session: Session, template: PromptTemplate, *, by: int, now: datetime) -> None:
    """Take a template away. Prompts that were made from it stay as they are."""
    _log(session, template, "template_deleted", by, now, name=template.name)
    session.delete(template)
    session.flush()


def start_prompt(
    session: Session,
    course: Course,
    week: int,
    shape: Shape,
    times: Mapping[str, DueInput],
    *,
    title: str,
    started_from: str,
    by: int,
    now: datetime,
) -> Prompt:
    """Make an unpublished prompt for ``week`` from a shape, due at ``times``.

    Its title is ``title``, or that of the shape; ``started_from`` says in the log what it was made
    from. Sites the course does not know yet are added to it. The rubric is saved by grading.
    Raises WeekTaken and WeekOutside.
    """
    content = replace(shape.content, title=title or shape.content.title)
    prompt = create_prompt(session, course, week, content, by=by, now=now)
    set_terms(session, prompt, shape.terms_at(now), by=by, now=now)
    for kind, due in times.items():
        set_checkpoint(session, prompt, course, kind, due, by=by, now=now)
    if shape.sites:
        sites = [_site_id(session, course, site, by, now) for site in shape.sites]
        list_prompt_sites(session, prompt, sites, by=by, now=now)
    record(
        session,
        "prompt_started_from",
        now=now,
        actor_id=by,
        course_id=course.id,
        prompt_id=prompt.id,
        target=("prompt", prompt.id),
        name=started_from,
    )
    return prompt


def _site_id(session: Session, course: Course, site: SiteInput, by: int, now: datetime) -> int:
    try:
        return add_site(session, course, site.name, site.address, by=by, now=now).id
    except SiteExists as known:
        return known.site_id


def _name(name: str) -> str:
    said = " ".join(clean_text(name).split())
    if not said or len(said) > LONGEST_NAME:
        raise ValueError("empty or too long")
    return said


def _log(
    session: Session, template: PromptTemplate, verb: str, by: int, now: datetime, **detail: Any
) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=by,
        course_id=template.course_id,
        target=("template", template.id),
        **detail,
    )
