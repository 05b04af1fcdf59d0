"""Figures about a class, for its instructor. Every formula is in the docstring that gives it.

What a *message* and an *edge* are is said in ``rules.exchange``. A class of one student has a
density of 0.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.rules.exchange import Exchange, unanswered_posts
from forum.rules.facts import Discussion
from forum.rules.room import Room, is_visible, look

# A calm silent reading speed for adults, in words a minute.
WORDS_PER_MINUTE = 200
BUNCHED = timedelta(hours=2)
HOUR = timedelta(hours=1)
WEEK_DAYS = 7
HOURS = 24
LAST_HOUR = 23


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class at one instant. Ids of students are in the order of the roster.

    Beside each share stand the counts it is made of: ``bunched`` of ``in_time`` posts,
    ``answered_back`` of ``direct`` messages, ``by_staff`` of ``written``; of the edges ``returned``
    went both ways and ``to_top_fifth`` lead to the most answered fifth, and there could be
    ``possible``; ``asked_for`` is the number of edges if everybody wrote to just as many as asked.
    ``pairs`` are the edges. ``heat`` holds posts by day since the opening (a week at least) and
    hour of the day.
    """

    posted: int
    received: Mapping[int, int]
    nobody_answered: tuple[int, ...]
    gini: float
    reply_equity: float
    top_fifth_share: float
    students: int
    edges: int
    messages: int
    density: float
    reciprocity: float
    centralisation: float
    isolates: tuple[int, ...]
    unanswered: tuple[int, ...]
    silent: tuple[int, ...]
    density_ratio: float
    instructor_share: float
    bunching_2h: float
    median_lead_hours: float
    answer_back_rate: float
    sites: Mapping[int, int]
    effective_sites: float
    runway_hours: Mapping[int, float]
    reading_minutes: float
    heat_by_day: tuple[int, ...]
    heat_23h: tuple[int, ...]
    heat: tuple[tuple[int, ...], ...]
    pairs: tuple[tuple[int, int], ...]
    in_time: int
    bunched: int
    direct: int
    answered_back: int
    written: int
    by_staff: int
    words: int
    returned: int
    to_top_fifth: int
    possible: int
    asked_for: int


def analyse(discussion: Discussion, now: datetime) -> ClassFigures:
    """The figures of a class at `now`. Raises ValueError where a checkpoint has no due time."""
    return _Class(look(discussion, now)).figures()


def sites_chosen(discussion: Discussion, now: datetime) -> dict[int, int]:
    """The site that each author of an initial post has chosen: student's id -> site's id, one id
    for sites declared the same. Who has chosen none is missing.
    """
    chosen = _Class(look(discussion, now)).site_of
    return {author: site for author, site in chosen.items() if site is not None}


def next_to_answer(
    discussion: Discussion, student_id: int, now: datetime, *, most: int = 6
) -> tuple[int, ...]:
    """The colleagues a student might answer next, by id, at most `most`.

    Present ones with a post in sight, another site (where that is asked) and the same group, whom
    the student has not answered yet: fewest answers received first, then the one who has waited
    longest.
    """
    return tuple(Exchange(look(discussion, now)).next_for(student_id, most))


def gini(values: Sequence[int]) -> float:
    """How unevenly something is spread: 0 all alike, towards 1 one has all.

    sum((2i - n - 1) * x_i) / (n * sum(x)), with x in rising order and i from 1; 0 where there is
    nothing to spread.
    """
    n, total = len(values), sum(values)
    if not total:
        return 0.0
    weighted = sum((2 * i - n - 1) * x for i, x in enumerate(sorted(values), start=1))
    return weighted / (n * total)


