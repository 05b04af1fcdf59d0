"""Waiting: a student owes a response and nobody is there to whom one would count.

Source: the product's rules, "Small classes", and the state "Waiting" of the student's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from forum.rules.case import Case, open_case
from forum.rules.facts import Discussion, Finding, PostFacts
from forum.rules.participation import evaluate, evaluate_class
from forum.rules.room import Room, is_in, is_visible, look, start_of
from forum.rules.verdicts import would_count


def released_by(
    discussion: Discussion, post_id: int, came_at: datetime, now: datetime
) -> list[int]:
    """The students (ids) whom the initial post `post_id` lets wait no more since `came_at`.

    Each owes a response, had posted before, could answer this post, and could answer nobody who was
    there before it. The author is never among them. Empty for a post that is out of sight or not
    initial. What came between `came_at` and `now` makes nobody miss the news.
    """
    room = look(discussion, now)
    post = room.posts.get(post_id)
    if post is None or post.kind != "initial" or not is_visible(post, now):
        return []
    came = (came_at, post.id)  # posts are taken in the order of time, then id
    earlier = [
        other
        for other in room.posts.values()
        if other is not post and _place(other) < came and is_visible(other, came_at)
    ]
    return [
        case.member.id
        for case in _owing(room, discussion)
        if case.member.id != post.author_id
        and case.initial is not None
        and _place(case.initial) < came
        and would_count(case, post.id)
        and not any(would_count(case, other.id) for other in _others(earlier, case, now))
    ]


def waiting(discussion: Discussion, now: datetime) -> list[int]:
    """The students (ids) who owe a response and can answer nobody at this instant."""
    room = look(discussion, now)
    posts = list(room.posts.values())
    return [
        case.member.id
        for case in _owing(room, discussion)
        if not any(would_count(case, other.id) for other in _others(posts, case, now))
    ]


def waits_since(
    discussion: Discussion,
    student_id: int,
    now: datetime,
    findings: Sequence[Finding] | None = None,
) -> datetime | None:
    """Since when, at least, a student has owed a response and could answer nobody; None where the
    student does not wait at this instant. ``findings`` are the student's of this instant, where
    they are known.

    At least: since the own post, the own last response, or the moment at which the last colleague
    who has gone out of sight went; whether that one could have been answered is not asked.
    """
    member = next((row for row in discussion.members if row.id == student_id), None)
    if member is None or member.role != "student":
        return None
    if not _is_owed(evaluate(discussion, student_id, now) if findings is None else findings):
        return None
    room = look(discussion, now)
    case = open_case(room, member)
    if case.initial is None or not room.terms[-1].responses:
        return None
    posts = list(room.posts.values())
    if any(would_count(case, other.id) for other in _others(posts, case, now)):
        return None
    own = [post.published_at for post in posts if post.author_id == student_id]
    return max([case.initial.published_at, *own, *_went(room, posts, student_id)])


def _went(room: Room, posts: Iterable[PostFacts], student_id: int) -> Iterator[datetime]:
    """When colleagues whose initial posts cannot be read or answered any more went out of sight."""
    for post in posts:
        if post.kind != "initial" or post.author_id == student_id:
            continue
        for intervals in (post.withdrawn, post.hidden, post.private):
            if is_in(intervals, room.now):
                yield start_of(intervals, room.now)
        author = room.members.get(post.author_id)
        yield from (one.end for one in author.active if one.end) if author else ()


def _is_owed(findings: Iterable[Finding]) -> bool:
    """Whether responses are asked, not done, and still possible in time."""
    responses = next(row for row in findings if row.requirement == "responses")
    return responses.status == "open" and bool(responses.need)


def _owing(room: Room, discussion: Discussion) -> Iterator[Case]:
    """Present students with an initial post that counts whose responses are asked and not done."""
    if not room.terms[-1].responses:
        return
    standings = evaluate_class(discussion, room.now)
    for member in room.members.values():
        if member.role != "student" or not is_in(member.active, room.now):
            continue
        case = open_case(room, member)
        if case.initial is None:
            continue
        if _is_owed(standings[member.id]):
            yield case


def _place(post: PostFacts) -> tuple[datetime, int]:
    return post.published_at, post.id


def _others(posts: Iterable[PostFacts], case: Case, now: datetime) -> Iterator[PostFacts]:
    """The initial posts of colleagues among these that are in sight."""
    for other in posts:
        is_colleague = other.kind == "initial" and other.author_id != case.member.id
        if is_colleague and is_visible(other, now):
            yield other
