"""Which ways lead to an account, as admins set it, and what people with a code are told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.accounts.methods import Methods, change_methods, get_methods
from forum.accounts.models import User, UserSession
from forum.activity.models import Activity
from forum.courses.actions import make_code
from forum.courses.models import Course, EnrolmentCode
from forum.database import utc_now
from tests.support.classroom import shows, words_of
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.meanwhile import while_written
from tests.support.postbox import Postbox

PAGE = "/admin/sign-in"
OFF = "No account is made with a code here. Ask your instructor for an invitation."
NEW = {"email": "bea@example.org", "name": "Bea Mills"}


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> User:
    """A site admin who has just signed in."""
    admin = make_user(session, "Ines Duarte", is_admin=True, password_hash="x")
    sign_in(client, session, admin)
    return admin


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session, slug="sowk-510")


@pytest.fixture
def code(session: Session, course: Course, admin: User) -> EnrolmentCode:
    made = make_code(session, course, section=None, ends_at=None, by=admin.id, now=utc_now())
    session.commit()
    return made


def set_methods(session: Session, on: bool = True, *domains: str) -> None:
    """Let an admin have set this."""
    session.rollback()
    change_methods(session, Methods(on, domains), seen=get_methods(session).mark)
    session.commit()


def methods(session: Session) -> Methods:
    """What holds now."""
    session.rollback()
    session.expire_all()
    return get_methods(session)


def sent(client: FlaskClient, **typed: str) -> dict[str, str]:
    """The form with the mark of what it began with; on, unless it says otherwise."""
    mark = re.search(r'name="seen" [^>]*value="(\w+)"', client.get(PAGE).text)[1]
    return {"codes_make_accounts": "y", "domains": "", "seen": mark, **typed}


def test_the_page_says_the_ways_and_how_many_people_came_by_them(
    client: FlaskClient, session: Session, admin: User
) -> None:
    make_user(session, "Ana")
    make_user(session, "Olga", disabled_at=utc_now())
    assert shows(client.get("/admin"), "Signing in")
    assert shows(
        client.get(PAGE),
        "An invitation",
        "A forgotten password",
        "A session ends after 2 hours without use, and after 12 hours in any case.",
        "1 person has a password.",
        "1 is invited and has none yet.",
        "1 account is disabled.",
    )


def test_what_is_set_holds_and_the_log_says_from_what_to_what(
    client: FlaskClient, session: Session, admin: User
) -> None:
    typed = " School.example \r\n@students.school.example\r\nschool.example"
    assert client.post(PAGE, data=sent(client, domains=typed)).status_code == 303
    assert methods(session) == Methods(True, ("school.example", "students.school.example"))
    off = sent(client, domains="school.example")
    del off["codes_make_accounts"]
    assert client.post(PAGE, data=off).status_code == 303
    assert methods(session) == Methods(False, ("school.example",))
    log = words_of(client.get("/admin/log"))
    assert "Domains: school.example, students.school.example, before any" in log
    assert "Accounts by a code: off, before on; Domains: school.example, before school" in log


def test_saving_what_holds_already_leaves_no_line(
    client: FlaskClient, session: Session, admin: User
) -> None:
    assert client.post(PAGE, data=sent(client)).status_code == 303
    assert session.scalars(select(Activity.verb)).all() == []


@pytest.mark.parametrize(
    ("domains", "said"),
    [
        ("school", "“school” is no domain."),
        ("ana@school.example", "“ana@school.example” is no domain."),
        ("school.example\r\n<b>", "“<b>” is no domain."),
        ("a.example\r\n" * 51, "Name at most 50 domains."),
        ("school.example/people", "“school.example/people” is no domain."),
    ],
)
def test_what_is_no_domain_is_said_and_given_back(
    client: FlaskClient, session: Session, admin: User, domains: str, said: str
) -> None:
    answer = client.post(PAGE, data=sent(client, domains=domains))
    assert answer.status_code == 422
    assert shows(answer, said, "Error:", domains.strip())
    assert methods(session) == Methods()


def test_of_two_admins_the_second_is_told_what_the_first_set(
    client: FlaskClient, session: Session, admin: User
) -> None:
    typed = sent(client, domains="second.example")
    set_methods(session, False, "first.example")
    answer = client.post(PAGE, data=typed)
    assert answer.status_code == 409
    assert shows(
        answer,
        "Another admin changed this just now. It reads: first.example",
        "Another admin changed this just now.",
    )
    assert "second.example</textarea>" in answer.text
    mark = re.search(r'name="seen" [^>]*value="(\w+)"', answer.text)[1]
    assert client.post(PAGE, data={**typed, "seen": mark}).status_code == 303
    assert methods(session) == Methods(True, ("second.example",))


def test_of_two_admins_in_the_same_instant_the_second_is_told_too(
    client: FlaskClient, session: Session, admin: User
) -> None:
    typed = sent(client, domains="second.example")
    answer = while_written(
        session,
        lambda: change_methods(session, Methods(False), seen=Methods().mark),
        lambda: client.post(PAGE, data=typed),
    )
    assert answer.status_code == 409
    assert methods(session) == Methods(False)


def test_the_page_asks_for_the_password_once_more(
    client: FlaskClient, session: Session, admin: User
) -> None:
    typed = sent(client, domains="school.example")
    session.execute(update(UserSession).values(confirmed_at=utc_now() - timedelta(hours=1)))
    session.commit()
    assert "/account/confirmation" in client.get(PAGE).location
    assert client.post(PAGE, data=typed).status_code == 403
    assert methods(session) == Methods()


def test_where_codes_make_no_account_somebody_new_is_told_whom_to_ask(
    app: Flask, session: Session, code: EnrolmentCode, postbox: Postbox
) -> None:
    set_methods(session, False)
    browser = app.test_client()
    page = browser.get(f"/join/{code.code}")
    assert shows(page, OFF, "Sign in to join")
    assert not shows(page, "Send the link")
    answer = browser.post(f"/join/{code.code}/account", data=NEW)
    assert answer.status_code == 403
    assert shows(answer, OFF)
    assert postbox.deliver() == []


def test_where_codes_make_no_account_whoever_has_one_still_joins(
    app: Flask, session: Session, code: EnrolmentCode
) -> None:
    set_methods(session, False)
    browser = app.test_client()
    sign_in(browser, session, make_user(session, "Ana"))
    assert browser.post(f"/join/{code.code}").status_code == 303
    assert shows(browser.get("/c/sowk-510/"), "You are in the course.")


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("bea@school.example", 200),
        ("Bea@SCHOOL.Example", 200),
        ("bea@students.school.example", 422),
        ("bea@otherschool.example", 422),
        ("bea@example.org", 422),
        ("ana@example.org", 422),  # has an account: the answer does not tell
    ],
)
def test_only_addresses_of_the_named_domains_get_an_account(
    app: Flask,
    session: Session,
    code: EnrolmentCode,
    postbox: Postbox,
    email: str,
    status: int,
) -> None:
    make_user(session, "Ana", email="ana@example.org", password_hash="x")
    set_methods(session, True, "school.example")
    browser = app.test_client()
    assert shows(browser.get(f"/join/{code.code}"), "At school.example.")
    answer = browser.post(f"/join/{code.code}/account", data={"email": email, "name": "Bea"})
    assert answer.status_code == status
    assert shows(answer, email)
    refused = "Accounts are made here for addresses at school.example alone."
    assert shows(answer, refused, "ask your instructor for an invitation.") is (status == 422)
    assert len(postbox.deliver()) == (1 if status == 200 else 0)


def test_who_asked_before_it_was_switched_off_gets_no_account_afterwards(
    app: Flask, session: Session, code: EnrolmentCode, postbox: Postbox
) -> None:
    """The form was taken; the worker comes to it later."""
    make_user(session, "Ana", email="ana@example.org", password_hash="x")
    browser = app.test_client()
    for email in ("bea@example.org", "ana@example.org"):
        sends = {"email": email, "name": "Somebody"}
        assert browser.post(f"/join/{code.code}/account", data=sends).status_code == 200
    set_methods(session, False)
    (mail,) = postbox.deliver()
    assert mail["To"].addresses[0].addr_spec == "ana@example.org"
    found = select(User.id).where(User.email == "bea@example.org")
    assert session.scalars(found).all() == []


def test_instructors_read_beside_their_codes_who_gets_no_account(
    app: Flask, session: Session, course: Course, code: EnrolmentCode
) -> None:
    prof, browser = make_user(session, "Prof. Okafor"), app.test_client()
    enrol(session, course, prof, "instructor")
    sign_in(browser, session, prof)
    place = "/c/sowk-510/people/codes"
    assert not shows(browser.get(place), "no account")
    set_methods(session, True, "school.example")
    assert shows(browser.get(place), "Who has no account yet needs an address at school.example.")
    set_methods(session, False)
    assert shows(browser.get(place), "Here a code makes no account: enrol those who have none yet.")
