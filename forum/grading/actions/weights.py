"""Saying how the weeks of a course make a total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.policy import Viewer
from forum.courses.turns import take_turn
from forum.grading.actions.refusals import NotAllowed, NothingWeighs, StaleWeighting
from forum.grading.models import PromptWeight, Weighting
from forum.grading.policy import can_set_weights
from forum.grading.queries.weights import Weights, get_weights


@dataclass(frozen=True)
class WeightsInput:
    """What somebody wants: weights by prompt id, and how many of the lowest are dropped."""

    weights: Mapping[int, Decimal]
    drop_lowest: int


def set_weights(
    session: Session,
    viewer: Viewer,
    course_id: int,
    given: WeightsInput,
    *,
    seen: int,
    now: datetime,
) -> None:
    """Set what weeks weigh; those not named keep their weight.

    ``seen`` is the version the person began with. Raises NotAllowed, NothingWeighs, StaleWeighting;
    ValueError for a week that the course does not grade, or a number below 0.
    """
    if not can_set_weights(viewer):
        raise NotAllowed
    take_turn(session, course_id)
    before = get_weights(session, course_id)
    changed = _changed(before, given)
    if not changed and given.drop_lowest == before.drop_lowest:
        return
    if before.version != seen:
        raise StaleWeighting
    for prompt_id, weight in changed.items():
        session.merge(PromptWeight(prompt_id=prompt_id, weight=weight))
    session.merge(
        Weighting(
            course_id=course_id,
            drop_lowest=given.drop_lowest,
            version=before.version + 1,
            updated_at=now,
            updated_by_id=viewer.user_id,
        )
    )
    session.flush()
    record(
        session,
        "weights_set",
        now=now,
        actor_id=viewer.user_id,
        course_id=course_id,
        target=("course", course_id),
        **_changes(before, given.drop_lowest, changed),
    )


def copy_weights(
    session: Session,
    source_id: int,
    course_id: int,
    prompts: Mapping[int, int],
    *,
    by: int,
    now: datetime,
) -> None:
    """Let the weeks of a course that was made from another weigh what they weighed there.

    ``prompts`` maps the ids of the old weeks to those of the new.
    """
    rows = session.scalars(
        select(PromptWeight)
        .where(PromptWeight.prompt_id.in_(list(prompts)))
        .order_by(PromptWeight.prompt_id)
    ).all()
    for row in rows:
        session.add(PromptWeight(prompt_id=prompts[row.prompt_id], weight=row.weight))
    stands = session.get(Weighting, source_id)
    if stands is not None:
        session.add(
            Weighting(
                course_id=course_id,
                drop_lowest=stands.drop_lowest,
                version=1,
                updated_at=now,
                updated_by_id=by,
            )
        )
    session.flush()


def _changed(before: Weights, given: WeightsInput) -> dict[int, Decimal]:
    """The weights that are other than before, by prompt id. Raises as ``set_weights``."""
    stand = {week.prompt_id: week.weight for week in before.weeks}
    wanted = {**stand, **given.weights}
    is_known = wanted.keys() == stand.keys()
    if not is_known or given.drop_lowest < 0 or min(wanted.values(), default=0) < 0:
        raise ValueError("no such week, or a number below 0")
    if not any(wanted.values()):
        raise NothingWeighs
    return {key: weight for key, weight in wanted.items() if weight != stand[key]}


def _changes(before: Weights, drop_lowest: int, changed: Mapping[int, Decimal]) -> dict[str, Any]:
    """From what to what, by week; numbers as text, so that none loses a digit in JSON."""
    weeks = {
        str(week.week): [str(week.weight), str(changed[week.prompt_id])]
        for week in before.weeks
        if week.prompt_id in changed
    }
    if drop_lowest == before.drop_lowest:
        return {"weights": weeks}
    return {"weights": weeks, "drop_lowest": [before.drop_lowest, drop_lowest]}
