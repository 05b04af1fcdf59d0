"""The grading of one prompt: what is asked, what was found, what was marked, what was released.

A ``Book`` is read in a fixed number of statements for the whole class; a ``Sheet`` is what it says
of one student. Neither is ever given to a student.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

from sqlalchemy.orm import Session

from forum.grading.models import ReleasedGrade
from forum.grading.queries.grades import GradeView, MarkView, list_grades
from forum.grading.queries.notes import UNKNOWN, Notes
from forum.grading.queries.released import list_latest_released
from forum.grading.queries.rubrics import CriterionView, RubricView, find_rubric
from forum.markup import render_markdown
from forum.participation.classes import get_class_standings, present_students, students_of
from forum.participation.queries import Standing, Translate
from forum.participation.work_times import last_change
from forum.rules import grading
from forum.rules.facts import Discussion, Finding, Member, PostFacts
from forum.rules.grade_evidence import GIVEN_ON, Difference, differences, given_findings
from forum.rules.suggestions import Kind, Suggestion, has_something_to_read, kind_of, suggest

State = Literal["ungraded", "held", "graded", "released"]


@dataclass(frozen=True)
class Line:
    """One criterion of one student: what the checks suggest and what a person set.

    ``leaves_total`` says whether it is outside of the total by what the total is counted by; the
    suggestion says whether it is so now.
    """

    criterion: CriterionView
    kind: Kind
    suggestion: Suggestion
    mark: MarkView | None
    comment: str = ""
    leaves_total: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether the checks suggest a level here."""
        return self.suggestion.level is not None

    @property
    def comment_html(self) -> str:
        """The comment as it is released."""
        return str(render_markdown(self.comment)) if self.comment else ""

    @property
    def points(self) -> Decimal | None:
        """The points of the level set, as the rubric had them then; None until a person set one."""
        if self.mark is None:
            return None
        if self.mark.points is not None:
            return self.mark.points
        return self.criterion.rating(self.mark.level).points

    @property
    def most(self) -> Decimal:
        """The most points of the criterion; where a level is set, as the rubric had them then."""
        kept = self.mark.most if self.mark else None
        return self.criterion.most if kept is None else kept

    @property
    def is_by_older_rubric(self) -> bool:
        """Whether the rubric gives the level that was set other points by now."""
        if self.mark is None:
            return False
        rating = self.criterion.rating(self.mark.level)
        return (self.points, self.most) != (rating.points, self.criterion.most)


