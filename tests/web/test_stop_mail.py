"""Links that stop mail without a sign-in, and the way back."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forum.accounts.models import User
from forum.database import utc_now
from forum.extensions import db
from forum.jobs.work import work_off
from forum.notifications.kinds import DIGEST, KINDS, NOW, OFF
from forum.notifications.models import Preference
from forum.notifications.queries import get_choices
from forum.notifications.tokens import DIGESTS, LIFETIME, Stop, sign_stop
from tests.support.classroom import TUESDAY, Classroom, shows
from tests.support.factories import make_user, sign_in
from tests.support.statements import count_statements
from tests.web.trial import trial_app

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def carla(session: Session) -> User:
    return make_user(session, "Carla Mendes", email="carla@example.org")


def link(app: Flask, user_id: int, kind: str = "response") -> str:
    keys = [*app.config["SECRET_KEY_FALLBACKS"], app.config["SECRET_KEY"]]
    return f"/stop-mail/{sign_stop(keys, Stop(user_id, kind))}"


def modes(session: Session, user: User) -> dict[str, str]:
    session.rollback()
    return dict(get_choices(session, user.id).modes)


def prefer(session: Session, user: User, **ways: str) -> None:
    session.add_all(
        Preference(user_id=user.id, kind=kind, mode=mode) for kind, mode in ways.items()
    )
    session.commit()


def undo(client: FlaskClient, path: str, page: TestResponse) -> TestResponse:
    """Press "Undo" on the page after stopping."""
    signed = BeautifulSoup(page.text, "html.parser").select_one("[name=undo]")["value"]
    return client.post(f"{path}/undo", data={"undo": signed})


def writes(app: Flask, client: FlaskClient, path: str) -> list[str]:
    with count_statements(db.engine) as sent:
        client.get(path)
    return [line for line in sent if not line.lstrip().upper().startswith(("SELECT", "WITH"))]


def test_one_click_stops_one_kind_without_a_session_and_can_be_undone(app, client, session, carla):
    prefer(session, carla, response=DIGEST)
    path = link(app, carla.id)
    page = client.post(path, data=ONE_CLICK)
    assert page.status_code == 200
    assert shows(page, "These mails are stopped", "Answers to me", "to c…@example.org")
    assert "carla@" not in page.text
    assert modes(session, carla)["response"] == OFF
    assert modes(session, carla)["grade"] == NOW
    back = undo(client, path, page)
    assert back.status_code == 200
    assert shows(back, "These mails come again", "Answers to me")
    assert modes(session, carla)["response"] == DIGEST


def test_opening_the_link_shows_a_button_and_writes_nothing(app, client, session, carla):
    path = link(app, carla.id)
    page = client.get(path)
    assert page.status_code == 200
    form = BeautifulSoup(page.text, "html.parser").select_one("main form")
    assert form["action"] == path
    assert form["method"] == "post"
    assert len(form.select("button")) == 1
    assert writes(app, client, path) == []
    assert modes(session, carla)["response"] == NOW


def test_stopping_twice_is_fine_and_undo_gives_the_usual_way(app, client, session, carla):
    path = link(app, carla.id)
    client.post(path, data=ONE_CLICK)
    again = client.post(path, data=ONE_CLICK)
    assert again.status_code == 200
    assert modes(session, carla)["response"] == OFF
    undo(client, path, again)
    assert modes(session, carla)["response"] == NOW


def test_the_digests_link_stops_what_comes_by_digest_and_nothing_else(app, client, session, carla):
    prefer(session, carla, response=DIGEST, grade=DIGEST, due=OFF)
    path = link(app, carla.id, DIGESTS)
    page = client.post(path, data=ONE_CLICK)
    assert shows(page, "Digests", "Answers to me", "A grade is released or changed")
    held = modes(session, carla)
    assert (held["response"], held["grade"], held["due"], held["answer"]) == (OFF, OFF, OFF, NOW)
    undo(client, path, page)
    held = modes(session, carla)
    assert (held["response"], held["grade"], held["due"], held["answer"]) == (
        DIGEST,
        DIGEST,
        OFF,
        NOW,
    )


def test_a_mail_provider_needs_no_token_and_a_foreign_page_is_refused(app, session, carla):
    path = link(app, carla.id)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = app.test_client()
        foreign = client.post(path, data=ONE_CLICK, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403
        foreign = client.post(path, data=ONE_CLICK, headers={"Origin": "https://evil.example"})
        assert foreign.status_code == 403
        assert modes(session, carla)["response"] == NOW
        browser = client.post(path, data=ONE_CLICK, headers={"Sec-Fetch-Site": "same-origin"})
        provider = app.test_client().post(path, data=ONE_CLICK)
        assert (browser.status_code, provider.status_code) == (200, 200)
        assert modes(session, carla)["response"] == OFF
        # The way back is a form of ours, and needs our token.
        assert undo(app.test_client(), path, browser).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_link_stops_nothing_and_says_what_to_do(app, client, carla, method):
    path = link(app, carla.id)
    forged = client.open(f"{path[:-3]}abc", method=method)
    assert forged.status_code == 404
    assert shows(forged, "This link is not complete", "Nothing was changed.")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_older_than_a_year_says_how_to_do_it_instead(app, client, session, carla, method):
    with time_machine.travel(TUESDAY, tick=False):
        path = link(app, carla.id)
    with time_machine.travel(TUESDAY.timestamp() + LIFETIME + 60, tick=False):
        old = client.open(path, method=method)
    assert old.status_code == 410
    assert shows(old, "This link is too old", "Take the link of a newer mail")
    assert modes(session, carla)["response"] == NOW


def test_links_of_an_older_key_work_while_it_is_kept(app, client, session, carla):
    path = link(app, carla.id)
    key, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "a newer key for tests alone, no more"
    try:
        assert client.get(path).status_code == 404
        app.config["SECRET_KEY_FALLBACKS"] = [key]
        assert client.post(path, data=ONE_CLICK).status_code == 200
    finally:
        app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = key, []
    assert modes(session, carla)["response"] == OFF


def test_a_disabled_account_gets_the_same_page_and_nothing_is_written(app, client, session, carla):
    path = link(app, carla.id)
    session.get_one(User, carla.id).disabled_at = utc_now()
    session.commit()
    page = client.post(path, data=ONE_CLICK)
    assert page.status_code == 200
    assert shows(page, "These mails are stopped")
    assert modes(session, carla)["response"] == NOW
    assert undo(client, path, page).status_code == 200
    assert session.query(Preference).count() == 0


def test_an_account_that_is_gone_gets_the_same_page(app, client, session):
    path = link(app, 2_000_000_000)
    for method in ("GET", "POST"):
        assert client.open(path, method=method).status_code == 200
    assert session.query(Preference).count() == 0


@pytest.mark.parametrize("signed", ["", "x", "WzEsInJlc3BvbnNlIix7fV0.forged"])
def test_an_undo_of_somebody_elses_making_is_not_found(app, client, session, carla, signed):
    path = link(app, carla.id)
    client.post(path, data=ONE_CLICK)
    assert client.post(f"{path}/undo", data={"undo": signed}).status_code == 404
    assert modes(session, carla)["response"] == OFF


def test_an_undo_belongs_to_one_person_and_one_kind(app, client, session, carla):
    other = make_user(session, "Dora")
    page = client.post(link(app, other.id), data=ONE_CLICK)
    client.post(link(app, carla.id), data=ONE_CLICK)
    for path in (link(app, carla.id), link(app, other.id, "grade")):
        assert undo(client, path, page).status_code == 404
    assert modes(session, carla)["response"] == OFF


def test_somebody_else_who_is_signed_in_stops_the_receivers_mail_not_their_own(
    app, client, session, carla
):
    other = make_user(session, "Dora", email="dora@example.org")
    sign_in(client, session, other)
    page = client.post(link(app, carla.id), data=ONE_CLICK)
    assert shows(page, "to c…@example.org")
    assert modes(session, carla)["response"] == OFF
    assert modes(session, other)["response"] == NOW


@pytest.mark.parametrize("kind", [*KINDS, DIGESTS])
def test_every_kinds_link_works(app, client, carla, kind):
    path = link(app, carla.id, kind)
    assert client.get(path).status_code == 200
    assert client.post(path, data=ONE_CLICK).status_code == 200


def test_a_provider_may_stop_many_mails_an_hour_but_not_without_end(app: Flask) -> None:
    with trial_app(app, RATELIMIT_ENABLED=True) as trial:
        provider = trial.test_client()
        answers = [provider.post("/stop-mail/forged").status_code for _number in range(601)]
    assert answers[:600] == [404] * 600
    assert answers[600] == 429


def test_the_link_of_a_real_mail_stops_it(app, session, clock, client):
    clock(TUESDAY)
    room = Classroom(app, session)
    room.respond(room.bea, _posted(room))
    for path in mails(app):
        path.unlink()
    work(session)
    clock(TUESDAY + timedelta(hours=1))
    work(session)
    letters = [mail for mail in mails(app).values() if room.ana.email in str(mail["To"])]
    header = next(mail for mail in letters if "responded" in str(mail["Subject"]))
    address = re.fullmatch(r"<(.+)>", str(header["List-Unsubscribe"]).strip())[1]
    page = client.post(urlsplit(address).path, data=ONE_CLICK)
    assert page.status_code == 200
    assert modes(session, room.ana)["response"] == OFF


def _posted(room: Classroom):
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    return own


def work(session: Session) -> None:
    """Let the worker do what is due."""
    session.commit()
    work_off()
    session.rollback()


def mails(app: Flask) -> dict[Path, EmailMessage]:
    """What stands in the folder of mails."""
    found = Path(app.config["MAIL_FOLDER"]).glob("*.eml")
    return {
        path: message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(found)
    }
