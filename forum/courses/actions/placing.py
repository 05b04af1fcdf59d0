"""Many people put into groups at once, as on the page that shows them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.actions.groups import put_in_group, take_out_of_group
from forum.courses.actions.refusals import ChangedMeanwhile
from forum.courses.groupings import list_groupings
from forum.courses.models import Course, Group
from forum.courses.turns import take_turn


@dataclass(frozen=True)
class Move:
    """A person from one group of a set to another; None is no group."""

    user_id: int
    group_set_id: int
    before: int | None
    after: int | None


def move_people(
    session: Session, course: Course, moves: Sequence[Move], *, by: int, now: datetime
) -> int:
    """Carry out what differs from how it stands, and return how many moved.

    Raises ChangedMeanwhile where somebody is neither where the move begins nor where it ends.
    """
    take_turn(session, course.id)
    places = {row.group_set.id: row.places for row in list_groupings(session, course.id)}
    now_in = {move: places[move.group_set_id].get(move.user_id) for move in moves}
    if any(now_in[move] not in (move.before, move.after) for move in moves):
        raise ChangedMeanwhile
    open_moves = [move for move in moves if now_in[move] != move.after]
    for move in open_moves:
        user = session.get_one(User, move.user_id)
        if move.after is None:
            take_out_of_group(session, course, move.group_set_id, user, by=by, now=now)
        else:
            group = session.get_one(Group, move.after)
            put_in_group(session, course, group, user, by=by, now=now)
    return len(open_moves)
