"""A discussion as it can be seen at one instant, with the indexes that every judgement shares.

Nothing after `now` is seen: later posts, versions, changes and merges are left out here, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from forum.rules.facts import (
    Checkpoint,
    Discussion,
    Extension,
    Interval,
    Member,
    PostFacts,
    Requirement,
    SettingFact,
    SiteMerge,
    Terms,
    Version,
)
from forum.rules.schedule import CHECKPOINTS, Window, due_history, personal_windows
from forum.rules.sentences import Speech, Translate, as_written
from forum.rules.sites.doubts import doubt_between

History = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Built by `look`. Posts are in the order of time, then id."""

    discussion: Discussion
    now: datetime
    speech: Speech
    members: Mapping[int, Member]
    posts: Mapping[int, PostFacts]
    by_author: Mapping[int, list[PostFacts]]
    under: Mapping[int, list[PostFacts]]
    sites: Mapping[int, str]
    site_keys: Mapping[int, tuple[str, bool]]
    terms: tuple[Terms, ...]
    dues: dict[Checkpoint, History]
    extensions: Mapping[int, list[Extension]]
    settings: Mapping[tuple[int, Requirement], SettingFact]
    merges: tuple[SiteMerge, ...]
    _same: dict[datetime | None, dict[int, int]] = field(default_factory=dict)
    memo: dict[object, object] = field(default_factory=dict)

    def site_key(self, site_id: int | None, at: datetime) -> int | None:
        """One id for all the sites declared the same by then; None stays None."""
        if site_id is None or not self.merges:
            return site_id
        changes = (change for merge in self.merges for change in (merge.at, merge.until))
        last = max((change for change in changes if change and change <= at), default=None)
        if last not in self._same:
            self._same[last] = _joined(m for m in self.merges if last and m.holds_at(last))
        return self._same[last].get(site_id, site_id)

    def site_name(self, site_id: int) -> str:
        """The name people know the site by."""
        return self.sites[site_id]

    def may_be_one(self, one: int, other: int) -> bool:
        """Whether two sites that count as two may be one organisation, as far as can be seen."""
        if self.site_key(one, self.now) == self.site_key(other, self.now):
            return False
        if one not in self.site_keys or other not in self.site_keys:
            return False
        (first, is_listed), (second, is_other_listed) = self.site_keys[one], self.site_keys[other]
        if is_listed and is_other_listed:
            return False
        return bool(doubt_between(first, self.sites[one], second, self.sites[other]))

    def shares_scope(self, one: Member, other: Member, at: datetime) -> bool:
        """Whether the two were in the same group or section, where discussions are kept apart."""
        if not self.discussion.scoped:
            return True
        return scopes_match(scopes_at(one, at), scopes_at(other, at))

    def written_under(self, posts: Iterable[PostFacts]) -> list[PostFacts]:
        """What answers one of the posts or, under an initial post, stands anywhere below it."""
        found = {below.id: below for post in posts for below in self.under.get(post.id, ())}
        return sorted(found.values(), key=lambda post: (post.published_at, post.id))

    def windows(self, member: Member) -> tuple[Window, Window]:
        """The member's windows for T1 and T2."""
        own = self.extensions.get(member.id, ())
        return personal_windows(self.discussion, self.dues, own, member, self.now)


def look(discussion: Discussion, now: datetime, translate: Translate = as_written) -> Room:
    """The discussion as of `now`; raises ValueError where a checkpoint has no due time."""
    by_id = _standing({post.id: post for post in _seen(discussion.posts, now)})
    posts = sorted(by_id.values(), key=lambda post: (post.published_at, post.id))
    by_author: defaultdict[int, list[PostFacts]] = defaultdict(list)
    under: defaultdict[int, list[PostFacts]] = defaultdict(list)
    for post in posts:
        by_author[post.author_id].append(post)
        if post.parent_id is not None:
            for above in {post.parent_id, _root(post, by_id)}:
                under[above].append(post)
    extensions: defaultdict[int, list[Extension]] = defaultdict(list)
    for extension in discussion.extensions:
        extensions[extension.student_id].append(extension)
    settings = sorted((s for s in discussion.settings if s.at <= now), key=lambda s: s.at)
    return Room(
        discussion=discussion,
        now=now,
        speech=Speech(discussion.zone, translate),
        members={member.id: member for member in discussion.members},
        posts={post.id: post for post in posts},
        by_author=by_author,
        under=under,
        sites=dict(discussion.sites),
        site_keys={site: (key, listed) for site, key, listed in discussion.site_keys},
        terms=_terms_known(discussion, now),
        dues={name: due_history(discussion.dues, name, now) for name in CHECKPOINTS},
        extensions=extensions,
        settings={(setting.student_id, setting.requirement): setting for setting in settings},
        merges=tuple(merge for merge in discussion.merges if merge.at <= now),
    )


