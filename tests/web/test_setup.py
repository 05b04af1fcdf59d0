"""Setting a week up in the browser, with the forms as they are sent."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.models import Checkpoint, Extension, Prompt, Site, TermsVersion
from forum.prompts.queries import find_prompt, get_setup
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.weeks import make_prompt

Fields = dict[str, Any]


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    """A course whose instructor is signed in."""
    course = make_course(session, slug="sowk-510")
    instructor = make_user(session, "Prof. Okafor")
    enrol(session, course, instructor, "instructor")
    sign_in(client, session, instructor)
    return course


def test_a_new_week_has_the_shape_of_the_assignment_and_can_be_published(
    client: FlaskClient, session: Session, course: Course
) -> None:
    answer = client.post(
        "/c/sowk-510/setup/new", data={"week": 7, "title": "Allies", "source": "blank"}
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
    client.post("/c/sowk-510/setup/new", data={"week": 7, "title": "Allies", "source": "blank"})
    before = facts_of(session, course, 7)
    page = client.get("/c/sowk-510/w/7/setup")
    assert page.status_code == 200
    answer = client.post("/c/sowk-510/w/7/setup", data=fields_of(page.text))
    assert answer.status_code == 303, errors_of(answer.text)
    assert facts_of(session, course, 7) == before


def prompt_of(session: Session, course: Course, week: int) -> Prompt:
    """The prompt of a week, which must exist."""
    session.rollback()  # what the requests wrote meanwhile
    session.expire_all()
    prompt = find_prompt(session, course.id, week)
    assert prompt is not None
    return prompt


def facts_of(session: Session, course: Course, week: int) -> Any:
    """All that is set for a week, without versions and times of change."""
    prompt = prompt_of(session, course, week)
    setup = get_setup(session, prompt)
    return (
        prompt.title,
        prompt.points,
        [(part.key, part.heading, part.guidance, part.min_words) for part in setup.parts],
        [(part.key, part.min_words) for part in setup.response_parts],
        [site.name for site in setup.sites],
        setup.terms,
        [(row.kind, row.week, row.day, row.local_time) for row in setup.checkpoints],
        find_rubric(session, prompt.id),
    )


def fields_of(html: str) -> Fields:
    """What a browser would send of the page's long form."""
    form = BeautifulSoup(html, "html.parser").select_one("form.body")
    assert form is not None
    fields: Fields = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name = str(control["name"])
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            fields[name] = chosen["value"] if chosen else ""
        elif control.name == "textarea":
            fields[name] = control.text.removeprefix("\n").replace("\r\n", "\n")
        elif control.get("type") in ("checkbox", "radio"):
            if control.has_attr("checked"):
                fields.setdefault(name, []).append(control["value"])
        else:
            fields[name] = control.get("value", "")
    return fields


def errors_of(html: str) -> list[str]:
    """The sentences at the fields."""
    soup = BeautifulSoup(html, "html.parser")
    return [" ".join(line.text.split()) for line in soup.select(".error, .caution")]
