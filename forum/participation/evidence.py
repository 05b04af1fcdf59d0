"""Makes the facts that a discussion is judged by of the rows that ``evidence_rows`` reads.

They are for the rules, not for a reader: ``without_…`` takes out what one must not learn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.participation.evidence_rows import Rows, read_evidence, read_people, versions_in
from forum.prompts.queries import PromptSetup
from forum.prompts.schedule import due_changes, late_policy, opening
from forum.rules import facts
from forum.rules.roles import Role

#: Discussions whose facts one process keeps; three hundred students with their posts are some 2 MB.
KEPT = 8


def gather_discussion(session: Session, setup: PromptSetup) -> facts.Discussion:
    """The facts of a prompt's discussion for the rules.

    One statement. The prompt must be complete. What is made of the rows is kept by the rows, so
    that a page meets the same objects again where nothing has changed.
    """
    prompt = setup.prompt
    course = prompt.course
    rows = read_evidence(session, course.id, prompt.id, prompt.group_set_id)
    members = _members(rows.members, rows.groups, _is_by_section(course, prompt.group_set_id))
    return facts.Discussion(
        zone=course.zone,
        opens_at=opening(setup),
        terms=setup.terms,
        dues=due_changes(setup.checkpoints),
        members=members,
        posts=_posts(rows.versions, rows.intervals),
        sites=tuple((row[0], row[-3]) for row in rows.sites),
        site_keys=tuple((row[0], row[-2], row[3] is not None) for row in rows.sites),
        merges=tuple(
            facts.SiteMerge(site, into, at, until) for site, into, _, at, until, *_ in rows.merges
        ),
        extensions=tuple(
            facts.Extension(person, kind, due_at)
            for person, _, _, due_at, _, kind, *_ in rows.extensions
        ),
        settings=tuple(
            facts.SettingFact(person, requirement, status, reason, at)
            for person, _, _, at, _, requirement, status, reason in rows.settings
        ),
        policy=late_policy(prompt),
        scoped=any(member.scopes for member in members),
    )


def regrouped(
    session: Session, discussion: facts.Discussion, course: Course, group_set_id: int | None
) -> facts.Discussion:
    """The same facts as if the course were divided otherwise for this prompt; one statement."""
    rows = read_people(session, course.id, group_set_id)
    members = _members(rows.members, rows.groups, _is_by_section(course, group_set_id))
    return replace(discussion, members=members, scoped=any(one.scopes for one in members))


def _is_by_section(course: Course, group_set_id: int | None) -> bool:
    return group_set_id is None and not course.sections_are_one_class


@lru_cache(maxsize=KEPT)
def _members(members: Rows, groups: Rows, by_section: bool) -> tuple[facts.Member, ...]:
    """Everybody who ever belonged to the course, with the intervals and scopes they had."""
    times: dict[int, list[facts.Interval]] = defaultdict(list)
    scopes: dict[int, list[facts.Scope]] = defaultdict(list)
    for person, group, _, since, until, *_ in groups:
        scopes[person].append(facts.Scope(f"group:{group}", facts.Interval(since, until)))
    latest: dict[int, tuple[str, Any]] = {}
    for person, section, _, since, until, role, name, _ in members:
        interval = facts.Interval(since, until)
        times[person].append(interval)
        if by_section and section is not None:
            scopes[person].append(facts.Scope(f"section:{section}", interval))
        latest[person] = (name, role)
    short = short_names({person: name for person, (name, _) in latest.items()})
    return tuple(
        facts.Member(
            id=person,
            name=name,
            short_name=short[person],
            role=role,
            active=_joined_up(times[person]),
            scopes=tuple(scopes[person]),
        )
        for person, (name, role) in latest.items()
    )


def short_names(names: dict[int, str]) -> dict[int, str]:
    """What sentences call people: the first name, the whole one where two share it."""
    firsts = {user_id: name.split()[0] if name.split() else name for user_id, name in names.items()}
    taken: dict[str, int] = defaultdict(int)
    for first in firsts.values():
        taken[first] += 1
    return {
        user_id: first if taken[first] == 1 else names[user_id] for user_id, first in firsts.items()
    }


def without_former_names(
    discussion: facts.Discussion, reader_id: int, now: datetime, former_name: str
) -> facts.Discussion:
    """The same discussion for a classmate, whom sentences do not tell who has left the course."""
    members = tuple(
        member
        if member.role != Role.STUDENT.value or member.id == reader_id or _is_there(member, now)
        else replace(member, name=former_name, short_name=former_name)
        for member in discussion.members
    )
    return replace(discussion, members=members)


def without_answers_to(discussion: facts.Discussion, reader_id: int) -> facts.Discussion:
    """The same discussion for somebody before the gate, who does not learn who answered them."""
    own = {post.id for post in discussion.posts if post.author_id == reader_id}
    unseen: set[int] = set()
    for post in sorted(discussion.posts, key=lambda post: post.id):
        answers_own = post.parent_id in own and post.author_id != reader_id
        if answers_own or post.parent_id in unseen:
            unseen.add(post.id)
    posts = tuple(post for post in discussion.posts if post.id not in unseen)
    return replace(discussion, posts=posts)


def _is_there(member: facts.Member, now: datetime) -> bool:
    return any(interval.end is None or now < interval.end for interval in member.active)


def _joined_up(intervals: Sequence[facts.Interval]) -> tuple[facts.Interval, ...]:
    """A change of section or role ends one row and starts the next at once: no absence."""
    joined: list[facts.Interval] = []
    for interval in intervals:
        if joined and joined[-1].end is not None and joined[-1].end == interval.start:
            joined[-1] = facts.Interval(joined[-1].start, interval.end)
        else:
            joined.append(interval)
    return tuple(joined)


@lru_cache(maxsize=KEPT)
def _posts(versions: str, intervals: Rows) -> tuple[facts.PostFacts, ...]:
    saved: dict[int, list[facts.Version]] = defaultdict(list)
    rows = versions_in(versions)
    heads = {row.post_id: (row.author_id, row.parent_id, row.kind) for row in rows}
    for row in rows:
        saved[row.post_id].append(
            facts.Version(
                saved_at=row.saved_at,
                words=tuple(row.words.items()),
                site_id=row.site_id,
                listed=row.listed,
                cited=row.cited,
                unread=row.unread,
                copies=_answered_by(row.copies_id, heads),
                total=sum(row.words.values()),
            )
        )
    spans: dict[tuple[int, str], list[facts.Interval]] = defaultdict(list)
    for post_id, _, _, since, until, name, *_ in intervals:
        spans[post_id, name].append(facts.Interval(since, until))
    return tuple(
        facts.PostFacts(
            id=post_id,
            author_id=author,
            parent_id=parent,
            kind=kind,
            versions=tuple(saved[post_id]),
            withdrawn=tuple(spans.get((post_id, "withdrawn"), ())),
            hidden=tuple(spans.get((post_id, "hidden"), ())),
            private=tuple(spans.get((post_id, "private"), ())),
        )
        for post_id, (author, parent, kind) in heads.items()
    )


def _answered_by(
    post_id: int | None, heads: Mapping[int, tuple[int, int | None, Any]]
) -> int | None:
    """The colleague whom a response answered; None where it answered none."""
    response = heads.get(post_id or 0)
    answered = heads.get(response[1] or 0) if response else None
    return answered[0] if answered else None
