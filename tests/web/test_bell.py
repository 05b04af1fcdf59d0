"""The number at the bell, what counts as seen, and what a thousand notifications cost."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.extensions import db
from forum.notifications import kinds
from forum.notifications.actions import Announcement, tell
from tests.support.classroom import TUESDAY, Classroom
from tests.support.client import text
from tests.support.factories import sign_in
from tests.support.statements import count_statements
from tests.support.weeks import at, post_initial
from tests.web.news import bell, entries, listed, room_with_news, statements, unseen, work


@pytest.fixture
def room(app, session, clock) -> Classroom:
    return room_with_news(app, session, clock)


def test_posts_that_were_on_the_screen_are_seen(room):
    room.send(room.ana, f"{room.week}/reading", number=[room.first.number])
    assert unseen(room, room.ana) == 1
    room.send(room.ana, f"{room.week}/reading", number=[room.first.number, room.second.number])
    assert unseen(room, room.ana) == 0


def test_reading_costs_nothing_more_where_nothing_is_new(app: Flask, room, session: Session):
    numbers = {"number": [room.first.number, room.second.number]}
    client = app.test_client()
    sign_in(client, session, room.ana)
    sent = []
    for _time in range(2):
        with count_statements(db.engine) as statements:
            assert client.post(f"{room.week}/reading", data=numbers).status_code == 303
        sent.append(len([line for line in statements if "notification" in line.lower()]))
    # The session with its number, the posts and the mark; then the session alone.
    assert sent[0] <= 3
    assert sent[1] == 1


def test_the_number_at_the_bell_is_read_with_the_session(app, room, session):
    client = app.test_client()
    sign_in(client, session, room.ana)
    session.rollback()
    with count_statements(db.engine) as sent:
        assert client.get("/help/what-counts").status_code == 200
    assert len(sent) == 1


def test_a_page_that_a_browser_keeps_is_made_anew_when_the_number_changes(app, room, session):
    client = app.test_client()
    sign_in(client, session, room.ana)
    session.rollback()
    path = f"{room.week}/all"
    client.get(path)
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    client.post("/notifications/seen", data={"newest": listed(room, room.ana)[0]})
    client.get("/notifications")  # which shows the message that waits
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "2 new notifications" not in again.text


def test_a_thousand_at_once_stay_readable(app, room, session):
    people = [room.person(f"Person{number} Long-Name") for number in range(30)]
    posts = [room.respond(person, room.own) for person in people if post_of(room, person)]
    work(room)
    about = {"course_id": room.course.id, "prompt_id": room.prompt.id}
    few = statements(room)
    tell(
        session,
        [
            Announcement(
                room.ana.id,
                kinds.RESPONSE,
                f"many:{number}",
                post_id=posts[number % 30].id,
                actor_id=people[number % 30].id,
                **about,
            )
            for number in range(1000)
        ],
        now=at(2, "11:00"),
    )
    answer = room.look(room.ana, "/notifications")
    page = BeautifulSoup(answer.text, "html.parser")
    assert bell(page) == "1032 new notifications"
    assert len(entries(page)) == 1
    assert entries(page)[0].endswith("and 28 more answered you.")
    assert len(page.select(".notifications details .opener")) == 20
    assert "And 30 more." in text(page)
    assert len(answer.data) < 40_000
    assert statements(room) == few


def post_of(room: Classroom, person: User) -> Any:
    return post_initial(room.session, person, room.prompt, "Love146", now=TUESDAY)
