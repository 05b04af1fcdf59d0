"""What times that moved mean to one person now, with own due times, and what was moved back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.models import Course, Enrollment
from forum.courses.policy import Viewer
from forum.notifications.kinds import MOVED
from forum.notifications.models import Notification
from forum.prompts.models import Checkpoint, Extension, Prompt
from forum.prompts.policy import can_read_prompt
from forum.prompts.queries import PromptSetup, list_checkpoints
from forum.prompts.schedule import personal_schedule
from forum.prompts.untold import Move, moves_in
from forum.rules.facts import Interval
from forum.rules.pattern import KINDS


@dataclass(frozen=True)
class OwnMove:
    """A time of a week that moved, as it is for one person now.

    ``before`` is what held for them until then, ``due_at`` what holds now (for opens the first open
    instant, else the first late one). ``is_moved``: the class still has another time than before.
    """

    week: int
    title: str
    kind: str
    before: datetime
    due_at: datetime
    is_moved: bool

    @property
    def is_new(self) -> bool:
        """Whether anything became otherwise for this person."""
        return self.due_at != self.before


def find_own_moves(
    session: Session,
    rows: Iterable[Notification],
    viewers: Mapping[int, Viewer],
    courses: Mapping[int, Course],
    now: datetime,
) -> dict[int, tuple[OwnMove, ...]]:
    """By notification of one person: the moves it tells of, in weeks that the person may know of.

    Five statements however many notifications, none where no time moved.
    """
    tellings = {
        row.id: row.detail["activity_id"]
        for row in rows
        if row.kind == MOVED.name and row.course_id in viewers
    }
    if not tellings:
        return {}
    told = {
        row.id: moves_in(row.detail)
        for row in session.scalars(select(Activity).where(Activity.id.in_(tellings.values())))
    }
    prompt_ids = {move.prompt_id for moves in told.values() for move in moves}
    weeks = _weeks(session, prompt_ids, viewers, courses, now)
    return {
        key: tuple(_own(told.get(activity_id, ()), weeks)) for key, activity_id in tellings.items()
    }


@dataclass(frozen=True)
class _Week:
    """A week with what one person's times follow from."""

    setup: PromptSetup
    user_id: int
    extensions: Sequence[Extension]
    active: Sequence[Interval]
    now: datetime

    def own(self, moves: Mapping[str, Move]) -> Iterator[OwnMove]:
        """These moves (by kind) for the person."""
        befores = {kind: move.before for kind, move in moves.items()}
        was, stands = self._times(befores), self._times({})
        for kind in moves:
            yield OwnMove(
                week=self.setup.prompt.week,
                title=self.setup.prompt.title,
                kind=kind,
                before=was[kind],
                due_at=stands[kind],
                is_moved=self.setup.due(kind) != befores[kind],
            )

    def _times(self, befores: Mapping[str, datetime]) -> Mapping[str, datetime]:
        """The person's times, with those of the class as they were before."""
        rows = (self.setup.checkpoint(kind) for kind in KINDS)
        checkpoints = tuple(
            Checkpoint(kind=row.kind, set_at=row.set_at, due_at=befores.get(row.kind, row.due_at))
            for row in rows
            if row is not None
        )
        setup = replace(self.setup, checkpoints=checkpoints)
        own = personal_schedule(setup, self.user_id, self.extensions, self.active, self.now)
        times = (own.opens_at, own.initial_due, own.responses_due, own.closes_at)
        return dict(zip(KINDS, times, strict=True))


def _own(moves: Sequence[Move], weeks: Mapping[int, _Week]) -> Iterator[OwnMove]:
    for prompt_id in dict.fromkeys(move.prompt_id for move in moves):
        if week := weeks.get(prompt_id):
            yield from week.own({move.kind: move for move in moves if move.prompt_id == prompt_id})


def _weeks(
    session: Session,
    prompt_ids: Iterable[int],
    viewers: Mapping[int, Viewer],
    courses: Mapping[int, Course],
    now: datetime,
) -> dict[int, _Week]:
    """The weeks that the person may know of, by prompt."""
    found = session.scalars(
        select(Prompt).where(Prompt.id.in_(prompt_ids), Prompt.course_id.in_(viewers))
    ).all()
    prompts = [row for row in found if can_read_prompt(viewers[row.course_id], row)]
    histories = list_checkpoints(session, [prompt.id for prompt in prompts])
    user_id = next(iter(viewers.values())).user_id
    extensions = _extensions(session, prompts, user_id)
    active = _times_in_courses(session, user_id, viewers)
    weeks = {}
    for prompt in prompts:
        prompt.course = courses[prompt.course_id]
        setup = PromptSetup(prompt, (), (), (), histories.get(prompt.id, ()), ())
        if setup.is_complete:
            own = extensions.get(prompt.id, ()), active.get(prompt.course_id, ())
            weeks[prompt.id] = _Week(setup, user_id, *own, now)
    return weeks


def _extensions(
    session: Session, prompts: Sequence[Prompt], user_id: int
) -> dict[int, list[Extension]]:
    rows = session.scalars(
        select(Extension)
        .where(
            Extension.prompt_id.in_([prompt.id for prompt in prompts]),
            Extension.user_id == user_id,
            Extension.ended_at.is_(None),
        )
        .order_by(Extension.prompt_id)
    )
    return {key: list(group) for key, group in groupby(rows, lambda row: row.prompt_id)}


def _times_in_courses(
    session: Session, user_id: int, viewers: Mapping[int, Viewer]
) -> dict[int, list[Interval]]:
    rows = session.execute(
        select(Enrollment.course_id, Enrollment.started_at, Enrollment.ended_at)
        .where(Enrollment.user_id == user_id, Enrollment.course_id.in_(viewers))
        .order_by(Enrollment.course_id)
    )
    return {
        key: [Interval(row.started_at, row.ended_at) for row in group]
        for key, group in groupby(rows, lambda row: row.course_id)
    }
