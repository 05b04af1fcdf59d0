"""Signing in and out, as people meet it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts import passwords
from forum.accounts.models import User, UserSession
from forum.database import utc_now
from tests.support.factories import make_user, sign_in

PASSWORD = "vivid otters climb"
HASH = passwords.hash_password(PASSWORD)


@pytest.fixture
def carla(session: Session) -> User:
    return make_user(session, "Carla Mendes", email="carla@example.org", password_hash=HASH)


def enter(client: FlaskClient, password: str = PASSWORD, target: str = "", **fields: str):
    address = "/sign-in" + (f"?next={target}" if target else "")
    return client.post(address, data={"email": "carla@example.org", "password": password, **fields})


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/session/token").status_code == 200


def test_a_person_signs_in_and_out(client: FlaskClient, carla: User) -> None:
    answer = enter(client)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/session/token").json["user"] == carla.id
    page = client.get("/account")
    assert f'<meta name="signed-in" content="{carla.id}">' in page.text
    out = client.post("/sign-out")
    assert (out.status_code, out.location) == (303, "/sign-in")
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert not is_signed_in(client)
    assert client.post("/sign-out").status_code == 303


def test_the_session_of_a_signed_out_browser_is_over_even_for_a_stolen_cookie(
    app: Flask, client: FlaskClient, carla: User
) -> None:
    enter(client)
    stolen = client.get_cookie("forum").value
    client.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie("forum", stolen)
    assert not is_signed_in(thief)


@pytest.mark.parametrize(
    "fields",
    [{"password": "wrong password"}, {"email": "nobody@example.org"}, {"password": "x" * 100_000}],
    ids=["password", "address", "huge"],
)
def test_a_wrong_pair_is_refused_without_saying_what_is_wrong(
    client: FlaskClient, carla: User, fields: dict[str, str]
) -> None:
    answer = client.post(
        "/sign-in", data={"email": "carla@example.org", "password": PASSWORD, **fields}
    )
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert "<title>Error:" in answer.text
    assert not is_signed_in(client)


def test_a_disabled_account_gets_the_same_answer(
    client: FlaskClient, session: Session, carla: User
) -> None:
    carla.disabled_at = utc_now()
    session.commit()
    assert "do not belong together" in enter(client).text


def test_empty_fields_are_named(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={})
    assert answer.status_code == 422
    assert "Enter your e-mail address." in answer.text
    assert "Enter your password." in answer.text


def test_signing_in_leads_back_to_where_one_wanted_to_go(client: FlaskClient, carla: User) -> None:
    away = client.get("/account/sessions?page=2")
    assert away.status_code == 302
    assert away.location == "/sign-in?next=/account/sessions?page%3D2"
    answer = client.post(away.location, data={"email": carla.email, "password": PASSWORD})
    assert answer.location == "/account/sessions?page=2"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
        "%00/",
    ],
)
def test_no_other_site_can_be_the_place_to_go(
    client: FlaskClient, carla: User, target: str
) -> None:
    assert enter(client, target=target).location == "/"


def test_somebody_who_is_signed_in_is_not_asked_again(
    client: FlaskClient, session: Session, carla: User
) -> None:
    sign_in(client, session, carla)
    assert client.get("/sign-in?next=/account").location == "/account"


def test_the_cookie_is_made_anew_at_sign_in(client: FlaskClient, carla: User) -> None:
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    enter(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_signing_in_again_on_one_browser_ends_the_session_before(
    client: FlaskClient, session: Session, carla: User
) -> None:
    enter(client)
    enter(client)
    ended = session.scalars(select(UserSession.ended_at).order_by(UserSession.id)).all()
    assert [at is not None for at in ended] == [True, False]


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(utc_now(), tick=False) as traveller:
        yield traveller


def test_a_session_ends_after_two_hours_without_use(
    client: FlaskClient, carla: User, clock: time_machine.Coordinates
) -> None:
    enter(client)
    clock.shift(timedelta(hours=2))
    assert is_signed_in(client)
    clock.shift(timedelta(seconds=1))
    assert not is_signed_in(client)


def test_a_session_of_a_person_who_only_reads_goes_on_up_to_twelve_hours(
    client: FlaskClient, session: Session, carla: User, clock: time_machine.Coordinates
) -> None:
    enter(client)
    began = session.scalar(select(UserSession.seen_at))
    for _ in range(6):
        assert client.get("/account").status_code == 200
        clock.shift(timedelta(hours=1, minutes=59))
    assert client.get("/account").status_code == 200
    session.rollback()
    assert session.scalar(select(UserSession.seen_at)) == began, "no GET writes"
    clock.shift(timedelta(minutes=6))
    assert client.get("/account").status_code == 302


def test_a_script_that_asks_for_news_does_not_keep_a_session_alive(
    client: FlaskClient, carla: User, clock: time_machine.Coordinates
) -> None:
    enter(client)
    for _ in range(3):
        clock.shift(timedelta(minutes=45))
        client.get("/session/token", headers={"Accept": "application/json"})
    assert not is_signed_in(client)


def test_that_a_person_writes_is_noted_once_a_minute(
    client: FlaskClient, session: Session, carla: User, clock: time_machine.Coordinates
) -> None:
    enter(client)
    began = session.scalar(select(UserSession.seen_at))
    clock.shift(timedelta(seconds=59))
    client.post("/account", data={"name": "Carla", "zone": "", "theme": ""})
    session.rollback()
    assert session.scalar(select(UserSession.seen_at)) == began
    clock.shift(timedelta(seconds=1))
    client.post("/account", data={"name": "Carla", "zone": "", "theme": ""})
    session.rollback()
    assert session.scalar(select(UserSession.seen_at)) == began + timedelta(minutes=1)


def test_a_person_disabled_in_the_middle_is_out_at_the_next_click(
    client: FlaskClient, session: Session, carla: User
) -> None:
    sign_in(client, session, carla)
    assert client.get("/account").status_code == 200
    carla.disabled_at = utc_now()
    session.commit()
    assert client.get("/account").status_code == 302
    asked = client.get("/account", headers={"Accept": "application/json"})
    assert (asked.status_code, asked.json) == (401, {"message": "You are signed out."})


def test_a_cookie_with_nonsense_signs_nobody_in(client: FlaskClient) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "\ud800\x00 nonsense"
        cookie["seen"] = 10
    assert not is_signed_in(client)
    client.set_cookie("forum", "not even signed")
    assert not is_signed_in(client)
