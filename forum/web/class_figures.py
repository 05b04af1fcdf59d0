"""The figures of a class as the pages show them: tables, and drawings that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from math import cos, pi, sin
from statistics import median

from forum.grading.queries.history import GradingWrites
from forum.rules.analytics import ClassFigures
from forum.rules.facts import Discussion
from forum.rules.roles import Role
from forum.rules.workload import grading_time

STUDENT = Role.STUDENT.value
#: More names than this cannot be told apart on a circle; the table says it all.
MOST_DRAWN = 60
#: Fewer choices than this say nothing about how a class spreads.
FEWEST = 3
#: Shades of a cell of the timing table, the busiest hour darkest.
SHADES = 4
#: Less than a day to respond in is little.
LITTLE = 24
#: Where the circle is drawn: its middle and radius, in the drawing's own units.
MIDDLE, RADIUS = 200, 165


@dataclass(frozen=True)
class Person:
    """One student among the others: how many wrote to them, and the names of those they wrote to,
    with whether each wrote to them too.
    """

    id: int
    name: str
    received: int
    wrote_to: Sequence[tuple[str, bool]]

    @property
    def mutual(self) -> int:
        """To how many they wrote who wrote to them."""
        return sum(both for _, both in self.wrote_to)


@dataclass(frozen=True)
class Runway:
    """The hours in which a student who has posted could respond; ``share`` is of the longest."""

    id: int
    name: str
    hours: float
    share: float


@dataclass(frozen=True)
class Node:
    """A student on the circle."""

    name: str
    short: str
    x: float
    y: float
    is_answered: bool


@dataclass(frozen=True)
class Line:
    """Somebody wrote to somebody; once where both wrote to each other."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_mutual: bool


@dataclass(frozen=True)
class Spread:
    """How many chose a site, and their share of all who chose."""

    name: str
    number: int
    share: float


@dataclass(frozen=True)
class Grader:
    """Minutes in which somebody graded, and how many grades were saved or held."""

    name: str
    minutes: int
    writes: int


@dataclass(frozen=True)
class FiguresView:
    """Everything the pages of figures show; ``grading`` may be left out where it is not shown."""

    figures: ClassFigures
    discussion: Discussion
    grading: Sequence[GradingWrites] = ()

    @cached_property
    def _names(self) -> dict[int, str]:
        return {member.id: member.name for member in self.discussion.members}

    def names(self, students: Sequence[int]) -> list[str]:
        """The names of these students."""
        return [self._names[student] for student in students]

    @cached_property
    def people(self) -> list[Person]:
        """The students in the order of the roster."""
        pairs = set(self.figures.pairs)
        places = {member.id: place for place, member in enumerate(self.discussion.members)}
        wrote: dict[int, list[int]] = {}
        for writer, to in sorted(pairs, key=lambda pair: places[pair[1]]):
            wrote.setdefault(writer, []).append(to)
        return [
            Person(
                id=student,
                name=self._names[student],
                received=received,
                wrote_to=[
                    (self._names[to], (to, student) in pairs) for to in wrote.get(student, ())
                ],
            )
            for student, received in self.figures.received.items()
        ]

    @property
    def runways(self) -> list[Runway]:
        """Present students who have posted, the shortest runway first; empty where no site tells
        colleagues apart."""
        if not self.figures.sites:
            return []
        hours = {
            student: left
            for student, left in self.figures.runway_hours.items()
            if student in self.figures.received
        }
        longest = max(hours.values(), default=0.0) or 1.0
        rows = [
            Runway(student, self._names[student], left, left / longest)
            for student, left in hours.items()
        ]
        return sorted(rows, key=lambda row: (row.hours, row.name.casefold(), row.id))

    @property
    def middle_runway(self) -> float:
        """The hours of the student in the middle; there must be one."""
        return round(median(row.hours for row in self.runways), 1)

    @property
    def little_runway(self) -> int:
        """How many had less than a day."""
        return sum(row.hours < LITTLE for row in self.runways)

    @cached_property
    def nodes(self) -> dict[int, Node]:
        """Where each student stands on the circle; empty where there are too many to tell apart.

        Places go by the roster, and who has left keeps an empty one: so the drawings of two weeks
        can be laid side by side.
        """
        people = {person.id: person for person in self.people}
        roster = [
            member
            for member in self.discussion.members
            if member.role == STUDENT and self.discussion.is_about(member.id)
        ]
        if not people or len(roster) > MOST_DRAWN:
            return {}
        short = {member.id: member.short_name for member in roster}
        placed = {}
        for place, member in enumerate(roster):
            person = people.get(member.id)
            if person is None:
                continue
            angle = 2 * pi * place / len(roster) - pi / 2
            placed[person.id] = Node(
                name=person.name,
                short=short[person.id],
                x=round(MIDDLE + RADIUS * cos(angle), 1),
                y=round(MIDDLE + RADIUS * sin(angle), 1),
                is_answered=bool(person.received),
            )
        return placed

    @property
    def lines(self) -> list[Line]:
        """The edges of the drawing."""
        pairs, nodes = set(self.figures.pairs), self.nodes
        found = []
        for writer, to in self.figures.pairs:
            is_mutual = (to, writer) in pairs
            if writer in nodes and to in nodes and not (is_mutual and writer > to):
                a, b = nodes[writer], nodes[to]
                found.append(Line(a.x, a.y, b.x, b.y, is_mutual))
        return found

    @property
    def days(self) -> list[tuple[datetime, list[tuple[int, int]]]]:
        """By day since the opening (its noon): for each hour the number of posts, and its shade
        (0: none).
        """
        zone = self.discussion.zone
        opened = self.discussion.opens_at.astimezone(zone)
        first = datetime.combine(opened.date(), time(12), zone)
        most = max((count for row in self.figures.heat for count in row), default=0)
        return [
            (first + timedelta(days=day), [(count, _shade(count, most)) for count in row])
            for day, row in enumerate(self.figures.heat)
        ]

    @property
    def hours(self) -> list[int]:
        """Posts by hour of the day, all days together."""
        return [sum(day) for day in zip(*self.figures.heat, strict=True)]

    @property
    def sites(self) -> list[Spread]:
        """The sites by how many chose them."""
        names = dict(self.discussion.sites)
        total = sum(self.figures.sites.values())
        return [
            Spread(names.get(site, ""), number, number / total)
            for site, number in self.figures.sites.items()
        ]

    @property
    def crowded(self) -> Spread | None:
        """A site that two thirds or more of at least FEWEST have chosen: few colleagues are left to
        answer.
        """
        if self._choices < FEWEST:
            return None
        return next((row for row in self.sites if row.number * 3 >= 2 * self._choices), None)

    @property
    def _choices(self) -> int:
        return sum(self.figures.sites.values())

    @property
    def graders(self) -> list[Grader]:
        """Who graded this week, by name."""
        return [
            Grader(row.name, round(grading_time(row.times) / timedelta(minutes=1)), len(row.times))
            for row in self.grading
        ]


def _shade(count: int, most: int) -> int:
    """0 for nothing, else 1 to SHADES by how near it comes to the most (or to SHADES posts)."""
    return 0 if not count else max(1, -(-count * SHADES // max(most, SHADES)))
