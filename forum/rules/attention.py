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
from forum.rules.exchange import unanswered_posts
from forum.rules.facts import Discussion, Finding, Member
from forum.rules.habits import Habit, PastWeek, habits_of
from forum.rules.room import Room, look

Reason = Literal[
    "nothing", "no_response", "none_counts", "unanswered", "hidden", "short", "review", Habit
]
#: In this order the reasons stand.
REASONS: tuple[Reason, ...] = (
    "nothing",
    "nothing_again",
    "hidden",
    "no_response",
    "none_counts",
    "unanswered",
    "unanswered_again",
    "short",
    "shorter",
    "same_colleagues",
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
    - short: when it was due, the post had ``number`` words, less than half of ``asked``;
    - review: so many findings that only a person can decide;
    - the others are about several ``weeks`` (``rules.habits``), with what was counted in each
      (``numbers``) and who was chosen (``colleagues``).
    """

    student: Member
    reason: Reason
    since: datetime | None = None
    number: int = 0
    asked: int = 0
    weeks: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    colleagues: tuple[Member, ...] = ()


def list_attention(
    discussion: Discussion,
    findings: Mapping[int, Sequence[Finding]],
    now: datetime,
    past: Sequence[PastWeek] = (),
) -> list[Attention]:
    """The reasons to look at present students, by reason, then by name.

    ``findings`` are by student id; ``past`` are earlier weeks of the course, the last first,
    without which nothing is said about several weeks. Raises ValueError where a checkpoint has no
    due time.
    """
    room = look(discussion, now)
    waiting = {post.author_id: post.published_at for post in unanswered_posts(room)}
    ignored = {author for author, since in waiting.items() if now - since < PATIENCE}
    present = [
        member
        for member in room.members.values()
        if member.role == "student" and discussion.is_about(member.id) and not has_left(member, now)
    ]
    found: list[Attention] = []
    for member in sorted(present, key=lambda row: (row.name.casefold(), row.id)):
        own: dict[str, Finding] = {row.requirement: row for row in findings[member.id]}
        since = None if member.id in ignored else waiting.get(member.id)
        found += _this_week(room, member, own, since)
    for habit in habits_of(room, {(one.student.id, one.reason) for one in found}, past):
        found.append(
            Attention(
                room.members[habit.student_id],
                habit.reason,
                number=habit.number,
                weeks=habit.weeks,
                numbers=habit.numbers,
                colleagues=tuple(room.members[colleague] for colleague in habit.colleagues),
            )
        )
    return sorted(
        found,
        key=lambda one: (REASONS.index(one.reason), one.student.name.casefold(), one.student.id),
    )


def _this_week(
    room: Room, member: Member, findings: Mapping[str, Finding], unanswered_since: datetime | None
) -> Iterator[Attention]:
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
    if unanswered_since is not None:
        yield Attention(member, "unanswered", unanswered_since)
    parts = findings.get("parts")
    if parts is not None and parts.status in ("partial", "unmet"):
        words = next((p.versions[-1].total for p in in_sight if p.kind == "initial"), None)
        asked = sum(rule.minimum for rule in room.terms[-1].parts)
        if words is not None and 2 * words < asked:
            yield Attention(member, "short", number=words, asked=asked)
    open_questions = sum(finding.status == "review" for finding in findings.values())
    if open_questions:
        yield Attention(member, "review", number=open_questions)
