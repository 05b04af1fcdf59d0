"""Whom an instructor might look at first: plain rules, each with its reason.

A rule speaks of what is missing or what waits, never of a person. Nothing is scored: a student
stands in the list because of a sentence, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from forum.rules.case import has_left, out_of_sight
from forum.rules.facts import Discussion, Finding, Member, PostFacts
from forum.rules.room import Room, is_visible, look

Reason = Literal["nothing", "no_response", "none_counts", "unanswered", "hidden", "review"]
#: In this order the reasons stand.
REASONS: tuple[Reason, ...] = (
    "nothing",
    "hidden",
    "no_response",
    "none_counts",
    "unanswered",
    "review",
)
#: A post that nobody has answered for so long is worth a look.
PATIENCE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Attention:
    """One reason to look at a student: since when it holds (None: no one instant), and how many.

    - nothing: nothing published that is in sight, and a post was due ``since``;
    - hidden: so many posts are hidden by the staff;
    - no_response: a post but no response at all, and they were due ``since``;
    - none_counts: so many responses, none of which counts;
    - unanswered: nobody has answered the post of ``since``, for three days or more;
    - review: so many findings that only a person can decide.
    """

    student: Member
    reason: Reason
    since: datetime | None = None
    number: int = 0


def list_attention(
    discussion: Discussion, findings: Mapping[int, Sequence[Finding]], now: datetime
) -> list[Attention]:
    """The reasons to look at present students, by reason, then by name.

    ``findings`` are by student id. Raises ValueError where a checkpoint has no due time.
    """
    room = look(discussion, now)
    present = [
        member
        for member in room.members.values()
        if member.role == "student" and not has_left(member, now)
    ]
    found = [
        one
        for member in sorted(present, key=lambda row: (row.name.casefold(), row.id))
        for one in _of(room, member, {row.requirement: row for row in findings[member.id]})
    ]
    return sorted(found, key=lambda one: REASONS.index(one.reason))


def _of(room: Room, member: Member, findings: Mapping[str, Finding]) -> Iterator[Attention]:
    own = room.by_author.get(member.id, [])
    in_sight = [post for post in own if not out_of_sight(post, room.now)]
    initial, responses = findings.get("initial_post"), findings.get("responses")
    first_due, second_due = (window.due_at(room.now) for window in room.windows(member))
    if initial is not None and initial.status == "unmet" and not in_sight:
        yield Attention(member, "nothing", first_due)
    hidden = sum(any(span.holds_at(room.now) for span in post.hidden) for post in own)
    if hidden:
        yield Attention(member, "hidden", number=hidden)
    if in_sight and responses is not None and not responses.have and responses.status != "waived":
        if responses.not_counted:
            number = len({row.post_id for row in responses.not_counted})
            yield Attention(member, "none_counts", number=number)
        elif responses.status == "unmet":
            yield Attention(member, "no_response", second_due)
    for post in own:
        if post.kind == "initial" and _is_unanswered(room, post):
            yield Attention(member, "unanswered", post.published_at)
    open_questions = sum(finding.status == "review" for finding in findings.values())
    if open_questions:
        yield Attention(member, "review", number=open_questions)


def _is_unanswered(room: Room, post: PostFacts) -> bool:
    if not is_visible(post, room.now) or room.now - post.published_at < PATIENCE:
        return False
    return not any(
        below.author_id != post.author_id
        and room.members[below.author_id].role == "student"
        and not out_of_sight(below, room.now)
        for below in room.under.get(post.id, ())
    )
