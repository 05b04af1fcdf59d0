"""How a week is found from its address: within the course, for those who belong to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.courses.models import Enrollment
from forum.database import utc_now
from forum.extensions import db
from forum.prompts.queries import find_week
from tests.support.classroom import TUESDAY, Classroom, shows
from tests.support.factories import make_course, make_user
from tests.support.statements import count_statements
from tests.support.weeks import make_prompt


@pytest.fixture
def room(app, session, clock) -> Classroom:
    clock(TUESDAY)
    return Classroom(app, session)


def is_within_course(room: Classroom, answer) -> bool:
    """Whether the page's header has the course and its tabs."""
    return shows(answer, f"{room.course.code} - Colloquy", f'href="{room.home}/people"')


def test_each_course_has_its_own_first_week(room):
    other = Classroom(room.app, room.session, make_course(room.session), title="Another discussion")
    for one, title in ((room, "Developing alliances"), (other, "Another discussion")):
        page = one.look(one.ana, one.week)
        assert (page.status_code, shows(page, title)) == (200, True)
        assert is_within_course(one, page)
    assert other.look(room.ana, other.week).status_code == 404


def test_a_week_that_is_not_there_is_not_found_within_its_course(room):
    for person in (room.ana, room.teacher):
        page = room.look(person, f"{room.home}/w/7")
        assert (page.status_code, is_within_course(room, page)) == (404, True)


def test_a_week_not_published_is_not_found_within_its_course_but_by_staff(room):
    make_prompt(room.session, room.course, 2, published_at=None, title="Canary")
    page = room.look(room.ana, f"{room.home}/w/2")
    assert (page.status_code, is_within_course(room, page)) == (404, True)
    assert not shows(page, "Canary")
    assert room.look(room.teacher, f"{room.home}/w/2").status_code == 200


def test_who_does_not_belong_to_the_course_learns_nothing_of_it(room):
    former = room.person("Dan Ruiz")
    place = select(Enrollment).where(Enrollment.user_id == former.id)
    room.session.scalars(place).one().ended_at = TUESDAY - timedelta(days=1)
    for person in (former, make_user(room.session, "Eve Stranger")):
        page = room.look(person, room.week)
        assert (page.status_code, shows(page, room.course.code)) == (404, False)


def test_an_admin_finds_the_week_without_belonging_to_the_course(room):
    page = room.look(make_user(room.session, "Ada Admin", is_admin=True), room.week)
    assert (page.status_code, is_within_course(room, page)) == (200, True)


def test_no_week_is_found_in_a_course_that_was_removed(room):
    room.course.removed_at = TUESDAY
    admin = make_user(room.session, "Ada Admin", is_admin=True)
    for person in (room.ana, room.teacher, admin):
        page = room.look(person, room.week)
        assert (page.status_code, shows(page, room.course.code)) == (404, False)


def test_the_archive_is_said_also_where_the_week_is_not_there(room):
    room.course.archived_at = utc_now()
    said = "This course is in the archive: it can be read, not changed."
    assert room.look(room.ana, room.week).status_code == 200
    for week in (room.week, f"{room.home}/w/7"):
        refused = room.send(room.ana, f"{week}/posts", **room.form())
        assert (refused.status_code, shows(refused, said)) == (403, True)
        assert is_within_course(room, refused)


def test_a_person_with_an_earlier_place_in_the_course_is_who_they_are_now(room):
    """A change of role is another row; the week is found once, through the one in force."""
    times = {"started_at": TUESDAY - timedelta(days=9), "ended_at": TUESDAY - timedelta(days=3)}
    room.session.add(
        Enrollment(course_id=room.course.id, user_id=room.teacher.id, role="student", **times)
    )
    assert room.look(room.teacher, f"{room.week}/participation").status_code == 200


def test_course_place_and_week_are_one_statement(room):
    slug, week = room.course.slug, room.prompt.week
    room.session.expire_all()
    room.session.refresh(room.ana)
    with count_statements(db.engine) as sent:
        membership, prompt = find_week(room.session, slug, week, room.ana)
        assert membership.viewer.user_id == room.ana.id
        assert membership.course.term.name.startswith("Autumn")
        assert (prompt.title, prompt.course) == ("Developing alliances", membership.course)
    assert len(sent) == 1
