"""Released grades of many weeks and people as rows: what saving and releasing would leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from forum.grading.models import Criterion, Grade, GradeMark, GradeRelease, ReleasedGrade, Rubric
from forum.prompts.models import Prompt


def release_rows(
    session: Session,
    prompt: Prompt,
    totals: Mapping[int, tuple[str, str]],
    *,
    by: int,
    now: datetime,
) -> None:
    """Grade and release by student's id: (points, out of). Every criterion has a level set."""
    if not totals:
        return
    release = GradeRelease(prompt_id=prompt.id, released_at=now, released_by_id=by)
    session.add(release)
    session.flush()
    grade_ids = session.scalars(
        insert(Grade).returning(Grade.id),
        [_grade(prompt, user_id, by, now) for user_id in totals],
    ).all()
    criteria = session.scalars(
        select(Criterion.id)
        .join(Rubric, Rubric.id == Criterion.rubric_id)
        .where(Rubric.prompt_id == prompt.id)
    ).all()
    marks = [
        {
            "grade_id": grade_id,
            "criterion_id": criterion_id,
            "level": 3,
            "set_at": now,
            "set_by_id": by,
        }
        for grade_id in grade_ids
        for criterion_id in criteria
    ]
    if marks:
        session.execute(insert(GradeMark), marks)
    session.execute(
        insert(ReleasedGrade),
        [
            _released(release, user_id, Decimal(points), Decimal(out_of), by)
            for user_id, (points, out_of) in totals.items()
        ],
    )
    session.commit()


def _grade(prompt: Prompt, user_id: int, by: int, now: datetime) -> dict[str, Any]:
    return {
        "prompt_id": prompt.id,
        "user_id": user_id,
        "version": 1,
        "updated_at": now,
        "updated_by_id": by,
        "graded_at": now,
    }


def _released(
    release: GradeRelease, user_id: int, points: Decimal, out_of: Decimal, by: int
) -> dict[str, Any]:
    return {
        "release_id": release.id,
        "prompt_id": release.prompt_id,
        "user_id": user_id,
        "released_at": release.released_at,
        "marks": [],
        "raw": points,
        "late_points": Decimal(0),
        "total": points,
        "out_of": out_of,
        "graded_by_id": by,
    }
