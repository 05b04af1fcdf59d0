"""What is only seen over several weeks: plain rules for the list of whom to look at first.

Each rule looks back from this week as far as the weeks it is given go, and says in which weeks it
holds. It speaks of choices and of what is missing, never of a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Literal

from forum.rules.case import out_of_sight
from forum.rules.facts import Member, PostFacts
from forum.rules.room import Room, is_in, is_visible

Habit = Literal["nothing_again", "unanswered_again", "shorter", "same_colleagues"]
#: So many weeks of writing to the same few are no accident.
RUN = 3
#: So few colleagues are "the same few".
FEW = 2
#: Fewer earlier posts than this are no measure for a new one.
LEAST_POSTS = 2


@dataclass(frozen=True, slots=True)
class PastWeek:
    """An earlier week, by what is in sight of it now. Students are ids.

    ``due_at`` is when posts were due, ``asked`` how many words its parts ask for in all, ``words``
    those of each student's initial post. ``wrote`` has everybody with a post of any kind,
    ``readable`` those with an initial post that colleagues can read, ``answered`` those of whom
    one was answered by a classmate. ``chosen`` are by student the colleagues under whose initial
    posts they wrote. Of the ``excused`` nothing was asked.
    """

    week: int
    due_at: datetime
    asked: int = 0
    words: Mapping[int, int] = field(default_factory=dict)
    wrote: Collection[int] = ()
    readable: Collection[int] = ()
    answered: Collection[int] = ()
    chosen: Mapping[int, frozenset[int]] = field(default_factory=dict)
    excused: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a student in ``weeks``, the earliest first.

    - nothing_again: nothing published in these weeks before this one either;
    - unanswered_again: nobody answered the posts of these weeks before this one either;
    - shorter: the post has ``number`` words, less than half of what those of ``weeks`` had in the
      middle (``numbers``), each measured by what its week asked for;
    - same_colleagues: in these weeks and this one they wrote to the same one or two ``colleagues``
      only, though others were there.
    """

    student_id: int
    reason: Habit
    weeks: tuple[int, ...]
    number: int = 0
    numbers: tuple[int, ...] = ()
    colleagues: tuple[int, ...] = ()


def habits_of(
    room: Room, holding: Collection[tuple[int, str]], past: Sequence[PastWeek]
) -> list[Seen]:
    """What is seen of present students over this week and those in ``past``, the last first.

    ``holding`` are the reasons of this week that some rules go on from, as (student, reason).
    """
    if not past:
        return []
    students = [
        m
        for m in room.members.values()
        if m.role == "student" and room.discussion.is_about(m.id) and is_in(m.active, room.now)
    ]
    return [seen for member in students for seen in _habits(room, member, holding, past)]


def _habits(
    room: Room, member: Member, holding: Collection[tuple[int, str]], past: Sequence[PastWeek]
) -> Iterator[Seen]:
    if (member.id, "nothing") in holding and (weeks := _without_work(member, past)):
        yield Seen(member.id, "nothing_again", weeks)
    if (member.id, "unanswered") in holding and (weeks := _without_answer(member, past)):
        yield Seen(member.id, "unanswered_again", weeks)
    shorter = _shorter(room, member, past)
    if shorter is not None:
        yield shorter
    same = _same_colleagues(room, member, past)
    if same is not None:
        yield same


def _without_work(member: Member, past: Sequence[PastWeek]) -> tuple[int, ...]:
    """The weeks just before this one in which something was asked of the member and nothing came.

    A week whose posts were due before they joined, or of which they were excused, is passed over.
    """
    weeks = []
    for week in past:
        if member.id in week.excused or not is_in(member.active, week.due_at):
            continue
        if member.id in week.wrote:
            break
        weeks.append(week.week)
    return tuple(reversed(weeks))


def _without_answer(member: Member, past: Sequence[PastWeek]) -> tuple[int, ...]:
    """The last weeks with a post of the member that no classmate answered, up to one answered.

    A week in which nobody was answered says nothing about one student, and is passed over.
    """
    weeks = []
    for week in past:
        if member.id not in week.readable or not week.answered:
            continue
        if member.id in week.answered:
            break
        weeks.append(week.week)
    return tuple(reversed(weeks))


def _shorter(room: Room, member: Member, past: Sequence[PastWeek]) -> Seen | None:
    """Once the post is due: whether it is much shorter than the member's own earlier ones."""
    post = _initial(room, member.id)
    first, _ = room.windows(member)
    earlier = [week for week in past if member.id in week.words]
    if post is None or len(earlier) < LEAST_POSTS or first.is_on_time(room.now):
        return None
    words, asked = post.versions[-1].total, sum(rule.minimum for rule in room.terms[-1].parts)
    is_measured = asked > 0 and all(week.asked for week in earlier)
    now = words / asked if is_measured else words
    before = [week.words[member.id] / (week.asked if is_measured else 1) for week in earlier]
    if 2 * now >= median(before):
        return None
    earlier.reverse()
    numbers = tuple(week.words[member.id] for week in earlier)
    return Seen(member.id, "shorter", tuple(w.week for w in earlier), words, numbers)


def _same_colleagues(room: Room, member: Member, past: Sequence[PastWeek]) -> Seen | None:
    """Whether this week and in the last two of writing to colleagues it was to the same one or two
    of them; never where this week no others could have been chosen.

    What counts is under whose initial posts the member wrote: whoever answers back chooses nobody.
    """
    chosen = _chosen(room, member.id)
    runs = [(week.week, week.chosen[member.id]) for week in past if member.id in week.chosen]
    if not chosen or len(runs) < RUN - 1:
        return None
    last = runs[: RUN - 1]
    colleagues = chosen.union(*(who for _, who in last))
    if len(colleagues) > FEW or _others(room, member) <= FEW:
        return None
    for week, who in runs[RUN - 1 :]:
        if not who <= colleagues:
            break
        last.append((week, who))
    in_order = tuple(number for number in room.members if number in colleagues)
    weeks = tuple(week for week, _ in reversed(last))
    return Seen(member.id, "same_colleagues", weeks, colleagues=in_order)


def _initial(room: Room, student_id: int) -> PostFacts | None:
    """The member's first initial post in sight."""
    own = room.by_author.get(student_id, ())
    return next((p for p in own if p.kind == "initial" and not out_of_sight(p, room.now)), None)


def _chosen(room: Room, student_id: int) -> frozenset[int]:
    """The students under whose initial posts the member has written this week, and is in sight."""
    posts = [p for p in room.by_author.get(student_id, ()) if not out_of_sight(p, room.now)]
    above = [room.posts[post.parent_id] for post in posts if post.parent_id is not None]
    return frozenset(
        post.author_id
        for post in above
        if post.kind == "initial"
        and post.author_id != student_id
        and room.members[post.author_id].role == "student"
    )


def _others(room: Room, member: Member) -> int:
    """How many colleagues of the same group have an initial post that can be read this week."""
    authors = {
        post.author_id
        for post in room.posts.values()
        if post.kind == "initial" and post.author_id != member.id and is_visible(post, room.now)
    }
    others = (room.members[author] for author in authors)
    return sum(o.role == "student" and room.shares_scope(member, o, room.now) for o in others)
