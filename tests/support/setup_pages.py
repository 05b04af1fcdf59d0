"""The long form of a week, read and filled in as a browser does it."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.models import Prompt
from forum.prompts.queries import find_prompt, get_setup
from tests.support.factories import enrol, make_course, make_user, sign_in

Fields = dict[str, Any]
WEEK_3 = "/c/sowk-510/w/3/setup"


def teach(client: FlaskClient, session: Session) -> Course:
    """A course whose instructor is signed in."""
    course = make_course(session, slug="sowk-510")
    instructor = make_user(session, "Prof. Okafor")
    enrol(session, course, instructor, "instructor")
    sign_in(client, session, instructor)
    return course


def form_of(client: FlaskClient, week: int) -> Fields:
    """The long form of a week as it is shown."""
    return fields_of(client.get(f"/c/sowk-510/w/{week}/setup").text)


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
            fields[name] = control.text.replace("\r\n", "\n").removeprefix("\n")
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
