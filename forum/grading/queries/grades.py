"""Reads of working grades, for those who grade. Students see ``queries.released`` alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Text, bindparam, cast, func, null, select, union_all
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.policy import among
from forum.grading.models import CriterionComment, Grade, GradeMark, Points
from forum.rules.grade_evidence import Evidence

_COLUMNS = (
    Grade.id,
    Grade.user_id,
    Grade.version,
    Grade.comment,
    Grade.late_struck_reason,
    Grade.override_total,
    Grade.override_reason,
    Grade.updated_at,
    Grade.updated_by_id,
    Grade.graded_at,
    cast(Grade.evidence, Text).label("evidence_text"),
    Grade.fingerprint,
)
_MARK_COLUMNS = (
    GradeMark.grade_id,
    GradeMark.criterion_id,
    GradeMark.level,
    GradeMark.reason,
    GradeMark.points,
    GradeMark.most,
)


@dataclass(frozen=True)
class MarkView:
    """A level (0 to 4) as a person set it, and why where it is above the ceiling.

    ``points`` of ``most`` are the rubric's of that time; None where they were not kept.
    """

    level: int
    reason: str
    points: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class GradeView:
    """A working grade; ``marks`` and ``comments`` (Markdown, never empty) by criterion id.

    ``graded_at`` is None while it is held. The evidence is read from its text when it is asked for,
    which is where something has changed.
    """

    user_id: int
    version: int
    comment: str
    late_struck_reason: str
    override_total: Decimal | None
    override_reason: str
    updated_at: datetime
    updated_by: str
    updated_by_id: int
    graded_at: datetime | None
    evidence_text: str | None
    fingerprint: str
    marks: Mapping[int, MarkView] = field(default_factory=dict)
    comments: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def evidence(self) -> Evidence | None:
        """What the grade rests on; None where it was not kept."""
        kept: Evidence | None = json.loads(self.evidence_text) if self.evidence_text else None
        return kept

    @property
    def is_late_struck(self) -> bool:
        """Whether an instructor struck the line of lateness."""
        return bool(self.late_struck_reason)


# Built once: the desk sends them for every student.
_OF_PROMPT = Grade.prompt_id == bindparam("prompt_id")
_GRADES = (
    select(*_COLUMNS, User.name.label("updated_by"))
    .join(User, User.id == Grade.updated_by_id)
    .where(_OF_PROMPT)
)
#: Levels with their reasons, and comments, which have no level.
_PARTS: CompoundSelect[Any] = union_all(
    select(*_MARK_COLUMNS).join(Grade, Grade.id == GradeMark.grade_id).where(_OF_PROMPT),
    select(
        CriterionComment.grade_id,
        CriterionComment.criterion_id,
        cast(null(), Integer),
        CriterionComment.text,
        cast(null(), Points),
        cast(null(), Points),
    )
    .join(Grade, Grade.id == CriterionComment.grade_id)
    .where(_OF_PROMPT),
)


def list_grades(session: Session, prompt_id: int) -> dict[int, GradeView]:
    """By student: the working grades of a prompt; two statements.

    Columns are read, not entities: an entity that was loaded earlier in the session would hide what
    another writer has committed since.
    """
    of_prompt = {"prompt_id": prompt_id}
    marks: dict[int, dict[int, MarkView]] = defaultdict(dict)
    comments: dict[int, dict[int, str]] = defaultdict(dict)
    for grade_id, criterion_id, level, text, points, most in session.execute(_PARTS, of_prompt):
        if level is None:
            comments[grade_id][criterion_id] = text
        else:
            marks[grade_id][criterion_id] = MarkView(level, text, points, most)
    grades = session.execute(_GRADES, of_prompt)
    return {row.user_id: _view(row, marks[row.id], comments[row.id]) for row in grades}


def count_graded(
    session: Session, prompt_ids: Sequence[int], students: frozenset[int] | None = None
) -> dict[int, int]:
    """By prompt: how many students (``among`` these) have a saved grade, released or not."""
    rows = session.execute(
        select(Grade.prompt_id, func.count().label("number"))
        .where(
            Grade.prompt_id.in_(prompt_ids),
            Grade.graded_at.is_not(None),
            among(students, Grade.user_id),
        )
        .group_by(Grade.prompt_id)
    )
    return {row.prompt_id: row.number for row in rows}


def _view(row: Any, marks: Mapping[int, MarkView], comments: Mapping[int, str]) -> GradeView:
    return GradeView(
        user_id=row.user_id,
        version=row.version,
        comment=row.comment,
        late_struck_reason=row.late_struck_reason,
        override_total=row.override_total,
        override_reason=row.override_reason,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        updated_by_id=row.updated_by_id,
        graded_at=row.graded_at,
        evidence_text=row.evidence_text,
        fingerprint=row.fingerprint,
        marks=marks,
        comments=comments,
    )
