"""What a grade rests on: one student's evidence as plain values that can be kept and compared.

A grade is tied to the evidence it was given on (versions and sight of the student's posts, due
times, decisions, findings). Later evidence with another fingerprint means "changed since graded";
the grade itself never changes by that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal

from forum.rules.facts import Discussion, Finding, Interval, Member, PostFacts
from forum.rules.schedule import windows_for

#: By area ("posts", "dues", "settings", "findings") and key; nothing but text, numbers and lists.
Evidence = Mapping[str, Mapping[str, Any]]
Area = Literal["posts", "dues", "settings", "findings"]
Sight = Literal["shown", "withdrawn", "hidden"]

AREAS: tuple[Area, ...] = ("findings", "settings", "posts", "dues")
#: Beside the areas, in a grade that was kept: the findings it was given on.
GIVEN_ON = "given_on"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what it was; None where it was not there, or is not any more."""

    area: Area
    key: str
    before: Any
    after: Any


def evidence_of(
    discussion: Discussion,
    member: Member,
    posts: Iterable[PostFacts],
    findings: Sequence[Finding],
    now: datetime,
) -> Evidence:
    """The evidence of one student at `now`; `posts` are the student's own.

    - posts, by id: how many versions, when the last was saved, and whether it is in sight;
    - dues: the student's own first late instants and close, as judged now;
    - settings, by requirement: the status and reason that stand;
    - findings, by requirement: status, have, need, share that lateness takes.

    Raises ValueError where a checkpoint has no due time.
    """
    initial, responses = windows_for(discussion, member, now)
    return {
        "posts": {
            str(post.id): [len(saved), _iso(saved[-1]), _sight(post, now)]
            for post in posts
            if (saved := [row.saved_at for row in post.versions if row.saved_at <= now])
        },
        "dues": {
            "T1": _iso(initial.due_at(now)),
            "T2": _iso(responses.due_at(now)),
            "close": _iso(max(initial.closes_at(now), responses.closes_at(now))),
        },
        "settings": {
            row.requirement: [row.status, row.reason]
            for row in sorted(discussion.settings, key=lambda row: row.at)
            if row.student_id == member.id and row.at <= now
        },
        "findings": {
            row.requirement: [row.status, row.have, row.need, str(row.late_share)]
            for row in findings
        },
    }


def fingerprint(evidence: Evidence) -> str:
    """SHA-256 of the evidence in its canonical form (JSON, keys sorted), 64 hexadecimal digits."""
    canonical = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(canonical.encode("ascii")).hexdigest()


def differences(before: Evidence, after: Evidence) -> tuple[Difference, ...]:
    """What is not the same in two pieces of evidence, findings first, then what led to them."""
    found = []
    for area in AREAS:
        old, new = before.get(area, {}), after.get(area, {})
        for key in sorted({*old, *new}, key=_order):
            if old.get(key) != new.get(key):
                found.append(Difference(area, key, old.get(key), new.get(key)))
    return tuple(found)


def kept_on(before: Evidence, after: Evidence) -> Evidence:
    """What a grade rests on that is kept although its evidence changed: the present evidence, and
    the findings it was given on, which its points go on to be counted by.
    """
    return {**after, GIVEN_ON: before.get(GIVEN_ON, before["findings"])}


def given_findings(evidence: Evidence, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The present findings with status, numbers and lateness as they were when the grade was given.

    A saved grade is counted by these, so that its points change with nothing but a person.
    """
    then = evidence.get(GIVEN_ON, evidence["findings"])
    return tuple(_as_then(row, then.get(row.requirement)) for row in findings)


def _as_then(finding: Finding, then: Sequence[Any] | None) -> Finding:
    if then is None:
        return finding
    status, have, need, late = then
    return replace(finding, status=status, have=have, need=need, late_share=Decimal(late))


def _sight(post: PostFacts, now: datetime) -> Sight:
    if _holds(post.hidden, now):
        return "hidden"
    return "withdrawn" if _holds(post.withdrawn, now) else "shown"


def _holds(intervals: Iterable[Interval], now: datetime) -> bool:
    return any(interval.holds_at(now) for interval in intervals)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _order(key: str) -> tuple[int, str]:
    """Numbers by size, words by alphabet."""
    return (int(key), "") if key.isdigit() else (0, key)
