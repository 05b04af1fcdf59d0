"""The list of notifications, where its entries lead, and the number at the bell."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from forum.courses.models import Enrollment
from tests.support.classroom import TUESDAY, Classroom, shows
from tests.support.client import text
from tests.support.factories import make_course
from tests.support.weeks import make_prompt
from tests.web.news import announce, bell, entries, listed, page_of, room_with_news, unseen, work


@pytest.fixture
def room(app, session, clock) -> Classroom:
    return room_with_news(app, session, clock)


# --- The list ----------------------------------------------------------------------------------


def test_several_of_one_kind_and_week_are_one_entry_that_unfolds(room):
    page = page_of(room, room.ana)
    assert entries(page) == ["Cy Ng and Bea Mills answered you."]
    folded = [text(button) for button in page.select(".notifications details .opener")]
    assert folded == ["Cy Ng responded to you.", "Bea Mills responded to you."]
    entry = text(page.select_one(".notifications > li"))
    assert "2 new" in entry
    assert "SOWK 510, week 1: Developing alliances" in entry
    assert "Times are for New York." in text(page)
    assert page.select_one(".notifications time")["datetime"].endswith("-04:00")


def test_what_is_new_is_said_in_a_word_and_at_the_bell(room):
    page = page_of(room, room.ana)
    assert bell(page) == "2 new notifications"
    assert text(page.select_one("a.bell b")) == "2"
    assert bell(page_of(room, room.person("Dan Ruiz"))) == "Notifications"


def test_somebody_without_notifications_is_told_what_will_stand_there(room):
    page = page_of(room, room.person("Dan Ruiz"))
    assert "You have no notifications" in text(page)
    assert "Mark all as read" not in text(page)


def test_opening_an_entry_marks_its_whole_group_and_leads_to_the_newest_post(room):
    newest, other = listed(room, room.ana)
    answer = room.send(room.ana, f"/notifications/{newest}/opening", also=[other])
    assert answer.status_code == 303
    assert answer.location == f"{room.at_post(room.second)}#p{room.second.number}"
    assert unseen(room, room.ana) == 0
    page = page_of(room, room.ana)
    assert bell(page) == "Notifications"
    assert "2 new" not in text(page)


def test_a_script_that_opens_one_gets_no_page(room):
    newest, _other = listed(room, room.ana)
    headers = {"X-Requested-With": "fetch"}
    answer = room.look(room.ana, f"/notifications/{newest}/opening", method="POST", headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    assert unseen(room, room.ana) == 1


def test_what_was_seen_and_what_is_new_are_two_entries(room):
    newest, _other = listed(room, room.ana)
    room.send(room.ana, f"/notifications/{newest}/opening")
    page = page_of(room, room.ana)
    assert entries(page) == ["Cy Ng responded to you.", "Bea Mills responded to you."]
    rows = page.select(".notifications > li")
    assert [row.select_one(".chip") is not None for row in rows] == [False, True]
    assert text(rows[1].select_one(".chip")) == "New"


def test_everything_is_marked_as_read_at_once(room):
    announce(room, room.bea, "due")
    of_others = unseen(room, room.bea)
    newest = page_of(room, room.ana).select_one("input[name=newest]")["value"]
    answer = room.send(room.ana, "/notifications/seen", newest=newest)
    assert (answer.status_code, answer.location) == (303, "/notifications")
    assert unseen(room, room.ana) == 0
    assert unseen(room, room.bea) == of_others > 0


@pytest.mark.parametrize("also", ["x", "-1", "9" * 30, "²", "", "2147483648"])
def test_ids_that_are_none_are_passed_over(room, also):
    newest, _other = listed(room, room.ana)
    answer = room.send(room.ana, f"/notifications/{newest}/opening", also=also)
    assert answer.status_code == 303
    assert unseen(room, room.ana) == 1


def test_nobody_opens_or_marks_what_belongs_to_somebody_else(room):
    newest, other = listed(room, room.ana)
    mine = announce(room, room.bea, "due", detail={"checkpoint": "T2"})
    before = unseen(room, room.bea)
    assert room.look(room.bea, f"/notifications/{newest}").status_code == 404
    assert room.send(room.bea, f"/notifications/{newest}/opening").status_code == 404
    answer = room.send(room.bea, f"/notifications/{mine}/opening", also=[newest, other])
    assert answer.status_code == 303
    assert unseen(room, room.ana) == 2
    assert unseen(room, room.bea) == before - 1


@pytest.mark.parametrize("before", ["0", "-3", "x", "2147483648", "9" * 40])
def test_a_page_that_makes_no_sense_is_the_newest(room, before):
    assert len(entries(page_of(room, room.ana, f"/notifications?before={before}"))) == 1


def test_after_the_last_page_it_is_said_that_there_is_nothing_older(room):
    oldest = min(listed(room, room.ana))
    page = page_of(room, room.ana, f"/notifications?before={oldest}")
    assert "There is nothing older." in text(page)
    assert "You have no notifications" not in text(page)


def test_times_of_two_courses_in_two_zones_name_their_cities(room):
    paris = make_course(room.session, "SOWK 520", zone_name="Europe/Paris")
    prompt = make_prompt(room.session, paris)
    room.session.add(
        Enrollment(course_id=paris.id, user_id=room.ana.id, role="student", started_at=TUESDAY)
    )
    announce(room, room.ana, "due", course_id=paris.id, prompt_id=prompt.id)
    page = text(page_of(room, room.ana))
    assert "Times are for" not in page
    assert "Paris" in page
    assert "New York" in page


# --- What is silent ----------------------------------------------------------------------------


def test_what_may_not_be_said_any_more_is_neither_listed_nor_reached(room):
    newest, _other = listed(room, room.ana)
    room.hide(room.second)  # the worker has not heard of it yet
    assert entries(page_of(room, room.ana)) == ["Bea Mills responded to you."]
    gone = room.look(room.ana, f"/notifications/{newest}")
    assert gone.status_code == 410
    assert shows(gone, "This is no longer there")
    assert "hid" not in BeautifulSoup(gone.text, "html.parser").select_one("main").text
    opened = room.send(room.ana, f"/notifications/{newest}/opening")
    assert opened.status_code == 410


def test_a_page_of_what_is_gone_leads_on_to_what_is_older(room):
    posts = [room.respond(room.cy, room.own, kind="reply") for _number in range(50)]
    work(room)
    for post in posts:
        room.hide(post)
    page = page_of(room, room.ana)
    assert entries(page) == []
    assert "You have no notifications" not in text(page)
    older = page.find("a", string="Older")
    assert entries(page_of(room, room.ana, older["href"])) == ["Cy Ng and Bea Mills answered you."]


def test_whoever_left_the_course_reads_nothing_of_it(room):
    ended = update(Enrollment).where(Enrollment.user_id == room.ana.id).values(ended_at=TUESDAY)
    room.session.execute(ended)
    newest, _other = listed(room, room.ana)
    room.session.execute(ended)
    page = page_of(room, room.ana)
    assert entries(page) == []
    assert "Cy" not in text(page.select_one("main"))
    assert room.look(room.ana, f"/notifications/{newest}").status_code == 410
