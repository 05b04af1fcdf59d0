"""The people of a course: who sees whom, and how the roster changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses import rosters
from forum.courses.models import Course, Enrollment, Section
from forum.web import people
from tests.support.classroom import shows
from tests.support.factories import enrol, make_course, make_section, make_user, sign_in

PEOPLE = "/c/sowk-510/people"
NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)
FORM: dict[str, Any] = {
    "email": "new@example.org",
    "name": "Nia New",
    "role": "student",
    "section": "0",
}


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session, slug="sowk-510")


def signed_in(client: FlaskClient, session: Session, course: Course, role: str) -> User:
    """Somebody of this role, signed in."""
    user = make_user(session, f"The {role}", is_admin=role == "admin")
    if role != "admin":
        enrol(session, course, user, role)
    sign_in(client, session, user)
    return user


def current(session: Session, user: User) -> Enrollment | None:
    """The person's place in the course now."""
    session.rollback()
    session.expire_all()
    return session.scalars(
        select(Enrollment).where(Enrollment.user_id == user.id, Enrollment.ended_at.is_(None))
    ).first()


def test_a_student_sees_names_and_roles_of_the_own_section_but_no_addresses(
    client: FlaskClient, session: Session, course: Course
) -> None:
    first, second = make_section(session, course, "A"), make_section(session, course, "B")
    ana, bea, cy = (make_user(session, name) for name in ("Ana", "Bea", "Cy"))
    for user, section in ((ana, first), (bea, first), (cy, second)):
        enrol(session, course, user, section=section)
    sign_in(client, session, ana)
    page = client.get(PEOPLE)
    assert shows(page, "Bea")
    for hidden in ("Cy", bea.email, "Enrol", "Section B"):
        assert hidden not in page.text