@dataclass(frozen=True)
class Sheet:
    """Everything that is known of one student's grade under a prompt.

    ``released`` is what was last released; ``differences`` are what changed since a saved grade was
    given or kept, ``changed_at`` the latest moment at which work or a decision changed after that.
    """

    student: Member
    findings: tuple[Finding, ...]
    lines: tuple[Line, ...]
    grade: GradeView | None
    released: ReleasedGrade | None
    standing: Standing
    differences: tuple[Difference, ...]
    changed_at: datetime | None
    #: The findings the total is counted by: those a saved grade was given on, else those of now.
    counted_by: tuple[Finding, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the saved grade rests on evidence that is another one by now."""
        return is_changed(self.grade, self.standing)

    @property
    def version(self) -> int:
        """The version of the working grade; 0 where there is none."""
        return self.grade.version if self.grade else 0

    @property
    def state(self) -> State:
        """Where the grade is on its way."""
        if self.grade is None:
            return "ungraded"
        is_begun = self.grade.marks or self.grade.comments
        if self.grade.graded_at is None and not is_begun:
            return "ungraded"
        if self.grade.graded_at is None:
            return "held"
        return "released" if not self.waits_for_release else "graded"

    @cached_property
    def waits_for_release(self) -> bool:
        """Whether a saved grade is newer than what was released, and says something else."""
        if self.grade is None or self.grade.graded_at is None:
            return False
        if self.released is None:
            return True
        return self.released.released_at < self.grade.graded_at and self._differs(self.released)

    def _differs(self, released: ReleasedGrade) -> bool:
        """Whether the working grade says anything else than what was released."""
        if self.grade is None or self.total is None:
            return False
        before = {
            mark["criterion"]: (mark["level"], mark.get("comment_html", ""))
            for mark in released.marks
        }
        given = {
            line.criterion.key: (line.mark.level, line.comment_html)
            for line in self.given
            if line.mark
        }
        return (
            given != before
            or (released.raw, released.total) != (self.total.raw, self.total.total)
            or released.late_struck_reason != self.grade.late_struck_reason
            or released.override_reason != self.grade.override_reason
            or released.comment_html != str(render_markdown(self.grade.comment))
        )

    @property
    def given(self) -> tuple[Line, ...]:
        """The criteria that enter the total and have a level."""
        return tuple(line for line in self.lines if line.mark is not None and not line.leaves_total)

    @property
    def is_graded(self) -> bool:
        """Whether a person saved a complete grade."""
        return self.grade is not None and self.grade.graded_at is not None

    @property
    def is_complete(self) -> bool:
        """Whether a person saved the grade, and every criterion that enters it has its level."""
        return self.is_graded and self.total is not None

    @property
    def missing(self) -> tuple[Line, ...]:
        """The criteria that enter the total and have no level yet."""
        return tuple(line for line in self.lines if line.mark is None and not line.leaves_total)

    @cached_property
    def total(self) -> grading.Total | None:
        """The total; None until a person has set every criterion that enters it."""
        return self.total_with({line.criterion.id: line.points for line in self.lines})

    def total_with(self, points: Mapping[int, Decimal | None]) -> grading.Total | None:
        """The total for other points by criterion id; None while one is missing."""
        return grading.total(
            [
                grading.Mark(
                    kind=line.kind,
                    points=points.get(line.criterion.id),
                    most=line.most,
                    leaves_total=line.leaves_total,
                )
                for line in self.lines
            ],
            self.counted_by,
            is_late_struck=self.grade is not None and self.grade.is_late_struck,
            override=self.grade.override_total if self.grade else None,
        )

    @property
    def is_overridden(self) -> bool:
        """Whether a person set a total instead of the rubric's."""
        return self.grade is not None and self.grade.override_total is not None

    @property
    def so_far(self) -> Decimal:
        """The points of the criteria set so far, before lateness."""
        return sum((line.points for line in self.given if line.points is not None), Decimal(0))

    @property
    def out_of(self) -> Decimal:
        """The points of the criteria that enter the total."""
        return sum(
            (line.most for line in self.lines if not line.leaves_total),
            Decimal(0),
        )


@dataclass(frozen=True)
class Book:
    """The grading of one prompt at one instant. ``rubric`` is None where it is not graded."""

    discussion: Discussion
    rubric: RubricView | None
    grades: Mapping[int, GradeView]
    released: Mapping[int, ReleasedGrade]
    now: datetime
    translate: Translate

    @cached_property
    def members(self) -> dict[int, Member]:
        """Everybody who is or was a student, by id."""
        return students_of(self.discussion)

    @cached_property
    def students(self) -> list[Member]:
        """The present students by name: everybody, those without work too."""
        return present_students(self.discussion, self.now)

    @cached_property
    def standings(self) -> Mapping[int, Standing]:
        """The findings of every student, for statuses and points; sentences are untranslated."""
        return get_class_standings(self.discussion, self.now)

    @cached_property
    def posts_by(self) -> dict[int, list[PostFacts]]:
        """What each person has published, taken back or not."""
        found: dict[int, list[PostFacts]] = {}
        for post in self.discussion.posts:
            found.setdefault(post.author_id, []).append(post)
        return found

    def changed_since(self, student_id: int, since: datetime | None) -> datetime | None:
        """When a student's work, or a decision about it, last changed after an instant."""
        if since is None:
            return None
        decisions = (row for row in self.discussion.settings if row.student_id == student_id)
        changed_at = last_change(self.posts_by.get(student_id, ()), decisions)
        return changed_at if changed_at is not None and changed_at > since else None

    def sheet(self, student_id: int, standing: Standing | None = None) -> Sheet:
        """What the book says of one student; give the ``standing`` where sentences are shown.

        Raises KeyError for anybody who was never a student.
        """
        student = self.members[student_id]
        standing = standing or self.standings[student_id]
        grade = self.grades.get(student_id)
        counted_by = _counted_by(grade, standing)
        return Sheet(
            student=student,
            findings=standing.findings,
            lines=self._lines(student_id, standing, grade, counted_by),
            grade=grade,
            released=self.released.get(student_id),
            standing=standing,
            differences=_differences(grade, standing),
            changed_at=self.changed_since(student_id, grade.graded_at if grade else None),
            counted_by=counted_by,
        )

    def _lines(
        self,
        student_id: int,
        standing: Standing,
        grade: GradeView | None,
        counted_by: tuple[Finding, ...],
    ) -> tuple[Line, ...]:
        if self.rubric is None:
            return ()
        can_be_read = has_something_to_read(self.discussion, student_id, self.now)
        lines = []
        for criterion in self.rubric.criteria:
            kind = kind_of(criterion.key, criterion.counted_from)
            suggestion = suggest(
                kind, standing.findings, can_be_read=can_be_read, translate=self.translate
            )
            mark = grade.marks.get(criterion.id) if grade else None
            comment = grade.comments.get(criterion.id, "") if grade else ""
            leaves = suggestion.leaves_total
            if counted_by is not standing.findings:
                leaves = suggest(kind, counted_by, can_be_read=can_be_read).leaves_total
            lines.append(Line(criterion, kind, suggestion, mark, comment, leaves))
        return tuple(lines)


def is_changed(grade: GradeView | None, standing: Standing) -> bool:
    """Whether what a saved grade rests on has changed since it was given or kept."""
    if grade is None or grade.graded_at is None or not grade.fingerprint:
        return False
    return grade.fingerprint != standing.fingerprint


def _counted_by(grade: GradeView | None, standing: Standing) -> tuple[Finding, ...]:
    """What the total goes by. A saved grade stays as it was given: not even its lateness, nor what
    leaves the total, changes with what happens afterwards.
    """
    if grade is None or grade.graded_at is None or grade.evidence is None:
        return standing.findings
    if GIVEN_ON not in grade.evidence and not is_changed(grade, standing):
        return standing.findings
    return given_findings(grade.evidence, standing.findings)


def _differences(grade: GradeView | None, standing: Standing) -> tuple[Difference, ...]:
    if grade is None or grade.evidence is None or not is_changed(grade, standing):
        return ()
    return differences(grade.evidence, standing.evidence)


def get_book(
    session: Session,
    prompt_id: int,
    discussion: Discussion,
    now: datetime,
    translate: Translate,
    notes: Notes | None = None,
) -> Book:
    """The grading of a prompt whose evidence was gathered: four statements for any class, fewer
    where ``notes`` bring the rubric, and say that nothing is graded or released yet.
    """
    there = notes or UNKNOWN
    return Book(
        discussion=discussion,
        rubric=notes.rubric if notes else find_rubric(session, prompt_id),
        grades=list_grades(session, prompt_id) if there.grades else {},
        released=list_latest_released(session, prompt_id) if there.released else {},
        now=now,
        translate=translate,
    )
