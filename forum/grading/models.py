"""Rows of rubrics and grades. A Grade is the working copy; students see ReleasedGrade alone."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Json, Model

Points = Numeric(8, 2)
#: Whose grades a release is for.
PartKind = Literal["all", "section", "group", "students"]


class Rubric(Model):
    """How one prompt is graded."""

    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), unique=True)
    title: Mapped[str] = mapped_column(String(200))


class Criterion(Model):
    """A row of the rubric; ``counted_from`` names the requirements that suggest its level."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("rubric_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"))
    key: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    counted_from: Mapped[list[Any]] = mapped_column(Json, default=list)
    position: Mapped[int]


class Rating(Model):
    """A level (0 Not shown … 4 Exemplary) of a criterion, with its points and description."""

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("criterion_id", "level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    level: Mapped[int]
    points: Mapped[Decimal] = mapped_column(Points)
    description: Mapped[str] = mapped_column(String(500), default="")


class Grade(Model):
    """A student's grade being worked on; ``graded_at`` is set by Save, not by choosing levels."""

    __tablename__ = "grade"
    __table_args__ = (UniqueConstraint("prompt_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    comment: Mapped[str] = mapped_column(Text, default="")
    late_struck_reason: Mapped[str] = mapped_column(String(500), default="")
    override_total: Mapped[Decimal | None] = mapped_column(Points)
    override_reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    graded_at: Mapped[datetime | None]
    #: What it rests on since it was saved or kept; see ``rules.grade_evidence``.
    evidence: Mapped[dict[str, Any] | None] = mapped_column(Json)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")


class GradeMark(Model):
    """The level set for one criterion; above the ceiling it carries one line why.

    ``points`` of ``most`` are those the rubric gave when the level was set: a rubric that changes
    later changes no grade by itself. None in rows of a time before points were kept.
    """

    __tablename__ = "grade_mark"
    __table_args__ = (UniqueConstraint("grade_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grade.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    level: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500), default="")
    points: Mapped[Decimal | None] = mapped_column(Points)
    most: Mapped[Decimal | None] = mapped_column(Points)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class DeskLease(Model):
    """Who has a student on the desk until when. It forbids nothing and is in no log.

    One row for a student and prompt, taken over again and again.
    """

    __tablename__ = "desk_lease"
    __table_args__ = (UniqueConstraint("prompt_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    grader_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ends_at: Mapped[datetime]


class CriterionComment(Model):
    """What is said to the student about one criterion, in Markdown; it needs no level beside it."""

    __tablename__ = "criterion_comment"
    __table_args__ = (UniqueConstraint("grade_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grade.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    text: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class GradeRelease(Model):
    """One act of releasing grades of a prompt."""

    __tablename__ = "grade_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    released_at: Mapped[datetime]
    released_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class PlannedRelease(Model):
    """A release that is to happen at ``release_at``; what it lets out is decided then.

    ``part`` says whose grades: of all, of a section, of a group, or of ``students`` (ids).
    ``notes`` are by the student's id, for grades that were released before. ``planned_by_id`` set
    it last, and answers for it. ``version`` counts the changes. Ended: ``ended_at`` with the
    ``outcome`` (``cancelled`` by ``ended_by_id``, ``released``, ``nothing``, ``archived``,
    ``not_allowed``), and how many grades were left out, incomplete or changed without a note.
    """

    __tablename__ = "planned_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    part: Mapped[PartKind] = mapped_column(String(10))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_group.id"))
    students: Mapped[list[Any]] = mapped_column(Json, default=list)
    notes: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    release_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[str] = mapped_column(String(12), default="")
    release_id: Mapped[int | None] = mapped_column(ForeignKey("grade_release.id"))
    incomplete: Mapped[int] = mapped_column(default=0)
    without_note: Mapped[int] = mapped_column(default=0)


class ReleasedGrade(Model):
    """What a student may see, as it was released; a change after release adds a row with a note.

    ``marks`` is a list of {criterion, title, level, level_name, points, of, description,
    comment_html}; grades released before there were comments on criteria lack the last.
    ``instead_of`` is what the rubric came to where ``total`` was set in its place; None elsewhere.
    """

    __tablename__ = "released_grade"
    __table_args__ = (Index("ix_released_grade_prompt_id_user_id", "prompt_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("grade_release.id"), index=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    released_at: Mapped[datetime]
    marks: Mapped[list[Any]] = mapped_column(Json)
    raw: Mapped[Decimal] = mapped_column(Points)
    late_points: Mapped[Decimal] = mapped_column(Points)
    total: Mapped[Decimal] = mapped_column(Points)
    out_of: Mapped[Decimal] = mapped_column(Points)
    late_struck_reason: Mapped[str] = mapped_column(String(500), default="")
    override_reason: Mapped[str] = mapped_column(String(500), default="")
    instead_of: Mapped[Decimal | None] = mapped_column(Points)
    comment_html: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    graded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Weighting(Model):
    """How a course's weeks make a total; ``version`` guards two editors, weights included.

    A course without a row drops nothing.
    """

    __tablename__ = "weighting"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    drop_lowest: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class PromptWeight(Model):
    """What one week weighs in the total, where somebody has said so."""

    __tablename__ = "prompt_weight"

    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), primary_key=True)
    weight: Mapped[Decimal] = mapped_column(Points)
