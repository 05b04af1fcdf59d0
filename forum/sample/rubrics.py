"""The rubrics of the sample: week 6 has its own, all other weeks share one at their own points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forum.grading.content import CriterionInput, RubricInput
from forum.sample import files
from forum.sample.placement import WEEK

#: Points of the levels 4 to 0 by the points of a week, where they differ from the rubric's own.
#: These weeks ask for no sources.
_SMALLER: Mapping[int, Mapping[str, tuple[str, ...]]] = {
    20: {
        "responsive": ("6", "5", "4", "3", "0"),
        "understanding": ("6", "5", "4", "3", "0"),
        "responses": ("6", "5", "4", "3", "0"),
        "writing": ("2", "1.75", "1.25", "1", "0"),
    },
    50: {
        "responsive": ("15", "13", "11", "7", "0"),
        "understanding": ("15", "13", "11", "7", "0"),
        "responses": ("15", "13", "11", "7", "0"),
        "writing": ("5", "4.5", "3.5", "2.5", "0"),
    },
}


def rubric_for(week: Mapping[str, Any]) -> RubricInput:
    """How this week of the course is graded; its levels add up to the week's points."""
    found = files.rubric("alliances" if week["week"] == WEEK else "weekly")
    criteria = (_criterion(row, week["points"]) for row in found["criteria"])
    return RubricInput(found["title"], tuple(row for row in criteria if row is not None))


def _criterion(row: Mapping[str, Any], points: int) -> CriterionInput | None:
    own = tuple(str(value) for value in row["points"])
    scale = _SMALLER[points].get(row["key"]) if points in _SMALLER else own
    if scale is None:
        return None
    return CriterionInput(
        key=row["key"],
        title=row["title"],
        points=tuple(Decimal(value) for value in scale),
        descriptions=tuple(row["describe"]),
        counted_from=tuple(row["counted_from"]),
    )
