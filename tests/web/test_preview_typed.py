"""The preview of what is typed in the long form and not saved: carried on, never kept."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.courses.models import Course
from tests.support.setup_pages import WEEK_3, errors_of, facts_of, fields_of, form_of, teach
from tests.support.weeks import make_prompt

PREVIEW = "/c/sowk-510/w/3/preview"


@pytest.fixture
def course(app: Flask, client: FlaskClient, session: Session) -> Course:
    course = teach(client, session)
    make_prompt(session, course, 3, published_at=None)
    return course


def page_of(answer) -> BeautifulSoup:
    assert answer.status_code == 200, errors_of(answer.text)
    return BeautifulSoup(answer.data, "html.parser")


def sent_by(page: BeautifulSoup, name: str, value: str) -> list[tuple[str, str]]:
    """What the form over the preview sends when one of its buttons is pressed, in its order."""
    fields = []
    for control in page.select("#typed button, #typed input"):
        if control.name == "input" or (control["name"], control["value"]) == (name, value):
            fields.append((control["name"], control["value"]))
    return fields


def post(client: FlaskClient, path: str, fields: list[tuple[str, str]]):
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post(path, data=data)


def test_what_is_typed_is_shown_and_not_saved(client: FlaskClient, session: Session, course):
    before = facts_of(session, course, 3)
    typed = form_of(client, 3)
    typed |= {
        "title": "Allies, once more",
        "responses": "3",
        "parts-0-heading": "Who they are",
        "parts-0-min_words": "33",
        "T1_time": "17:15",
        "private_allowed": "y",
        "rubric_title": "Of one row",
        "criteria-0-title": "Care",
        **{f"criteria-0-points_{level}": str(level) for level in range(5)},
        "new_sites-0-name": "Irina Project",
        "new_sites-0-address": "https://irina.example.org",
    }
    page = page_of(client.post(PREVIEW, data=typed))
    shown = " ".join(page.select_one("main").text.split())
    for words in ("Allies, once more", "3 responses", "Who they are", "33 or more", "5:15 pm"):
        assert words in shown
    for words in ("Care", "Irina Project", "Only my instructor may read this post"):
        assert words in shown
    assert "What you typed is not saved." in page.select_one("#preview").text
    assert facts_of(session, course, 3) == before


def test_the_states_and_the_way_back_carry_it_on(client: FlaskClient, session: Session, course):
    typed = form_of(client, 3) | {"title": "Allies, once more", "back": "parts-0-heading"}
    page = page_of(client.post(PREVIEW, data=typed))
    page = page_of(post(client, PREVIEW, sent_by(page, "state", "responding")))
    assert page.select_one("#typed [aria-current]")["value"] == "responding"
    assert "Daniela Ruiz wrote to you" in page.text
    page = page_of(post(client, PREVIEW, sent_by(page, "width", "320")))
    assert page.iframe
    assert [one["value"] for one in page.select("#typed [aria-current]")] == ["responding", "320"]
    framed = post(client, PREVIEW, [*sent_by(page, "", ""), ("framed", "1")])
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Allies, once more" in framed.text
    leave = page.find("button", string="Leave preview")
    assert leave["formaction"].endswith("/w/3/setup#parts-0-heading")
    editor = page_of(post(client, leave["formaction"], sent_by(page, "rows", "back")))
    again = fields_of(str(editor))
    first = form_of(client, 3) | {"title": "Allies, once more"}
    ours = {"csrf_token", "back"}
    assert {name: again[name] for name in again.keys() - ours} == {
        name: first[name] for name in first.keys() - ours
    }


def test_no_link_of_it_leads_to_what_is_saved(client: FlaskClient, session: Session, course):
    page = page_of(client.post(PREVIEW, data={**form_of(client, 3), "state": "responding"}))
    links = [link["href"] for link in page.select("main a[href]")]
    assert [link for link in links if "/w/3" in link or "/p/" in link] == []


def test_what_cannot_be_read_comes_back_with_its_reasons(client: FlaskClient, course):
    answer = client.post(PREVIEW, data={**form_of(client, 3), "title": "", "responses": "many"})
    assert answer.status_code == 422
    assert "Give the week a title." in " ".join(errors_of(answer.text))
    assert client.post(PREVIEW, data={**form_of(client, 3), "state": "x"}).status_code == 404


def test_a_time_already_past_may_be_looked_at(client: FlaskClient, session: Session, course):
    """Saving would refuse it for a published week; looking changes nothing."""
    session.rollback()
    typed = form_of(client, 3) | {"T1_day": form_of(client, 3)["opens_day"], "T1_time": "00:30"}
    page = page_of(client.post(PREVIEW, data={**typed, "state": "late"}))
    assert "Your post is late." in page.text
    assert client.get(WEEK_3).status_code == 200
