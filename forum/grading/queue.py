"""In which order a grader meets the students, and which of them ask for a look.

Everybody is there, those without any work too. The order is shuffled per grader, so that the
grader's tiredness falls on different people, and stays the same from page to page. Going on passes
over students whom a colleague has open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

from forum.grading.queries.leases import Lease
from forum.grading.queries.sheets import Book, is_changed
from forum.participation.queries import Standing
from forum.rules.facts import Member

Show = Literal["ungraded", "look", "changed", "late", "met", "none"]
#: The filters in the order in which they are offered.
SHOWS: tuple[Show, ...] = ("ungraded", "look", "changed", "late", "met", "none")


@dataclass(frozen=True)
class Entry:
    """A student in the queue and the filters that find them."""

    student: Member
    shows: frozenset[Show]


@dataclass(frozen=True)
class Queue:
    """The students in a grader's order, those of one filter or (``show`` is None) all.

    ``elsewhere`` are the leases of colleagues by student.
    """

    entries: tuple[Entry, ...]
    show: Show | None
    counts: Mapping[Show, int]
    total: int
    grader_id: int = 0
    elsewhere: Mapping[int, Lease] = field(default_factory=dict)

    def but_for(self, leases: Mapping[int, Lease]) -> Queue:
        """The same queue under these leases; the grader's own keep nobody away."""
        return replace(self, elsewhere=_elsewhere(leases, self.grader_id))

    def position(self, student_id: int) -> int | None:
        """The student's place from 1; None where the filter does not find them."""
        for place, entry in enumerate(self.entries, start=1):
            if entry.student.id == student_id:
                return place
        return None

    def before(self, student_id: int) -> Member | None:
        """The student before this one."""
        place = self.position(student_id)
        return self.entries[place - 2].student if place and place > 1 else None

    def after(self, student_id: int) -> Member | None:
        """The student after this one."""
        place = self.position(student_id)
        return self.entries[place].student if place and place < len(self.entries) else None

    def next_ungraded(self, student_id: int | None = None) -> Member | None:
        """The next student without a saved grade whom no colleague has open.

        It goes round to the start, and is never the same one.
        """
        place = self.position(student_id) or 0 if student_id is not None else 0
        turned = (*self.entries[place:], *self.entries[:place])
        return next(
            (
                entry.student
                for entry in turned
                if "ungraded" in entry.shows
                and entry.student.id != student_id
                and entry.student.id not in self.elsewhere
            ),
            None,
        )

    def ungraded_but(self, student_id: int | None) -> list[Member]:
        """The students here without a saved grade, but for this one."""
        return [
            entry.student
            for entry in self.entries
            if "ungraded" in entry.shows and entry.student.id != student_id
        ]

    @property
    def graders_elsewhere(self) -> list[str]:
        """The names of the colleagues who have a student open, each once."""
        return sorted({lease.grader for lease in self.elsewhere.values()})


def build_queue(
    book: Book,
    asked: Collection[int],
    *,
    grader_id: int,
    prompt_id: int,
    show: Show | None = None,
    by_name: bool = False,
    leases: Mapping[int, Lease] | None = None,
    saved: int | None = None,
) -> Queue:
    """The queue of one grader; ``asked`` are students whose question waits for an answer.

    ``saved`` is a student to be taken for graded: a page that is made ahead is seen only once that
    grade is saved.
    """
    standings = book.standings
    entries = [
        Entry(student, shows_of(book, standings[student.id], student.id in asked))
        for student in book.students
    ]
    entries = [
        replace(entry, shows=entry.shows - {"ungraded"}) if entry.student.id == saved else entry
        for entry in entries
    ]
    if not by_name:
        entries.sort(key=lambda entry: _shuffled(grader_id, prompt_id, entry.student.id))
    counts = {name: sum(name in entry.shows for entry in entries) for name in SHOWS}
    chosen = [entry for entry in entries if show is None or show in entry.shows]
    elsewhere = _elsewhere(leases or {}, grader_id)
    return Queue(tuple(chosen), show, counts, len(entries), grader_id, elsewhere)


def shows_of(book: Book, standing: Standing, has_asked: bool) -> frozenset[Show]:
    """The filters that find a student.

    Needs a look: something only a person can say, a note of the checks, or an open question.
    Changed: a saved grade rests on evidence that is another one by now, and waits for a person to
    keep it or to grade again.
    """
    grade = book.grades.get(standing.student_id)
    graded_at = grade.graded_at if grade else None
    statuses = {finding.status for finding in standing.findings}
    shows: set[Show] = set()
    if graded_at is None:
        shows.add("ungraded")
    has_note = any(finding.note for finding in standing.findings)
    if is_changed(grade, standing):
        shows.add("changed")
    if has_asked or has_note or "review" in statuses:
        shows.add("look")
    if "late" in statuses:
        shows.add("late")
    if statuses <= {"met", "waived"} and "met" in statuses:
        shows.add("met")
    if standing.student_id not in book.posts_by:
        shows.add("none")
    return frozenset(shows)


def _elsewhere(leases: Mapping[int, Lease], grader_id: int) -> dict[int, Lease]:
    return {row: lease for row, lease in leases.items() if lease.grader_id != grader_id}


def _shuffled(grader_id: int, prompt_id: int, student_id: int) -> bytes:
    return sha256(f"{grader_id}:{prompt_id}:{student_id}".encode()).digest()
