"""Waiting: a student owes a response and nobody is there to whom one would count.

Source: the product's rules, "Small classes", and the state "Waiting" of the student's page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forum.rules.case import Case, open_case
from forum.rules.facts import Discussion, PostFacts
from forum.rules.participation import evaluate_class
from forum.rules.room import Room, is_in, is_visible, look
from forum.rules.verdicts import would_count


def released_by(discussion: Discussion, post_id: int, now: datetime) -> list[int]:
    """The students (ids) whom the initial post `post_id` lets wait no more.

    Each owes a response, has an own initial post, could answer this post, and could answer no other
    one. The author is never among them. Empty for a post that is out of sight or not initial.
    """
    room = look(discussion, now)
    post = room.posts.get(post_id)
    if post is None or post.kind != "initial" or not is_visible(post, now):
        return []
    return [
        case.member.id
        for case in _owing(room, discussion)
        if case.member.id != post.author_id
        and would_count(case, post.id)
        and not any(would_count(case, other.id) for other in _others(room, case, post))
    ]


def waiting(discussion: Discussion, now: datetime) -> list[int]:
    """The students (ids) who owe a response and can answer nobody at this instant."""
    room = look(discussion, now)
    return [
        case.member.id
        for case in _owing(room, discussion)
        if not any(would_count(case, other.id) for other in _others(room, case, None))
    ]


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
        findings = standings[member.id]
        responses = next(row for row in findings if row.requirement == "responses")
        if responses.status == "open" and responses.need:
            yield case


def _others(room: Room, case: Case, post: PostFacts | None) -> Iterator[PostFacts]:
    """The initial posts of colleagues in sight, but for the one that is asked about."""
    for other in room.posts.values():
        if other.kind != "initial" or other.author_id == case.member.id or other is post:
            continue
        if is_visible(other, room.now):
            yield other
