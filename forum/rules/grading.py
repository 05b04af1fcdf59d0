"""Points: what lateness takes, and the total.

Points are Decimal, rounded half up to 0.01. Lateness is not in the rubric; it is a line of its
own, so that one fault is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from forum.rules.facts import Finding, Requirement
from forum.rules.suggestions import Kind

CENT = Decimal("0.01")

# Whose lateness takes points from which criterion: the largest share among the requirements.
_LATENESS_FROM: dict[Kind, tuple[Requirement, ...]] = {
    "answers": ("initial_post", "choice", "parts"),
    "understanding": ("initial_post", "choice", "parts"),
    "sources": ("initial_post", "references"),
    "responses": ("responses",),
    "writing": (),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The points set for one criterion; None until a person has set them, `most` at best."""

    kind: Kind
    points: Decimal | None
    most: Decimal
    leaves_total: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the marks, what lateness takes, what remains, and out of how much.

    `instead_of`: what would remain, where a person has set another total in its place.
    """

    raw: Decimal
    late: Decimal
    total: Decimal
    out_of: Decimal
    instead_of: Decimal | None = None


def rounded(points: Decimal) -> Decimal:
    """Points rounded half up to 0.01."""
    return points.quantize(CENT, rounding=ROUND_HALF_UP)


def late_share(kind: Kind, findings: Iterable[Finding]) -> Decimal:
    """The share of a criterion's points that lateness takes, from findings that are `late`."""
    sources = _LATENESS_FROM[kind]
    shares = (
        finding.late_share
        for finding in findings
        if finding.requirement in sources and finding.status == "late"
    )
    return max(shares, default=Decimal(0))


def late_points(points: Iterable[tuple[Kind, Decimal]], findings: Sequence[Finding]) -> Decimal:
    """What lateness takes from a grade with these points by criterion, each rounded by itself."""
    return sum((rounded(given * late_share(kind, findings)) for kind, given in points), Decimal(0))


def total(
    marks: Sequence[Mark],
    findings: Sequence[Finding],
    *,
    is_late_struck: bool = False,
    override: Decimal | None = None,
) -> Total | None:
    """The grade; None until a person has set every criterion that does not leave the total.

    `is_late_struck`: an instructor has struck the line of lateness. `override`: the points a person
    set instead of what remains after lateness.
    """
    given: list[tuple[Kind, Decimal]] = []
    out_of = Decimal(0)
    for mark in marks:
        if mark.leaves_total:
            continue
        if mark.points is None:
            return None
        given.append((mark.kind, mark.points))
        out_of += mark.most
    raw = rounded(sum((points for _, points in given), Decimal(0)))
    late = Decimal("0.00") if is_late_struck else rounded(late_points(given, findings))
    found = Total(raw, late, max(raw - late, Decimal("0.00")), rounded(out_of))
    return found if override is None else overridden(found, override)


def overridden(found: Total, points: Decimal) -> Total:
    """The grade with a total set by a person: rounded, and never above what can be reached.

    The most can fall after the total was set, when a criterion leaves it.
    """
    set_to = min(rounded(points), found.out_of)
    return replace(found, total=set_to, instead_of=found.total)


def can_be_total(points: Decimal, out_of: Decimal) -> bool:
    """Whether a person may set this total: from 0 to what the rubric gives at most."""
    return points >= 0 and rounded(points) <= out_of


def needs_reason(level: int, ceiling: int | None) -> bool:
    """Whether a level stands above the ceiling, which is allowed and asks for one line why."""
    return ceiling is not None and level > ceiling
