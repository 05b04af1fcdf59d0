"""OneRoster on the pages: one class is chosen, a delta knows whom earlier files brought."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.imports.models import RosterImport, RosterSource
from forum.courses.models import Course, Enrollment
from tests.courses.test_oneroster import BAD
from tests.support.classroom import shows
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.oneroster import ANA, DAY, EVENING, PROF, WEI, delta, place, school
from tests.web.test_roster_pages import PLACE, apply, bring

ACTIVE: Mapping[str, str] = {"status": "active"}
GONE: Mapping[str, str] = {"status": "tobedeleted"}


@pytest.fixture
def course(client: FlaskClient, session: Session) -> Course:
    """A course whose instructor is signed in."""
    course, user = make_course(session, slug="sowk-510"), make_user(session, "Tess Teacher")
    enrol(session, course, user, "instructor")
    sign_in(client, session, user)
    return course


def students(session: Session) -> set[str]:
    """The addresses of the students of now; nobody a file brought has any other role."""
    session.rollback()
    rows = session.execute(
        select(User.email, User.is_admin, Enrollment.role)
        .join(Enrollment, Enrollment.user_id == User.id)
        .where(Enrollment.ended_at.is_(None), User.email.contains("@example.org"))
        .where(User.name != "Tess Teacher")
    ).all()
    assert {(row.is_admin, row.role) for row in rows} <= {(False, "student")}
    return {row.email for row in rows}


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_whole_class_comes_and_its_teacher_does_not(
    client: FlaskClient, session: Session, course: Course, version: str
) -> None:
    where = bring(client, school(version), "roster.zip").location
    page = client.get(where)
    assert shows(page, "2 people join the course", "1 row is not taken", "Pia Prof")
    assert shows(page, "“teacher”: a file makes students, never staff.", "Practice, day")
    assert apply(client, where).status_code == 303
    assert students(session) == {"ana@example.org", "wei@example.org"}
    again = bring(client, school(version), "roster.zip").location
    assert shows(client.get(again), "The file changes nothing")


def test_of_several_classes_one_is_chosen_and_remembered(
    client: FlaskClient, session: Session, course: Course
) -> None:
    rows = [place(ANA), place(WEI, classSourcedId="c-evening"), place(PROF, "teacher")]
    data = school(classes=[DAY, EVENING], enrollments=rows)
    where = bring(client, data).location
    page = client.get(where)
    assert shows(page, "Choose the class", "Practice, day, 1 student", "Practice, evening")
    assert client.post(f"{where}/application").location == where
    assert client.post(f"{where}/class", data={"class_id": "c-none"}).status_code == 422
    assert client.post(f"{where}/class", data={"class_id": "c-evening"}).status_code == 303
    assert shows(client.get(where), "1 person joins the course", "Wei Chen")
    assert apply(client, where).status_code == 303
    assert students(session) == {"wei@example.org"}
    second = client.get(bring(client, data).location)
    assert '<option selected value="c-evening">' in second.text


def test_a_class_that_cannot_be_taken_says_why_and_can_be_chosen_again(
    client: FlaskClient, session: Session, course: Course
) -> None:
    rows = [place(ANA), place(WEI, classSourcedId="c-evening")]
    users = [ANA | {"email": "nonsense"}, WEI]
    where = bring(client, school(classes=[DAY, EVENING], users=users, enrollments=rows)).location
    answer = client.post(f"{where}/class", data={"class_id": "c-day"})
    assert answer.status_code == 422
    assert shows(answer, "users.csv, line 2: “nonsense” is no e-mail address.")
    assert client.post(f"{where}/class", data={"class_id": "c-evening"}).status_code == 303
    assert shows(client.get(where), "1 person joins the course")


def test_a_delta_takes_out_and_brings_whom_earlier_files_named(
    client: FlaskClient, session: Session, course: Course
) -> None:
    apply(client, bring(client, school()).location)
    where = bring(client, delta(enrollments=[place(ANA, **GONE)])).location
    page = client.get(where)
    assert shows(
        page, "The file holds changes alone (delta).", "1 student leaves, as the file says"
    )
    assert "not in the file" not in page.text
    assert apply(client, where).status_code == 303
    assert students(session) == {"wei@example.org"}
    # The same again changes nothing; the way back is a delta too.
    again = bring(client, delta(enrollments=[place(ANA, **GONE)])).location
    assert shows(client.get(again), "The file changes nothing")
    back = bring(client, delta(enrollments=[place(ANA, **ACTIVE)])).location
    assert shows(client.get(back), "1 person comes back", "Ana López")
    apply(client, back)
    assert students(session) == {"ana@example.org", "wei@example.org"}
    session.rollback()
    assert len(session.scalars(select(RosterSource)).all()) == 2


def test_an_archive_is_kept_no_longer_than_its_class_is_open(
    client: FlaskClient, session: Session, course: Course
) -> None:
    rows = [place(ANA), place(WEI, classSourcedId="c-evening")]
    where = bring(client, school(enrollments=rows)).location
    assert session.scalar(select(RosterImport.content)) is not None
    client.post(f"{where}/class", data={"class_id": "c-day"})
    session.rollback()
    assert session.execute(select(RosterImport.content, RosterImport.classes)).one() == (None, [])


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_zip_gets_a_sentence_with_its_file_and_line(
    client: FlaskClient, session: Session, course: Course, name: str
) -> None:
    data, said = BAD[name]
    answer = bring(client, data, "roster.zip")
    assert answer.status_code == 422
    assert "<script>" not in answer.text.partition("<main")[2]
    for _code, line, _value, file in said:
        assert shows(answer, f"{file}, line {line}: " if line else file), name
    assert session.scalars(select(RosterImport)).all() == []


def test_a_broken_zip_is_refused_on_the_page(client: FlaskClient, course: Course) -> None:
    answer = bring(client, b"PK\x03\x04 a story", "roster.csv")
    assert (answer.status_code, shows(answer, "This zip cannot be opened.")) == (422, True)
    assert client.get(PLACE).status_code == 200
