"""What a change of a running prompt would do to the findings, before it is saved.

The facts are taken as they would be after the change, and the rules are asked of both. So the
answer is theirs, and saving the change makes true exactly what was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Literal

from forum.participation.actions import Decision
from forum.participation.changes import FindingChange, differs, list_changes
from forum.participation.classes import present_students
from forum.participation.queries import Standing, Translate, get_standings
from forum.rules.facts import Discussion, DueChange, LatePolicy, Terms
from forum.rules.schedule import CHECKPOINTS, due_history

#: Whom changed terms bind (SCREENS.md, "Changing a running prompt"). ``from_now``: whoever has
#: begun keeps the better of old and new; ``everyone``: those too who have begun; ``undone``: as
#: ``everyone``, but who had done all that was asked keeps what was found.
Reach = Literal["from_now", "everyone", "undone"]


@dataclass(frozen=True)
class Plan:
    """What would hold: the terms, the instants by kind (opens, T1, T2, close), the late policy."""

    terms: Terms
    dues: Mapping[str, datetime]
    policy: LatePolicy


@dataclass(frozen=True)
class Outcome:
    """What a plan does to the class when it reaches so far.

    ``exemptions`` are the decisions (student id, decision) that belong to it.
    """

    reach: Reach
    changes: tuple[FindingChange, ...]
    exemptions: tuple[tuple[int, Decision], ...] = ()

    @property
    def student_ids(self) -> frozenset[int]:
        """Those with a finding that changes."""
        return frozenset(change.student.id for change in self.changes)


@dataclass(frozen=True)
class Effects:
    """All that is to be known before a change is saved.

    ``outcomes`` hold one for each reach that makes a difference, ``from_now`` first; ``earlier``
    the due times that would move forward: kind, before, after.
    """

    outcomes: tuple[Outcome, ...]
    earlier: tuple[tuple[str, datetime, datetime], ...] = ()

    @property
    def is_harmless(self) -> bool:
        """Whether there is nothing to ask: no finding changes, and no due time comes sooner."""
        return not self.earlier and not any(one.changes for one in self.outcomes)

    def outcome(self, reach: str) -> Outcome | None:
        """The outcome of that reach, where it is one of the choices."""
        return next((one for one in self.outcomes if one.reach == reach), None)

    @property
    def fingerprint(self) -> str:
        """Says whether a page still shows what would happen."""
        said = [
            (
                one.reach,
                [
                    (
                        change.student.id,
                        change.after.requirement,
                        *(
                            (row.status, row.have, row.need, row.late_share)
                            for row in (change.before, change.after)
                        ),
                    )
                    for change in one.changes
                ],
            )
            for one in self.outcomes
        ]
        return sha256(repr((said, self.earlier)).encode()).hexdigest()


def find_effects(
    before: Discussion,
    regrouped: Discussion,
    plan: Plan,
    now: datetime,
    translate: Translate,
    *,
    reason: str,
) -> Effects:
    """What a plan would do. ``regrouped`` are the facts with the groups as they would be.

    ``reason`` is what students read of an exemption: that they had done what was asked before.
    """
    standings = get_standings(before, now, translate)
    students = present_students(before, now)

    def outcome(reach: Reach, exemptions: tuple[tuple[int, Decision], ...] = ()) -> Outcome:
        planned = planned_facts(regrouped, plan, now, reach, exemptions)
        after = get_standings(planned, now, translate)
        return Outcome(reach, list_changes(standings, after, students), exemptions)

    outcomes = [outcome("from_now")]
    if _asks_otherwise(before, plan):
        everyone = outcome("everyone")
        if _is_other(outcomes[0], everyone):
            outcomes.append(everyone)
            if exemptions := _exemptions(standings, everyone, reason):
                outcomes.append(outcome("undone", exemptions))
    return Effects(tuple(outcomes), list_earlier(before, plan, now))


def planned_facts(
    discussion: Discussion,
    plan: Plan,
    now: datetime,
    reach: Reach,
    exemptions: tuple[tuple[int, Decision], ...] = (),
) -> Discussion:
    """The facts as they are once the plan is saved at ``now``."""
    terms = discussion.terms
    if _asks_otherwise(discussion, plan):
        beginning = min(one.valid_from for one in terms)
        since_now = (*terms, replace(plan.terms, valid_from=now))
        for_everyone = (replace(plan.terms, valid_from=beginning),)
        terms = since_now if reach == "from_now" else for_everyone
    settings = tuple(decision.fact(student_id, now) for student_id, decision in exemptions)
    return replace(
        discussion,
        opens_at=plan.dues["opens"],
        terms=terms,
        dues=(*discussion.dues, *_moved(discussion, plan, now)),
        policy=plan.policy,
        settings=(*discussion.settings, *settings),
    )


def list_earlier(
    discussion: Discussion, plan: Plan, now: datetime
) -> tuple[tuple[str, datetime, datetime], ...]:
    """The due times that would come sooner: kind, before, after."""
    dues = {name: due_history(discussion.dues, name, now)[-1][1] for name in CHECKPOINTS}
    return tuple(
        (name, due_at, plan.dues[name]) for name, due_at in dues.items() if plan.dues[name] < due_at
    )


def _asks_otherwise(discussion: Discussion, plan: Plan) -> bool:
    current = discussion.terms[-1]
    return replace(plan.terms, valid_from=current.valid_from) != current


def _moved(discussion: Discussion, plan: Plan, now: datetime) -> tuple[DueChange, ...]:
    return tuple(
        DueChange(name, plan.dues[name], now)
        for name in CHECKPOINTS
        if plan.dues[name] != due_history(discussion.dues, name, now)[-1][1]
    )


def _is_other(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes leave somebody with different findings."""
    ours = {(row.student.id, row.after.requirement): row.after for row in one.changes}
    theirs = {(row.student.id, row.after.requirement): row.after for row in other.changes}
    return ours.keys() != theirs.keys() or any(differs(ours[key], theirs[key]) for key in ours)


def _exemptions(
    standings: Mapping[int, Standing], everyone: Outcome, reason: str
) -> tuple[tuple[int, Decision], ...]:
    """Decisions that leave what was found to those who had done all that was asked of them."""
    return tuple(
        (change.student.id, Decision(change.before.requirement, change.before.status, reason))
        for change in everyone.changes
        if change.is_worse and _had_done_all(standings[change.student.id])
    )


def _had_done_all(standing: Standing) -> bool:
    return bool(standing.asked) and standing.done == len(standing.asked)
