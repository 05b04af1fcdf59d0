"""Setting a week up in the browser: rows without a script, and everything on the page saved."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.queries import get_setup
from tests.support.setup_pages import (
    WEEK_3,
    errors_of,
    facts_of,
    fields_of,
    form_of,
    prompt_of,
    teach,
)
from tests.support.weeks import make_prompt


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    return teach(client, session)


def test_a_new_week_has_the_shape_of_the_assignment_and_can_be_published(
    client: FlaskClient, session: Session, course: Course
) -> None:
    answer = client.post(
        "/c/sowk-510/setup/new", data={"week": 7, "title": "Allies", "source": "shape-alliances"}
    )
    assert answer.status_code == 303
    assert answer.location.endswith("/c/sowk-510/w/7/setup")
    prompt = prompt_of(session, course, 7)
    setup = get_setup(session, prompt)
    assert [part.min_words for part in setup.parts] == [80, 80, 60, 60, 40]
    assert setup.current_terms.different_site
    assert setup.is_complete
    rubric = find_rubric(session, prompt.id)
    assert rubric is not None
    assert rubric.points_total == 100
    assert not prompt.is_published

    assert client.post("/c/sowk-510/w/7/setup/publication").status_code == 303
    assert prompt_of(session, course, 7).is_published


def test_the_form_saves_what_it_shows_without_changing_anything(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post(
        "/c/sowk-510/setup/new", data={"week": 7, "title": "Allies", "source": "shape-alliances"}
    )
    before = facts_of(session, course, 7)
    page = client.get("/c/sowk-510/w/7/setup")
    assert page.status_code == 200
    answer = client.post("/c/sowk-510/w/7/setup", data=fields_of(page.text))
    assert answer.status_code == 303, errors_of(answer.text)
    assert facts_of(session, course, 7) == before


@pytest.mark.parametrize(
    ("command", "headings"),
    [
        ("parts:add", ["The organisation", "Ways in", ""]),
        ("parts:remove:0", ["Ways in"]),
        ("parts:down:0", ["Ways in", "The organisation"]),
        ("parts:up:1", ["Ways in", "The organisation"]),
        ("parts:up:0", ["The organisation", "Ways in"]),
        ("parts:down:1", ["The organisation", "Ways in"]),
        ("parts:remove:99", ["The organisation", "Ways in"]),
        ("nothing:add", ["The organisation", "Ways in"]),
        ("parts:explode:1", ["The organisation", "Ways in"]),
        ("parts:remove:" + "9" * 50, ["The organisation", "Ways in"]),
    ],
)
def test_a_button_changes_the_rows_and_keeps_what_is_typed(
    client: FlaskClient, session: Session, course: Course, command: str, headings: list[str]
) -> None:
    make_prompt(session, course, 3)
    before = facts_of(session, course, 3)
    typed = form_of(client, 3) | {"rows": command, "title": "", "parts-1-min_words": "many"}
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 200
    again = fields_of(answer.text)
    rows = [name for name in again if name.startswith("parts-") and name.endswith("-heading")]
    assert [again[name] for name in rows] == headings
    assert again["title"] == ""
    assert "many" in again.values() or command == "parts:remove:1"
    assert facts_of(session, course, 3) == before


def test_rows_end_at_a_number_nobody_needs(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    typed = form_of(client, 3)
    typed |= {f"parts-{number}-heading": "Part" for number in range(2, 40)}
    answer = client.post(WEEK_3, data=typed | {"rows": "parts:add"})
    assert answer.status_code == 200
    assert "parts-40-heading" not in fields_of(answer.text)
