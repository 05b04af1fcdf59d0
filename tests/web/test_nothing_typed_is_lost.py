"""Whatever refuses a form gives the text back (TRUST.md, F16 and G14)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import encode_multipart

from forum.accounts import passwords
from forum.accounts.models import User
from tests.support.factories import make_user, sign_in
from tests.web.trial import trial_app

PASSWORD = "vivid otters climb"
HASH = passwords.hash_password(PASSWORD)
# What a browser sends for a text area, and what could go wrong with it on the way back.
TEXT = "\r\nFirst line & <b>second</b>\r\n\r\n</textarea>\"'“quoted”  \r\n\tEnd 🦦\r\n"
FIELDS = {"overview": TEXT, "site": "4", "submission_key": "k-1", "action": "publish"}


@pytest.fixture
def carla(session: Session) -> User:
    return make_user(session, "Carla Mendes", email="carla@example.org", password_hash=HASH)


@pytest.fixture
def trial(app: Flask) -> Iterator[Flask]:
    with trial_app(app, WTF_CSRF_ENABLED=True, RATELIMIT_ENABLED=True) as made:
        yield made


@pytest.fixture
def browser(trial: Flask) -> FlaskClient:
    return trial.test_client()


def token(page: str) -> str:
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[-1]


def fresh_token(browser: FlaskClient) -> str:
    return token(browser.get("/password/reset").text)


def form_to_send_again(page: str) -> tuple[str, dict[str, str]]:
    """The address and the fields of the form "Send again", as a browser reads them."""
    form = re.search(r'<form method="post" action="([^"]*)">(.*?)Send again', page, re.DOTALL)
    assert form is not None, "no form to send again"
    fields = {
        name: html.unescape(value)
        for name, value in re.findall(
            r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', form[2], re.DOTALL
        )
    }
    return html.unescape(form[1]), {**fields, "csrf_token": token(form[2])}


def shown_text(page: str) -> str:
    """The text in the box to copy from."""
    box = re.search(r'id="kept-1"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert box is not None, "no text to copy"
    return html.unescape(box[1])


def test_a_session_that_expired_while_writing_costs_nothing(
    browser: FlaskClient, carla: User
) -> None:
    refused = browser.post("/trial/post?week=6", data=FIELDS)
    assert refused.status_code == 401
    assert shown_text(refused.text) == TEXT
    kept = html.unescape(re.search(r'name="kept" value="([^"]*)"', refused.text)[1])
    action = html.unescape(re.search(r'name="kept_action" value="([^"]*)"', refused.text)[1])
    assert dict(json.loads(kept)) == FIELDS

    def enter(password: str, page: str):
        return browser.post(
            "/sign-in",
            data={
                "email": carla.email,
                "password": password,
                "csrf_token": token(page),
                "kept": kept,
                "kept_action": action,
            },
        )

    wrong = enter("wrong password", refused.text)
    assert wrong.status_code == 422
    assert shown_text(wrong.text) == TEXT
    again = enter(PASSWORD, wrong.text)
    assert again.status_code == 200
    assert (
        "You are signed in as Carla Mendes. What you wrote has not been sent yet."
        in html.unescape(again.text)
    )
    address, fields = form_to_send_again(again.text)
    assert address == "/trial/post?week=6"
    sent = browser.post(address, data=fields)
    assert sent.status_code == 200
    assert {name: sent.json[name] for name in FIELDS} == FIELDS


def test_a_token_of_an_older_session_asks_for_one_more_click(
    browser: FlaskClient, session: Session, carla: User
) -> None:
    sign_in(browser, session, carla)
    refused = browser.post("/trial/post", data={**FIELDS, "csrf_token": "of yesterday"})
    assert refused.status_code == 400
    assert shown_text(refused.text) == TEXT
    address, fields = form_to_send_again(refused.text)
    sent = browser.post(address, data=fields)
    assert {name: sent.json[name] for name in FIELDS} == FIELDS


@pytest.mark.parametrize("code", [403, 404, 409, 422, 429, 503])
def test_every_refusal_gives_the_text_back(browser: FlaskClient, code: int) -> None:
    answer = browser.post(
        f"/trial/refuse/{code}", data={**FIELDS, "csrf_token": fresh_token(browser)}
    )
    assert answer.status_code == code
    assert shown_text(answer.text) == TEXT


def test_a_mistake_of_ours_gives_the_text_back_and_sends_it_again(browser: FlaskClient) -> None:
    answer = browser.post("/trial/break", data={**FIELDS, "csrf_token": fresh_token(browser)})
    assert answer.status_code == 500
    assert shown_text(answer.text) == TEXT
    assert "a secret" not in answer.text
    address, fields = form_to_send_again(answer.text)
    assert address == "/trial/break"
    assert {name: fields[name] for name in FIELDS} == FIELDS


def test_a_text_that_is_too_large_comes_back_whole(
    browser: FlaskClient, session: Session, carla: User
) -> None:
    sign_in(browser, session, carla)
    huge = {**FIELDS, "overview": "word " * 1_000_000, "csrf_token": fresh_token(browser)}
    boundary, parts = encode_multipart(huge)
    for body, kind in (
        (urlencode(huge), "application/x-www-form-urlencoded"),
        (parts, f"multipart/form-data; boundary={boundary}"),
    ):
        answer = browser.post("/trial/post", data=body, content_type=kind)
        assert answer.status_code == 413
        assert shown_text(answer.text) == huge["overview"]


def test_beyond_the_limit_the_page_says_when_and_keeps_the_text(
    browser: FlaskClient, session: Session, carla: User
) -> None:
    sign_in(browser, session, carla)
    fields = {**FIELDS, "csrf_token": fresh_token(browser)}
    for _ in range(20):
        assert browser.post("/trial/post", data=fields).status_code == 200
    answer = browser.post("/trial/post", data=fields)
    assert answer.status_code == 429
    assert re.search(r"Try again in (10|9|8) minutes\.", answer.text)
    assert 0 < int(answer.headers["Retry-After"]) <= 601
    assert shown_text(answer.text) == TEXT


def test_passwords_never_come_back(browser: FlaskClient) -> None:
    answer = browser.post(
        "/trial/refuse/409",
        data={
            **FIELDS,
            "password": "vivid otters climb",
            "new_password": "quiet lanterns",
            "csrf_token": fresh_token(browser),
        },
    )
    assert shown_text(answer.text) == TEXT
    assert "vivid otters" not in answer.text
    assert "quiet lanterns" not in answer.text


@pytest.mark.parametrize(
    ("kept", "action"),
    [
        ('[["a","b"]]', "https://evil.example/"),
        ('[["a","b"]]', "//evil.example/"),
        ('[["a"]]', "/account"),
        ('{"a": "b"}', "/account"),
        ("not json", "/account"),
        ("[[1, 2]]", "/account"),
        ("", ""),
    ],
)
def test_a_carried_form_that_we_did_not_make_is_dropped(
    browser: FlaskClient, carla: User, kept: str, action: str
) -> None:
    fields = {"email": carla.email, "password": PASSWORD, "csrf_token": fresh_token(browser)}
    answer = browser.post("/sign-in", data={**fields, "kept": kept, "kept_action": action})
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused_and_not_offered_again(
    browser: FlaskClient, session: Session, carla: User, headers: dict[str, str]
) -> None:
    for signed_in in (False, True):
        if signed_in:
            sign_in(browser, session, carla)
        fields = {**FIELDS, "csrf_token": fresh_token(browser) if not signed_in else "x"}
        answer = browser.post("/trial/post", data=fields, headers=headers)
        assert answer.status_code == 403
        assert "First line" not in answer.text
        assert "Send again" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {},
    ],
    ids=str,
)
def test_our_own_forms_are_taken(
    browser: FlaskClient, carla: User, headers: dict[str, str]
) -> None:
    fields = {"email": carla.email, "password": PASSWORD, "csrf_token": fresh_token(browser)}
    assert browser.post("/sign-in", data=fields, headers=headers).status_code == 303


def test_a_script_is_told_in_json(browser: FlaskClient, session: Session, carla: User) -> None:
    signed_out = browser.put("/trial/draft", json={"text": TEXT})
    assert (signed_out.status_code, signed_out.json) == (401, {"message": "You are signed out."})
    assert browser.get("/session/token").status_code == 401
    sign_in(browser, session, carla)
    stale = browser.put("/trial/draft", json={"text": TEXT}, headers={"X-CSRFToken": "old"})
    assert stale.status_code == 403
    facts = browser.get("/session/token")
    assert facts.headers["Cache-Control"] == "no-store"
    assert facts.json["user"] == carla.id
    saved = browser.put(
        "/trial/draft", json={"text": TEXT}, headers={"X-CSRFToken": facts.json["csrf"]}
    )
    assert saved.json == {"text": TEXT}
    for code in (404, 409, 422):
        refused = browser.put(
            f"/trial/refuse/{code}?say=Because%20so.",
            headers={"X-CSRFToken": facts.json["csrf"], "Accept": "application/json"},
        )
        assert (refused.status_code, refused.json) == (code, {"message": "Because so."})


def test_a_script_that_saves_too_often_is_told_when_to_go_on(
    browser: FlaskClient, session: Session, carla: User
) -> None:
    sign_in(browser, session, carla)
    headers = {"X-CSRFToken": browser.get("/session/token").json["csrf"]}
    codes = [browser.put("/trial/draft", json={}, headers=headers).status_code for _ in range(60)]
    assert set(codes) == {200}
    refused = browser.put("/trial/draft", json={}, headers=headers)
    assert refused.status_code == 429
    assert 0 < refused.json["retry_after"] <= 61


def test_a_form_sent_by_a_script_that_wants_the_page_gets_the_page(browser: FlaskClient) -> None:
    headers = {"Accept": "text/html", "X-Requested-With": "fetch"}
    answer = browser.post("/trial/post", data=FIELDS, headers=headers)
    assert answer.status_code == 401
    assert shown_text(answer.text) == TEXT
    asked = browser.get("/account", headers=headers)
    assert unquote(asked.location) == "/sign-in?next=/account"
