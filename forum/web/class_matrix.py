"""The class matrix: students by requirements, those who need attention first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import get_template_attribute
from markupsafe import Markup

from forum.discussion.queries.drafts import DraftTrace
from forum.participation.queries import Standing
from forum.rules.exchange import unanswered_posts
from forum.rules.facts import REQUIREMENTS, Discussion, Finding, Member, Requirement, Status
from forum.rules.room import look
from forum.web.states import Looks

#: How much attention a status asks for; a student's row stands where its sum puts it.
_WEIGHT = {"unmet": 4, "review": 3, "partial": 3, "open": 2, "late": 1, "met": 0, "waived": 0}


@dataclass(frozen=True)
class Row:
    """One student: the findings that are asked of the class, and what else asks for a look."""

    student: Member
    findings: Mapping[Requirement, Finding]
    has_work: bool
    draft_begun_at: datetime | None
    has_asked: bool

    @property
    def attention(self) -> tuple[int, int]:
        """For sorting: nothing published first, then a question, then what is not done."""
        weight = sum(_WEIGHT[finding.status] for finding in self.findings.values())
        return (0 if not self.has_work else 1 if self.has_asked else 2, -weight)


@dataclass(frozen=True)
class Waiting:
    """A student whose post nobody has answered yet."""

    student: Member
    post_id: int
    posted_at: datetime


@dataclass(frozen=True)
class Matrix:
    """The whole class under one prompt. ``columns`` are the requirements asked of anybody."""

    columns: tuple[Requirement, ...]
    rows: tuple[Row, ...]
    waiting: tuple[Waiting, ...]

    @property
    def without_work(self) -> int:
        """How many have published nothing."""
        return sum(not row.has_work for row in self.rows)


def build_matrix(
    discussion: Discussion,
    students: Sequence[Member],
    standings: Mapping[int, Standing],
    *,
    traces: Mapping[int, DraftTrace],
    asked: Collection[int],
    now: datetime,
) -> Matrix:
    """The matrix of the students given; ``asked`` are those whose question is open."""
    authors = {post.author_id for post in discussion.posts}
    columns = _columns(students, standings)
    rows = [
        Row(
            student=student,
            findings=_findings(standings[student.id], columns),
            has_work=student.id in authors,
            draft_begun_at=_begun(traces.get(student.id)),
            has_asked=student.id in asked,
        )
        for student in students
    ]
    # Students come by name, and sorting keeps that order among equals.
    return Matrix(
        columns,
        tuple(sorted(rows, key=lambda row: row.attention)),
        _waiting(discussion, now),
    )


def draw_cells(matrix: Matrix, labels: Mapping[Requirement, str]) -> list[Markup]:
    """The cells of each row as HTML. Each different cell is written once: a class of three hundred
    has thousands of them.
    """
    write = get_template_attribute("participation/_cell.html", "cell")
    looks = Looks()
    written: dict[tuple[Requirement, Status, int, int], Markup] = {}
    drawn = []
    for row in matrix.rows:
        cells = []
        for name in matrix.columns:
            finding = row.findings[name]
            key = (name, finding.status, finding.have, finding.need)
            if key not in written:
                look = looks["judge" if finding.status == "review" else finding.status]
                says_number = finding.need > 1 and finding.status not in ("met", "waived")
                number = (finding.have, finding.need) if says_number else ()
                written[key] = write(labels[name], look, *number)
            cells.append(written[key])
        drawn.append(Markup("").join(cells))
    return drawn


def _columns(
    students: Sequence[Member], standings: Mapping[int, Standing]
) -> tuple[Requirement, ...]:
    """The requirements that are asked of anybody, or set for anybody."""
    asked = {
        finding.requirement
        for student in students
        for finding in standings[student.id].findings
        if finding.need or finding.computed or finding.status != "waived"
    }
    return tuple(name for name in REQUIREMENTS if name in asked)


def _findings(standing: Standing, columns: tuple[Requirement, ...]) -> dict[Requirement, Finding]:
    found = {finding.requirement: finding for finding in standing.findings}
    return {name: found[name] for name in columns if name in found}


def _begun(trace: DraftTrace | None) -> datetime | None:
    return trace.begun_at if trace else None


def _waiting(discussion: Discussion, now: datetime) -> tuple[Waiting, ...]:
    """Those whose post no classmate has answered, longest first."""
    room = look(discussion, now)
    return tuple(
        Waiting(room.members[post.author_id], post.id, post.published_at)
        for post in unanswered_posts(room)
    )
