"""Which mails people get: the page of choices."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.notifications.kinds import DIGEST, KINDS, NOW, OFF
from forum.notifications.queries import Choices, get_choices
from forum.outbox.models import OutboxEntry
from tests.support.client import text
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.weeks import at

PAGE = "/account/notifications"
STAFF = {"ready", "question", "asked", "scarce", "planned"}
EVERYBODY = {"response", "hidden", "enrolled"}


@pytest.fixture
def carla(session: Session) -> User:
    """A student of a course in New York."""
    carla = make_user(session, "Carla Mendes", email="carla@example.org")
    enrol(session, make_course(session), carla)
    return carla


@pytest.fixture
def browser(client: FlaskClient, session: Session, carla: User) -> FlaskClient:
    sign_in(client, session, carla)
    return client


def held(session: Session, user: User) -> Choices:
    session.rollback()
    return get_choices(session, user.id)


def seen(client: FlaskClient) -> BeautifulSoup:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def kinds_on(page: BeautifulSoup) -> set[str]:
    return {row["id"].removeprefix("way-") for row in page.select(".mail-kinds fieldset")}


def chosen(page: BeautifulSoup, kind: str) -> str | None:
    found = page.select_one(f"input[name=way-{kind}][checked]")
    return found["value"] if found else None


def put_out(session: Session, user: User, day: int, *, kind: str = "mail", **values) -> None:
    """What became of a mail to somebody, on a day of the course week."""
    instant = at(day, "10:00")
    entry = OutboxEntry(
        kind=kind,
        key=f"{kind}:{day}:{values}",
        payload={},
        recipient_id=user.id,
        cause="",
        created_at=instant,
        not_before=instant,
        attempts=1,
        lease="",
        reason=values.pop("reason", ""),
        **{values.pop("state", "done_at"): instant},
    )
    session.add(entry)
    session.commit()


def test_choices_are_kept_and_shown_again(browser, session, carla):
    answer = browser.post(PAGE, data={"way-response": DIGEST, "way-due": OFF, "hour": "7"})
    assert (answer.status_code, answer.location) == (303, PAGE)
    choices = held(session, carla)
    assert (choices.modes["response"], choices.modes["due"], choices.hour) == (DIGEST, OFF, 7)
    assert choices.modes["grade"] == NOW
    page = seen(browser)
    assert "Saved." in text(page)
    assert (chosen(page, "response"), chosen(page, "due"), chosen(page, "grade")) == (
        DIGEST,
        OFF,
        NOW,
    )
    assert text(page.select_one("option[selected]")) == "7:00 am"


@pytest.mark.parametrize(
    ("roles", "is_student", "is_staff"),
    [
        (["student"], True, False),
        (["instructor"], False, True),
        (["assistant"], False, True),
        (["observer"], False, False),
        (["student", "assistant"], True, True),
        ([], False, False),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else None,
)
def test_people_choose_among_the_kinds_that_concern_them(
    client, session, roles, is_student, is_staff
):
    person = make_user(session, "Dora")
    for role in roles:
        enrol(session, make_course(session), person, role)
    sign_in(client, session, person)
    shown = kinds_on(seen(client))
    students = KINDS.keys() - STAFF - EVERYBODY
    assert shown == EVERYBODY | (students if is_student else set()) | (STAFF if is_staff else set())


def test_an_admin_who_teaches_nothing_gets_no_news_of_classes(client, session):
    make_course(session)
    sign_in(client, session, make_user(session, "Ada Admin", is_admin=True))
    assert kinds_on(seen(client)) == EVERYBODY


@pytest.mark.parametrize(
    ("fields", "control", "sentence"),
    [
        ({"hour": "24"}, "#hour", "Choose the hour of the digest from the list."),
        ({"hour": "-1"}, "#hour", "Choose the hour of the digest from the list."),
        ({"hour": "noon"}, "#hour", "Choose the hour of the digest from the list."),
        ({"hour": "7\x00"}, "#hour", "Choose the hour of the digest from the list."),
        ({"way-grade": "sometimes"}, "#way-grade", "“A grade is released or changed”: choose one"),
        ({"way-likes": NOW}, None, "A kind of mail that you do not get was sent along."),
        ({"way-ready": NOW}, None, "A kind of mail that you do not get was sent along."),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_lost(
    browser, session, carla, fields, control, sentence
):
    answer = browser.post(
        PAGE, data={"way-response": OFF, "way-due": DIGEST, "hour": "9", **fields}
    )
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert text(page.title).startswith("Error:")
    line = page.select_one("#problems li")
    assert sentence in text(line)
    if control:
        assert line.a["href"] == control
        assert sentence in text(page.select_one(f"{control}-error"))
    assert (chosen(page, "response"), chosen(page, "due")) == (OFF, DIGEST)
    if "hour" not in fields:
        assert page.select_one("option[selected]")["value"] == "9"
    assert held(session, carla).modes["response"] == NOW


def test_it_says_in_which_zone_the_hour_is_meant(browser, session, carla):
    assert "in the time zone of your latest course, New York" in text(seen(browser))
    session.get_one(User, carla.id).zone = "Europe/Paris"
    session.commit()
    page = seen(browser)
    assert "in your own time zone, Paris" in text(page)
    assert page.select_one("main a[href='/account']")


def test_somebody_without_a_course_is_told_that_the_hour_is_in_utc(client, session):
    sign_in(client, session, make_user(session, "Dora"))
    assert "The hour is meant in UTC" in text(seen(client))


def test_it_says_where_mail_goes(app: Flask, browser):
    assert "reach nobody" in text(seen(browser))
    assert "carla@example.org" in text(seen(browser))
    app.config["SMTP_HOST"] = "mail.example.org"
    try:
        page = text(seen(browser))
    finally:
        app.config["SMTP_HOST"] = ""
    assert "Mail goes to carla@example.org." in page
    assert "nobody" not in page
    assert "list of notifications shows everything" in page


REFUSED = "Our last mail to you was refused: 550 No such user here. Check your address"


def test_a_mail_that_was_refused_last_is_told_with_its_reason(browser, session, carla):
    put_out(session, carla, 1)
    assert "refused" not in text(seen(browser))
    put_out(session, carla, 2, state="failed_at", reason="550 No such user here")
    put_out(session, make_user(session, "Dora"), 3)
    assert REFUSED in text(seen(browser))
    # Nothing was sent here: the mail had become needless.
    put_out(session, carla, 3, reason="The person has seen it already.")
    put_out(session, carla, 3, kind="relay")
    assert REFUSED in text(seen(browser))
    put_out(session, carla, 4, kind="digest")
    assert "refused" not in text(seen(browser))


def test_what_a_mail_server_says_is_never_markup(browser, session, carla):
    put_out(session, carla, 2, state="failed_at", reason="550 <b>no</b>")
    assert "550 <b>no</b>." in text(seen(browser))
    assert "<b>no</b>" not in browser.get(PAGE).text


def test_an_unknown_zone_in_the_profile_is_refused_in_words(browser):
    answer = browser.post("/account", data={"name": "Carla", "zone": "Mars/Olympus", "theme": ""})
    assert answer.status_code == 422
    assert "Choose a time zone from the list." in answer.text


def test_the_tab_leads_here(browser):
    tab = BeautifulSoup(browser.get("/account").text, "html.parser").find("a", href=PAGE)
    assert text(tab) == "Notifications"