def with_post(room: Room, post: PostFacts) -> Room:
    """The same room with one more post of the present instant, to judge it before it is written."""
    by_author = {**room.by_author, post.author_id: [*room.by_author.get(post.author_id, ()), post]}
    return replace(room, posts={**room.posts, post.id: post}, by_author=by_author)


def is_in(intervals: Sequence[Interval], at: datetime) -> bool:
    """Whether one of the intervals holds the instant."""
    # Nearly every post has none, and a class asks this thousands of times.
    return bool(intervals) and any(interval.holds_at(at) for interval in intervals)


def start_of(intervals: Iterable[Interval], at: datetime) -> datetime:
    """Since when the state that holds at the instant has held; the instant itself if for ever."""
    starts = (interval.start for interval in intervals if interval.holds_at(at))
    return min((start for start in starts if start is not None), default=at)


def is_visible(post: PostFacts, at: datetime) -> bool:
    """Whether colleagues could read the post at the instant."""
    return (
        post.published_at <= at
        and not is_in(post.withdrawn, at)
        and not is_in(post.hidden, at)
        and not is_in(post.private, at)
    )


def site_at(post: PostFacts, at: datetime) -> int | None:
    """The site the post named at the instant; None before it was published."""
    site = None
    for version in post.versions:
        if version.saved_at > at:
            break
        site = version.site_id
    return site


def scopes_at(member: Member, at: datetime) -> frozenset[str]:
    """The groups and sections the member was in."""
    return frozenset(scope.key for scope in member.scopes if scope.during.holds_at(at))


def scopes_match(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two people stand together: one scope in common, or none at all on both sides."""
    return one == other or not one.isdisjoint(other)


def _seen(posts: Iterable[PostFacts], now: datetime) -> Iterable[PostFacts]:
    """The posts published by now, with the versions saved by now, in the order of time."""
    for post in posts:
        versions = post.versions
        if len(versions) == 1:
            if versions[0].saved_at <= now:
                yield post
            continue
        known = sorted((v for v in versions if v.saved_at <= now), key=_saved_at)
        if known:
            yield post if tuple(known) == versions else replace(post, versions=tuple(known))


def _standing(posts: dict[int, PostFacts]) -> dict[int, PostFacts]:
    """Without those that answer a post that is not there, and what answers them in turn."""
    loose = [p for p in posts.values() if p.parent_id is not None and p.parent_id not in posts]
    if not loose:
        return posts
    for post in loose:
        del posts[post.id]
    return _standing(posts)


def _saved_at(version: Version) -> datetime:
    return version.saved_at


def _root(post: PostFacts, posts: Mapping[int, PostFacts]) -> int:
    """The initial post a reply stands under, however deep."""
    while post.parent_id is not None:
        post = posts[post.parent_id]
    return post.id


def _terms_known(discussion: Discussion, now: datetime) -> tuple[Terms, ...]:
    """The terms by the time they came into force, without what comes after now.

    Before the first come into force, those first ones are announced and apply.
    """
    known = sorted(discussion.terms, key=lambda terms: terms.valid_from)
    in_force = tuple(terms for terms in known if terms.valid_from <= now)
    return in_force or tuple(known[:1])


def _joined(merges: Iterable[SiteMerge]) -> dict[int, int]:
    """For every site in a merge the smallest id among all those declared the same."""
    groups: dict[int, set[int]] = {}
    for merge in merges:
        group = groups.get(merge.a, {merge.a}) | groups.get(merge.b, {merge.b})
        for site in group:
            groups[site] = group
    return {site: min(group) for site, group in groups.items()}
