"""What a decision or a new rule would change: the same facts with it and without it, compared.

Nothing is written to find that out. The rules are asked twice, and what differs is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from forum.participation.actions import Decision
from forum.participation.queries import Standing
from forum.prompts.actions.extensions import Due
from forum.rules.facts import Discussion, Finding, Member
from forum.rules.fairness import best


@dataclass(frozen=True)
class FindingChange:
    """One finding of one student, as it is and as it would be."""

    student: Member
    before: Finding
    after: Finding

    @property
    def is_worse(self) -> bool:
        """Whether the student would stand worse than now."""
        return best((self.after, self.before)) is self.before


def list_changes(
    before: Mapping[int, Standing],
    after: Mapping[int, Standing],
    students: Sequence[Member],
) -> tuple[FindingChange, ...]:
    """The findings of these students that differ in what counts, those that get worse first.

    Other words alone are no change (``differs``).
    """
    changes = [
        FindingChange(student, old, new)
        for student in students
        for old, new in zip(before[student.id].findings, after[student.id].findings, strict=True)
        if differs(old, new)
    ]
    # Students come by name, and sorting keeps that order among equals.
    return tuple(sorted(changes, key=lambda change: not change.is_worse))


def with_decision(
    discussion: Discussion, student_ids: Collection[int], decision: Decision, now: datetime
) -> Discussion:
    """The facts after the same decision about each of these students."""
    settings = tuple(decision.fact(student_id, now) for student_id in student_ids)
    replaced = {(row.student_id, row.requirement) for row in settings}
    kept = (row for row in discussion.settings if (row.student_id, row.requirement) not in replaced)
    return replace(discussion, settings=(*kept, *settings))


def with_extensions(discussion: Discussion, student_ids: Collection[int], due: Due) -> Discussion:
    """The facts after the same own due time for each of these students."""
    given = tuple(due.fact(student_id) for student_id in student_ids)
    replaced = {(row.student_id, row.checkpoint) for row in given}
    kept = (
        row for row in discussion.extensions if (row.student_id, row.checkpoint) not in replaced
    )
    return replace(discussion, extensions=(*kept, *given))


def differs(one: Finding, other: Finding) -> bool:
    """Whether two findings say something else: the status, what lateness takes, and what is missing
    where something is, unless a decision stands instead of it.
    """
    if one.status != other.status or _late_share(one) != _late_share(other):
        return True
    if one.status in ("met", "late", "waived") or one.computed or other.computed:
        return False
    return (one.have, one.need) != (other.have, other.need)


def _late_share(finding: Finding) -> Decimal:
    return finding.late_share if finding.status == "late" else Decimal(0)
