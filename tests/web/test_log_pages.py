"""The log of a course: every line in words, page by page."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from dataclasses import fields

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.activity.chain import BEGINNING, seal_activity
from forum.activity.queries import Wanted, list_activity
from forum.courses.models import Course
from forum.extensions import db
from forum.prompts.content import COLUMNS
from forum.prompts.models import Prompt
from forum.rules.facts import Terms
from forum.web.activity_words import NAMES, VERBS
from tests.support.classroom import shows
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.statements import count_statements
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
    lines, older = list_activity(session, Wanted(other.id))
    assert ([line.activity.verb for line in lines], older) == (["canary_line"], None)


@pytest.fixture
def busy(session: Session, course: Course) -> Course:
    """A course with a log of three lines on three days, by three people."""
    prompt = make_prompt(session, course, 3)
    ana, tomas, mia = (make_user(session, name) for name in ("Ana Silva", "Tomas", "Mia 100%"))
    common = {"course_id": course.id}
    record(
        session,
        "post_published",
        now=at(1, "23:30"),
        actor_id=ana.id,
        prompt_id=prompt.id,
        **common,
    )
    record(
        session, "grade_saved", now=at(2, "10:00"), actor_id=tomas.id, subject_id=ana.id, **common
    )
    record(session, "post_hidden", now=at(3, "00:30"), actor_id=mia.id, **common)
    session.commit()
    return course


ASKED = [
    ({}, ["post_published", "grade_saved", "post_hidden"]),
    ({"person": "ana"}, ["post_published", "grade_saved"]),
    ({"person": "100%"}, ["post_hidden"]),
    ({"person": "%"}, ["post_hidden"]),
    ({"verb": "grade_saved"}, ["grade_saved"]),
    ({"since": "2025-10-07"}, ["grade_saved", "post_hidden"]),
    ({"until": "2025-10-06"}, ["post_published"]),
    ({"since": "2025-10-07", "until": "2025-10-07"}, ["grade_saved"]),
    ({"person": "ana", "verb": "post_hidden"}, []),
]


@pytest.mark.parametrize("asked,expected", ASKED)
def test_the_log_shows_what_is_asked_for(
    client: FlaskClient, busy: Course, asked: dict[str, str], expected: list[str]
) -> None:
    page = client.get(LOG, query_string=asked)
    lines = page.text.partition("<tbody")[2]
    for verb in ("post_published", "grade_saved", "post_hidden"):
        assert (str(VERBS[verb]) in lines) is (verb in expected)
    assert ("No line fits" in page.text) is (not expected)


def test_the_weeks_lines_are_one_choice(
    client: FlaskClient, session: Session, busy: Course
) -> None:
    prompt_id = session.scalars(select(Prompt.id)).one()
    page = client.get(LOG, query_string={"part": prompt_id})
    lines = page.text.partition("<tbody")[2]
    assert "published an initial post" in lines and "graded" not in lines


BAD = [
    ({"since": "yesterday"}, "Write the date as year-month-day"),
    ({"until": "9999-12-31"}, "Choose a year from 2000 to 2100."),
    ({"since": "0001-01-01"}, "Choose a year from 2000 to 2100."),
    ({"since": "2025-10-08", "until": "2025-10-07"}, "The last day comes before the first."),
    ({"verb": "drop table"}, "Choose one from the list."),
    ({"part": "1e9"}, "Choose one from the list."),
    ({"person": "a" * 121}, "Use at most 120 characters."),
]


@pytest.mark.parametrize("asked,sentence", BAD)
def test_what_cannot_be_asked_is_said_and_kept(
    client: FlaskClient, busy: Course, asked: dict[str, str], sentence: str
) -> None:
    page = client.get(LOG, query_string=asked)
    assert page.status_code == 422
    assert shows(page, sentence)
    taken = client.post(f"{LOG}/file", data={**asked, "form": "csv"})
    assert taken.status_code == 422
    assert shows(taken, sentence)


def test_older_lines_are_of_what_was_asked(
    client: FlaskClient, session: Session, course: Course
) -> None:
    for _number in range(60):
        record(session, "site_approved", now=NOW, actor_id=None, course_id=course.id)
        record(session, "post_hidden", now=NOW, actor_id=None, course_id=course.id)
    session.commit()
    page = client.get(LOG, query_string={"verb": "post_hidden"})
    older = re.search(r'href="([^"]*\?before=\d+[^"]*)"', page.text)[1].replace("&amp;", "&")
    lines = client.get(older).text.partition("<tbody")[2]
    assert lines.count("hid a post") == 10
    assert "approved" not in lines


def test_a_file_has_the_lines_asked_for_and_is_a_line_itself(
    client: FlaskClient, session: Session, busy: Course
) -> None:
    make_user(session, "=1+1")
    taken = client.post(f"{LOG}/file", data={"form": "csv", "person": "ana"})
    assert taken.status_code == 200
    assert taken.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(taken.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row[1:3] for row in rows[1:]] == [
        ["Ana Silva", "published an initial post"],
        ["Tomas", "graded a student"],
    ]
    assert rows[1][0] == "2025-10-06T23:30:00-04:00"
    page = client.get(LOG, query_string={"verb": "log_exported"})
    assert shows(page, "exported the log", "CSV, 2 lines")


def test_no_cell_of_the_file_is_a_formula(
    client: FlaskClient, session: Session, busy: Course
) -> None:
    bad = make_user(session, "=HYPERLINK(1)")
    record(session, "post_hidden", now=NOW, actor_id=bad.id, course_id=busy.id)
    session.commit()
    taken = client.post(f"{LOG}/file", data={"form": "csv"})
    assert "'=HYPERLINK(1)" in taken.get_data(as_text=True)


def test_the_chain_can_be_computed_from_the_lines_of_the_site(
    client: FlaskClient, session: Session, busy: Course
) -> None:
    seal_activity(session)
    session.commit()
    admin = make_user(session, "Ada Reyes", is_admin=True)
    sign_in(client, session, admin)
    taken = client.post("/admin/log/file", data={"form": "jsonl"})
    assert taken.status_code == 200
    before = BEGINNING
    for written in taken.get_data(as_text=True).splitlines():
        row = json.loads(written)
        position, found = row.pop("position"), row.pop("hash")
        line = json.dumps(row, sort_keys=True, separators=(",", ":"))
        before = hashlib.sha256(f"{before}\n{line}".encode()).hexdigest()
        assert found == before
    assert position == 3
    page = client.get("/admin/log")
    assert shows(page, before, "sealed up to link 3", "SOWK 510", "exported the log")


def test_admins_read_the_log_of_every_course_and_account(
    client: FlaskClient, session: Session, busy: Course
) -> None:
    other = make_course(session, "SOWK 520")
    ana = make_user(session, "Ben")
    record(session, "post_hidden", now=NOW, actor_id=None, course_id=other.id)
    record(session, "person_disabled", now=NOW, actor_id=None, subject_id=ana.id)
    session.commit()
    sign_in(client, session, make_user(session, "Ada Reyes", is_admin=True))
    assert shows(client.get("/admin/log"), "SOWK 520", "closed an account", "SOWK 510")
    lines = client.get("/admin/log", query_string={"part": other.id}).text.partition("<tbody")[2]
    assert "SOWK 520" in lines and "SOWK 510" not in lines and "account" not in lines


def test_the_page_of_the_site_sends_the_same_statements_at_thirty_and_at_three_hundred_lines(
    client: FlaskClient, session: Session, busy: Course
) -> None:
    sign_in(client, session, make_user(session, "Ada Reyes", is_admin=True))
    prompt_id = session.scalars(select(Prompt.id)).one()
    sent = []
    for number in (30, 270):
        for _ in range(number):
            record(
                session,
                "post_hidden",
                now=NOW,
                actor_id=None,
                course_id=busy.id,
                prompt_id=prompt_id,
            )
        session.commit()
        with count_statements(db.engine) as statements:
            page = client.get("/admin/log")
        assert page.text.count('data-label="Week">3<') >= 30
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 8
