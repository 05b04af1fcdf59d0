"""A student's total over the weeks of a course, and what may be told of a class.

Definition, as the issue "The grading desk and the gradebook" asks for it. Each released grade is
taken as its share, points reached by points that could be reached. Grades out of nothing, those of
an excused week and those of weight 0 are left out. Of what remains the ``n`` lowest shares are
dropped, but the best one always stays, so that there is a total as soon as anything counts. The
total is the weighted mean of the shares that count, in per cent:

    total = 100 * sum(weight * points / out_of) / sum(weight)

It is computed as a fraction and rounded once, half up to 0.01. With equal weights this is the plain
mean of the weeks by per cent, whatever number of points each of them had.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal, NamedTuple

#: A week weighs this where nobody has said otherwise.
USUAL_WEIGHT = Decimal(1)
#: Figures of a class are told from so many grades on: "only above five people".
LEAST_PEOPLE = 6

Part = Literal["counts", "dropped", "excused", "weightless"]


class Score(NamedTuple):
    """A released grade of one week.

    ``is_excused``: nothing is asked of this student there. It is so in any case where no criterion
    entered the grade (``out_of`` 0).
    """

    week: int
    points: Decimal
    out_of: Decimal
    weight: Decimal = USUAL_WEIGHT
    is_excused: bool = False

    @property
    def share(self) -> Fraction:
        """Points reached by points that could be reached; 0 where nothing could be."""
        return Fraction(self.points) / Fraction(self.out_of) if self.out_of else Fraction(0)

    @property
    def percent(self) -> Decimal:
        """The share in per cent, half up to 0.01."""
        return _hundredths(self.share * 100)


@dataclass(frozen=True, slots=True)
class CourseTotal:
    """What comes of a student's released grades.

    ``percent`` is None while nothing counts. ``parts`` says of each week what became of its grade:
    it counts, was dropped as one of the lowest, was excused, or weighs nothing.
    """

    percent: Decimal | None
    parts: dict[int, Part]

    def weeks(self, part: Part) -> list[int]:
        """The weeks of which this became, in their order."""
        return sorted(week for week, became in self.parts.items() if became == part)


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """How a class stands, in per cent: the median and the range of ``people`` grades."""

    people: int
    median: Decimal
    lowest: Decimal
    highest: Decimal


def course_total(scores: Sequence[Score], drop_lowest: int = 0) -> CourseTotal:
    """The total of one student (the module says how it is defined).

    Of equal lowest shares the one that weighs more is dropped first, which is never to the
    student's harm, then the earlier week.
    """
    parts: dict[int, Part] = {score.week: _part(score) for score in scores}
    kept = [score for score in scores if parts[score.week] == "counts"]
    dropped = min(max(drop_lowest, 0), max(len(kept) - 1, 0))
    if dropped:
        kept.sort(key=lambda score: (score.share, -score.weight, score.week))
        parts |= {score.week: "dropped" for score in kept[:dropped]}
    return CourseTotal(_hundredths(100 * _mean(kept[dropped:])) if kept else None, parts)


def class_figures(percents: Iterable[Decimal]) -> ClassFigures | None:
    """Median and range of grades or totals in per cent; None for fewer than six people.

    The median of an even number is the mean of the two in the middle, half up to 0.01.
    """
    ordered = sorted(percents)
    if len(ordered) < LEAST_PEOPLE:
        return None
    middle = len(ordered) // 2
    pair = ordered[middle - 1 : middle + 1] if len(ordered) % 2 == 0 else [ordered[middle]]
    median = _hundredths(Fraction(sum(pair, Decimal(0))) / len(pair))
    return ClassFigures(len(ordered), median, ordered[0], ordered[-1])


def _part(score: Score) -> Part:
    if score.is_excused or not score.out_of:
        return "excused"
    return "counts" if score.weight > 0 else "weightless"


def _mean(scores: Sequence[Score]) -> Fraction:
    """The weighted mean of the shares; at least one, and all of a weight above 0.

    Sums are kept as whole numbers over a common denominator and reduced once: a gradebook asks for
    hundreds of totals, and a fraction reduces itself at every step.
    """
    reached, below = 0, 1
    weights, weights_below = 0, 1
    for score in scores:
        weight, weight_below = score.weight.as_integer_ratio()
        points, points_below = score.points.as_integer_ratio()
        out_of, out_of_below = score.out_of.as_integer_ratio()
        part, part_below = weight * points * out_of_below, weight_below * points_below * out_of
        reached, below = reached * part_below + part * below, below * part_below
        weights = weights * weight_below + weight * weights_below
        weights_below *= weight_below
    return Fraction(reached * weights_below, below * weights)


def _hundredths(number: Fraction) -> Decimal:
    """Half up to 0.01; the numbers here are never below 0."""
    return Decimal(floor(number * 100 + Fraction(1, 2))).scaleb(-2)
