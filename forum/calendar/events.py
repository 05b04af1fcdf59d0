"""A person's due times as events that keep their identity while everything about them changes.

An event has an id for good. Its sequence number is the number of things that have happened to it,
so that it rises with every change and never falls; nothing is stored for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forum.calendar.policy import can_list_prompt
from forum.courses.models import Course, Enrollment
from forum.prompts.models import Extension, Prompt
from forum.prompts.queries import PromptSetup
from forum.prompts.schedule import personal_schedule
from forum.rules.facts import Interval, Terms
from forum.rules.roles import Role

Kind = Literal["T1", "T2", "close"]


@dataclass(frozen=True)
class DueEvent:
    """One due time of one person.

    ``due_at`` is the first late instant; ``changed_at`` when anything about the event changed last.
    A withdrawn week's event says what was known of it when it was withdrawn, and no title.
    """

    prompt_id: int
    kind: Kind
    course: Course
    week: int
    title: str
    due_at: datetime
    sequence: int
    changed_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True)
class History:
    """Everything that has ever made a difference to one person's due times of one prompt.

    ``setup`` needs the prompt, its terms and its checkpoints. ``extensions`` are the person's own,
    ended ones too; ``places`` their memberships of the course; ``changes`` the instants at which
    the prompt was changed, published and withdrawn.
    """

    setup: PromptSetup
    course: Course
    extensions: tuple[Extension, ...]
    places: tuple[Enrollment, ...]
    changes: tuple[datetime, ...]


def events_of(history: History, now: datetime) -> list[DueEvent]:
    """The events of one prompt for a person who is in its course now, in the order of the week.

    What happened to a prompt after it was withdrawn is not looked at: nobody may learn of it.
    """
    prompt = history.setup.prompt
    until = prompt.withdrawn_at or now
    role = next((Role(place.role) for place in history.places if place.ended_at is None), None)
    if role is None or not _was_known(prompt, history.places):
        return []
    dues = _dues_of(history, role, until)
    terms = _terms_at(history.setup, until)
    events = []
    for kind, due_at in dues.items():
        if not is_asked(terms, kind):
            continue
        happened = _instants(history, kind, until, now)
        event = DueEvent(
            prompt_id=prompt.id,
            kind=kind,
            course=history.course,
            week=prompt.week,
            title=prompt.title if prompt.is_published else "",
            due_at=due_at,
            sequence=len(happened),
            changed_at=max(happened),
            is_withdrawn=not prompt.is_published,
        )
        events.append(event)
    return events


def is_asked(terms: Terms | None, kind: Kind) -> bool:
    """Whether anything is due at this time by the terms; without terms nothing is."""
    if kind == "close":
        return True
    if terms is None:
        return False
    if kind == "T1":
        return bool(terms.initial_post or terms.choice or terms.parts or terms.references)
    return bool(terms.responses or terms.days or terms.answer_back)


def _was_known(prompt: Prompt, places: tuple[Enrollment, ...]) -> bool:
    """Whether the person could see the prompt: of one withdrawn before they came they could not."""
    published_at, withdrawn_at = prompt.published_at, prompt.withdrawn_at
    if published_at is None or withdrawn_at is None:
        return can_list_prompt(prompt)
    return any(
        place.started_at < withdrawn_at
        and (place.ended_at is None or place.ended_at > published_at)
        for place in places
    )


def _dues_of(history: History, role: Role, until: datetime) -> dict[Kind, datetime]:
    """The due instants by kind: a student's own two, and for everybody else those of the class."""
    common = {row.kind: row.due_at for row in history.setup.checkpoints if row.set_at <= until}
    if not {"opens", "T1", "T2", "close"} <= common.keys():
        return {}
    if role is not Role.STUDENT:
        return {"T1": common["T1"], "T2": common["T2"], "close": common["close"]}
    in_force = [
        row
        for row in history.extensions
        if row.set_at <= until and (row.ended_at is None or row.ended_at > until)
    ]
    active = [Interval(place.started_at, place.ended_at) for place in history.places]
    user_id = history.places[0].user_id
    schedule = personal_schedule(history.setup, user_id, in_force, active, until)
    return {"T1": schedule.initial_due, "T2": schedule.responses_due}


def _terms_at(setup: PromptSetup, until: datetime) -> Terms | None:
    known = [terms for terms in setup.terms if terms.valid_from <= until]
    return known[-1] if known else None


def _instants(history: History, kind: Kind, until: datetime, now: datetime) -> list[datetime]:
    """When something happened to this event, each instant as often as something did."""
    setup = history.setup
    of_week = [setup.prompt.published_at, *history.changes]
    of_week += [row.set_at for row in setup.checkpoints if row.kind == kind]
    of_week += [terms.valid_from for terms in setup.terms]
    for extension in history.extensions:
        if extension.kind == kind:
            of_week += [extension.set_at, extension.ended_at]
    of_person: list[datetime | None] = []
    for place in history.places:
        of_person += [place.started_at, place.ended_at]
    return [
        *(at for at in of_week if at is not None and at <= until),
        *(at for at in of_person if at is not None and at <= now),
    ]
