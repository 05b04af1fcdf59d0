"""A rubric is used again: taken into the long form, and saved with it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.grading.content import input_of
from forum.grading.documents import rubric_from
from forum.grading.models import Grade, GradeMark
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.library import get_shape
from forum.prompts.templates.models import PromptTemplate
from tests.support.factories import make_course, make_user
from tests.support.marking import make_rubric
from tests.support.setup_pages import (
    WEEK_3,
    errors_of,
    fields_of,
    form_of,
    prompt_of,
    teach,
)
from tests.support.weeks import at, make_prompt

NEW = "/c/sowk-510/setup/new"
TAKE = {"rows": "rubric:take"}


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    course = teach(client, session)
    for week, name in ((3, "alliances"), (4, "debate"), (5, "field_reflection")):
        data = {"week": week, "source": f"shape-{name}"}
        assert client.post(NEW, data=data).status_code == 303
    return course


def source_of(session: Session, course: Course, client: FlaskClient, kind: str) -> str:
    """The choice that stands for the rubric of the debate, of this kind."""
    if kind == "prompt":
        return f"prompt-{prompt_of(session, course, 4).id}"
    if kind == "template":
        client.post("/c/sowk-510/w/4/setup/template", data={"name": "Debate"})
        return f"template-{session.scalars(select(PromptTemplate.id)).one()}"
    return "shape-debate"


@pytest.mark.parametrize("kind", ["shape", "prompt", "template"])
def test_a_rubric_is_taken_into_the_form_and_saved_with_it(
    client: FlaskClient, session: Session, course: Course, kind: str
) -> None:
    source = source_of(session, course, client, kind)
    typed = form_of(client, 3) | {"title": "Typed and not saved", "rubric_source": source}
    page = client.post(WEEK_3, data=typed | TAKE)
    assert page.status_code == 200
    taken = fields_of(page.text)
    assert taken["title"] == "Typed and not saved"
    assert prompt_of(session, course, 3).title == "Developing alliances"
    assert client.post(WEEK_3, data=taken).status_code == 303
    saved = find_rubric(session, prompt_of(session, course, 3).id)
    assert saved is not None
    debate = get_shape("debate").rubric
    assert debate is not None
    assert input_of(saved) == rubric_from(debate)


def test_the_rubric_of_the_week_itself_and_of_nothing_are_not_offered(
    client: FlaskClient, session: Session, course: Course
) -> None:
    page = client.get(WEEK_3).text
    assert 'value="shape-debate"' in page
    assert f'value="prompt-{prompt_of(session, course, 4).id}"' in page
    assert f'value="prompt-{prompt_of(session, course, 3).id}"' not in page
    assert 'value="blank"' not in page


@pytest.mark.parametrize("kind", ["", "shape-none", "template-99", "blank", "bare", "foreign"])
def test_where_there_is_no_rubric_the_form_stays_and_says_so(
    client: FlaskClient, session: Session, course: Course, kind: str
) -> None:
    elsewhere = make_prompt(session, make_course(session, "SOWK 520"), 1)
    make_rubric(session, elsewhere)
    bare = make_prompt(session, course, 6)
    source = {"bare": f"prompt-{bare.id}", "foreign": f"prompt-{elsewhere.id}"}.get(kind, kind)
    typed = form_of(client, 3) | {"title": "Typed", "rubric_source": source}
    page = client.post(WEEK_3, data=typed | TAKE)
    assert page.status_code == 422
    assert "There is no rubric to take there." in " ".join(errors_of(page.text))
    expected = {name: typed[name] for name in typed if name.startswith("criteria-")}
    kept = fields_of(page.text)
    assert {name: kept[name] for name in expected} == expected
    assert kept["title"] == "Typed"


def test_a_criterion_that_students_were_graded_by_cannot_be_replaced_away(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt = prompt_of(session, course, 3)
    rubric = find_rubric(session, prompt.id)
    assert rubric is not None
    student, grader = make_user(session, "Ana"), make_user(session, "Tomas")
    grade = Grade(
        prompt_id=prompt.id,
        user_id=student.id,
        updated_at=at(2, "10:00"),
        updated_by_id=grader.id,
    )
    session.add(grade)
    session.flush()
    sources = next(row for row in rubric.criteria if row.key == "sources")
    session.add(
        GradeMark(
            grade_id=grade.id,
            criterion_id=sources.id,
            level=4,
            points=15,
            most=15,
            set_at=at(2, "10:00"),
            set_by_id=grader.id,
        )
    )
    session.commit()
    typed = form_of(client, 3) | {"rubric_source": "shape-case_consultation"}
    taken = fields_of(client.post(WEEK_3, data=typed | TAKE).text) | {"points": "50"}
    answer = client.post(WEEK_3, data=taken | {"marked_points": "keep"})
    assert answer.status_code == 422
    assert "Students were graded by" in " ".join(errors_of(answer.text))
