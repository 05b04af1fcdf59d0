"""A name, an address or an account that somebody else takes in the same instant: said as it is said
where it was taken before, with everything typed still in the form.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.actions import invite_person, register_person
from forum.accounts.identity import IdentityError
from forum.accounts.models import User
from forum.courses.actions import (
    CourseInput,
    create_course,
    create_group_set,
    create_section,
    create_term,
    make_code,
)
from forum.courses.models import Course, Enrollment, GroupSet, Section, Term
from forum.database import transaction
from forum.extensions import db
from tests.support.classroom import shows
from tests.support.copy_pages import PAGE as COPY
from tests.support.copy_pages import confirm_fields, plan
from tests.support.factories import make_course, make_user, sign_in
from tests.support.meanwhile import while_written
from tests.support.postbox import Postbox
from tests.web.test_admin_pages import COURSE

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)
ADDRESS_TAKEN = "Another course has this address. Choose another one."
TERM_TAKEN = "There is a term of this name. Choose it from the list."


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> User:
    """A site admin who has just signed in."""
    admin = make_user(session, "Ines Duarte", is_admin=True)
    sign_in(client, session, admin)
    return admin


def take_address(session: Session, slug: str) -> None:
    """Let somebody else make a course with this address."""
    term = session.scalars(select(Term)).first()
    given = CourseInput(slug, "SOWK 999", "Another", "UTC", term.starts_on, 12)
    create_course(session, term, given, by=None, now=NOW)


def take_term(session: Session, name: str) -> None:
    """Let somebody else make a term of this name."""
    start = datetime(2027, 1, 11, tzinfo=UTC).date()
    create_term(session, name, start, start, by=None, now=NOW)


def test_two_admins_who_take_one_address_in_the_same_instant(
    client: FlaskClient, session: Session, admin: User
) -> None:
    term_id = make_course(session).term_id
    sent = COURSE | {"term": term_id}
    answer = while_written(
        session,
        lambda: take_address(session, "sowk-511"),
        lambda: client.post("/admin/courses/new", data=sent),
    )
    assert answer.status_code == 409
    assert shows(answer, ADDRESS_TAKEN, "Make the course")
    assert 'value="Practice with Communities"' in answer.text
    assert session.scalar(select(func.count(Course.id))) == 2


def test_two_admins_who_name_a_term_in_the_same_instant(
    client: FlaskClient, session: Session, admin: User
) -> None:
    answer = while_written(
        session,
        lambda: take_term(session, "Spring 2027"),
        lambda: client.post("/admin/courses/new", data=COURSE),
    )
    assert answer.status_code == 409
    assert shows(answer, TERM_TAKEN, "Make the course")
    assert 'value="Practice with Communities"' in answer.text
    assert session.scalar(select(func.count(Course.id))) == 0


def test_a_copy_whose_address_is_taken_in_the_same_instant(
    client: FlaskClient, session: Session, admin: User
) -> None:
    make_course(session, slug="sowk-510")
    fields = confirm_fields(plan(client, title="Practice once more"))
    answer = while_written(
        session,
        lambda: take_address(session, "sowk-510-2"),
        lambda: client.post(COPY, data=fields),
    )
    assert answer.status_code == 409
    assert shows(answer, ADDRESS_TAKEN)
    assert 'value="Practice once more"' in answer.text


def test_a_copy_whose_new_term_is_named_in_the_same_instant(
    client: FlaskClient, session: Session, admin: User
) -> None:
    make_course(session, slug="sowk-510")
    fields = confirm_fields(plan(client, title="Practice once more"))
    answer = while_written(
        session,
        lambda: take_term(session, "Autumn 2026"),
        lambda: client.post(COPY, data=fields),
    )
    assert answer.status_code == 409
    assert shows(answer, TERM_TAKEN)
    assert 'value="Practice once more"' in answer.text


def test_a_section_that_is_made_in_the_same_instant(
    client: FlaskClient, session: Session, admin: User
) -> None:
    course = make_course(session, slug="sowk-510")
    answer = while_written(
        session,
        lambda: create_section(session, course, "Evening", by=None, now=NOW),
        lambda: client.post("/c/sowk-510/people/sections", data={"name": "Evening"}),
    )
    assert answer.status_code == 409
    assert shows(answer, "The course has a section of this name already.")
    assert 'value="Evening"' in answer.text
    assert session.scalar(select(func.count(Section.id))) == 1


def test_groups_that_are_named_in_the_same_instant(
    client: FlaskClient, session: Session, admin: User
) -> None:
    course = make_course(session, slug="sowk-510")
    answer = while_written(
        session,
        lambda: create_group_set(session, course, "Halves", ["A", "B"], by=None, now=NOW),
        lambda: client.post(
            "/c/sowk-510/groups", data={"name": "Halves", "groups": "North\nSouth"}
        ),
    )
    assert answer.status_code == 409
    assert shows(answer, "The course has groups of this name already.")
    assert shows(answer, "North South")
    assert session.scalar(select(func.count(GroupSet.id))) == 1


def test_an_address_enrolled_in_two_courses_in_the_same_instant_is_one_account(
    client: FlaskClient, session: Session, admin: User
) -> None:
    make_course(session, slug="sowk-510")
    sent = {"email": "nia@example.org", "name": "Nia New", "role": "student", "section": 0}
    answer = while_written(
        session,
        lambda: invite_person(session, email="nia@example.org", name="Nia", now=NOW),
        lambda: client.post("/c/sowk-510/people", data=sent),
    )
    assert answer.status_code == 303
    # No key to what somebody else has just made.
    page = client.get(answer.location)
    assert shows(page, "Nia is enrolled.")
    assert "/invitation/" not in page.text
    person = session.scalars(select(User).where(User.email == "nia@example.org")).one()
    assert session.scalars(select(Enrollment.user_id)).all() == [person.id]


def test_somebody_with_a_code_who_is_enrolled_in_the_same_instant_gets_one_mail(
    app: Flask, client: FlaskClient, session: Session, admin: User, postbox: Postbox
) -> None:
    course = make_course(session, slug="sowk-510")
    code = make_code(session, course, section=None, ends_at=None, by=admin.id, now=NOW)
    client_sent = {"email": "nia@example.org", "name": "Nia New"}
    address = f"/join/{code.code}/account"
    session.commit()
    assert client.post(address, data=client_sent).status_code == 200

    def deliver() -> list[EmailMessage]:
        with app.app_context():
            return postbox.deliver()

    mails = while_written(
        session,
        lambda: invite_person(session, email="nia@example.org", name="Nia", now=NOW),
        deliver,
    )
    assert [str(mail["To"]) for mail in mails] == ["Nia <nia@example.org>"]


def test_an_account_made_in_the_same_instant_is_said_to_be_there(
    app: Flask, session: Session
) -> None:
    def register() -> str:
        with app.app_context():
            try:
                with transaction() as own:
                    register_person(own, email="ada@example.org", name="Ada", now=NOW)
            except IdentityError as refused:
                return refused.problem.value
            finally:
                db.session.remove()
        return "made"

    outcome = while_written(
        session,
        lambda: register_person(session, email="ada@example.org", name="Ada", now=NOW),
        register,
    )
    assert outcome == "email_taken"
