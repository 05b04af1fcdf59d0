"""The administration: courses and accounts, behind a password given a moment ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.accounts import policy
from forum.accounts.models import User, UserSession
from forum.activity.models import Activity
from forum.courses.models import Course, Term
from forum.database import utc_now
from forum.web import admin as admin_pages
from tests.support.classroom import shows
from tests.support.factories import make_course, make_user, sign_in

COURSE: dict[str, Any] = {
    "code": "SOWK 511",
    "title": "Practice with Communities",
    "slug": "",
    "term": "0",
    "term_name": "Spring 2027",
    "zone": "America/New_York",
    "starts_on": "2027-01-11",
    "weeks": "14",
    "breaks": "2027-03-08\r\n2027-03-15",
}


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> User:
    """A site admin who has just signed in."""
    admin = make_user(session, "Ines Duarte", is_admin=True)
    sign_in(client, session, admin)
    return admin


def read_again(session: Session, user: User) -> User:
    """The person as the requests left them."""
    session.rollback()
    session.expire_all()
    return session.get_one(User, user.id)


def test_an_admin_makes_a_course_in_a_new_term(
    client: FlaskClient, session: Session, admin: User
) -> None:
    answer = client.post("/admin/courses/new", data=COURSE)
    assert answer.status_code == 303
    assert answer.location.endswith("/c/sowk-511/people")
    course = session.scalars(select(Course)).one()
    assert (course.slug, course.weeks_total, course.breaks) == (
        "sowk-511",
        14,
        ["2027-03-08", "2027-03-15"],
    )
    term = session.scalars(select(Term)).one()
    assert (term.name, term.ends_on.isoformat()) == ("Spring 2027", "2027-05-02")
    assert shows(client.get("/admin"), "SOWK 511, Practice with Communities", "Spring 2027")


def test_an_address_and_a_terms_name_are_taken_once(
    client: FlaskClient, session: Session, admin: User
) -> None:
    assert client.post("/admin/courses/new", data=COURSE).status_code == 303
    term_id = session.scalars(select(Term.id)).one()
    again = client.post("/admin/courses/new", data=COURSE | {"slug": "another"})
    assert again.status_code == 409
    assert shows(again, "There is a term of this name.", "Practice with Communities")
    again = client.post("/admin/courses/new", data=COURSE | {"term": term_id})
    assert again.status_code == 409
    assert shows(again, "Another course has this address.")
    fresh = COURSE | {"term": term_id, "slug": "sowk-511-evening"}
    assert client.post("/admin/courses/new", data=fresh).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"code": "x" * 31},
        {"title": "\x00"},
        {"slug": "../admin"},
        {"slug": "Größe"},
        {"code": "…"},
        {"term": "2147483648"},
        {"term": "0", "term_name": ""},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"starts_on": ""},
        {"starts_on": "2027-02-30"},
        {"starts_on": "9999-12-31"},
        {"weeks": "0"},
        {"weeks": "9" * 5000},
        {"breaks": "spring"},
        {"breaks": "2027-02-30"},
        {"breaks": "2027-03-08\n" * 30},
    ],
)
def test_a_course_that_makes_no_sense_is_said_and_given_back(
    client: FlaskClient, session: Session, admin: User, changes: dict[str, str]
) -> None:
    answer = client.post("/admin/courses/new", data=COURSE | changes)
    assert answer.status_code == 422
    assert shows(answer, "Error:")
    if "title" not in changes:
        assert 'value="Practice with Communities"' in answer.text
    assert session.scalars(select(Course)).all() == []
    assert session.scalars(select(Term)).all() == []


def test_nobody_else_finds_the_administration(client: FlaskClient, session: Session) -> None:
    person = make_user(session, "Ana")
    sign_in(client, session, person)
    stale_session(session, person)
    for path in ("/admin", "/admin/courses/new", "/admin/people"):
        assert client.get(path).status_code == 404
    for path in ("disabling", "enabling", "administration", "administration/end"):
        assert client.post(f"/admin/people/{person.id}/{path}").status_code == 404


def test_accounts_ask_for_the_password_once_more(
    client: FlaskClient, session: Session, admin: User
) -> None:
    ana = make_user(session, "Ana")
    stale_session(session, admin)
    answer = client.get("/admin/people?q=ana")
    assert answer.status_code == 302
    assert "/account/confirmation" in answer.location
    assert client.post(f"/admin/people/{ana.id}/disabling").status_code == 403
    assert read_again(session, ana).disabled_at is None
    # Courses are no accounts.
    assert client.get("/admin").status_code == 200


def test_an_account_is_closed_at_once_and_opened_again(
    client: FlaskClient, session: Session, admin: User, app
) -> None:
    ana, browser = make_user(session, "Ana Silva"), app.test_client()
    sign_in(browser, session, ana)
    assert browser.get("/").status_code == 200
    assert client.post(f"/admin/people/{ana.id}/disabling", data={"q": "ana"}).status_code == 303
    assert browser.get("/").status_code == 302
    assert shows(client.get("/admin/people?q=silva"), "Ana Silva", "Disabled")
    assert client.post(f"/admin/people/{ana.id}/enabling").status_code == 303
    assert read_again(session, ana).disabled_at is None
    log = select(Activity.verb).where(Activity.subject_id == ana.id).order_by(Activity.id)
    assert session.scalars(log).all() == ["person_disabled", "person_enabled"]


def test_admins_make_admins_but_never_change_themselves(
    client: FlaskClient, session: Session, admin: User
) -> None:
    ana = make_user(session, "Ana")
    assert client.post(f"/admin/people/{ana.id}/administration").status_code == 303
    assert read_again(session, ana).is_admin
    assert client.post(f"/admin/people/{ana.id}/administration/end").status_code == 303
    assert not read_again(session, ana).is_admin
    for path in ("disabling", "administration/end"):
        assert client.post(f"/admin/people/{admin.id}/{path}").status_code == 403
    assert read_again(session, admin).is_admin
    assert client.post("/admin/people/999999/disabling").status_code == 404


@pytest.mark.parametrize("path", ["disabling", "administration/end"])
def test_of_two_admins_who_send_each_other_away_the_second_is_told(
    client: FlaskClient,
    session: Session,
    admin: User,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    other = make_user(session, "Ana", is_admin=True)

    def can_disable(actor: User, person: User) -> bool:
        """Allow it; before it is carried out, the other one was quicker."""
        session.execute(update(User).where(User.id == admin.id).values(is_admin=False))
        session.commit()
        return policy.can_disable(actor, person)

    monkeypatch.setattr(admin_pages, "can_disable", can_disable)
    answer = client.post(f"/admin/people/{other.id}/{path}")
    assert answer.status_code == 409
    assert shows(answer, "Somebody must be left to administer the site.")
    left = read_again(session, other)
    assert (left.is_admin, left.disabled_at) == (True, None)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Ana Silva", "Bea_100%", "Ines Duarte"]),
        ("SILVA ana", ["Ana Silva"]),
        ("%", ["Bea_100%"]),
        ("_", ["Bea_100%"]),
        ("ana@", ["Ana Silva"]),
        ("\\", []),
        ("nobody", []),
        ("x" * 500, None),
        ("\x00", ["Ana Silva", "Bea_100%", "Ines Duarte"]),
    ],
)
def test_people_are_found_by_words_of_name_or_address(
    client: FlaskClient, session: Session, admin: User, words: str, found: list[str] | None
) -> None:
    make_user(session, "Ana Silva", email="ana@example.org")
    make_user(session, "Bea_100%", email="bea@example.org")
    page = client.get("/admin/people", query_string={"q": words})
    assert page.status_code == 200
    everybody = ("Ana Silva", "Bea_100%", "Ines Duarte")
    names = [name for name in everybody if f">{name}</a><br>" in page.text]
    assert found is None or names == found


def stale_session(session: Session, user: User) -> None:
    """Let the password have been given an hour ago."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user.id)
        .values(confirmed_at=utc_now() - timedelta(hours=1))
    )
    session.commit()


def test_the_list_shows_every_course(client: FlaskClient, session: Session, admin: User) -> None:
    assert shows(client.get("/admin"), "No courses yet")
    for code in ("SOWK 510", "SOWK 520"):
        make_course(session, code)
    assert shows(client.get("/admin"), "SOWK 510", "SOWK 520")
