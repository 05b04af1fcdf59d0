"""Where the entries of the list of notifications lead, and what they say on the way."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment
from forum.notifications.kinds import KINDS
from tests.support.classroom import TUESDAY, Classroom
from tests.web.news import announce, entries, listed, page_of, room_with_news, unseen, work

SHEET = '<script>alert("x")</script>'


@pytest.fixture
def room(app, session, clock) -> Classroom:
    return room_with_news(app, session, clock)


def test_names_are_shown_as_they_are_typed_and_never_as_markup(room):
    room.session.execute(update(User).where(User.id == room.cy.id).values(name=SHEET))
    room.session.execute(update(Course).values(title=SHEET))
    answer = room.look(room.ana, "/notifications")
    assert SHEET not in answer.text
    assert entries(BeautifulSoup(answer.text, "html.parser"))[0].startswith(f"{SHEET} and Bea")


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("due", "{week}"),
        ("grade", "{home}/my-grades#week-1"),
        ("answer", "{week}"),
        ("enrolled", "{home}/"),
        ("receipt", "{own}"),
        ("response", "{answer}"),
        ("eligible", "{answer}"),
    ],
)
def test_each_kind_leads_a_student_to_what_it_is_about(room, kind, target):
    about = {"receipt": room.own.id, "response": room.first.id, "eligible": room.first.id}
    one = announce(room, room.ana, kind, post_id=about.get(kind))
    places = {
        "home": room.home,
        "week": room.week,
        "own": f"{room.at_post(room.own)}#p{room.own.number}",
        "answer": f"{room.at_post(room.first)}#p{room.first.number}",
    }
    answer = room.look(room.ana, f"/notifications/{one}")
    page, _hash, fragment = target.format(**places).partition("#")
    assert answer.status_code == 302
    assert answer.location == f"{page}?notification={one}" + (f"#{fragment}" if fragment else "")
    assert room.look(room.ana, answer.location).status_code == 200
    assert room.send(room.ana, f"/notifications/{one}/opening").location == target.format(**places)


@pytest.mark.parametrize(
    ("kind", "fragment"), [("ready", ""), ("question", "#questions"), ("scarce", "")]
)
def test_staff_are_led_to_the_class(room, kind, fragment):
    one = announce(room, room.teacher, kind, detail={"count": 2})
    answer = room.look(room.teacher, f"/notifications/{one}")
    assert answer.location == f"{room.week}/participation?notification={one}{fragment}"
    assert room.look(room.teacher, answer.location).status_code == 200


def test_every_kind_has_a_place_and_every_listed_one_an_icon():
    from forum.web.notifications.entries import ICONS
    from forum.web.notifications.targets import _TARGETS

    assert _TARGETS.keys() == KINDS.keys()
    assert ICONS.keys() == {kind.name for kind in KINDS.values() if kind.is_listed}


def test_a_grade_of_somebody_who_is_no_student_any_more_leads_to_the_week(room):
    one = announce(room, room.ana, "grade")
    mine = Enrollment.user_id == room.ana.id
    room.session.execute(update(Enrollment).where(mine).values(role="observer"))
    answer = room.look(room.ana, f"/notifications/{one}")
    assert answer.location.partition("?")[0] == room.week
    assert room.look(room.ana, answer.location).status_code == 200


def test_an_author_reads_why_the_post_is_hidden_and_is_led_to_it(room):
    room.hide(room.first, "Names a client.")
    work(room)
    assert "Prof. Okafor has hidden your post: Names a client." in entries(page_of(room, room.bea))
    one = listed(room, room.bea, "hidden")[0]
    target = room.look(room.bea, f"/notifications/{one}").location
    assert room.look(room.bea, target).status_code == 200


def test_following_a_link_of_a_mail_writes_nothing(room):
    newest, _other = listed(room, room.ana)
    room.look(room.ana, f"/notifications/{newest}")
    assert unseen(room, room.ana) == 2


def test_in_an_archived_course_the_list_is_read_and_marked(room):
    room.session.execute(update(Course).values(archived_at=TUESDAY))
    newest, other = listed(room, room.ana)
    room.session.execute(update(Course).values(archived_at=TUESDAY))
    assert len(entries(page_of(room, room.ana))) == 1
    answer = room.send(room.ana, f"/notifications/{newest}/opening", also=[other])
    assert answer.status_code == 303
    assert room.look(room.ana, answer.location).status_code == 200
    assert unseen(room, room.ana) == 0
