"""The settings of a course and its archive."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Course
from forum.database import utc_now
from forum.web.answers import SAFE
from tests.support.classroom import TUESDAY, Classroom, shows
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.web.permission_table import DENIED
from tests.web.permission_world import NOW as WORLD_NOW
from tests.web.permission_world import address, build_world
from tests.web.test_permissions import what_is_got

HOME = "/c/sowk-510"
SETTINGS = f"{HOME}/settings"


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session, slug="sowk-510", agreements=["Be kind."])


def signed_in(client: FlaskClient, session: Session, course: Course, role: str) -> User:
    """Somebody of this role, signed in."""
    user = make_user(session, f"The {role}", is_admin=role == "admin")
    if role != "admin":
        enrol(session, course, user, role)
    sign_in(client, session, user)
    return user


def form_of(client: FlaskClient) -> dict[str, Any]:
    """The form as it is shown."""
    return fields_of(client.get(SETTINGS).text)


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send of the form of the settings."""
    form = BeautifulSoup(page, "html.parser").select_one("main form")
    assert form is not None
    fields = {box["name"]: box.text.removeprefix("\n") for box in form.select("textarea")}
    for box in form.select("input[name]"):
        if box.get("type") != "checkbox" or box.has_attr("checked"):
            fields[box["name"]] = box.get("value", "")
    return fields


def read_again(session: Session, course: Course) -> Course:
    session.rollback()
    session.expire_all()
    return session.get_one(Course, course.id)


