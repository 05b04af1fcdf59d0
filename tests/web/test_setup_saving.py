"""What the long form takes, refuses and gives back."""

from __future__ import annotations

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course
from forum.discussion.actions.drafts import FieldSave, save_fields
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.models import Site
from forum.prompts.queries import get_setup
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.setup_pages import (
    WEEK_3,
    Fields,
    errors_of,
    facts_of,
    fields_of,
    form_of,
    prompt_of,
    teach,
)
from tests.support.weeks import at, make_prompt, post_initial, respond


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    return teach(client, session)


def test_everything_on_the_page_is_saved(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    typed = form_of(client, 3) | {
        "title": "Allies, near and far",
        "points": "40",
        "responses": "3",
        "different_site": "any",
        "parts-2-key": "",
        "parts-2-heading": "My next steps",
        "parts-2-min_words": "30",
        "new_sites-0-key": "",
        "new_sites-0-name": "Freedom Network",
        "new_sites-0-address": "freedomnetworkusa.org",
        "rubric_title": "How it is read",
        "criteria-0-key": "",
        "criteria-0-title": "Answers",
        "criteria-0-counted_from": "post",
        **{f"criteria-0-points_{level}": str(level * 10) for level in range(5)},
        **{f"criteria-0-words_{level}": f"Level {level}" for level in range(5)},
        "T2_day": "3:7",
        "T2_time": "18:30",
    }
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 303, errors_of(answer.text)
    prompt = prompt_of(session, course, 3)
    setup = get_setup(session, prompt)
    assert (prompt.title, prompt.points, prompt.version) == ("Allies, near and far", 40, 2)
    assert [part.key for part in setup.parts] == ["overview", "ally", "my-next-steps"]
    assert [part.minimum for part in setup.current_terms.parts] == [10, 5, 30]
    assert (setup.current_terms.responses, setup.current_terms.different_site) == (3, False)
    assert setup.sites[-1].name == "Freedom Network"
    rubric = find_rubric(session, prompt.id)
    assert rubric is not None
    assert (rubric.points_total, rubric.criteria[0].counted_from[0]) == (40, "initial_post")
    due = setup.checkpoint("T2")
    assert due is not None
    assert (due.week, due.day, due.local_time) == (3, 7, "18:30")


def test_signs_that_no_database_takes_are_left_out_and_all_others_stay(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    naughty = "A\x00 \x07title \ufeff 👩‍👩‍👧 שלום \u202eabc\u202c <script>alert(1)</script>"
    typed = form_of(client, 3) | {"title": naughty, "body": naughty + "\r\n\u2028two"}
    assert client.post(WEEK_3, data=typed).status_code == 303
    prompt = prompt_of(session, course, 3)
    assert prompt.title == "A title 👩‍👩‍👧 שלום \u202eabc\u202c <script>alert(1)</script>"
    assert prompt.body.endswith("\n\ntwo")
    for path in (WEEK_3, "/c/sowk-510/w/3/preview", "/c/sowk-510/setup"):
        assert "<script>alert" not in client.get(path).text


BAD = {
    "no title": {"title": " \u00a0\x00 "},
    "a long title": {"title": "x" * 201},
    "a paste of 200 KB": {"body": ("many words " * 20_000).strip()},
    "formatting too deep": {"body": ">" * 400 + " deep"},
    "no number": {"points": "many"},
    "a negative number": {"responses": "-1"},
    "a number too large": {"references": "2147483648"},
    "digits without end": {"points": "9" * 5000},
    "a part without heading": {"parts-0-heading": ""},
    "no words": {"parts-0-min_words": ""},
    "a day that is none": {"T1_day": "3:99"},
    "no day": {"T1_day": ""},
    "a time that is none": {"T1_time": "25:00"},
    "a time in words": {"close_time": "midnight"},
    "another choice": {"fallback": "everybody"},
    "a group set that is not there": {"group_set_id": "77"},
    "a site that is not there": {"sites": ["2147483647"]},
    "a site that is no number": {"sites": ["one"]},
    "a new site without address": {"new_sites-0-name": "Somebody", "new_sites-0-address": ""},
    "a new site without name": {"new_sites-0-name": "", "new_sites-0-address": "a-site.org"},
    "an address that is none": {
        "new_sites-0-name": "Somebody",
        "new_sites-0-address": "javascript:alert(1)",
    },
    "more than per cent": {"late_rate": "101"},
    "no cap is one": {"site_cap": "0"},
    "a version that is none": {"version": "first"},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_saved_is_said_and_given_back(
    client: FlaskClient, session: Session, course: Course, changes: Fields
) -> None:
    make_prompt(session, course, 3)
    before = facts_of(session, course, 3)
    typed = form_of(client, 3) | {"purpose": "Typed and not to be lost"} | changes
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    again = fields_of(answer.text)
    assert again["purpose"] == "Typed and not to be lost"
    for name, value in changes.items():
        if isinstance(value, str) and value.isprintable() and name not in CHOICES:
            assert again[name] == value
    assert facts_of(session, course, 3) == before


#: Their own value is given back, because a list cannot show another one.
CHOICES = {"T1_day", "fallback", "group_set_id", "version"}


def test_levels_of_a_criterion_fall(client: FlaskClient, session: Session, course: Course) -> None:
    client.post(
        "/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "shape-alliances"}
    )
    typed = form_of(client, 3) | {"criteria-0-points_2": "24"}
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 422
    assert "Error: A better level cannot be worth fewer points." in errors_of(answer.text)
    for points in ("NaN", "-1", "1e999", "0.001", "ten", ""):
        answer = client.post(WEEK_3, data=form_of(client, 3) | {"criteria-0-points_4": points})
        assert answer.status_code == 422, points


def test_a_site_of_another_course_cannot_be_listed(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    other = make_course(session, "SOWK 520")
    make_prompt(session, other, 3)
    foreign = session.scalars(select(Site.id).where(Site.course_id == other.id)).first()
    typed = form_of(client, 3) | {"sites": [str(foreign)]}
    assert client.post(WEEK_3, data=typed).status_code == 422


def test_a_part_in_which_somebody_has_written_cannot_be_taken_out(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt, ana = make_prompt(session, course, 1), make_user(session, "Ana")
    enrol(session, course, ana)
    own = post_initial(session, ana, prompt, now=at(2, "10:00"))
    bea = make_user(session, "Bea")
    enrol(session, course, bea)
    post_initial(session, bea, prompt, "Love146", now=at(2, "11:00"))
    respond(session, bea, own, now=at(3, "10:00"))
    week = "/c/sowk-510/w/1/setup"
    for name, title in (("parts", "Ways in"), ("response_parts", "What changed")):
        shorter = client.post(week, data=form_of(client, 1) | {"rows": f"{name}:remove:1"})
        answer = client.post(week, data=fields_of(shorter.text))
        assert answer.status_code == 422
        assert any(f"Students have written in “{title}”" in line for line in errors_of(answer.text))
        assert f'href="#{name}"' in answer.text
    renamed = form_of(client, 1) | {"parts-1-heading": "Ways to help", "parts-1-min_words": "0"}
    assert client.post(week, data=renamed).status_code == 303


def test_a_part_with_somebodys_draft_cannot_be_taken_out(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt, ana = make_prompt(session, course, 3), make_user(session, "Ana")
    saves = [FieldSave("part-ally", "A canary")]
    save_fields(session, ana.id, prompt.id, "initial", saves, client="tab", now=at(1, "10:00"))
    session.commit()
    shorter = client.post(WEEK_3, data=form_of(client, 3) | {"rows": "parts:remove:1"})
    answer = client.post(WEEK_3, data=fields_of(shorter.text))
    assert answer.status_code == 422
    assert "canary" not in answer.text


def test_a_running_weeks_due_time_is_not_moved_to_the_next_hour(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 1)
    with time_machine.travel(at(2, "12:00"), tick=False):
        staff = session.scalars(select(User)).first()
        assert staff is not None
        sign_in(client, session, staff)
        changes = {"T1_time": "11:00", "title": "Typed"}
        answer = client.post("/c/sowk-510/w/1/setup", data=form_of(client, 1) | changes)
    assert answer.status_code == 422
    assert any("less than a day away" in line for line in errors_of(answer.text))
    assert fields_of(answer.text)["title"] == "Typed"
    assert prompt_of(session, course, 1).title == "Developing alliances"


def test_a_stale_page_shows_both_versions_and_can_then_be_saved(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    mine = form_of(client, 3) | {"title": "Mine", "body": "My text"}
    theirs = form_of(client, 3) | {"title": "Theirs", "body": "Their text"}
    assert client.post(WEEK_3, data=theirs).status_code == 303
    answer = client.post(WEEK_3, data=mine)
    assert answer.status_code == 409
    again = fields_of(answer.text)
    assert (again["title"], again["body"]) == ("Mine", "My text")
    stale = BeautifulSoup(answer.text, "html.parser").select_one("#stale")
    assert stale is not None
    assert "Theirs" in stale.text
    assert "Their text" in stale.text
    assert prompt_of(session, course, 3).title == "Theirs"
    assert client.post(WEEK_3, data=again).status_code == 303
    assert prompt_of(session, course, 3).title == "Mine"
