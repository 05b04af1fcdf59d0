"""Gathers what a discussion is judged by, in a fixed number of statements whatever its size.

This is the one place besides ``discussion`` that reads posts: it takes times, counts and ids, never
text, and gives them to the rules, not to a reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment, Group, GroupMembership
from forum.discussion.models import Post, PostInterval, Revision
from forum.participation.models import Setting
from forum.prompts.models import Site, SiteMerge
from forum.prompts.queries import PromptSetup, list_extensions
from forum.prompts.schedule import due_changes, extension_fact, late_policy, opening
from forum.rules import facts
from forum.rules.roles import Role

# Built once: every page that says what counts sends them.
_MEMBERS = (
    select(
        Enrollment.user_id,
        Enrollment.role,
        Enrollment.section_id,
        Enrollment.started_at,
        Enrollment.ended_at,
        User.name,
    )
    .join(User, User.id == Enrollment.user_id)
    .where(Enrollment.course_id == bindparam("course_id"))
    .order_by(Enrollment.started_at, Enrollment.id)
)
_COPIED, _COPIED_FROM = aliased(Post), aliased(Post)
_VERSIONS = (
    select(
        Post.id,
        Post.author_id,
        Post.parent_id,
        Post.kind,
        Revision.saved_at,
        Revision.words,
        Revision.site_id,
        Revision.listed,
        Revision.cited,
        Revision.unread,
        _COPIED_FROM.author_id,
    )
    .join(Revision, Revision.post_id == Post.id)
    .outerjoin(_COPIED, _COPIED.id == Revision.copies_id)
    .outerjoin(_COPIED_FROM, _COPIED_FROM.id == _COPIED.parent_id)
    .where(Post.prompt_id == bindparam("prompt_id"))
    .order_by(Post.id, Revision.number)
)
_INTERVALS = (
    select(
        PostInterval.post_id,
        PostInterval.kind,
        PostInterval.started_at,
        PostInterval.ended_at,
    )
    .join(Post, Post.id == PostInterval.post_id)
    .where(Post.prompt_id == bindparam("prompt_id"))
    .order_by(PostInterval.started_at)
)
_SITES = select(Site.id, Site.name).where(Site.course_id == bindparam("course_id"))
_MERGES = select(SiteMerge).where(SiteMerge.course_id == bindparam("course_id"))
_SETTINGS = (
    select(Setting)
    .where(Setting.prompt_id == bindparam("prompt_id"), Setting.ended_at.is_(None))
    .order_by(Setting.set_at, Setting.id)
)


def gather_discussion(session: Session, setup: PromptSetup) -> facts.Discussion:
    """The facts of a prompt's discussion for the rules.

    Eight statements (nine where the prompt uses groups). The prompt must be complete.
    """
    prompt = setup.prompt
    course = prompt.course
    by_section = prompt.group_set_id is None and not course.sections_are_one_class
    members = _members(session, course, prompt.group_set_id, by_section)
    return facts.Discussion(
        zone=course.zone,
        opens_at=opening(setup),
        terms=setup.terms,
        dues=due_changes(setup.checkpoints),
        members=members,
        posts=_posts(session, prompt.id),
        sites=_sites(session, course.id),
        merges=_merges(session, course.id),
        extensions=tuple(extension_fact(row) for row in list_extensions(session, prompt.id)),
        settings=_settings(session, prompt.id),
        policy=late_policy(prompt),
        scoped=any(member.scopes for member in members),
    )


def regrouped(
    session: Session, discussion: facts.Discussion, course: Course, group_set_id: int | None
) -> facts.Discussion:
    """The same facts as if the course were divided otherwise for this prompt; two statements."""
    by_section = group_set_id is None and not course.sections_are_one_class
    members = _members(session, course, group_set_id, by_section)
    return replace(discussion, members=members, scoped=any(one.scopes for one in members))


def _members(
    session: Session, course: Course, group_set_id: int | None, by_section: bool
) -> tuple[facts.Member, ...]:
    """Everybody who ever belonged to the course, with the intervals and scopes they had."""
    rows = session.execute(_MEMBERS, {"course_id": course.id}).all()
    scopes = _group_scopes(session, group_set_id)
    times: dict[int, list[facts.Interval]] = defaultdict(list)
    for row in rows:
        interval = facts.Interval(row.started_at, row.ended_at)
        times[row.user_id].append(interval)
        if by_section and row.section_id is not None:
            scopes[row.user_id].append(facts.Scope(f"section:{row.section_id}", interval))
    latest = {row.user_id: row for row in rows}
    names = {user_id: row.name for user_id, row in latest.items()}
    short = short_names(names)
    return tuple(
        facts.Member(
            id=user_id,
            name=row.name,
            short_name=short[user_id],
            role=row.role,
            active=_joined_up(times[user_id]),
            scopes=tuple(scopes[user_id]),
        )
        for user_id, row in latest.items()
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


def _group_scopes(session: Session, group_set_id: int | None) -> dict[int, list[facts.Scope]]:
    scopes: dict[int, list[facts.Scope]] = defaultdict(list)
    if group_set_id is None:
        return scopes
    rows = session.execute(
        select(
            GroupMembership.user_id,
            GroupMembership.group_id,
            GroupMembership.started_at,
            GroupMembership.ended_at,
        )
        .join(Group, Group.id == GroupMembership.group_id)
        .where(Group.group_set_id == group_set_id)
    )
    for row in rows:
        interval = facts.Interval(row.started_at, row.ended_at)
        scopes[row.user_id].append(facts.Scope(f"group:{row.group_id}", interval))
    return scopes


def _posts(session: Session, prompt_id: int) -> tuple[facts.PostFacts, ...]:
    rows = session.execute(_VERSIONS, {"prompt_id": prompt_id})
    versions: dict[int, list[facts.Version]] = defaultdict(list)
    heads: dict[int, tuple[int, int | None, Any]] = {}
    # Unpacked at once: reading a row by name takes as long as all else here.
    for post_id, author, parent, kind, at, words, site, listed, cited, unread, copies in rows:
        heads[post_id] = (author, parent, kind)
        versions[post_id].append(
            facts.Version(
                saved_at=at,
                words=tuple(words.items()),
                site_id=site,
                listed=listed,
                cited=cited,
                unread=unread,
                copies=copies,
                total=sum(words.values()),
            )
        )
    intervals = _intervals(session, prompt_id)
    return tuple(
        facts.PostFacts(
            id=post_id,
            author_id=author,
            parent_id=parent,
            kind=kind,
            versions=tuple(versions[post_id]),
            withdrawn=tuple(intervals.get((post_id, "withdrawn"), ())),
            hidden=tuple(intervals.get((post_id, "hidden"), ())),
            private=tuple(intervals.get((post_id, "private"), ())),
        )
        for post_id, (author, parent, kind) in heads.items()
    )


def _intervals(session: Session, prompt_id: int) -> dict[tuple[int, str], list[facts.Interval]]:
    rows = session.execute(_INTERVALS, {"prompt_id": prompt_id})
    found: dict[tuple[int, str], list[facts.Interval]] = defaultdict(list)
    for row in rows:
        found[row.post_id, row.kind].append(facts.Interval(row.started_at, row.ended_at))
    return found


def _sites(session: Session, course_id: int) -> tuple[tuple[int, str], ...]:
    rows = session.execute(_SITES, {"course_id": course_id})
    return tuple((row.id, row.name) for row in rows)


def _merges(session: Session, course_id: int) -> tuple[facts.SiteMerge, ...]:
    rows = session.scalars(_MERGES, {"course_id": course_id})
    return tuple(facts.SiteMerge(row.site_id, row.into_id, row.merged_at) for row in rows)


def _settings(session: Session, prompt_id: int) -> tuple[facts.SettingFact, ...]:
    rows = session.scalars(_SETTINGS, {"prompt_id": prompt_id})
    return tuple(
        facts.SettingFact(row.user_id, row.requirement, row.status, row.reason, row.set_at)
        for row in rows
    )
