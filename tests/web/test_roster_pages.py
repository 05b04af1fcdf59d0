"""The roster by file on its pages: looked at, carried out whole or not at all, once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.imports.models import RosterImport
from forum.courses.models import Course, Enrollment, Section
from forum.database import utc_now
from tests.courses.test_roster_files import HOSTILE
from tests.support.classroom import shows
from tests.support.factories import enrol, make_course, make_section, make_user, sign_in
from tests.support.postbox import Postbox, links_of

PLACE = "/c/sowk-510/people/file"
HEAD = "email,first name,last name,role,section\n"
#: Somebody new, somebody with an account, a student who moves, one who stays, one who comes back,
#: and a member of staff.
FILE = HEAD + (
    "new@example.org,Nia,New,student,Evening\n"
    "KNOWN@example.org,Another,Name,,\n"
    "mover@example.org,Mo,Ver,,Evening\n"
    "stayer@example.org,Stay,Er,,Day\n"
    "gone@example.org,Go,Ne,,\n"
    "colleague@example.org,Col,League,student,Day\n"
)


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session, slug="sowk-510")


@pytest.fixture
def teacher(client: FlaskClient, session: Session, course: Course) -> User:
    """An instructor, signed in."""
    user = make_user(session, "Tess Teacher")
    enrol(session, course, user, "instructor")
    sign_in(client, session, user)
    return user


@pytest.fixture
def people(session: Session, course: Course) -> dict[str, User]:
    """Who is there before the file comes."""
    day = make_section(session, course, "Day")
    names = ("known", "mover", "stayer", "gone", "colleague", "other")
    made = {
        name: make_user(
            session, f"{name.title()} Person", email=f"{name}@example.org", password_hash="kept"
        )
        for name in names
    }
    for name in ("mover", "stayer", "other"):
        enrol(session, course, made[name], section=day)
    enrol(session, course, made["gone"], ended_at=utc_now())
    enrol(session, course, made["colleague"], "assistant")
    return made


def bring(client: FlaskClient, text: str | bytes = FILE, name: str = "roster.csv") -> TestResponse:
    """Send a file to the course of these tests."""
    return send(client, PLACE, text.encode() if isinstance(text, str) else text, name)


def send(client: FlaskClient, place: str, data: bytes, name: str = "roster.csv") -> TestResponse:
    """Send a file as a browser does."""
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(data), name, "file")})
    return client.post(place, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def seen_on(page: TestResponse) -> str:
    """What the preview says it shows."""
    before, _sep, after = page.text.partition('name="seen"')
    return (before.rsplit("<", 1)[1] + after).split('value="')[1].split('"')[0]


def apply(client: FlaskClient, where: str, **fields: str) -> TestResponse:
    """Carry out what the page shows."""
    return client.post(f"{where}/application", data={"seen": seen_on(client.get(where)), **fields})


def state_of(session: Session) -> dict[str, Any]:
    """Everything a roster could change: members now, how many rows there are of everything."""
    session.rollback()
    members = session.execute(
        select(User.email, Enrollment.role, Section.name)
        .join(Enrollment, Enrollment.user_id == User.id)
        .outerjoin(Section, Section.id == Enrollment.section_id)
        .where(Enrollment.ended_at.is_(None))
    )
    counts = {
        model.__tablename__: session.scalar(select(func.count()).select_from(model))
        for model in (User, Enrollment, Section, Activity)
    }
    return {"members": {row[0]: (row[1], row[2]) for row in members}, **counts}


def test_the_preview_says_with_lines_what_would_change_and_changes_nothing(
    client: FlaskClient, session: Session, teacher: User, people: dict[str, User]
) -> None:
    before = state_of(session)
    answer = bring(client)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert shows(page, "Something changes for 4 people", "1 section is made: Evening.")
    assert shows(page, "2 people join the course", "1 person comes back")
    assert shows(page, "1 student changes section", "from Day to Evening")
    assert shows(page, "1 student of the course is not in the file", "Other Person")
    assert shows(page, "1 person has another role here and keeps it", "Colleague Person")
    for line in range(2, 8):
        assert (f'data-label="Line">{line}<' in page.text) == (line != 5), line
    assert state_of(session) == before
    assert shows(
        client.get(f"{answer.location}?show=stays"), "Stayer Person", "in the file: Stay Er"
    )


def test_it_is_carried_out_whole_and_staff_stay_what_they_are(
    client: FlaskClient, session: Session, teacher: User, people: dict[str, User]
) -> None:
    where = bring(client).location
    answer = apply(client, where)
    assert answer.status_code == 303
    after = state_of(session)
    assert after["members"] == {
        teacher.email: ("instructor", None),
        "new@example.org": ("student", "Evening"),
        "known@example.org": ("student", None),
        "mover@example.org": ("student", "Evening"),
        "stayer@example.org": ("student", "Day"),
        "gone@example.org": ("student", None),
        "colleague@example.org": ("assistant", None),
        "other@example.org": ("student", "Day"),
    }
    names = dict(session.execute(select(User.email, User.name)).all())
    assert (names["new@example.org"], names["known@example.org"]) == ("Nia New", "Known Person")
    verbs = session.execute(select(Activity.verb, func.count()).group_by(Activity.verb))
    assert dict(verbs.all()) == {
        "section_created": 1,
        "enrolled": 3,
        "enrollment_changed": 1,
        "roster_imported": 1,
    }
    page = client.get(answer.location)
    assert shows(page, "Carried out", "Accounts made")
    log = client.get("/c/sowk-510/log")
    assert shows(log, "brought the roster as a file", "3 enrolled, 1 in another section")


def test_a_second_import_of_the_same_file_changes_nothing(
    client: FlaskClient, session: Session, teacher: User, people: dict[str, User]
) -> None:
    apply(client, bring(client).location)
    before = state_of(session)
    where = bring(client).location
    page = client.get(where)
    assert shows(page, "The file changes nothing", "For 5 people nothing changes.")
    assert apply(client, where).status_code == 303
    assert state_of(session) == before


def test_whoever_is_new_gets_one_mail_with_a_link_and_others_none_with_one(
    client: FlaskClient, teacher: User, people: dict[str, User], postbox: Postbox
) -> None:
    where = bring(client).location
    apply(client, where)
    assert shows(client.get(where), "They are being prepared.")
    mails = {str(mail["To"]): mail for mail in postbox.deliver()}
    new = next(mail for who, mail in mails.items() if "new@example.org" in who)
    assert any("/invitation/" in link for link in links_of(new))
    assert [who for who in mails if "mover@" in who or "stayer@" in who] == []
    links = [link for mail in mails.values() if mail is not new for link in links_of(mail)]
    assert [link for link in links if "/invitation/" in link] == []
    assert "They are being prepared." not in client.get(where).text
    assert postbox.deliver() == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_changes_nothing(
    client: FlaskClient, session: Session, teacher: User, name: str
) -> None:
    data, said = HOSTILE[name]
    before = state_of(session)
    answer = bring(client, data)
    assert answer.status_code in (413, 422)
    assert "The file was not taken, and nothing was changed" in answer.text
    # What stands in the file is shown, never run.
    assert "<script>alert" not in answer.text
    for _code, line, _value in said:
        assert not line or f"Line {line}: " in answer.text
    assert state_of(session) == before
    assert session.scalar(select(func.count(RosterImport.id))) == 0


def test_without_a_file_the_form_asks_for_one(client: FlaskClient, teacher: User) -> None:
    answer = client.post(PLACE, data={})
    assert (answer.status_code, shows(answer, "Choose the file of the roster.")) == (422, True)


def test_a_roster_that_changed_meanwhile_is_shown_anew_and_nothing_is_written(
    client: FlaskClient, session: Session, course: Course, teacher: User, people: dict[str, User]
) -> None:
    where = bring(client).location
    seen = seen_on(client.get(where))
    enrol(session, course, people["known"])
    before = state_of(session)
    answer = client.post(f"{where}/application", data={"seen": seen})
    assert answer.status_code == 409
    assert shows(answer, "The roster changed in the meantime.", "1 person joins the course")
    assert state_of(session) == before
    assert apply(client, where).status_code == 303
    assert state_of(session)["members"]["new@example.org"] == ("student", "Evening")


def test_who_is_not_in_the_file_leaves_only_where_that_is_ticked(
    client: FlaskClient, session: Session, teacher: User, people: dict[str, User]
) -> None:
    text = HEAD + "stayer@example.org,Stay,Er,,\n"
    where = bring(client, text).location
    assert shows(client.get(where), "The file changes nothing", "End these memberships")
    assert apply(client, where, ends_missing="y").status_code == 303
    members = state_of(session)["members"]
    assert members.keys() == {teacher.email, "stayer@example.org", "colleague@example.org"}


def test_a_file_of_another_course_does_not_empty_this_one_by_a_tick(
    client: FlaskClient, session: Session, course: Course, teacher: User
) -> None:
    for number in range(12):
        enrol(session, course, make_user(session, email=f"s{number}@example.org"))
    where = bring(client, HEAD + "s0@example.org,S,Zero,,\n").location
    before = state_of(session)
    for typed in ("", "12", "yes"):
        answer = apply(client, where, ends_missing="y", number=typed)
        assert answer.status_code == 422
        assert shows(answer, "11 memberships would end. Type this number if you mean it.", "Error:")
        assert f'value="{typed}"' in answer.text
    assert state_of(session) == before
    assert apply(client, where, ends_missing="y", number=" 11 ").status_code == 303
    assert len(state_of(session)["members"]) == 2


def test_what_a_file_said_of_people_is_forgotten_once_it_is_over(
    client: FlaskClient, session: Session, teacher: User, people: dict[str, User]
) -> None:
    applied, cancelled = bring(client).location, bring(client).location
    assert apply(client, applied).status_code == 303
    assert client.post(f"{cancelled}/cancellation").status_code == 303
    session.rollback()
    rows = session.execute(select(RosterImport.lines, RosterImport.passed, RosterImport.content))
    assert [tuple(row) for row in rows] == [([], [], None)] * 2
    assert shows(client.get(cancelled), "It was cancelled; nothing was changed.")
    assert shows(client.get(PLACE), "Carried out", "Cancelled", "Tess Teacher")


def test_a_second_click_finds_what_the_first_did(
    client: FlaskClient, session: Session, teacher: User, people: dict[str, User]
) -> None:
    where = bring(client).location
    form = {"seen": seen_on(client.get(where))}
    assert client.post(f"{where}/application", data=form).status_code == 303
    before = state_of(session)
    for path in ("application", "cancellation", "class"):
        answer = client.post(f"{where}/{path}", data=form)
        assert (answer.status_code, answer.location) == (303, where)
    assert state_of(session) == before


def test_the_file_of_one_course_is_not_found_in_another(
    app: Flask, client: FlaskClient, session: Session, teacher: User
) -> None:
    where = bring(client).location
    elsewhere = make_course(session, slug="elsewhere")
    enrol(session, elsewhere, teacher, "instructor")
    number = where.rsplit("/", 1)[1]
    assert client.get(f"/c/elsewhere/people/file/{number}").status_code == 404
    assert client.post(f"/c/elsewhere/people/file/{number}/application").status_code == 404


def test_what_nobody_carries_out_is_forgotten_after_a_day(
    client: FlaskClient, session: Session, teacher: User, postbox: Postbox, clock: Any
) -> None:
    from datetime import timedelta

    from forum.jobs.work import look_ahead

    kept = bring(client).location
    session.rollback()
    session.execute(
        RosterImport.__table__.update().values(uploaded_at=utc_now() - timedelta(hours=25))
    )
    session.commit()
    fresh = bring(client).location
    look_ahead()
    assert client.get(kept).status_code == 404
    assert client.get(fresh).status_code == 200
