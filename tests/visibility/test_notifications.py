"""No count, list or address of notifications tells what a reader may not see."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.discussion.actions.moderation import restore_post, show_post
from forum.jobs.work import work_off
from forum.notifications.models import Notification
from tests.support.classroom import TUESDAY, Classroom
from tests.support.twins import nothing_changes_for
from tests.support.weeks import at, scene_of


@pytest.fixture
def room(app, session, clock) -> Classroom:
    """It is Tuesday; Bea has posted, Ana has not."""
    clock(TUESDAY)
    room = Classroom(app, session)
    room.cy = room.person("Cy Ng")
    room.theirs = room.post(room.bea, "Love146", stem="canarybea")
    work(room)
    clock(at(2, "11:00"))
    return room


def work(room: Classroom) -> None:
    """Let the worker tell people what there is to tell."""
    room.session.commit()
    work_off()
    room.session.rollback()


def seen(room: Classroom, user) -> tuple[str, list[str]]:
    """What the bell says to somebody, and the sentences of their list."""
    page = BeautifulSoup(room.look(user, "/notifications").text, "html.parser")
    openers = page.select(".notifications > li > div > form > .opener")
    return page.select_one("a.bell .hidden-text").text, [button.text for button in openers]


def told(room: Classroom, user) -> list[int]:
    """The ids of what somebody was told about posts."""
    wanted = select(Notification.id).where(
        Notification.user_id == user.id, Notification.kind == "response"
    )
    found = list(room.session.scalars(wanted))
    room.session.rollback()
    return found


def test_before_the_gate_an_answer_to_the_own_post_is_not_counted_listed_or_reached(room):
    own = room.post(room.ana, length=1)  # without substance: the gate stays closed
    room.known = [room.theirs, own]
    work(room)
    with nothing_changes_for(room, room.ana):
        room.respond(room.bea, own, stem="canaryanswer")
        work(room)
    assert seen(room, room.ana) == ("Notifications", [])
    assert told(room, room.ana) == []
    everybodys = room.session.scalars(select(Notification.id)).all()
    for one in everybodys:
        mine = room.session.get_one(Notification, one).user_id == room.ana.id
        answer = room.look(room.ana, f"/notifications/{one}")
        assert mine or answer.status_code == 404
        assert "canary" not in answer.text


def test_before_the_gate_talk_of_which_others_are_told_changes_no_page(room):
    room.known = [room.theirs]
    work(room)
    with nothing_changes_for(room, room.ana):
        other = room.post(room.cy, "Polaris Project", stem="canarycy")
        room.withdraw(room.cy, other)  # posts are counted before the gate; this one is not
        answer = room.respond(room.bea, room.theirs, kind="reply", stem="canaryreply")
        room.respond(room.teacher, answer, kind="reply", stem="canarystaff")
        work(room)


def test_a_post_that_is_hidden_leaves_list_and_count_and_comes_back(room):
    own = room.post(room.ana)
    work(room)
    before = seen(room, room.ana)
    answer = room.respond(room.bea, own)
    work(room)
    assert seen(room, room.ana) == ("1 new notification", ["Bea Mills responded to you."])
    [one] = told(room, room.ana)

    room.hide(answer)
    work(room)
    assert seen(room, room.ana) == before == ("Notifications", [])
    assert room.look(room.ana, f"/notifications/{one}").status_code == 410

    show_again(room, answer)
    work(room)
    assert seen(room, room.ana) == ("1 new notification", ["Bea Mills responded to you."])


def test_a_post_that_is_taken_back_leaves_list_and_count_and_comes_back(room):
    own = room.post(room.ana)
    answer = room.respond(room.bea, own)
    work(room)
    room.withdraw(room.bea, answer)
    work(room)
    assert seen(room, room.ana) == ("Notifications", [])
    reader = scene_of(room.session, room.bea, room.prompt, TUESDAY)[0]
    restore_post(room.session, reader, answer, now=TUESDAY)
    work(room)
    assert seen(room, room.ana)[0] == "1 new notification"


def show_again(room: Classroom, post) -> None:
    """Let the instructor show a hidden post again."""
    reader = scene_of(room.session, room.teacher, room.prompt, TUESDAY)[0]
    show_post(room.session, reader, post, now=TUESDAY)
    room.session.commit()


def test_what_is_hidden_before_anybody_was_told_is_told_to_nobody(room):
    own = room.post(room.ana)
    work(room)
    room.known = [room.theirs, own]
    answer = room.respond(room.bea, own, stem="canaryanswer")
    room.hide(answer)
    work(room)
    assert seen(room, room.ana) == ("Notifications", [])
    assert told(room, room.ana) == []
