"""The rubric in the stored form of a template (``forum.prompts.templates.documents``)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forum.grading.content import CriterionInput, RubricInput


def rubric_data(rubric: RubricInput) -> dict[str, Any]:
    """A rubric as plain data; points are text, so that no place after the point is lost."""
    return {"title": rubric.title, "criteria": [_criterion_data(row) for row in rubric.criteria]}


def rubric_from(data: Mapping[str, Any]) -> RubricInput:
    """The rubric that ``rubric_data`` wrote down."""
    return RubricInput(data["title"], tuple(_criterion(row) for row in data["criteria"]))


def _criterion_data(row: CriterionInput) -> dict[str, Any]:
    levels = zip(row.points, row.descriptions, strict=True)
    return {
        "key": row.key,
        "title": row.title,
        "counted_from": list(row.counted_from),
        "levels": [{"points": f"{points:f}", "words": words} for points, words in levels],
    }


def _criterion(row: Mapping[str, Any]) -> CriterionInput:
    return CriterionInput(
        key=row["key"],
        title=row["title"],
        points=tuple(Decimal(level["points"]) for level in row["levels"]),
        descriptions=tuple(level["words"] for level in row["levels"]),
        counted_from=tuple(row.get("counted_from", ())),
    )