class _Class(Exchange):
    """A class with its figures."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.read_by_all = [
            post
            for post in self.in_sight
            if is_visible(post, room.now) and self.is_student(post.author_id)
        ]
        self.sites = Counter(site for site in self.site_of.values() if site is not None)
        self.waiting = {post.author_id for post in unanswered_posts(room)}

    def figures(self) -> ClassFigures:
        """All of them, rounded as they are shown."""
        unevenness = round(gini(list(self.received.values())), 4)
        unanswered = tuple(student for student in self.ids if not self.received[student])
        silent = tuple(student for student in self.ids if not self.wrote_to[student])
        bunched, in_time = self.bunching()
        answered_back, direct = self.answers_back()
        by_staff, written = self.written_by_staff()
        heat = self.heat()
        return ClassFigures(
            posted=len(self.initials),
            received=self.received,
            nobody_answered=tuple(student for student in self.ids if student in self.waiting),
            gini=unevenness,
            reply_equity=round(1 - unevenness, 4),
            top_fifth_share=round(_ratio(self.to_top_fifth(), len(self.edges)), 4),
            students=len(self.ids),
            edges=len(self.edges),
            messages=len(self.messages),
            density=round(_ratio(len(self.edges), self.possible()), 4),
            reciprocity=round(_ratio(self.returned(), len(self.edges)), 4),
            centralisation=round(self.centralisation(), 4),
            isolates=tuple(one for one in unanswered if one in silent),
            unanswered=unanswered,
            silent=silent,
            density_ratio=round(_ratio(len(self.edges), self.asked_for()), 3),
            instructor_share=round(_ratio(by_staff, written), 4),
            bunching_2h=round(_ratio(bunched, in_time), 4),
            median_lead_hours=round(self.median_lead(), 1),
            answer_back_rate=round(_ratio(answered_back, direct), 3),
            sites=dict(self.sites.most_common()),
            effective_sites=round(effective_number(list(self.sites.values())), 2),
            runway_hours=self.runway_hours(),
            reading_minutes=float(round(self.words_in_sight() / WORDS_PER_MINUTE)),
            heat_by_day=tuple(sum(hours) for hours in heat),
            heat_23h=tuple(hours[LAST_HOUR] for hours in heat),
            heat=heat,
            pairs=tuple(sorted(self.edges)),
            in_time=in_time,
            bunched=bunched,
            direct=direct,
            answered_back=answered_back,
            written=written,
            by_staff=by_staff,
            words=self.words_in_sight(),
            returned=self.returned(),
            to_top_fifth=self.to_top_fifth(),
            possible=self.possible(),
            asked_for=self.asked_for(),
        )

    def to_top_fifth(self) -> int:
        """The edges that point to the most answered fifth of the class (one person at least)."""
        most_first = sorted(self.received.values(), reverse=True)
        return sum(most_first[: max(1, len(most_first) // 5)])

    def possible(self) -> int:
        """n * (n - 1): all the edges there could be. Density is the share that exists."""
        return len(self.ids) * (len(self.ids) - 1)

    def asked_for(self) -> int:
        """n * responses asked for. Density ratio: 1 where there are just as many edges."""
        return len(self.ids) * self.terms.responses

    def returned(self) -> int:
        """The edges whose addressee also wrote to the writer. Reciprocity is their share."""
        return sum((to, writer) in self.edges for writer, to in self.edges)

    def centralisation(self) -> float:
        """Freeman's, by colleagues received: sum(max - x) / (n - 1)^2; 1 is a star."""
        counts = self.received.values()
        most = max(counts, default=0)
        return _ratio(sum(most - count for count in counts), (len(self.ids) - 1) ** 2)

    def written_by_staff(self) -> tuple[int, int]:
        """How much staff wrote of all that was written under other people's posts."""
        written = [post for post in self.in_sight if post.parent_id is not None]
        return sum(not self.is_student(post.author_id) for post in written), len(written)

    def bunching(self) -> tuple[int, int]:
        """Of the posts open to colleagues and in by T1 (grace included), the number of those that
        came in the last two hours before it or in the grace, and of all."""
        due = self.room.dues["T1"][-1][1]
        ends = due + self.room.discussion.policy.grace
        times = [post.published_at for post in self.open_posts.values()]
        in_time = [at for at in times if at < ends]
        return sum(at >= due - BUNCHED for at in in_time), len(in_time)

    def median_lead(self) -> float:
        """Hours from the posts open to colleagues to T1, the median; late ones are negative."""
        due = self.room.dues["T1"][-1][1]
        leads = [(due - post.published_at) / HOUR for post in self.open_posts.values()]
        return statistics.median(leads) if leads else 0.0

    def answers_back(self) -> tuple[int, int]:
        """Of the messages standing directly under an initial post, how many the addressee
        answered, and how many there are."""
        initials = {post.id for post in self.initials.values()}
        answered = {(post.parent_id, post.author_id) for post in self.messages}
        received = [post for post in self.messages if post.parent_id in initials]
        return sum((post.id, self.addressee(post)) in answered for post in received), len(received)

    def runway_hours(self) -> dict[int, float]:
        """By student who has posted: hours up to T2 in which responding is possible.

        They begin when the own post is out and as many colleagues as responses are asked for,
        with another site, have theirs out; without so many the runway is 0.
        """
        ends = self.room.dues["T2"][-1][1]
        runways = {}
        for student, own in self.initials.items():
            begins = self._others_out_at(student)
            left = (ends - max(begins, own.published_at)) / HOUR if begins else 0.0
            runways[student] = round(max(0.0, left), 1)
        return runways

    def _others_out_at(self, student: int) -> datetime | None:
        """When enough colleagues with another site were out for this student; None if never."""
        missing = max(1, self.terms.responses)
        for author, post in self.open_posts.items():
            if author != student and self.site_of[author] != self.site_of[student]:
                missing -= 1
                if not missing:
                    return post.published_at
        return None

    def words_in_sight(self) -> int:
        """Words of all that students wrote and colleagues can read, in the latest versions."""
        return sum(post.versions[-1].total for post in self.read_by_all)

    def heat(self) -> tuple[tuple[int, ...], ...]:
        """Posts colleagues can read by day since the opening (a week at least) and by hour of the
        day, in course time; earlier posts count as day 1.
        """
        zone = self.room.discussion.zone
        opened = self.room.discussion.opens_at.astimezone(zone).date()
        counts: Counter[tuple[int, int]] = Counter()
        for post in self.read_by_all:
            local = post.published_at.astimezone(zone)
            counts[max(0, (local.date() - opened).days), local.hour] += 1
        days = max(WEEK_DAYS, 1 + max((day for day, _ in counts), default=0))
        return tuple(tuple(counts[day, hour] for hour in range(HOURS)) for day in range(days))


def effective_number(counts: Sequence[int]) -> float:
    """How many equally large groups would be as diverse: (sum x)^2 / sum(x^2), Simpson's."""
    return _ratio(sum(counts) ** 2, sum(count * count for count in counts))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
