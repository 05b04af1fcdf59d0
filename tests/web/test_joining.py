"""Enrolling oneself with a code: what it lets in, and whom it does not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.actions import authenticate
from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.actions import archive_course, end_code, make_code
from forum.courses.codes import find_code, read_code, written
from forum.courses.models import Course, Enrollment, EnrolmentCode
from forum.database import utc_now
from tests.support.classroom import shows
from tests.support.factories import enrol, make_course, make_section, make_user, sign_in
from tests.support.postbox import Postbox
from tests.support.weeks import at

HOME = "/c/sowk-510"
CODES = f"{HOME}/people/codes"
PASSWORD = "vivid otters climb"
PASSWORDS = {"new_password": PASSWORD, "repeated_password": PASSWORD}


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session, slug="sowk-510")


@pytest.fixture
def prof(session: Session, course: Course) -> User:
    prof = make_user(session, "Prof. Okafor")
    enrol(session, course, prof, "instructor")
    return prof


@pytest.fixture
def code(session: Session, course: Course, prof: User) -> EnrolmentCode:
    section = make_section(session, course, "Evening")
    made = make_code(session, course, section=section, ends_at=None, by=prof.id, now=utc_now())
    session.commit()
    return made


def members(session: Session) -> list[tuple[str, str, bool]]:
    """Names, roles, and whether they are in a section."""
    session.rollback()
    rows = session.execute(
        select(User.name, Enrollment.role, Enrollment.section_id)
        .join(Enrollment, Enrollment.user_id == User.id)
        .where(Enrollment.ended_at.is_(None))
        .order_by(User.id)
    )
    return [(row.name, row.role, row.section_id is not None) for row in rows]


def test_an_instructor_makes_a_code_and_sees_how_many_came(
    client: FlaskClient, session: Session, course: Course, prof: User, app: Flask
) -> None:
    make_section(session, course, "Evening")
    sign_in(client, session, prof)
    assert shows(client.get(f"{HOME}/people"), "Codes to enrol with")
    assert shows(client.get(CODES), "No code holds at present")
    assert client.post(CODES, data={"section": 0}).status_code == 303
    page = client.get(CODES)
    shown = re.search(r"<code>(\w{4}-\w{4})</code>", page.text)[1]
    assert shows(page, f"The code is {shown}.", f"/join/{shown}", "When you end it")
    ana, browser = make_user(session, "Ana Silva"), app.test_client()
    sign_in(browser, session, ana)
    assert shows(browser.get(f"/join/{shown}"), "SOWK 510", "You are signed in as Ana Silva")
    assert browser.post(f"/join/{shown}").status_code == 303
    assert members(session)[1:] == [("Ana Silva", "student", False)]
    assert re.search(r'data-label="Came in" class="num">1<', client.get(CODES).text)
    log = client.get(f"{HOME}/log")
    assert shows(log, "came into the course with a code", "made a code to enrol with")


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{half} {rest}", "{half}-{rest}"])
def test_a_code_is_read_however_it_is_typed(
    client: FlaskClient, code: EnrolmentCode, typed: str
) -> None:
    text = code.code
    sent = typed.format(text, lower=text.lower(), half=text[:4], rest=text[4:])
    answer = client.post("/join", data={"code": sent})
    assert (answer.status_code, answer.location) == (303, f"/join/{written(text)}")


@pytest.mark.parametrize("typed", ["AAAA-AAAA", "0000-0000", "Ä" * 8, "A" * 21, "' OR 1=1", ""])
def test_a_code_that_nobody_made_is_said(
    client: FlaskClient, code: EnrolmentCode, typed: str
) -> None:
    answer = client.post("/join", data={"code": typed})
    assert answer.status_code in (404, 422)
    assert "code" in answer.text and "Error:" in answer.text
    if typed:
        assert client.get(f"/join/{typed}").status_code == 404


def test_a_code_that_is_over_lets_nobody_in(
    client: FlaskClient, session: Session, course: Course, prof: User, app: Flask
) -> None:
    now = utc_now()
    ended = make_code(session, course, section=None, ends_at=None, by=prof.id, now=now)
    old = make_code(session, course, section=None, ends_at=now, by=prof.id, now=now)
    session.commit()
    sign_in(client, session, prof)
    assert client.post(f"{CODES}/{ended.id}/end").status_code == 303
    assert shows(client.get(CODES), "The code has ended.")
    browser = app.test_client()
    sign_in(browser, session, make_user(session, "Ana"))
    for row in (ended, old):
        assert browser.get(f"/join/{row.code}").status_code == 404
        assert browser.post(f"/join/{row.code}").status_code == 404
        sent = {"email": "new@example.org", "name": "New"}
        assert browser.post(f"/join/{row.code}/account", data=sent).status_code == 404
    assert len(members(session)) == 1


def test_nobody_joins_a_course_in_the_archive(
    client: FlaskClient, session: Session, course: Course, prof: User, code: EnrolmentCode
) -> None:
    archive_course(session, course, by=prof.id, now=utc_now())
    session.commit()
    assert client.get(f"/join/{code.code}").status_code == 404


def test_who_was_taken_out_does_not_come_back_by_themselves(
    client: FlaskClient, session: Session, course: Course, code: EnrolmentCode
) -> None:
    gone = make_user(session, "Gone")
    enrol(session, course, gone, ended_at=utc_now())
    sign_in(client, session, gone)
    answer = client.post(f"/join/{code.code}")
    assert answer.status_code == 403
    assert shows(answer, "You were in this course before. Ask its instructor")
    assert len(members(session)) == 1


def test_joining_twice_is_joining_once(
    client: FlaskClient, session: Session, course: Course, code: EnrolmentCode, prof: User
) -> None:
    sign_in(client, session, prof)
    assert client.post(f"/join/{code.code}").status_code == 303
    assert shows(client.get(f"{HOME}/"), "You are in this course already.")
    assert shows(client.get(f"/join/{code.code}"), "You are in this course already.")
    assert members(session) == [("Prof. Okafor", "instructor", False)]


def test_somebody_new_gets_a_link_and_is_in_once_they_chose_a_password(
    client: FlaskClient, session: Session, code: EnrolmentCode, postbox: Postbox
) -> None:
    page = client.get(f"/join/{code.code}")
    assert shows(page, "You have an account", "You have none yet")
    sent = {"email": "Bea@Example.org", "name": "Bea Mills"}
    assert shows(client.post(f"/join/{code.code}/account", data=sent), "Bea@Example.org")
    (mail,) = postbox.deliver()
    assert mail["To"] == "Bea Mills <bea@example.org>"
    link = re.search(r"https?://[^/\s]+(/invitation/\S+)", mail.get_body(("plain",)).get_content())
    assert len(members(session)) == 1  # the address may be somebody else's
    assert client.post(link[1], data=PASSWORDS).status_code == 303
    assert shows(client.get("/sign-in"), "You are in SOWK 510.")
    assert members(session)[1:] == [("Bea Mills", "student", True)]
    assert authenticate(session, "bea@example.org", PASSWORD) is not None


def test_an_address_with_an_account_is_told_to_sign_in_and_nobody_else_learns_of_it(
    client: FlaskClient, session: Session, code: EnrolmentCode, postbox: Postbox
) -> None:
    client.post("/join", data={"code": code.code})
    make_user(session, "Ana Silva", email="ana@example.org", password_hash="x")
    answers = [
        client.post(f"/join/{code.code}/account", data={"email": email, "name": "Somebody"})
        for email in ("ana@example.org", "new@example.org")
    ]
    texts = [answer.text.replace("ana@", "@").replace("new@", "@") for answer in answers]
    assert texts[0] == texts[1]
    mails = {mail["To"].addresses[0].addr_spec: mail for mail in postbox.deliver()}
    told = mails["ana@example.org"].get_body(("plain",)).get_content()
    assert f"/join/{written(code.code)}" in told and "/invitation/" not in told
    assert session.scalars(select(User.name).where(User.email == "ana@example.org")).one() == (
        "Ana Silva"
    )


def test_a_code_that_ended_meanwhile_makes_the_account_but_lets_nobody_in(
    client: FlaskClient, session: Session, code: EnrolmentCode, postbox: Postbox, prof: User
) -> None:
    sent = {"email": "bea@example.org", "name": "Bea Mills"}
    client.post(f"/join/{code.code}/account", data=sent)
    (mail,) = postbox.deliver()
    link = re.search(r"https?://[^/\s]+(/invitation/\S+)", mail.get_body(("plain",)).get_content())
    end_code(session, session.merge(code), by=prof.id, now=utc_now())
    session.commit()
    assert client.post(link[1], data=PASSWORDS).status_code == 303
    assert len(members(session)) == 1


BAD = [
    ({"email": "", "name": "Bea"}, "Enter your e-mail address."),
    ({"email": "bea", "name": "Bea"}, "Enter an e-mail address, such as"),
    (
        {"email": "bea@example.org\r\nBcc: x@example.org", "name": "Bea"},
        "Enter an e-mail address, such as",
    ),
    ({"email": "bea@example.org", "name": ""}, "Enter your name"),
    ({"email": "bea@example.org", "name": "\u202eaeB"}, "hidden character"),
]


@pytest.mark.parametrize("sent,sentence", BAD)
def test_what_cannot_be_an_account_is_said_and_given_back(
    client: FlaskClient, code: EnrolmentCode, sent: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"/join/{code.code}/account", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Bea"' in answer.text or sent["name"] != "Bea"


def test_a_code_ends_with_its_last_day_in_the_course_s_zone(
    client: FlaskClient, session: Session, course: Course, prof: User, clock
) -> None:
    clock(at(1, "12:00"))
    sign_in(client, session, prof)
    past = client.post(CODES, data={"section": 0, "last_day": "2025-10-05"})
    assert past.status_code == 422
    assert shows(past, "Choose today or a later day.")
    assert client.post(CODES, data={"section": 0, "last_day": "2025-10-06"}).status_code == 303
    assert shows(client.get(CODES), "Mon 6 Oct, 11:59 pm")
    made = session.scalars(select(EnrolmentCode)).one()
    assert find_code(session, made.code, at(2, "00:00") - timedelta(seconds=1)) is not None
    assert find_code(session, made.code, at(2, "00:00")) is None


def test_a_foreign_section_and_nonsense_are_refused(
    client: FlaskClient, session: Session, prof: User
) -> None:
    foreign = make_section(session, make_course(session), "Foreign")
    sign_in(client, session, prof)
    for sent in ({"section": foreign.id}, {"section": "x"}, {"section": 0, "last_day": "soon"}):
        assert client.post(CODES, data=sent).status_code == 422
    assert session.scalars(select(EnrolmentCode)).all() == []
    assert client.post(f"{CODES}/999999/end").status_code == 404


def test_ending_twice_is_one_line_of_the_log(
    session: Session, code: EnrolmentCode, prof: User
) -> None:
    for _ in range(2):
        end_code(session, code, by=prof.id, now=utc_now())
    session.commit()
    ended = select(Activity).where(Activity.verb == "enrolment_code_ended")
    assert len(session.scalars(ended).all()) == 1


def test_codes_have_no_letters_that_are_taken_for_others() -> None:
    assert read_code("OOOO-1111") == "" and read_code("IIII-LLLL") == ""
