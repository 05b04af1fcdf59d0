"""Anybody takes along what is kept about them, and nothing about anybody else."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

from forum.accounts.models import UserSession
from forum.activity.models import Activity
from forum.discussion.models import Draft
from forum.extensions import db, limiter
from forum.notifications.models import Preference
from forum.participation.models import Question
from forum.prompts.drafts.models import SetupDraft
from tests.support.marking import GRADING_TIME
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt, post_initial
from tests.web.trial import trial_app


def take(desk, user) -> tuple[dict, BeautifulSoup]:
    """What is in ``data.json``, and the page."""
    answer = desk.browser(user).post("/account/data/copies")
    assert answer.status_code == 200, answer.text[:3000]
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(BytesIO(answer.data)) as folder:
        assert folder.testzip() is None
        assert set(folder.namelist()) == {"index.html", "data.json", "style.css"}
        return json.loads(folder.read("data.json")), BeautifulSoup(
            folder.read("index.html"), "html.parser"
        )


@pytest.fixture
def full(desk):
    """A desk at which Ana has a draft, a question, a grade and a choice; Bea has canaries."""
    for user, word in ((desk.ana, "mine"), (desk.bea, "canary")):
        desk.grade(user, 3, comment=f"{word} comment")
        desk.session.add_all(
            [
                Draft(
                    user_id=user.id,
                    prompt_id=desk.prompt.id,
                    slot="response-1",
                    field="part-common",
                    text=f"{word} draft",
                    saved_at=GRADING_TIME,
                    begun_at=GRADING_TIME,
                ),
                Question(
                    prompt_id=desk.prompt.id,
                    user_id=user.id,
                    requirement="responses",
                    sentence="2 of 2.",
                    text=f"{word} question",
                    asked_at=GRADING_TIME,
                    answer=f"{word} answer",
                ),
                SetupDraft(
                    user_id=user.id,
                    prompt_id=desk.prompt.id,
                    text=json.dumps([["title", f"{word} week"], ["parts-0-key", ""]]),
                    saved_at=GRADING_TIME,
                ),
                Preference(user_id=user.id, kind="grade", mode="off"),
            ]
        )
    desk.release()
    desk.session.commit()
    return desk


def test_it_holds_everything_about_the_person(full):
    data, page = take(full, full.ana)
    assert data["profile"]["email"] == full.ana.email
    assert [row["role"] for row in data["memberships"]] == ["student"]
    assert [post["kind"] for post in data["posts"]] == ["initial", "response", "response"]
    assert data["posts"][0]["week"]["week"] == 1
    assert data["posts"][0]["versions"][0]["parts"]["overview"].startswith("ant0")
    assert [row["text"] for row in data["drafts"]] == ["mine draft"]
    (left,) = data["set_up_drafts"]
    assert (left["week"]["week"], left["fields"][0]) == (1, ["title", "mine week"])
    assert [row["total"] for row in data["grades"]] == ["90.00"]
    assert "mine comment" in data["grades"][0]["comment"]
    assert [(row["text"], row["answer"]) for row in data["questions"]] == [
        ("mine question", "mine answer")
    ]
    assert data["notifications"]["mail"]["grade"] == "off"
    assert len(data["sessions"]) == 1
    assert data["log"][0]["did"] == "published an initial post"
    for said in ("ant0", "mine draft", "mine week", "mine comment", "mine answer", full.ana.email):
        assert said in page.text


def test_it_holds_nothing_of_anybody_else_and_no_secret(full):
    data, page = take(full, full.ana)
    whole = json.dumps(data) + page.text
    for other in ("canary", "bee0", full.bea.email, "Bea Mills", "Ngozi"):
        assert other not in whole
    for row in full.session.query(UserSession):
        assert row.token_hash not in whole
    assert full.ana.password_hash is None or full.ana.password_hash not in whole


def test_what_a_teacher_did_says_nothing_about_students(full):
    data, page = take(full, full.prof)
    assert "released grades" in [row["did"] for row in data["log"]]
    whole = json.dumps(data) + page.text
    for student in ("Ana Lopez", "canary comment", "90.00"):
        assert student not in whole


def test_a_hostile_text_is_text(full):
    full.ana.name = "<script>alert(1)</script>"
    full.session.commit()
    _data, page = take(full, full.ana)
    assert page.select("script, form, iframe") == []
    assert "<script>" in page.h1.text


def test_taking_it_is_logged_and_six_an_hour(full):
    with trial_app(full.app, RATELIMIT_ENABLED=True) as trial:
        limiter.reset()
        browser = full.browser(full.ana)
        browser.application = trial
        codes = [browser.post("/account/data/copies").status_code for _ in range(7)]
    assert codes == [200] * 6 + [429]
    full.session.rollback()
    rows = full.session.query(Activity).filter_by(verb="own_data_exported").all()
    assert [(row.actor_id, row.course_id, row.detail) for row in rows] == [
        (full.ana.id, None, {})
    ] * 6


def test_more_posts_take_no_more_statements(full):
    browser = full.browser(full.ana)
    numbers = []
    for weeks in (range(0), range(2, 6)):
        for week in weeks:
            prompt = make_prompt(full.session, full.course, week)
            post_initial(full.session, full.ana, prompt, now=at(7 * week - 5, "10:00"))
        full.session.commit()
        browser.post("/account/data/copies")
        with count_statements(db.engine) as sent:
            assert browser.post("/account/data/copies").status_code == 200
        numbers.append(len(sent))
    assert numbers[0] == numbers[1] <= 16


def test_the_page_says_what_is_in_it(desk):
    answer = desk.browser(desk.ana).get("/account/data")
    assert answer.status_code == 200
    assert "Download your data" in answer.text
