"""Setting up a prompt's rubric. Criteria are kept by key, so that marks stay with their row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.grading.content import CriterionInput, RubricInput, input_of
from forum.grading.models import Criterion, CriterionComment, GradeMark, Rating, Rubric
from forum.grading.queries.rubrics import LEVELS, RubricView, count_marked_students, find_rubric
from forum.prompts.actions.parts import own_keys
from forum.prompts.models import Prompt


class CriterionInUse(Exception):
    """A criterion with marks or comments cannot be taken out; ``titles`` names those concerned."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(titles)
        self.titles = titles


def save_rubric(
    session: Session, prompt: Prompt, given: RubricInput, *, by: int | None, now: datetime
) -> RubricView | None:
    """Make the prompt's rubric the given one; None where it has no criteria.

    Marks already set keep their level and what it was worth; ``renewal.renew_points`` changes that.
    The log says how many students are marked. Raises CriterionInUse for a marked criterion that is
    missing.
    """
    before = find_rubric(session, prompt.id)
    if before is None and not given.criteria:
        return None
    given = _with_keys(given)
    rubric = _rubric_row(session, prompt, given.title)
    existing = _existing(session, rubric)
    kept = {criterion.key for criterion in given.criteria}
    _drop(session, [row for key, row in existing.items() if key not in kept])
    for position, criterion in enumerate(given.criteria, start=1):
        row = existing.get(criterion.key)
        _save_criterion(session, rubric, row, criterion, position)
    if not given.criteria:
        session.delete(rubric)
    session.flush()
    after = find_rubric(session, prompt.id)
    if before != after:
        _log(session, prompt, rubric.id, before, after, by, now)
    return after


def copy_rubric(
    session: Session, source: Prompt, prompt: Prompt, *, by: int | None, now: datetime
) -> RubricView | None:
    """Give ``prompt`` the rubric of another prompt; None where that has none."""
    found = find_rubric(session, source.id)
    if found is None:
        return None
    return save_rubric(session, prompt, input_of(found), by=by, now=now)


def _with_keys(given: RubricInput) -> RubricInput:
    keys = own_keys([(criterion.key, criterion.title) for criterion in given.criteria])
    pairs = zip(given.criteria, keys, strict=True)
    return replace(given, criteria=tuple(replace(one, key=key) for one, key in pairs))


def _rubric_row(session: Session, prompt: Prompt, title: str) -> Rubric:
    rubric = session.scalars(select(Rubric).where(Rubric.prompt_id == prompt.id)).first()
    if rubric is None:
        rubric = Rubric(prompt_id=prompt.id)
        session.add(rubric)
    rubric.title = title
    session.flush()
    return rubric


def _existing(session: Session, rubric: Rubric) -> dict[str, Criterion]:
    rows = session.scalars(select(Criterion).where(Criterion.rubric_id == rubric.id)).all()
    return {row.key: row for row in rows}


def _drop(session: Session, rows: list[Criterion]) -> None:
    ids = [row.id for row in rows]
    if not ids:
        return
    marked = session.scalars(
        select(GradeMark.criterion_id)
        .where(GradeMark.criterion_id.in_(ids))
        .union(select(CriterionComment.criterion_id).where(CriterionComment.criterion_id.in_(ids)))
    ).all()
    if marked:
        raise CriterionInUse([row.title for row in rows if row.id in marked])
    session.execute(delete(Rating).where(Rating.criterion_id.in_(ids)))
    for row in rows:
        session.delete(row)
    session.flush()


def _save_criterion(
    session: Session, rubric: Rubric, row: Criterion | None, given: CriterionInput, position: int
) -> None:
    if row is None:
        row = Criterion(rubric_id=rubric.id, key=given.key)
        session.add(row)
    row.title = given.title
    row.counted_from = list(given.counted_from)
    row.position = position
    session.flush()
    ratings = session.scalars(select(Rating).where(Rating.criterion_id == row.id)).all()
    by_level = {rating.level: rating for rating in ratings}
    for level, points, description in zip(LEVELS, given.points, given.descriptions, strict=True):
        rating = by_level.get(level)
        if rating is None:
            rating = Rating(criterion_id=row.id, level=level)
            session.add(rating)
        rating.points, rating.description = points, description
    session.flush()


def _log(
    session: Session,
    prompt: Prompt,
    rubric_id: int,
    before: RubricView | None,
    after: RubricView | None,
    by: int | None,
    now: datetime,
) -> None:
    record(
        session,
        "rubric_saved",
        now=now,
        actor_id=by,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("rubric", rubric_id),
        before=_said(before),
        after=_said(after),
        marked_students=count_marked_students(session, prompt.id),
    )


def _said(rubric: RubricView | None) -> dict[str, str]:
    """The points of each criterion: what a rubric's change means to students' grades."""
    return {criterion.key: str(criterion.most) for criterion in rubric.criteria} if rubric else {}
