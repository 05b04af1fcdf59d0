"""One person as site admins see them: how they sign in, and what helps somebody who cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.accounts.actions import authenticate
from forum.accounts.models import User, UserSession
from forum.activity.models import Activity
from forum.database import utc_now
from tests.support.classroom import shows, words_of
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.postbox import Postbox, links_of, text_of

PASSWORDS = {"new_password": "vivid otters climb", "repeated_password": "vivid otters climb"}


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> User:
    """A site admin who has just signed in."""
    admin = make_user(session, "Ines Duarte", is_admin=True, password_hash="x")
    sign_in(client, session, admin)
    return admin


@pytest.fixture
def ana(session: Session) -> User:
    """Somebody who was invited and has no password yet."""
    return make_user(session, "Ana Silva", email="ana@example.org")


def log_of(session: Session, person: User) -> list[str]:
    """What was done to a person."""
    session.rollback()
    log = select(Activity.verb).where(Activity.subject_id == person.id).order_by(Activity.id)
    return list(session.scalars(log))


def test_the_list_and_the_page_say_how_a_person_signs_in(
    client: FlaskClient, session: Session, admin: User, ana: User
) -> None:
    make_user(session, "Bea Mills", password_hash="x")
    make_user(session, "Olga Off", password_hash="x", disabled_at=utc_now())
    page = words_of(client.get("/admin/people"))
    assert "ana@example.org Invited, no password yet Never" in page
    assert "Password set Never" in page and "Disabled Never" in page
    enrol(session, make_course(session, "SOWK 510"), ana)
    page = client.get(f"/admin/people/{ana.id}")
    assert shows(page, "Invited, no password yet", "Never signed in.", "SOWK 510", "Student")
    assert not shows(page, "Sign out everywhere")


def test_the_page_says_when_somebody_was_last_seen(
    app: Flask, client: FlaskClient, session: Session, admin: User, ana: User
) -> None:
    for days, browser in ((5, app.test_client()), (3, app.test_client())):
        sign_in(browser, session, ana)
        newest = select(UserSession.id).where(UserSession.user_id == ana.id)
        seen = utc_now() - timedelta(days=days)
        last = max(session.scalars(newest))
        session.execute(update(UserSession).where(UserSession.id == last).values(seen_at=seen))
    session.commit()
    page = client.get(f"/admin/people/{ana.id}")
    assert "(3 days ago). Signed in on 2 browsers." in words_of(page)


def test_a_link_to_set_a_password_goes_to_the_person_and_is_shown_to_nobody(
    client: FlaskClient, session: Session, admin: User, ana: User, postbox: Postbox
) -> None:
    answer = client.post(f"/admin/people/{ana.id}/link", follow_redirects=True)
    assert shows(answer, "A link to set a password is on its way to ana@example.org.")
    assert "/invitation/" not in answer.text
    (mail,) = postbox.deliver()
    assert mail["To"].addresses[0].addr_spec == "ana@example.org"
    assert "An administrator of the site sends you this link." in text_of(mail)
    link = next(link for link in links_of(mail) if "/invitation/" in link)
    assert client.post(link, data=PASSWORDS).status_code == 303
    session.expire_all()
    assert authenticate(session, "ana@example.org", PASSWORDS["new_password"]) is not None
    assert log_of(session, ana) == ["password_link_sent"]


def test_no_link_is_sent_to_a_closed_account(
    client: FlaskClient, session: Session, admin: User, ana: User, postbox: Postbox
) -> None:
    assert client.post(f"/admin/people/{ana.id}/link").status_code == 303
    ana.disabled_at = utc_now()
    session.commit()
    assert postbox.deliver() == []  # closed before the worker came to it
    answer = client.post(f"/admin/people/{ana.id}/link")
    assert answer.status_code == 409
    assert shows(answer, "This account is disabled. Enable it first.")
    assert not shows(client.get(f"/admin/people/{ana.id}"), "Send a link")


def test_somebody_is_signed_out_of_every_browser(
    app: Flask, client: FlaskClient, session: Session, admin: User, ana: User
) -> None:
    browsers = [app.test_client() for _ in range(2)]
    for browser in browsers:
        sign_in(browser, session, ana)
        assert browser.get("/").status_code == 200
    place = f"/admin/people/{ana.id}"
    assert shows(client.get(place), "Signed in on 2 browsers.", "Sign out everywhere")
    answer = client.post(f"{place}/sessions/end", follow_redirects=True)
    assert shows(answer, "Ana Silva is signed out everywhere.", "Signed in nowhere.")
    assert [browser.get("/").status_code for browser in browsers] == [302, 302]
    assert log_of(session, ana) == ["person_signed_out"]
    assert shows(client.get("/admin/log"), "signed a person out everywhere")


@pytest.mark.parametrize("path", ["link", "sessions/end"])
def test_nobody_does_it_to_themselves_or_without_the_password(
    client: FlaskClient, session: Session, admin: User, ana: User, path: str
) -> None:
    assert client.post(f"/admin/people/{admin.id}/{path}").status_code == 403
    assert shows(client.get(f"/admin/people/{admin.id}"), "This is you")
    assert client.post(f"/admin/people/999999/{path}").status_code == 404
    session.execute(update(UserSession).values(confirmed_at=utc_now() - timedelta(hours=1)))
    session.commit()
    assert client.post(f"/admin/people/{ana.id}/{path}").status_code == 403
    assert "/account/confirmation" in client.get(f"/admin/people/{ana.id}").location
    assert log_of(session, ana) == []


def test_an_act_on_a_persons_page_leads_back_to_it_and_one_of_the_list_to_the_list(
    client: FlaskClient, admin: User, ana: User
) -> None:
    place = f"/admin/people/{ana.id}"
    assert client.post(f"{place}/disabling").location == place
    assert client.post(f"{place}/enabling", data={"q": "ana"}).location == "/admin/people?q=ana"
