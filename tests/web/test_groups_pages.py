"""Groups and sections: made, filled in one table, and shown among the people."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course, Group, GroupMembership, GroupSet, Section
from tests.support.classroom import shows
from tests.support.factories import (
    enrol,
    make_course,
    make_group_set,
    make_section,
    make_user,
    sign_in,
)

HOME = "/c/sowk-510"
GROUPS = f"{HOME}/groups"


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session, slug="sowk-510")


@pytest.fixture
def prof(client: FlaskClient, session: Session, course: Course) -> User:
    """The instructor, signed in."""
    prof = make_user(session, "Prof. Okafor")
    enrol(session, course, prof, "instructor")
    sign_in(client, session, prof)
    return prof


@pytest.fixture
def students(session: Session, course: Course) -> list[User]:
    people = [make_user(session, name) for name in ("Ana", "Bea", "Cy")]
    for person in people:
        enrol(session, course, person)
    return people


def table(client: FlaskClient) -> dict[str, Any]:
    """The fields of the table as a browser without script sends them."""
    form = BeautifulSoup(client.get(GROUPS).text, "html.parser").select_one(
        f"form[action='{GROUPS}/places']"
    )
    assert form is not None
    hidden = {field["name"]: field["value"] for field in form.select("input[name^=was]")}
    chosen = {field["name"]: field.select("option[selected]") for field in form.select("select")}
    return hidden | {name: options[0]["value"] for name, options in chosen.items()}


def places(session: Session) -> dict[str, str]:
    """Name of the person -> name of their present group."""
    session.rollback()
    rows = session.execute(
        select(User.name.label("person"), Group.name.label("group"))
        .join(GroupMembership, GroupMembership.user_id == User.id)
        .join(Group, Group.id == GroupMembership.group_id)
        .where(GroupMembership.ended_at.is_(None))
    )
    return {row.person: row.group for row in rows}


def ids_of(session: Session, group_set: GroupSet) -> dict[str, str]:
    """Name of the group -> the value it is chosen by."""
    rows = session.scalars(select(Group).where(Group.group_set_id == group_set.id))
    return {row.name: str(row.id) for row in rows}


def test_groups_are_made_filled_and_shown(
    client: FlaskClient, session: Session, prof: User, students: list[User]
) -> None:
    assert 'href="/c/sowk-510/groups"' in client.get(f"{HOME}/people").text
    assert shows(client.get(GROUPS), "There are no groups yet")
    form = {"name": "Halves", "groups": "Red\r\n\r\n  Blue  "}
    assert client.post(GROUPS, data=form).status_code == 303
    halves = session.scalars(select(GroupSet)).one()
    groups, (ana, bea, cy) = ids_of(session, halves), students
    assert groups.keys() == {"Red", "Blue"}
    sent = table(client)
    assert set(sent.values()) == {"0"}
    sent |= {f"place-{halves.id}-{ana.id}": groups["Red"]}
    sent |= {f"place-{halves.id}-{bea.id}": groups["Red"]}
    sent |= {f"place-{halves.id}-{cy.id}": groups["Blue"]}
    assert client.post(f"{GROUPS}/places", data=sent).status_code == 303
    assert places(session) == {"Ana": "Red", "Bea": "Red", "Cy": "Blue"}
    page = client.get(GROUPS)
    assert shows(page, "3 students moved.", "no group 0")
    assert shows(client.get(f"{HOME}/people"), "Groups", "Red", "Blue")


def test_a_move_ends_one_membership_and_starts_another(
    client: FlaskClient, session: Session, course: Course, prof: User, students: list[User]
) -> None:
    halves = make_group_set(session, course, "Halves", "Red", "Blue")
    groups, ana = ids_of(session, halves), students[0]
    for name in ("Red", "Blue"):
        sent = table(client) | {f"place-{halves.id}-{ana.id}": groups[name]}
        assert client.post(f"{GROUPS}/places", data=sent).status_code == 303
    assert client.post(f"{GROUPS}/places", data=table(client)).status_code == 303
    assert shows(client.get(GROUPS), "Nobody moved.")
    session.rollback()
    rows = session.scalars(select(GroupMembership).order_by(GroupMembership.id)).all()
    assert [(str(row.group_id), row.ended_at is None) for row in rows] == [
        (groups["Red"], False),
        (groups["Blue"], True),
    ]
    assert rows[0].ended_at == rows[1].started_at
    sent = table(client) | {f"place-{halves.id}-{ana.id}": "0"}
    assert client.post(f"{GROUPS}/places", data=sent).status_code == 303
    assert places(session) == {}


def test_of_two_who_move_the_same_student_the_second_looks_again(
    client: FlaskClient, session: Session, course: Course, prof: User, students: list[User]
) -> None:
    halves = make_group_set(session, course, "Halves", "Red", "Blue", "Green")
    groups, (ana, bea, _cy) = ids_of(session, halves), students
    first = table(client)
    second = first | {f"place-{halves.id}-{ana.id}": groups["Blue"]}
    second |= {f"place-{halves.id}-{bea.id}": groups["Green"]}
    first |= {f"place-{halves.id}-{ana.id}": groups["Red"]}
    assert client.post(f"{GROUPS}/places", data=first).status_code == 303
    refused = client.post(f"{GROUPS}/places", data=second)
    assert refused.status_code == 409
    assert shows(refused, "Somebody else moved some of these students just now.")
    assert places(session) == {"Ana": "Red"}
    # What was chosen is still chosen, beside what is there now.
    page = BeautifulSoup(refused.text, "html.parser")
    again = {field["name"]: field["value"] for field in page.select("input[name^=was]")}
    for field in page.select("select[name^=place]"):
        again[field["name"]] = field.select("option[selected]")[0]["value"]
    assert client.post(f"{GROUPS}/places", data=again).status_code == 303
    assert places(session) == {"Ana": "Blue", "Bea": "Green"}


def test_what_somebody_else_moved_meanwhile_is_left_alone(
    client: FlaskClient, session: Session, course: Course, prof: User, students: list[User]
) -> None:
    halves = make_group_set(session, course, "Halves", "Red", "Blue")
    groups, (ana, bea, _cy) = ids_of(session, halves), students
    opened = table(client)
    for person in (ana, bea):
        sent = opened | {f"place-{halves.id}-{person.id}": groups["Red"]}
        assert client.post(f"{GROUPS}/places", data=sent).status_code == 303
    assert places(session) == {"Ana": "Red", "Bea": "Red"}


@pytest.mark.parametrize("value", ["x", "-1", "", "2147483648", "9" * 5000, "\x00", "foreign"])
def test_a_group_that_is_not_in_the_list_moves_nobody(
    client: FlaskClient,
    session: Session,
    course: Course,
    prof: User,
    students: list[User],
    value: str,
) -> None:
    halves = make_group_set(session, course, "Halves", "Red")
    elsewhere = make_group_set(session, make_course(session, "SOWK 520"), "Halves", "Red")
    if value == "foreign":
        value = ids_of(session, elsewhere)["Red"]
    sent = table(client) | {f"place-{halves.id}-{students[0].id}": value}
    sent |= {f"place-{halves.id}-{students[1].id}": ids_of(session, halves)["Red"]}
    answer = client.post(f"{GROUPS}/places", data=sent)
    assert answer.status_code == 422
    assert shows(answer, "Ana: choose a group from the list.", "Error:")
    assert places(session) == {}


def test_only_students_of_the_course_are_put_into_groups(
    client: FlaskClient, session: Session, course: Course, prof: User, students: list[User]
) -> None:
    halves = make_group_set(session, course, "Halves", "Red")
    stranger = make_user(session, "Stranger")
    red = ids_of(session, halves)["Red"]
    sent = {f"place-{halves.id}-{user.id}": red for user in (stranger, prof)}
    assert client.post(f"{GROUPS}/places", data=sent).status_code == 303
    assert places(session) == {}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Give these groups a name together."),
        ({"name": "x" * 81}, "Use at most 80 characters."),
        ({"groups": "\x00 \r\n"}, "Name at least one group."),
        ({"groups": "Red\r\nRed "}, "Give each group a name of its own."),
        ({"groups": "x" * 81}, "Use at most 80 characters a line."),
        ({"groups": "\n".join(map(str, range(61)))}, "Make at most 60 groups."),
        ({"groups": "x" * 200_000}, "Use at most 4800 characters."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_groups_that_make_no_sense_come_back_with_their_text(
    client: FlaskClient, session: Session, prof: User, changes: dict[str, str], sentence: str
) -> None:
    answer = client.post(GROUPS, data={"name": "Halves", "groups": "Red\r\nBlue"} | changes)
    assert answer.status_code == 422
    assert shows(answer, sentence, "Error:")
    if "name" not in changes:
        assert 'value="Halves"' in answer.text
    assert session.scalars(select(GroupSet)).all() == []


def test_sets_and_groups_have_names_of_their_own(
    client: FlaskClient, session: Session, course: Course, prof: User
) -> None:
    halves = make_group_set(session, course, "Halves", "Red")
    answer = client.post(GROUPS, data={"name": "Halves", "groups": "Blue"})
    assert (answer.status_code, shows(answer, "Blue")) == (409, True)
    where = f"{GROUPS}/{halves.id}/new"
    assert shows(client.get(where), "One more group of Halves")
    assert client.post(where, data={"name": "Red"}).status_code == 409
    assert client.post(where, data={"name": " "}).status_code == 422
    assert client.post(where, data={"name": "Blue"}).status_code == 303
    assert ids_of(session, halves).keys() == {"Red", "Blue"}
    foreign = make_group_set(session, make_course(session, "SOWK 520"), "Halves")
    for group_set_id in (foreign.id, 2147483647, 2147483648):
        assert client.get(f"{GROUPS}/{group_set_id}/new").status_code == 404


def test_sections_are_renamed_and_the_page_says_who_is_in_none(
    client: FlaskClient, session: Session, course: Course, prof: User, students: list[User]
) -> None:
    assert shows(client.get(GROUPS), "The course has no sections")
    day, _evening = (make_section(session, course, name) for name in ("Day", "Evening"))
    dee = make_user(session, "Dee")
    enrol(session, course, dee, section=day)
    page = client.get(GROUPS)
    assert shows(page, "Day", "1 student", "In no section:")
    said = page.text[page.text.index("In no section:") :]
    assert [name for name in ("Ana", "Bea", "Cy", "Dee") if f">{name}<" in said] == [
        "Ana",
        "Bea",
        "Cy",
    ]
    where = f"{HOME}/sections/{day.id}/name"
    assert shows(client.get(where), "Rename Day")
    assert client.post(where, data={"name": "Evening"}).status_code == 409
    assert client.post(where, data={"name": "\x00"}).status_code == 422
    assert client.post(where, data={"name": "Morning"}).status_code == 303
    session.rollback()
    session.expire_all()
    assert session.get_one(Section, day.id).name == "Morning"
    foreign = make_section(session, make_course(session, "SOWK 520"), "A")
    assert client.get(f"{HOME}/sections/{foreign.id}/name").status_code == 404


def test_a_student_reads_the_group_of_those_who_share_it(
    client: FlaskClient, session: Session, course: Course, students: list[User]
) -> None:
    halves = make_group_set(session, course, "Halves", "Red", "Blue")
    groups = ids_of(session, halves)
    for person, name in zip(students, ("Red", "Red", "Blue"), strict=True):
        row = GroupMembership(
            group_id=int(groups[name]), user_id=person.id, started_at=course.created_at
        )
        session.add(row)
    session.commit()
    sign_in(client, session, students[0])
    page = client.get(f"{HOME}/people")
    assert (page.text.count("Student, Red"), "Blue" in page.text) == (2, False)
    assert client.get(GROUPS).status_code == 403
