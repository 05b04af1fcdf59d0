"""Waiting for an answer: the posts that nobody has answered yet, and who could answer next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from forum.rules.exchange import Exchange, unanswered_posts
from forum.rules.facts import Discussion, Finding
from forum.rules.ordering import own_order
from forum.rules.room import look

#: As many as a person looks at are named of those who could answer, and of whom one could answer.
MOST_WRITERS, MOST_COLLEAGUES = 4, 6


@dataclass(frozen=True, slots=True)
class WaitingPost:
    """A post without an answer since ``since``; ``could_answer`` are some of the students (ids) who
    still have a response to write that would count here, those with most to write first.
    """

    post_id: int
    author_id: int
    since: datetime
    could_answer: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Owing:
    """A student with ``left`` of ``need`` responses to write while they would still count.

    ``colleagues`` (ids) are some who could be answered, in the order of
    ``analytics.next_to_answer``. Without an own post (``has_posted``) that comes first.
    """

    student_id: int
    left: int
    need: int
    has_posted: bool
    colleagues: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The posts, the oldest first, and the students, those with most to write first."""

    posts: tuple[WaitingPost, ...]
    owing: tuple[Owing, ...]


def list_waiting(
    discussion: Discussion, findings: Mapping[int, Sequence[Finding]], now: datetime
) -> WaitingList:
    """What waits in a class at `now`; ``findings`` are by student id.

    Raises ValueError where a checkpoint has no due time.
    """
    of = Exchange(look(discussion, now))
    owing = sorted(_owing(of, findings), key=lambda row: -row.left)
    writers = [row for row in owing if row.has_posted]
    return WaitingList(
        posts=tuple(
            WaitingPost(
                post.id, post.author_id, post.published_at, _writers(of, writers, post.author_id)
            )
            for post in unanswered_posts(of.room)
        ),
        owing=tuple(owing),
    )


def _owing(of: Exchange, findings: Mapping[int, Sequence[Finding]]) -> list[Owing]:
    found = []
    for member in of.students:
        asked = next((f for f in findings[member.id] if f.requirement == "responses"), None)
        if asked is None or asked.status not in ("open", "partial", "unmet"):
            continue
        _, second = of.room.windows(member)
        if second.is_accepted(of.room.now):
            colleagues = tuple(of.next_for(member.id, MOST_COLLEAGUES))
            left, has_posted = asked.need - asked.have, member.id in of.initials
            found.append(Owing(member.id, left, asked.need, has_posted, colleagues))
    return found


def _writers(of: Exchange, owing: Sequence[Owing], author_id: int) -> tuple[int, ...]:
    """Those who could answer the author, of ``owing`` with most left to write first."""
    in_turn = (row.student_id for row in _turned(owing, author_id))
    could = (student for student in in_turn if of.could_answer(student, author_id))
    return tuple(islice(could, MOST_WRITERS))


def _turned(owing: Sequence[Owing], author_id: int) -> Iterator[Owing]:
    """Among those with equally many left each author has another first one, and always the same,
    so that not every post names the same people."""
    turn = int.from_bytes(own_order(author_id, 0))
    for _, equals in groupby(owing, key=lambda row: row.left):
        rows = list(equals)
        first = turn % len(rows)
        yield from (*rows[first:], *rows[:first])
