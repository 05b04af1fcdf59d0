"""Times of published weeks that have moved, and of which nobody has written to the class yet.

Nothing is kept for that: it is the difference between what is due now and what was due a day ago,
or when the class was last told. What was moved back leaves no difference, so nothing is offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.prompts.models import Checkpoint, Prompt
from forum.prompts.queries import list_checkpoints
from forum.rules.pattern import KINDS

#: The act of telling the class; its row is the news.
MOVES_TOLD = "moves_told"
#: How long after a move the offer stands.
OFFERED = timedelta(hours=24)


@dataclass(frozen=True)
class Move:
    """One time of a week that moved: ``kind`` is opens, T1, T2 or close."""

    prompt_id: int
    kind: str
    before: datetime
    after: datetime

    @property
    def what(self) -> tuple[int, str]:
        """Which time of which week."""
        return self.prompt_id, self.kind


@dataclass(frozen=True)
class Untold:
    """The moves of one week, in the order of the week."""

    prompt: Prompt
    moves: tuple[Move, ...]


def list_untold(session: Session, course_id: int, now: datetime) -> list[Untold]:
    """The weeks of which the class could be told, by week; three statements at most, one where
    nothing was moved lately.
    """
    is_moved = exists().where(Checkpoint.prompt_id == Prompt.id, Checkpoint.set_at > now - OFFERED)
    prompts = session.scalars(
        select(Prompt).where(Prompt.course_id == course_id, is_moved).order_by(Prompt.week)
    ).all()
    if not prompts:
        return []
    histories = list_checkpoints(session, [prompt.id for prompt in prompts])
    weeks = [(prompt, histories.get(prompt.id, ())) for prompt in prompts]
    return find_untold(session, course_id, weeks, now)


def find_untold(
    session: Session,
    course_id: int,
    weeks: Iterable[tuple[Prompt, Sequence[Checkpoint]]],
    now: datetime,
) -> list[Untold]:
    """As ``list_untold``, of the course's prompts with the history of their times; one statement,
    and none where nothing was moved lately.

    Weeks that students do not know are left out, and times that have passed before and after.
    """
    since = now - OFFERED
    moved = [
        (prompt, rows)
        for prompt, rows in weeks
        if prompt.is_published and any(row.set_at > since for row in rows)
    ]
    told = _told(session, course_id, since) if moved else {}
    found = [Untold(prompt, tuple(_moves(prompt, rows, told, now))) for prompt, rows in moved]
    return [week for week in found if week.moves]


def untold_fingerprint(weeks: Sequence[Untold]) -> str:
    """Says whether a page still shows what would be told."""
    said = [move for week in weeks for move in week.moves]
    return sha256(repr(said).encode()).hexdigest()


def detail_of(weeks: Sequence[Untold]) -> dict[str, Any]:
    """The moves as the row of the log keeps them."""
    moves = (move for week in weeks for move in week.moves)
    return {
        "moves": [
            [move.prompt_id, move.kind, move.before.isoformat(), move.after.isoformat()]
            for move in moves
        ]
    }


def moves_in(detail: Mapping[str, Any]) -> tuple[Move, ...]:
    """The moves that ``detail_of`` wrote down."""
    return tuple(
        Move(prompt_id, kind, datetime.fromisoformat(before), datetime.fromisoformat(after))
        for prompt_id, kind, before, after in detail["moves"]
    )


def _told(session: Session, course_id: int, since: datetime) -> dict[tuple[int, str], datetime]:
    """By time: what the class was last told of it, as far as that is not long ago."""
    rows = session.scalars(
        select(Activity)
        .where(Activity.course_id == course_id, Activity.at > since, Activity.verb == MOVES_TOLD)
        .order_by(Activity.id)
    )
    return {move.what: move.after for row in rows for move in moves_in(row.detail)}


def _moves(
    prompt: Prompt,
    rows: Sequence[Checkpoint],
    told: Mapping[tuple[int, str], datetime],
    now: datetime,
) -> Iterator[Move]:
    since = max(now - OFFERED, prompt.published_at or now)
    for kind in KINDS:
        history = [row for row in rows if row.kind == kind]
        before = told.get((prompt.id, kind))
        if before is None:
            before = next((row.due_at for row in history[::-1] if row.set_at <= since), None)
        if before is None:
            continue
        after = history[-1].due_at
        if before != after and max(before, after) > now:
            yield Move(prompt.id, kind, before, after)
