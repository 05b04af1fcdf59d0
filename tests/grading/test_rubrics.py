"""Rubrics: saved row by row, kept by key, copied whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.grading.actions.rubrics import CriterionInUse, copy_rubric, save_rubric
from forum.grading.content import RubricInput, input_of
from forum.grading.documents import rubric_from
from forum.grading.models import Criterion, Grade, GradeMark
from forum.grading.queries.rubrics import (
    NoRubric,
    find_rubric,
    get_rubric,
    list_rubric_totals,
)
from forum.prompts.library import get_shape
from forum.prompts.models import Prompt
from tests.support.factories import make_course, make_user
from tests.support.weeks import at, make_prompt

NOW = at(1, "09:00")
RUBRIC = rubric_from(get_shape("alliances").rubric or {})


@pytest.fixture
def prompt(session: Session) -> Prompt:
    return make_prompt(session, make_course(session))


def test_a_rubric_comes_back_as_it_was_saved(session: Session, prompt: Prompt) -> None:
    with pytest.raises(NoRubric):
        get_rubric(session, prompt.id)
    saved = save_rubric(session, prompt, RUBRIC, by=None, now=NOW)
    assert saved == get_rubric(session, prompt.id)
    assert input_of(get_rubric(session, prompt.id)) == RUBRIC
    assert [rating.level for rating in get_rubric(session, prompt.id).criteria[0].ratings] == [
        4,
        3,
        2,
        1,
        0,
    ]
    assert list_rubric_totals(session, [prompt.id, 999]) == {prompt.id: Decimal(100)}


def test_saving_the_same_again_writes_nothing_in_the_log(session: Session, prompt: Prompt) -> None:
    for _ in range(2):
        save_rubric(session, prompt, RUBRIC, by=None, now=NOW)
    session.flush()
    assert session.scalars(select(Activity.verb)).all() == ["rubric_saved"]


def test_a_moved_and_renamed_criterion_keeps_its_row(session: Session, prompt: Prompt) -> None:
    save_rubric(session, prompt, RUBRIC, by=None, now=NOW)
    before = {row.key: row.id for row in session.scalars(select(Criterion))}
    first, *rest = RUBRIC.criteria
    turned = RubricInput("Turned", (*rest, replace(first, title="Renamed")))
    save_rubric(session, prompt, turned, by=None, now=NOW)
    found = get_rubric(session, prompt.id)
    assert found.criteria[-1].title == "Renamed"
    assert {row.key: row.id for row in found.criteria} == before


def test_rows_without_a_key_get_one_each(session: Session, prompt: Prompt) -> None:
    rows = tuple(replace(row, key="", title="Writing") for row in RUBRIC.criteria[:2])
    save_rubric(session, prompt, RubricInput("", rows), by=None, now=NOW)
    found = get_rubric(session, prompt.id)
    assert [row.key for row in found.criteria] == ["writing", "writing-2"]


def test_a_criterion_with_marks_cannot_be_taken_out(session: Session, prompt: Prompt) -> None:
    save_rubric(session, prompt, RUBRIC, by=None, now=NOW)
    student, grader = make_user(session, "Ana"), make_user(session, "Prof. Okafor")
    grade = Grade(prompt_id=prompt.id, user_id=student.id, updated_at=NOW, updated_by_id=grader.id)
    session.add(grade)
    session.flush()
    criterion = get_rubric(session, prompt.id).criteria[0]
    session.add(
        GradeMark(
            grade_id=grade.id, criterion_id=criterion.id, level=3, set_at=NOW, set_by_id=grader.id
        )
    )
    session.commit()
    with pytest.raises(CriterionInUse) as refused:
        save_rubric(session, prompt, RubricInput("", RUBRIC.criteria[1:]), by=grader.id, now=NOW)
    assert refused.value.titles == ["Answers what was asked"]
    session.rollback()
    save_rubric(session, prompt, RubricInput("", RUBRIC.criteria[:1]), by=grader.id, now=NOW)
    assert [row.key for row in get_rubric(session, prompt.id).criteria] == ["responsive"]


def test_a_rubric_without_rows_is_none(session: Session, prompt: Prompt) -> None:
    assert save_rubric(session, prompt, RubricInput("", ()), by=None, now=NOW) is None
    save_rubric(session, prompt, RUBRIC, by=None, now=NOW)
    assert save_rubric(session, prompt, RubricInput("", ()), by=None, now=NOW) is None
    assert find_rubric(session, prompt.id) is None


def test_a_copy_stands_by_itself(session: Session, prompt: Prompt) -> None:
    other = make_prompt(session, make_course(session, "SOWK 520"))
    assert copy_rubric(session, prompt, other, by=None, now=NOW) is None
    save_rubric(session, prompt, RUBRIC, by=None, now=NOW)
    copy_rubric(session, prompt, other, by=None, now=NOW)
    later = NOW + timedelta(days=1)
    save_rubric(session, prompt, RubricInput("", ()), by=None, now=later)
    assert input_of(get_rubric(session, other.id)) == RUBRIC
