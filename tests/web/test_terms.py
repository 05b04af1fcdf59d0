"""Terms: looked at, made, renamed, moved and deleted by site admins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.accounts.models import User, UserSession
from forum.activity.models import Activity
from forum.courses.actions import (
    CourseInput,
    TermInput,
    change_term,
    create_course,
    create_term,
    delete_term,
    hold_term,
)
from forum.courses.models import Course, Term
from forum.database import utc_now
from forum.extensions import db
from tests.support.classroom import shows, words_of
from tests.support.factories import make_course, make_user, sign_in
from tests.support.meanwhile import while_written
from tests.web.test_admin_pages import COURSE

TERM = {"name": "Spring 2027", "starts_on": "2027-01-11", "ends_on": "2027-05-07"}


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> User:
    """A site admin who has just signed in."""
    admin = make_user(session, "Ines Duarte", is_admin=True)
    sign_in(client, session, admin)
    return admin


@pytest.fixture
def term(session: Session, admin: User) -> Term:
    """A term without a course."""
    made = create_term(
        session, "Spring 2027", date(2027, 1, 11), date(2027, 5, 7), by=admin.id, now=utc_now()
    )
    session.commit()
    return made


def seen_in(client: FlaskClient, path: str) -> str:
    """The mark of the term that the form on a page began with."""
    page = client.get(path).text
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]


def terms(session: Session) -> list[tuple[str, str, str]]:
    """All terms as they are stored now."""
    session.rollback()
    session.expire_all()
    rows = session.scalars(select(Term).order_by(Term.id))
    return [(row.name, row.starts_on.isoformat(), row.ends_on.isoformat()) for row in rows]


def test_all_terms_are_listed_with_how_many_courses_are_in_them(
    client: FlaskClient, session: Session, admin: User
) -> None:
    assert shows(client.get("/admin/terms"), "No terms yet")
    course = make_course(session)
    page = client.get("/admin/terms")
    name = session.get_one(Term, course.term_id).name
    assert f"{name} 2025-10-06 2025-12-31 1 Change…" in words_of(page)
    assert shows(client.get("/admin"), "Terms")


def test_a_term_is_made_and_courses_can_be_made_in_it(
    client: FlaskClient, session: Session, admin: User
) -> None:
    assert client.post("/admin/terms", data=TERM).status_code == 303
    assert terms(session) == [("Spring 2027", "2027-01-11", "2027-05-07")]
    assert shows(client.get("/admin/courses/new"), "Spring 2027")
    assert shows(client.get("/admin/log"), "made a term", "Spring 2027")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Name the term, such as Autumn 2026."),
        ({"name": "x" * 81}, "Use at most 80 characters."),
        ({"starts_on": ""}, "Choose the first day of the term."),
        ({"ends_on": ""}, "Choose the last day of the term."),
        ({"starts_on": "2027-02-30"}, "Write the date as year-month-day: 2026-11-25."),
        ({"ends_on": "2027-01-10"}, "The term would end before it begins."),
        ({"ends_on": "9999-12-31"}, "Choose a year from 2000 to 2100."),
    ],
)
def test_a_term_that_makes_no_sense_is_said_and_given_back(
    client: FlaskClient, session: Session, term: Term, changes: dict[str, str], said: str
) -> None:
    place = f"/admin/terms/{term.id}"
    other = {**TERM, "name": "Summer 2027"}
    for path in ("/admin/terms", place):
        answer = client.post(path, data={**other, **changes})
        assert answer.status_code == 422
        assert shows(answer, said, "Error:")
        assert "name" in changes or 'value="Summer 2027"' in answer.text
    assert terms(session) == [tuple(TERM.values())]


def test_a_name_is_taken_once(client: FlaskClient, session: Session, term: Term) -> None:
    for path in ("/admin/terms", f"/admin/terms/{_another(session)}"):
        answer = client.post(path, data={**TERM, "seen": _mark("Summer", 7, 8)})
        assert answer.status_code == 409
        assert shows(answer, "There is another term of this name. Choose another one.")
        assert 'value="2027-05-07"' in answer.text


@pytest.mark.parametrize("path", ["/admin/terms", "/admin/terms/{}"])
def test_a_name_that_is_taken_in_the_same_instant_is_said_so(
    client: FlaskClient, session: Session, admin: User, path: str
) -> None:
    place = path.format(_another(session))
    answer = while_written(
        session,
        lambda: create_term(
            session, "Spring 2027", date(2027, 1, 1), date(2027, 5, 1), by=admin.id, now=utc_now()
        ),
        lambda: client.post(place, data={**TERM, "seen": _mark("Summer", 7, 8)}),
    )
    assert answer.status_code == 409
    assert shows(answer, "There is another term of this name. Choose another one.")
    assert 'value="2027-05-07"' in answer.text


def test_a_term_is_renamed_and_moved_and_the_log_says_from_what_to_what(
    client: FlaskClient, session: Session, term: Term
) -> None:
    place = f"/admin/terms/{term.id}"
    sent = {**TERM, "name": "Spring", "ends_on": "2027-05-14", "seen": seen_in(client, place)}
    assert client.post(place, data=sent).status_code == 303
    assert terms(session) == [("Spring", "2027-01-11", "2027-05-14")]
    log = words_of(client.get("/admin/log"))
    assert "changed a term" in log
    assert (
        "Spring 2027; Name: Spring, before Spring 2027; Last day: 2027-05-14, before 2027-" in log
    )


def test_saving_a_term_as_it_is_leaves_no_line(
    client: FlaskClient, session: Session, term: Term
) -> None:
    place = f"/admin/terms/{term.id}"
    assert client.post(place, data={**TERM, "seen": seen_in(client, place)}).status_code == 303
    verbs = session.scalars(select(Activity.verb)).all()
    assert "term_changed" not in verbs


def test_days_that_leave_a_course_outside_are_said_and_hold_once_that_is_wanted(
    client: FlaskClient, session: Session, admin: User
) -> None:
    course = make_course(session, "SOWK 510")  # twelve weeks from 6 October
    term = session.get_one(Term, course.term_id)
    name, place = term.name, f"/admin/terms/{term.id}"
    assert shows(client.get(place), "2025-12-28")
    days = {"name": name, "starts_on": "2025-10-06", "seen": seen_in(client, place)}
    answer = client.post(place, data={**days, "ends_on": "2025-12-27"})
    assert answer.status_code == 422
    assert shows(
        answer,
        "With these days, courses lie outside of the term:",
        "SOWK 510, Foundations of Social Work Practice",
        "Courses would lie outside of the term. Say that they may, or choose other days.",
    )
    assert 'value="2025-12-27"' in answer.text
    assert terms(session) == [(name, "2025-10-06", "2025-12-31")]
    wanted = {**days, "ends_on": "2025-12-27", "anyway": "y"}
    assert client.post(place, data=wanted).status_code == 303
    assert terms(session) == [(name, "2025-10-06", "2025-12-27")]
    assert shows(client.get(place), "Outside of the term")
    # Another name asks nothing of the courses that lie outside already.
    renamed = {**wanted, "name": "Autumn", "seen": seen_in(client, place), "anyway": ""}
    assert client.post(place, data=renamed).status_code == 303
    # Just long enough asks nothing.
    fits = {**days, "name": "Autumn", "ends_on": "2025-12-28", "seen": seen_in(client, place)}
    assert client.post(place, data=fits).status_code == 303


def test_whoever_changes_a_term_that_was_changed_meanwhile_is_told(
    client: FlaskClient, session: Session, admin: User, term: Term
) -> None:
    place = f"/admin/terms/{term.id}"
    seen = seen_in(client, place)
    other = TermInput("Spring term", date(2027, 1, 11), date(2027, 5, 7))
    change_term(session, term.id, other, seen=seen, by=admin.id, now=utc_now())
    session.commit()
    sent = {**TERM, "ends_on": "2027-05-14", "seen": seen}
    answer = client.post(place, data=sent)
    assert answer.status_code == 409
    assert shows(answer, "Somebody else changed this just now. It reads: Spring term")
    assert 'value="2027-05-14"' in answer.text
    again = {**sent, "seen": answer.text.split('name="seen"')[1].split('value="')[1].split('"')[0]}
    assert client.post(place, data=again).status_code == 303
    assert terms(session) == [("Spring 2027", "2027-01-11", "2027-05-14")]


def test_a_term_without_a_course_is_deleted(
    client: FlaskClient, session: Session, term: Term
) -> None:
    place = f"/admin/terms/{term.id}"
    assert shows(client.get("/admin/terms"), "Change or delete…")
    assert shows(client.get(place), "Delete Spring 2027")
    assert client.post(f"{place}/deletion").status_code == 303
    assert terms(session) == []
    assert shows(client.get("/admin/log"), "deleted a term", "Spring 2027")
    for path in (place, f"{place}/deletion"):
        assert client.post(path, data=TERM).status_code == 404


def test_a_term_with_a_course_stays(client: FlaskClient, session: Session, admin: User) -> None:
    course = make_course(session)
    place = f"/admin/terms/{course.term_id}"
    assert shows(client.get(place), "It can be deleted once no course is in it.")
    answer = client.post(f"{place}/deletion")
    assert answer.status_code == 409
    assert shows(answer, "so the term stays.")
    course.removed_at = utc_now()
    session.commit()
    assert shows(client.get(place), "A copy that was removed is still kept in it")
    assert client.post(f"{place}/deletion").status_code == 409
    assert len(terms(session)) == 1


def test_of_a_course_and_the_deletion_of_its_term_in_one_instant_the_course_is_refused(
    client: FlaskClient, session: Session, admin: User, term: Term
) -> None:
    sent = COURSE | {"term": term.id}
    answer = while_written(
        session,
        lambda: delete_term(session, term.id, by=admin.id, now=utc_now()),
        lambda: client.post("/admin/courses/new", data=sent),
    )
    if db.engine.dialect.name == "sqlite":  # it read after the deletion
        assert answer.status_code in (409, 422)
    else:
        assert answer.status_code == 409
        assert shows(answer, "This term has been deleted meanwhile. Choose another one.")
    assert 'value="Practice with Communities"' in answer.text
    assert session.scalars(select(Course)).all() == []


def test_of_the_deletion_of_a_term_and_a_course_in_one_instant_the_course_stays(
    client: FlaskClient, session: Session, admin: User, term: Term
) -> None:
    def make() -> None:
        given = CourseInput("sowk-1", "SOWK 1", "One", "UTC", term.starts_on, 12)
        create_course(session, hold_term(session, term.id), given, by=admin.id, now=utc_now())

    place = f"/admin/terms/{term.id}/deletion"
    answer = while_written(session, make, lambda: client.post(place))
    assert answer.status_code == 409
    assert len(terms(session)) == 1


def test_changing_and_deleting_ask_for_the_password_once_more(
    client: FlaskClient, session: Session, admin: User, term: Term
) -> None:
    session.execute(update(UserSession).values(confirmed_at=utc_now() - timedelta(hours=1)))
    session.commit()
    place = f"/admin/terms/{term.id}"
    assert "/account/confirmation" in client.get(place).location
    for path in (place, f"{place}/deletion"):
        assert client.post(path, data={**TERM, "name": "Else"}).status_code == 403
    assert terms(session) == [tuple(TERM.values())]
    assert client.get("/admin/terms").status_code == 200


def test_the_page_says_that_retention_counts_from_the_last_day(
    app: Flask, client: FlaskClient, term: Term, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "is kept for 7 years after the last day."
    assert not shows(client.get(f"/admin/terms/{term.id}"), said)
    monkeypatch.setitem(app.config, "RETENTION_YEARS", 7)
    assert shows(client.get(f"/admin/terms/{term.id}"), said)


def _another(session: Session) -> int:
    """The id of a second term."""
    made = create_term(
        session, "Summer", date(2027, 7, 1), date(2027, 8, 1), by=None, now=utc_now()
    )
    session.commit()
    return made.id


def _mark(name: str, first: int, last: int) -> str:
    """The mark of the second term."""
    return TermInput(name, date(2027, first, 1), date(2027, last, 1)).mark
