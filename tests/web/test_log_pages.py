"""The log of a course: every line in words, page by page."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.activity.queries import list_activity
from forum.courses.models import Course
from forum.prompts.content import COLUMNS
from forum.rules.facts import Terms
from forum.web.activity_words import NAMES
from tests.support.classroom import shows
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.weeks import at, make_prompt

NOW = at(1, "09:00")
LOG = "/c/sowk-510/log"


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    course = make_course(session, slug="sowk-510")
    instructor = make_user(session, "Prof. Okafor")
    enrol(session, course, instructor, "instructor")
    sign_in(client, session, instructor)
    return course


def test_lines_say_who_did_what_to_whom_in_which_week(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt, ana = make_prompt(session, course, 3), make_user(session, "Ana Silva")
    actor = make_user(session, "Tomas")
    before, after = "2025-10-23T04:00:00+00:00", "2025-10-25T04:00:00+00:00"
    common = {"now": NOW, "actor_id": actor.id, "course_id": course.id}
    record(
        session,
        "extension_given",
        prompt_id=prompt.id,
        subject_id=ana.id,
        kind="T1",
        before=before,
        after=after,
        **common,
    )
    record(session, "site_renamed", before="Old", after="New", **common)
    record(session, "something_new_happened", **common)
    role = {"role": "student", "section_id": None}
    record(session, "enrollment_changed", before=role, after=role | {"role": "assistant"}, **common)
    session.commit()
    page = client.get(LOG)
    assert shows(
        page,
        "Tomas",
        "gave an extension",
        "Posts due: Fri 24 Oct",
        "before Wed 22 Oct",
        "Ana Silva",
        "from “Old” to “New”",
        "something new happened",
        "from Student to Teaching assistant",
    )


def test_every_text_setting_and_requirement_that_may_change_has_a_name() -> None:
    may_change = {*COLUMNS, "parts", *(field.name for field in fields(Terms))} - {"valid_from"}
    assert may_change <= set(NAMES)


def test_what_changed_is_named_in_words(
    client: FlaskClient, session: Session, course: Course
) -> None:
    common = {"now": NOW, "actor_id": None, "course_id": course.id}
    record(session, "prompt_changed", texts=["body"], before={}, after={"site_cap": 4}, **common)
    record(session, "terms_set", before={"responses": 2}, after={"responses": 3}, **common)
    session.commit()
    page = client.get(LOG)
    assert shows(page, "what students are asked, how many may choose a site", "the responses")
    assert "site cap" not in page.text


def test_pages_of_fifty_neither_repeat_nor_skip_a_line(
    client: FlaskClient, session: Session, course: Course
) -> None:
    for number in range(120):
        record(session, f"line_{number}", now=NOW, actor_id=None, course_id=course.id)
    session.commit()
    seen: list[str] = []
    address: str | None = LOG
    while address:
        page = client.get(address)
        seen += re.findall(r"line (\d+)", page.text)
        older = re.search(r'href="([^"]*\?before=\d+)"', page.text)
        address = older[1] if older else None
        # A line that is written meanwhile does not shift the next page.
        record(session, "meanwhile", now=NOW, actor_id=None, course_id=course.id)
        session.commit()
    assert seen == [str(number) for number in reversed(range(120))]


@pytest.mark.parametrize("before", ["0", "-1", "one", "9" * 30, "2147483648", "1' OR '1'='1"])
def test_nonsense_in_the_address_shows_the_newest_page(
    client: FlaskClient, course: Course, before: str
) -> None:
    answer = client.get(LOG, query_string={"before": before})
    assert answer.status_code == 200


def test_another_courses_lines_are_not_shown(
    client: FlaskClient, session: Session, course: Course
) -> None:
    other = make_course(session, "SOWK 520")
    record(session, "canary_line", now=NOW, actor_id=None, course_id=other.id)
    session.commit()
    assert "canary" not in client.get(LOG).text
    lines, older = list_activity(session, other.id)
    assert ([line.activity.verb for line in lines], older) == (["canary_line"], None)
