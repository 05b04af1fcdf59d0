"""The schedule of one prompt as it holds for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from forum.courses.models import Enrollment
from forum.prompts.models import Checkpoint, Extension, Prompt
from forum.prompts.queries import PromptSetup
from forum.rules import facts
from forum.rules.schedule import Window, windows_for


@dataclass(frozen=True)
class PersonalSchedule:
    """Instants that hold for one student, asked at ``now``: own due times and close."""

    now: datetime
    opens_at: datetime
    initial: Window
    responses: Window
    extended: frozenset[str]

    @property
    def initial_due(self) -> datetime:
        """The first instant at which an initial post is late (grace not included)."""
        return self.initial.due_at(self.now)

    @property
    def responses_due(self) -> datetime:
        """The first instant at which a response is late (grace not included)."""
        return self.responses.due_at(self.now)

    @property
    def closes_at(self) -> datetime:
        """The first instant at which nothing is accepted any more."""
        return max(self.initial.closes_at(self.now), self.responses.closes_at(self.now))

    @property
    def is_open(self) -> bool:
        """Whether this person may publish now."""
        accepted = self.initial.is_accepted(self.now) or self.responses.is_accepted(self.now)
        return self.now >= self.opens_at and accepted


_OWN_EXTENSIONS = select(Extension).where(
    Extension.prompt_id == bindparam("prompt_id"),
    Extension.user_id == bindparam("user_id"),
    Extension.ended_at.is_(None),
)
_TIMES_IN_COURSE = select(Enrollment.started_at, Enrollment.ended_at).where(
    Enrollment.course_id == bindparam("course_id"), Enrollment.user_id == bindparam("user_id")
)


def get_personal_schedule(
    session: Session, setup: PromptSetup, user_id: int, now: datetime
) -> PersonalSchedule:
    """The schedule for one person, from the prompt's history, extensions and joining.

    Two statements. The prompt must be complete (``setup.is_complete``).
    """
    prompt = setup.prompt
    of_person = {"prompt_id": prompt.id, "course_id": prompt.course_id, "user_id": user_id}
    extensions = session.scalars(_OWN_EXTENSIONS, of_person).all()
    active = session.execute(_TIMES_IN_COURSE, of_person).all()
    return personal_schedule(
        setup,
        user_id,
        extensions,
        [facts.Interval(row.started_at, row.ended_at) for row in active],
        now,
    )


def personal_schedule(
    setup: PromptSetup,
    user_id: int,
    extensions: Sequence[Extension],
    active: Sequence[facts.Interval],
    now: datetime,
) -> PersonalSchedule:
    """As ``get_personal_schedule``, of what was loaded before: the person's extensions in force,
    and when they were in the course. No statement.
    """
    prompt = setup.prompt
    member = facts.Member(user_id, "", "", active=tuple(active))
    discussion = facts.Discussion(
        zone=prompt.course.zone,
        opens_at=opening(setup),
        terms=setup.terms,
        dues=due_changes(setup.checkpoints),
        members=(member,),
        extensions=tuple(extension_fact(row) for row in extensions),
        policy=late_policy(prompt),
    )
    initial, responses = windows_for(discussion, member, now)
    return PersonalSchedule(
        now=now,
        opens_at=discussion.opens_at,
        initial=initial,
        responses=responses,
        extended=frozenset(row.kind for row in extensions),
    )


def opening(setup: PromptSetup) -> datetime:
    """The first open instant. Raises ValueError while it is not set."""
    opens_at = setup.due("opens")
    if opens_at is None:
        raise ValueError("the prompt has no opening time")
    return opens_at


def late_policy(prompt: Prompt) -> facts.LatePolicy:
    """The prompt's own rates (percent in the table, shares in the rules) and grace."""
    return late_policy_of(prompt.late_rate, prompt.late_cap, prompt.grace_minutes)


def late_policy_of(rate: int, cap: int, grace_minutes: int) -> facts.LatePolicy:
    """Rates in percent and grace in minutes, as the rules take them."""
    return facts.LatePolicy(
        rate=Decimal(rate) / 100,
        cap=Decimal(cap) / 100,
        grace=timedelta(minutes=grace_minutes),
    )


def due_changes(checkpoints: tuple[Checkpoint, ...]) -> tuple[facts.DueChange, ...]:
    """The history of due times as the rules take it; the opening is not a due time."""
    return tuple(
        facts.DueChange(row.kind, row.due_at, row.set_at)
        for row in checkpoints
        if row.kind != "opens"
    )


def extension_fact(row: Extension) -> facts.Extension:
    """One extension as the rules take it."""
    return facts.Extension(row.user_id, row.kind, row.due_at)
