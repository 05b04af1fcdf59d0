"""Small classes: whom each student could have answered, at one instant for the whole discussion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.rules.case import Case
from forum.rules.facts import PostFacts, Terms
from forum.rules.room import Room, is_in, is_visible, scopes_at, scopes_match, site_at

Scopes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Pool:
    """The students who could be answered at an instant: each with a site, counted by scope.

    `people` maps a student to scope and site. Where sites must differ, who has named none is left
    out, because a response to them cannot be judged; else the site is not looked at.
    """

    at: datetime
    people: Mapping[int, tuple[Scopes, int | None]]
    counts: Mapping[Scopes, Counter[int | None]]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom one student can answer: `reach` colleagues that count plainly, `people` in all.

    `final` is False while the instant is still to come; `at` is that instant.
    """

    at: datetime
    final: bool
    reach: int
    people: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of one student: so many responses, so many of them to the same site.

    `reach` is None where the class is large enough, or the prompt does not look.
    """

    need: int
    same_site: int = 0
    reach: Reach | None = None
    for_instructor: bool = False


def ask(case: Case, terms: Terms, at: datetime, credited: Iterable[int]) -> Ask:
    """What the prompt's fallback makes of a class too small, as looked at `at`.

    `credited` are the colleagues whose responses count without any fallback.
    """
    found = reach_of(case, terms, at, credited)
    if found.reach >= terms.responses:
        return Ask(terms.responses)
    if not found.final or terms.fallback == "instructor":
        return Ask(terms.responses, reach=found, for_instructor=found.final)
    if terms.fallback == "waive" or not terms.different_site:
        return Ask(found.reach, reach=found)
    need = min(terms.responses, found.people)
    return Ask(need, same_site=terms.responses - found.reach, reach=found)


def reach_of(case: Case, terms: Terms, at: datetime, credited: Iterable[int]) -> Reach:
    """The colleagues this student could answer at the instant, or can now if it is to come."""
    looked_at = min(at, case.now)
    pool = _pool(case.room, looked_at, ends=looked_at == at, by_site=terms.different_site)
    own_site = _own_site(case, looked_at)
    scopes = _own_scopes(case, looked_at)
    total = same = 0
    for other_scopes, sites in pool.counts.items():
        if _together(case.room, scopes, other_scopes):
            total += sites.total()
            same += sites[own_site] if own_site is not None else 0
    if case.member.id in pool.people:
        _, site = pool.people[case.member.id]
        total, same = total - 1, same - (site == own_site)
    if not terms.different_site:
        same = 0
    reach, people = total - same, total
    for colleague in set(credited):
        offered = pool.people.get(colleague)
        if offered is None or not _together(case.room, scopes, offered[0]):
            people, reach = people + 1, reach + 1
        elif terms.different_site and offered[1] == own_site:
            reach += 1
    return Reach(at, at <= case.now, reach, people)


def lead_of(terms: Terms) -> timedelta:
    """How long before T2 the class is looked at."""
    return timedelta(hours=terms.pool_lead_hours)


def _pool(room: Room, at: datetime, *, ends: bool, by_site: bool) -> Pool:
    """The pool at an instant, kept for the other students of the room."""
    known = room.memo.get((at, ends, by_site))
    if not isinstance(known, Pool):
        known = room.memo[at, ends, by_site] = _gather(room, at, ends=ends, by_site=by_site)
    return known


def _gather(room: Room, at: datetime, *, ends: bool, by_site: bool) -> Pool:
    """`ends` leaves out what is published at the very instant, as a due time does."""
    people: dict[int, tuple[Scopes, int | None]] = {}
    counts: dict[Scopes, Counter[int | None]] = {}
    for member in room.members.values():
        if member.role != "student" or not is_in(member.active, at):
            continue
        post = _post_offered(room, member.id, at, ends=ends)
        site = room.site_key(site_at(post, at), at) if post else None
        if post and (site is not None or not by_site):
            scopes = scopes_at(member, at) if room.discussion.scoped else frozenset()
            people[member.id] = (scopes, site)
            counts.setdefault(scopes, Counter())[site] += 1
    return Pool(at, people, counts)


def _post_offered(room: Room, member_id: int, at: datetime, *, ends: bool) -> PostFacts | None:
    """The first initial post colleagues could read at the instant."""
    for post in room.by_author.get(member_id, ()):
        if post.kind != "initial" or (ends and post.published_at >= at):
            continue
        if is_visible(post, at):
            return post
    return None


def _own_site(case: Case, at: datetime) -> int | None:
    """The student's site then; if none had been named yet, the one named since."""
    site = case.site_at(at)
    return case.room.site_key(case.site_at(case.now) if site is None else site, at)


def _own_scopes(case: Case, at: datetime) -> Scopes:
    """The student's groups then; for one who joined later, those of now."""
    was_there = is_in(case.member.active, at)
    return scopes_at(case.member, at if was_there else case.now)


def _together(room: Room, one: Scopes, other: Scopes) -> bool:
    return not room.discussion.scoped or scopes_match(one, other)