def test_an_instructor_enrols_somebody_new_and_hands_over_the_link(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    assert client.post(PEOPLE, data=FORM).status_code == 303
    page = client.get(PEOPLE)
    assert shows(page, "Nia New is enrolled.", "/invitation/", "new@example.org")
    # Shown once.
    assert "/invitation/" not in client.get(PEOPLE).text


def test_enrolling_somebody_who_has_an_account_gives_no_link_to_it(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    known = make_user(session, "Kim Known", email="known@example.org")
    form = FORM | {"email": "KNOWN@example.org", "name": "Another Name"}
    assert client.post(PEOPLE, data=form).status_code == 303
    page = client.get(PEOPLE)
    assert shows(page, "Kim Known is enrolled.")
    assert "/invitation/" not in page.text
    assert "Another Name" not in page.text
    place = current(session, known)
    assert place is not None
    assert place.role == "student"


@pytest.mark.parametrize("role", ["assistant", "instructor", "observer", "admin", ""])
def test_an_instructor_makes_no_staff(
    client: FlaskClient, session: Session, course: Course, role: str
) -> None:
    signed_in(client, session, course, "instructor")
    assert client.post(PEOPLE, data=FORM | {"role": role}).status_code == 422
    assert session.scalar(select(func.count()).select_from(Enrollment)) == 1


def test_an_admin_makes_staff(client: FlaskClient, session: Session, course: Course) -> None:
    signed_in(client, session, course, "admin")
    assert client.post(PEOPLE, data=FORM | {"role": "instructor"}).status_code == 303
    session.rollback()
    assert session.scalars(select(Enrollment.role)).all() == ["instructor"]


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"email": "nobody"},
        {"email": "a\x00@example.org"},
        {"email": "x" * 300 + "@example.org"},
        {"name": "  "},
        {"name": "x" * 121},
        {"name": "Ana \u202egpj"},
        {"section": "2147483648"},
        {"section": "A"},
        {"role": "king"},
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_its_text(
    client: FlaskClient, session: Session, course: Course, changes: dict[str, str]
) -> None:
    signed_in(client, session, course, "instructor")
    answer = client.post(PEOPLE, data=FORM | changes)
    assert answer.status_code == 422
    assert shows(answer, "Error:")
    kept = {**FORM, **changes}
    for name in {"email", "name"} - changes.keys():
        assert f'value="{kept[name]}"' in answer.text
    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_the_section_of_another_course_is_not_taken(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    foreign = make_section(session, make_course(session, "SOWK 520"), "A")
    assert client.post(PEOPLE, data=FORM | {"section": foreign.id}).status_code == 422


def test_somebody_who_is_there_is_not_enrolled_again(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    assert client.post(PEOPLE, data=FORM).status_code == 303
    answer = client.post(PEOPLE, data=FORM)
    assert answer.status_code == 409
    assert shows(answer, "This person is in the course already.")


def test_a_member_moves_to_another_section_and_leaves(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    section, ana = make_section(session, course, "B"), make_user(session, "Ana")
    place = enrol(session, course, ana)
    where = f"{PEOPLE}/{place.id}"
    assert shows(client.get(where), "Take Ana out of the course")
    form = {"role": "student", "section": section.id}
    assert client.post(where, data=form).status_code == 303
    moved = current(session, ana)
    assert moved is not None
    assert (moved.section_id, moved.id != place.id) == (section.id, True)
    # The address of the row that ended leads nowhere.
    assert client.get(where).status_code == 404
    assert client.post(f"{PEOPLE}/{moved.id}/end").status_code == 303
    assert current(session, ana) is None


def test_an_instructor_changes_neither_staff_nor_people_of_other_courses(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    colleague = enrol(session, course, make_user(session, "Colleague"), "instructor")
    stranger = enrol(session, make_course(session, "SOWK 520"), make_user(session, "Stranger"))
    form = {"role": "student", "section": "0"}
    for row, status in ((colleague, 403), (stranger, 404)):
        assert client.get(f"{PEOPLE}/{row.id}").status_code == status
        assert client.post(f"{PEOPLE}/{row.id}", data=form).status_code == status
        assert client.post(f"{PEOPLE}/{row.id}/end").status_code == status
    assert client.get(f"{PEOPLE}/2147483648").status_code == 404


def test_an_instructor_says_what_an_assistant_may_do(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    tomas = make_user(session, "Tomas")
    place = enrol(session, course, tomas, "assistant")
    where = f"{PEOPLE}/{place.id}/trust"
    assert client.post(where, data={"may_release": "y"}).status_code == 303
    trusted = current(session, tomas)
    assert trusted is not None
    assert (trusted.may_release, trusted.may_manage) == (True, False)
    assert shows(client.get(PEOPLE), "may release grades")


def test_an_entrusted_assistant_does_not_entrust_themselves(
    client: FlaskClient, session: Session, course: Course
) -> None:
    tomas = make_user(session, "Tomas")
    place = enrol(session, course, tomas, "assistant", may_manage=True)
    sign_in(client, session, tomas)
    assert client.post(f"{PEOPLE}/{place.id}/trust", data={"may_release": "y"}).status_code == 403
    assert client.post(PEOPLE, data=FORM).status_code == 303


def test_sections_have_names_of_their_own(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    where = f"{PEOPLE}/sections"
    assert client.post(where, data={"name": "Evening"}).status_code == 303
    assert client.post(where, data={"name": " Evening "}).status_code == 409
    assert client.post(where, data={"name": " \x00"}).status_code == 422
    assert client.post(where, data={"name": "x" * 81}).status_code == 422
    session.rollback()
    assert session.scalars(select(Section.name)).all() == ["Evening"]


@pytest.mark.parametrize("address", ["", "/end", "/trust"])
def test_of_two_who_change_a_member_at_once_the_second_is_told(
    client: FlaskClient,
    session: Session,
    course: Course,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    signed_in(client, session, course, "admin")
    tomas = make_user(session, "Tomas")
    place = enrol(session, course, tomas, "assistant")

    def find_member(own: Session, course_id: int, enrollment_id: int) -> Enrollment | None:
        """Load the member; before the click is carried out, a colleague takes them out."""
        found = rosters.find_member(own, course_id, enrollment_id)
        place.ended_at = NOW
        session.commit()
        return found

    monkeypatch.setattr(people, "find_member", find_member)
    form = {"role": "student", "section": "0"}
    answer = client.post(f"{PEOPLE}/{place.id}{address}", data=form)
    assert answer.status_code == 409
    assert shows(answer, "Somebody else changed this row just now.")
    assert current(session, tomas) is None


def test_an_admin_adds_an_observer_who_reads_and_is_gone_with_the_next_click(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "admin")
    watcher = make_user(session, "Olga Watts", email="olga@example.org")
    form = FORM | {"email": "olga@example.org", "name": "Olga Watts", "role": "observer"}
    assert client.post(PEOPLE, data=form).status_code == 303
    place = current(session, watcher)
    assert place is not None
    assert place.role == "observer"
    assert shows(client.get(PEOPLE), "Olga Watts", "Observer")
    theirs = client.application.test_client()
    sign_in(theirs, session, watcher)
    assert theirs.get(PEOPLE).status_code == 200
    assert theirs.post(PEOPLE, data=FORM).status_code == 403
    assert client.post(f"{PEOPLE}/{place.id}/end").status_code == 303
    assert theirs.get(PEOPLE).status_code == 404
