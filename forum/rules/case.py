"""One student's case: what the tests of every requirement need to know of that student."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from forum.rules.facts import (
    Code,
    Finding,
    Member,
    PostFacts,
    Requirement,
    Status,
    Version,
)
from forum.rules.room import Room, is_in, site_at, start_of
from forum.rules.schedule import Window


@dataclass(frozen=True, slots=True)
class Case:
    """A student in a room. `first` and `second` are the windows of T1 and T2.

    `initial` is the post that counts: the first of `initials` in sight and not too late.
    """

    room: Room
    member: Member
    first: Window
    second: Window
    posts: tuple[PostFacts, ...]
    initials: tuple[PostFacts, ...]
    initial: PostFacts | None = None

    @property
    def now(self) -> datetime:
        """The instant the room is seen at."""
        return self.room.now

    def obstacle(self, post: PostFacts, window: Window) -> Code | None:
        """What keeps a whole post from counting, whatever it says."""
        if is_in(post.withdrawn, self.now):
            return "WITHDRAWN"
        if is_in(post.hidden, self.now):
            return "HIDDEN"
        return None if window.is_accepted(post.published_at) else "TOO_LATE"

    def obstacle_at(self, post: PostFacts, code: Code, window: Window) -> datetime:
        """The time that belongs to an obstacle: since when, or the first instant too late."""
        if code == "WITHDRAWN":
            return start_of(post.withdrawn, self.now)
        if code == "HIDDEN":
            return start_of(post.hidden, self.now)
        return window.closes_at(post.published_at)

    def site_at(self, at: datetime) -> int | None:
        """The student's own site at the instant, by the versions saved before the close.

        A post out of sight still says which site was visited, unless another has taken its place;
        a site named in time stays named, though a late edit may have taken it out again.
        """
        published = [post for post in self.initials if post.published_at <= at]
        in_sight = [post for post in published if not out_of_sight(post, at)]
        for post in (*in_sight, *published):
            site = site_at(self.accepted(post), at)
            if site is None:
                in_time = last_in_time((v for v in post.versions if v.saved_at <= at), self.first)
                site = in_time.site_id if in_time else None
            if site is not None:
                return site
        return None

    def accepted(self, post: PostFacts) -> PostFacts:
        """The initial post with the versions that were saved in time or late, not after the close.

        A post published after the close keeps none that names a site.
        """
        if self.first.is_accepted(post.versions[-1].saved_at):
            return post
        versions = [v for v in post.versions if self.first.is_accepted(v.saved_at)]
        if not versions:
            versions = [replace(post.versions[0], site_id=None)]
        return replace(post, versions=tuple(versions))


@dataclass(frozen=True, slots=True)
class Credit:
    """A unit that is fulfilled: since which save, and how many days late (0: in time)."""

    at: datetime
    days_late: int = 0


def open_case(room: Room, member: Member) -> Case:
    """The case of one member of the room."""
    first, second = room.windows(member)
    posts = tuple(room.by_author.get(member.id, ()))
    initials = tuple(post for post in posts if post.kind == "initial")
    case = Case(room, member, first, second, posts, initials)
    counts = (post for post in initials if case.obstacle(post, first) is None)
    return replace(case, initial=next(counts, None))


def credit(
    versions: Iterable[Version], window: Window, is_complete: Callable[[Version], bool]
) -> Credit | None:
    """Look twice: with the last version saved in time, then with the last before the close.

    Credit is dated by the save since which the unit has stayed complete.
    """
    versions = tuple(versions)
    if len(versions) == 1:  # Nearly every post, and the two looks are then one.
        saved_at = versions[0].saved_at
        counts = window.is_accepted(saved_at) and is_complete(versions[0])
        return Credit(saved_at, window.days_late(saved_at)) if counts else None
    since = _complete_since((v for v in versions if window.is_on_time(v.saved_at)), is_complete)
    if since is not None:
        return Credit(since)
    since = _complete_since((v for v in versions if window.is_accepted(v.saved_at)), is_complete)
    return Credit(since, window.days_late(since)) if since is not None else None


def _complete_since(
    versions: Iterable[Version], is_complete: Callable[[Version], bool]
) -> datetime | None:
    since = None
    for version in versions:
        if not is_complete(version):
            since = None
        elif since is None:
            since = version.saved_at
    return since


def last_accepted(versions: Iterable[Version], window: Window) -> Version | None:
    """The last version saved before the close."""
    accepted = [version for version in versions if window.is_accepted(version.saved_at)]
    return accepted[-1] if accepted else None


def last_in_time(versions: Iterable[Version], window: Window) -> Version | None:
    """The last version saved in time."""
    in_time = [version for version in versions if window.is_on_time(version.saved_at)]
    return in_time[-1] if in_time else None


def status_of(case: Case, window: Window, have: int, need: int, late: bool, review: bool) -> Status:
    """The word for what was found; `review` where only a person can say the rest."""
    if have >= need:
        return "late" if late else "met"
    if window.is_on_time(case.now):
        return "open"
    if review:
        return "review"
    return "partial" if have else "unmet"


def next_step(case: Case, window: Window, status: Status, what: str) -> str:
    """What the student can still do about it, and until when; "" where nothing is left to do."""
    if status in ("met", "late", "waived", "review"):
        return ""
    speech = case.room.speech
    if window.is_on_time(case.now):
        return speech.step(what, window.due_at(case.now))
    if window.is_accepted(case.now):
        return speech.late_step(what, window.closes_at(case.now))
    return speech.closed_step()


def late_share(case: Case, days: Iterable[int], units: int) -> Decimal:
    """Sum over units of min(days x rate, cap), divided by the number of units."""
    policy = case.room.discussion.policy
    lost = sum((min(policy.rate * n, policy.cap) for n in days if n), Decimal(0))
    return lost / units if lost else Decimal(0)


def not_asked(case: Case, requirement: Requirement) -> Finding:
    """The finding where the prompt asks nothing."""
    return Finding(requirement, "waived", 0, 0, sentence=case.room.speech.not_asked(requirement))


def out_of_sight(post: PostFacts, at: datetime) -> bool:
    """Whether the post was withdrawn or hidden at the instant."""
    return is_in(post.withdrawn, at) or is_in(post.hidden, at)


def has_left(member: Member, now: datetime) -> bool:
    """Whether the person was in the course and no longer is."""
    was_in = any(interval.start is None or interval.start <= now for interval in member.active)
    return was_in and not is_in(member.active, now)
