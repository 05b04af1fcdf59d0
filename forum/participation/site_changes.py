"""What merging two sites, or splitting them again, would do to the findings of each week."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from forum.participation.changes import FindingChange, list_changes
from forum.participation.classes import present_students
from forum.participation.evidence import gather_discussion
from forum.participation.queries import Translate, get_standings
from forum.prompts.queries import PromptSetup
from forum.rules.facts import Discussion, SiteMerge


@dataclass(frozen=True)
class WeekChanges:
    """The findings of one week that would be others."""

    week: int
    changes: tuple[FindingChange, ...]


def list_site_changes(
    session: Session,
    setups: Sequence[PromptSetup],
    sides: tuple[Collection[int], Collection[int]],
    change: Callable[[Discussion], Discussion],
    now: datetime,
    translate: Translate,
) -> list[WeekChanges]:
    """The findings that ``change`` of the facts would change, by week; nothing is written.

    One statement a week; the rules are asked only of weeks in which both ``sides`` (ids of sites
    that are one) were chosen.
    """
    found = []
    for setup in setups:
        discussion = gather_discussion(session, setup)
        chosen = {version.site_id for post in discussion.posts for version in post.versions}
        if any(chosen.isdisjoint(side) for side in sides):
            continue
        before = get_standings(discussion, now, translate)
        after = get_standings(change(discussion), now, translate)
        changes = list_changes(before, after, present_students(discussion, now))
        if changes:
            found.append(WeekChanges(setup.prompt.week, changes))
    return found


def with_merge(discussion: Discussion, site_id: int, into_id: int, now: datetime) -> Discussion:
    """The facts after two sites were declared the same."""
    return replace(discussion, merges=(*discussion.merges, SiteMerge(site_id, into_id, now)))


def with_split(discussion: Discussion, site_id: int, now: datetime) -> Discussion:
    """The facts after a site was split off the one it had been merged into."""
    merges = tuple(
        replace(merge, until=now) if merge.a == site_id and merge.until is None else merge
        for merge in discussion.merges
    )
    return replace(discussion, merges=merges)