def test_an_instructor_changes_title_description_and_agreements(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    assert f'href="{SETTINGS}"' in client.get(f"{HOME}/").text
    form = form_of(client)
    assert form["agreements"].strip() == "Be kind."
    form |= {"title": "Practice I", "description": "One.\r\nTwo.", "agreements": "A b.\r\n\r\n C."}
    assert client.post(SETTINGS, data=form).status_code == 303
    changed = read_again(session, course)
    assert (changed.title, changed.description) == ("Practice I", "One.\nTwo.")
    assert changed.agreements == ["A b.", "C."]
    assert shows(client.get(f"{HOME}/"), "The settings are saved.", "Practice I", "A b.")
    details = session.scalars(select(Activity.detail).where(Activity.verb == "course_changed"))
    assert details.all() == [{"texts": ["title", "description", "agreements"]}]
    said = "changed the course's settings"
    assert shows(client.get(f"{HOME}/log"), said, "the title, the description, how we talk here")


def test_admins_alone_declare_the_sections_one_class(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    form = form_of(client)
    assert "sections_are_one_class" not in client.get(SETTINGS).text
    assert client.post(SETTINGS, data=form | {"sections_are_one_class": "y"}).status_code == 303
    assert not read_again(session, course).sections_are_one_class
    signed_in(client, session, course, "admin")
    form = form_of(client) | {"sections_are_one_class": "y"}
    assert client.post(SETTINGS, data=form).status_code == 303
    assert read_again(session, course).sections_are_one_class
    details = session.scalars(select(Activity.detail).where(Activity.verb == "course_changed"))
    assert details.one() == {"texts": ["sections_are_one_class"], "one_class": True}
    # What an instructor then saves leaves it as it is.
    signed_in(client, session, course, "instructor")
    assert client.post(SETTINGS, data=form_of(client) | {"title": "New"}).status_code == 303
    assert read_again(session, course).sections_are_one_class


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " \x00"}, "Enter the course's title."),
        ({"title": "x" * 201}, "Use at most 200 characters."),
        ({"description": "x" * 200_000}, "Use at most 2000 characters."),
        ({"agreements": "x" * 301}, "Use at most 300 characters a line."),
        ({"agreements": "a\n" * 31}, "Write at most 30 agreements."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_settings_that_cannot_be_kept_come_back_with_their_text(
    client: FlaskClient, session: Session, course: Course, changes: dict[str, str], sentence: str
) -> None:
    signed_in(client, session, course, "instructor")
    form = form_of(client) | {"description": "Kept here."} | changes
    answer = client.post(SETTINGS, data=form)
    assert answer.status_code == 422
    assert shows(answer, sentence, "Error:")
    assert "description" in changes or shows(answer, "Kept here.")
    assert read_again(session, course).agreements == ["Be kind."]


def test_of_two_who_change_the_settings_the_second_reads_what_the_first_wrote(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "instructor")
    form = form_of(client)
    assert client.post(SETTINGS, data=form | {"title": "First"}).status_code == 303
    refused = client.post(SETTINGS, data=form | {"title": "Second"})
    assert refused.status_code == 409
    assert shows(refused, "Somebody else changed this just now. It reads: First")
    assert 'value="Second"' in refused.text
    assert client.post(SETTINGS, data=fields_of(refused.text)).status_code == 303
    assert read_again(session, course).title == "Second"


def test_an_admin_puts_the_course_into_the_archive_and_takes_it_out(
    client: FlaskClient, session: Session, course: Course
) -> None:
    signed_in(client, session, course, "admin")
    assert client.post(f"{HOME}/archive").status_code == 303
    page = client.get(SETTINGS)
    assert shows(page, "Archive: this course is over.", "In the archive since")
    assert client.post(f"{HOME}/archive").status_code == 403
    assert client.post(SETTINGS, data=form_of(client) | {"title": "New"}).status_code == 403
    assert client.post(f"{HOME}/archive/end").status_code == 303
    assert client.post(f"{HOME}/archive/end").status_code == 303
    assert read_again(session, course).archived_at is None
    assert "Archive: this course is over." not in client.get(f"{HOME}/").text
    verbs = session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert [verb for verb in verbs if verb.startswith("course")] == [
        "course_archived",
        "course_reopened",
    ]


@pytest.mark.parametrize("role", ["student", "assistant", "instructor", "observer"])
def test_nobody_else_archives(
    client: FlaskClient, session: Session, course: Course, role: str
) -> None:
    signed_in(client, session, course, role)
    assert client.post(f"{HOME}/archive").status_code == 403
    assert read_again(session, course).archived_at is None


@pytest.fixture
def archive(app, session, clock) -> Classroom:
    """An archived course with a week that is still open by its dates."""
    clock(TUESDAY)
    room = Classroom(app, session)
    room.own = room.post(room.ana)
    room.theirs = room.post(room.bea, "Love146")
    room.session.get_one(Course, room.course.id).archived_at = utc_now()
    return room


def test_an_archived_course_is_read_under_its_banner(archive):
    for path in (f"{archive.home}/", archive.week, archive.at_post(archive.theirs)):
        page = archive.look(archive.ana, path)
        assert (page.status_code, shows(page, "Archive: this course is over.")) == (200, True), path


def offers(page) -> list[str]:
    """The forms of a page's content that would write, and can be sent."""
    forms = BeautifulSoup(page.text, "html.parser").select("main form[method=post]")
    return [
        form.get("action", "")
        for form in forms
        if not form.select_one("fieldset[disabled]") and not form.find_parent(disabled=True)
    ]


def test_an_archived_course_offers_nothing_that_it_would_refuse(archive):
    for path in (archive.week, archive.at_post(archive.own), archive.at_post(archive.theirs)):
        assert offers(archive.look(archive.ana, path)) == [], path
    prof = archive.person("Prof. Okafor", "instructor")
    for path in (f"{archive.home}/setup", f"{archive.week}/setup"):
        page = archive.look(prof, path)
        assert (page.status_code, offers(page)) == (200, []), path


def test_what_a_student_sends_to_an_archived_course_comes_back_with_its_text(archive):
    cy = archive.person("Cy Ng")
    refused = archive.send(cy, f"{archive.week}/posts", **archive.form())
    assert refused.status_code == 403
    assert shows(refused, "This course is in the archive: it can be read, not changed.")
    assert shows(refused, archive.form()["part-overview"], archive.form()["part-ally"])
    answer = {"part-common": "What we share.", "part-changed": "What changed."}
    refused = archive.send(archive.ana, archive.at_post(archive.theirs, "/answers"), **answer)
    assert (refused.status_code, shows(refused, *answer.values())) == (403, True)


def test_a_draft_of_an_archived_course_is_refused_in_a_sentence(archive):
    path = f"{archive.week}/drafts/initial"
    saved = archive.look(archive.person("Cy Ng"), path, method="PUT", json={"fields": []})
    assert saved.status_code == 403
    assert saved.json == {"message": "This course is in the archive: it can be read, not changed."}


def test_every_door_of_an_archived_course_refuses_every_write(app, session):
    with time_machine.travel(WORLD_NOW):
        world = build_world(app, session)
        course = session.scalars(select(Course).where(Course.slug == world.values["slug"])).one()
        course.archived_at = utc_now()
        session.commit()
        rules = [rule for rule in app.url_map.iter_rules() if "slug" in rule.arguments]
        writes = {
            (rule.endpoint, method)
            for rule in rules
            for method in (rule.methods or set()) - SAFE
            # A copy is another course.
            if rule.endpoint not in {"course_settings.reopen", "copies.new"}
            # Taking a file leaves a line in the log and the course as it is.
            and not rule.endpoint.startswith("exports.")
            and rule.endpoint != "activity.take_file"
        }
        assert len(writes) > 30
        answers = {
            (actor, *write): what_is_got(
                world.browsers[actor], write[1], address(app, world, write[0])
            )
            for write in sorted(writes)
            for actor in ("OWN", "S0", "T", "AS", "ADM")
        }
    assert {who: got for who, got in answers.items() if got != DENIED} == {}
