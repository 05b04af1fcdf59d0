"""What staff set for a rubric, as plain values: what the form sends and the sample course holds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from forum.grading.queries.rubrics import LEVELS, RubricView


@dataclass(frozen=True)
class CriterionInput:
    """A row of the rubric; an empty ``key`` is a new row.

    ``points`` and ``descriptions`` are for the levels 4, 3, 2, 1, 0.
    ``counted_from`` names the requirements whose findings suggest a level.
    """

    key: str
    title: str
    points: tuple[Decimal, ...]
    descriptions: tuple[str, ...] = ("", "", "", "", "")
    counted_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class RubricInput:
    """A rubric to be saved. Without criteria the prompt has none."""

    title: str
    criteria: tuple[CriterionInput, ...]


def input_of(rubric: RubricView) -> RubricInput:
    """A rubric as values that can be saved again."""
    return RubricInput(
        rubric.title,
        tuple(
            CriterionInput(
                key=criterion.key,
                title=criterion.title,
                points=tuple(criterion.rating(level).points for level in LEVELS),
                descriptions=tuple(criterion.rating(level).description for level in LEVELS),
                counted_from=criterion.counted_from,
            )
            for criterion in rubric.criteria
        ),
    )
