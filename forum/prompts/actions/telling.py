"""Telling the class that times have moved: asked for each time, and never twice of the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Course
from forum.courses.turns import take_turn
from forum.prompts.actions.refusals import MovesChanged
from forum.prompts.untold import MOVES_TOLD, Untold, detail_of, list_untold, untold_fingerprint


def tell_of_moves(
    session: Session, course: Course, *, seen: str, by: int, now: datetime
) -> Sequence[Untold]:
    """Let the class be told of the times that moved; returns the weeks it is told of.

    ``seen`` is the fingerprint of what was shown; where something else would be told by now,
    MovesChanged is raised. Nothing happens where there is nothing left to tell: told already, or
    moved back. The log's row is the news (``activity.NEWS``): who is told follows from it.
    """
    take_turn(session, course.id)
    weeks = list_untold(session, course.id, now)
    if not weeks:
        return ()
    if untold_fingerprint(weeks) != seen:
        raise MovesChanged
    record(
        session,
        MOVES_TOLD,
        now=now,
        actor_id=by,
        course_id=course.id,
        prompt_id=weeks[0].prompt.id if len(weeks) == 1 else None,
        target=("course", course.id),
        **detail_of(weeks),
    )
    return weeks
