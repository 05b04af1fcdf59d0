"""Pages about other people's accounts ask for the password once more."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.accounts import passwords
from forum.database import utc_now
from tests.support.factories import make_user, sign_in
from tests.web.trial import trial_app

PASSWORD = "vivid otters climb"
TEXT = "A reason that took a while to write down."


@pytest.fixture
def browser(app: Flask, session: Session) -> Iterator[FlaskClient]:
    hashed = passwords.hash_password(PASSWORD)
    with trial_app(app) as trial, time_machine.travel(utc_now(), tick=False) as clock:
        made = trial.test_client()
        sign_in(made, session, make_user(session, "Ada Admin", password_hash=hashed))
        clock.shift(timedelta(minutes=10))
        assert made.get("/trial/secret").status_code == 200
        clock.shift(timedelta(seconds=1))
        yield made


def test_after_ten_minutes_the_password_is_asked_for_on_the_way(browser: FlaskClient) -> None:
    asked = browser.get("/trial/secret?page=2")
    assert asked.location == "/account/confirmation?next=/trial/secret?page%3D2"
    wrong = browser.post(asked.location, data={"password": "wrong"})
    assert wrong.status_code == 422
    assert "This is not your password." in wrong.text
    right = browser.post(asked.location, data={"password": PASSWORD})
    assert (right.status_code, right.location) == (303, "/trial/secret?page=2")
    assert browser.get(right.location).status_code == 200


def test_a_form_that_comes_too_late_can_be_sent_again(browser: FlaskClient) -> None:
    refused = browser.post("/trial/secret", data={"reason": TEXT})
    assert refused.status_code == 403
    assert TEXT in refused.text
    carried = {
        name: html.unescape(value)
        for name, value in re.findall(r'name="(kept\w*)" value="([^"]*)"', refused.text)
    }
    again = browser.post("/account/confirmation", data={"password": PASSWORD, **carried})
    assert again.status_code == 200
    assert 'action="/trial/secret"' in again.text
    assert TEXT in again.text
    assert browser.post("/trial/secret", data={"reason": TEXT}).json == {"reason": TEXT}


def test_a_script_is_told_in_a_sentence(browser: FlaskClient) -> None:
    refused = browser.put("/trial/secret", json={})
    assert (refused.status_code, refused.json) == (403, {"message": "Confirm your password first."})
