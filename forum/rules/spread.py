"""How the points of a class lie: the figures a person looks at before grades are released."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from forum.rules.grading import rounded


@dataclass(frozen=True, slots=True)
class Spread:
    """Points of ``count`` grades; ``below`` of them have less than half of what they are out of.

    ``half`` is half of the points where all grades are out of the same, else None.
    """

    count: int
    median: Decimal
    lowest: Decimal
    highest: Decimal
    below: int
    half: Decimal | None


def spread_of(grades: Collection[tuple[Decimal, Decimal]]) -> Spread | None:
    """The spread of (total, out of); None without any grade.

    The median of an even number is the mean of the two in the middle, rounded half up to 0.01.
    """
    if not grades:
        return None
    totals = [total for total, _out_of in grades]
    bases = {out_of for _total, out_of in grades}
    return Spread(
        count=len(totals),
        median=rounded(median(totals)),
        lowest=min(totals),
        highest=max(totals),
        below=sum(2 * total < out_of for total, out_of in grades),
        half=rounded(bases.pop() / 2) if len(bases) == 1 else None,
    )
