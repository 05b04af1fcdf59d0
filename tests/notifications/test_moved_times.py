"""The class is told of moved times where somebody asks for it: once, and what is true by then."""

from __future__ import annotations

import threading
from datetime import timedelta
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.activity.models import Activity
from forum.courses.calendar import calendar_of
from forum.courses.models import Course
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.notifications.actions import choose, stop
from forum.prompts.actions.extensions import give_extension
from forum.prompts.actions.patterns import apply_moves
from forum.prompts.actions.prompts import withdraw_prompt
from forum.prompts.actions.telling import tell_of_moves
from forum.prompts.content import DueInput
from forum.prompts.models import Prompt
from forum.prompts.moves import plan_times
from forum.prompts.queries import get_setup
from tests.notifications.support import Told
from tests.support.classroom import TUESDAY, words_of
from tests.support.postbox import links_of, text_of
from tests.support.weeks import at, make_prompt


def move(room: Told, prompt: Prompt | None = None, **days: int) -> None:
    """Move times of a week to other days of it, at the same minute of the day."""
    session, prompt = room.session, prompt or room.prompt
    session.refresh(prompt)
    prompt.course = room.course
    dues = {kind: DueInput(prompt.week, day, "23:59") for kind, day in days.items()}
    planned = plan_times(get_setup(session, prompt), dues, calendar_of(room.course), utc_now())
    apply_moves(session, room.course, planned, by=room.teacher.id, now=utc_now())
    session.commit()


def offer(room: Told, path: str = "/setup") -> BeautifulSoup | None:
    """What the set-up offers to tell."""
    page = BeautifulSoup(room.look(room.teacher, room.home + path).text, "html.parser")
    return page.select_one("#tell")


def offered(room: Told, path: str = "/setup") -> list[str]:
    found = offer(room, path)
    return [" ".join(line.get_text().split()) for line in found.select("li")] if found else []


def shown(room: Told, path: str = "/setup") -> dict[str, str]:
    """The fields that the button of the offer sends."""
    found = offer(room, path)
    assert found is not None
    return {str(box["name"]): str(box["value"]) for box in found.select("input[name]")}


def press(room: Told, fields: dict[str, str]) -> str:
    """Press that button; the words of the page it leads to. Those concerned are found at once."""
    path = f"{room.home}/setup/telling"
    sent = {"method": "POST", "data": fields, "follow_redirects": True}
    answer = room.look(room.teacher, path, **sent)
    assert answer.status_code == 200
    assert room.postbox.deliver() == []  # mails wait for five minutes, in case there is more
    return words_of(answer)


def tell(room: Told, path: str = "/setup") -> str:
    return press(room, shown(room, path))


def letters(room: Told, minutes: float = 10) -> dict[str, EmailMessage]:
    """What arrived so long after Tuesday ten, by the receiver's first name."""
    room.clock(TUESDAY + timedelta(minutes=minutes))
    room.session.commit()
    return {str(mail["To"]).split()[0]: mail for mail in room.postbox.deliver()}


def mails(room: Told, minutes: float = 10) -> dict[str, str]:
    """The words of what arrived."""
    found = letters(room, minutes)
    return {name: " ".join(text_of(mail).split()) for name, mail in found.items()}


def entries(room: Told, user) -> list[str]:
    """The sentences of somebody's list, the newest first."""
    page = BeautifulSoup(room.look(user, "/notifications").text, "html.parser")
    return [" ".join(line.get_text().split()) for line in page.select(".opener")]


FRIDAY = "your post is due Fri 10 Oct, 11:59 pm, instead of Wed 8 Oct, 11:59 pm"


def test_nobody_is_told_unless_it_is_asked_for(room: Told) -> None:
    move(room, T1=5)
    assert room.later() == []
    assert entries(room, room.ana) == []
    assert offered(room) == ["Week 1, Posts due: Fri 10 Oct, 11:59 pm, before: Wed 8 Oct, 11:59 pm"]


def test_the_class_is_told_in_the_list_and_by_mail_with_the_reason_and_a_way_to_stop(
    room: Told,
) -> None:
    move(room, T1=5)
    button = offer(room).select_one("button")
    assert button is not None and button.text == "Tell the class (2 students)"
    assert "2 students are told" in tell(room)
    found = mails(room)
    assert found.keys() == {"Ana", "Bea"}
    said = f"Prof. Okafor has moved times: {FRIDAY}."
    assert said in found["Ana"]
    assert "Times are for New York." in found["Ana"]
    assert "because times were moved and your instructor wanted the class to know" in found["Ana"]
    assert entries(room, room.ana) == [said]


def test_the_mail_leads_to_the_week_and_stops_with_one_link(room: Told) -> None:
    move(room, T1=5)
    tell(room)
    mail = letters(room)["Ana"]
    assert str(mail["Subject"]) == "[SOWK 510] Times have moved (week 1)"
    week, *others = links_of(mail)
    reached = room.look(room.ana, week)
    assert reached.location.startswith(room.week)
    link = next(other for other in others if other.startswith("/stop"))
    client: FlaskClient = room.app.test_client()
    assert "Times of a week are moved" in client.get(link).text


def test_who_switched_it_off_or_stopped_it_has_it_in_the_list_alone(room: Told) -> None:
    stop(room.session, room.ana.id, ["moved"])
    choose(room.session, room.bea, {"moved": "digest"}, 18, now=TUESDAY)
    move(room, T1=5)
    tell(room)
    assert mails(room) == {}
    assert room.list_of(room.ana) == room.list_of(room.bea) == ["moved"]


def test_it_is_told_once_however_often_the_button_is_pressed(room: Told) -> None:
    move(room, T1=5)
    fields = shown(room)
    press(room, fields)
    assert "There is nothing left to tell" in press(room, fields)
    assert offered(room) == []
    assert mails(room).keys() == {"Ana", "Bea"}
    assert len(entries(room, room.ana)) == 1
    told = room.session.scalars(select(Activity).where(Activity.verb == "moves_told")).all()
    assert len(told) == 1


def test_of_several_who_press_at_the_same_moment_one_tells(room: Told) -> None:
    move(room, T1=5)
    seen, course_id, by = shown(room)["seen"], room.course.id, room.teacher.id
    room.session.commit()
    ready, told = threading.Barrier(4), []

    def one() -> None:
        with room.app.app_context():
            course = db.session().get_one(Course, course_id)
            ready.wait(10)
            with transaction() as session:
                told.append(len(tell_of_moves(session, course, seen=seen, by=by, now=utc_now())))

    people = [threading.Thread(target=one) for _number in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join(20)
    assert sorted(told) == [0, 0, 0, 1]


def test_several_weeks_become_one_message(room: Told) -> None:
    others = [make_prompt(room.session, room.course, week, title=f"W{week}") for week in (2, 3)]
    move(room, T1=5)
    for prompt in others:
        move(room, prompt, T1=4, T2=7)
    assert len(offered(room)) == 5
    tell(room)
    mail = letters(room)["Ana"]
    assert str(mail["Subject"]) == "[SOWK 510] Times of 3 weeks have moved"
    lines = " ".join(text_of(mail).split())
    assert "Prof. Okafor has moved times of weeks 1, 2, 3." in lines
    assert f"- Week 1, Developing alliances: {FRIDAY}." in lines
    assert (
        "- Week 3, W3: your post is due Thu 23 Oct, 11:59 pm, instead of Wed 22 Oct, 11:59 pm; "
        "your responses are due Sun 26 Oct, 11:59 pm, instead of Sat 25 Oct, 11:59 pm."
    ) in lines
    assert room.list_of(room.ana) == ["moved"]
    reached = room.look(room.ana, links_of(mail)[0])
    assert reached.location.startswith(f"{room.home}/changes")


def test_what_is_taken_back_before_the_mail_goes_out_is_not_told(room: Told) -> None:
    move(room, T1=5)
    tell(room)
    room.clock(TUESDAY + timedelta(seconds=20))
    move(room, T1=3)
    assert mails(room) == {}
    assert set(room.reasons()) == {"Nothing is left to do."}
    assert entries(room, room.ana) == [
        "Prof. Okafor has moved times of the class. "
        "For you your post is due Wed 8 Oct, 11:59 pm, as before."
    ]
    assert offered(room) == ["Week 1, Posts due: Wed 8 Oct, 11:59 pm, before: Fri 10 Oct, 11:59 pm"]


def test_what_is_taken_back_at_once_is_not_even_offered(room: Told) -> None:
    move(room, T1=5)
    room.clock(TUESDAY + timedelta(seconds=20))
    move(room, T1=3)
    assert offered(room) == []


def test_a_mail_says_what_holds_when_it_is_written(room: Told) -> None:
    move(room, T1=4)
    tell(room)
    room.clock(TUESDAY + timedelta(minutes=2))
    move(room, T1=5)
    assert FRIDAY in mails(room)["Ana"]


def test_a_later_telling_takes_the_place_of_an_earlier_one_about_the_same(room: Told) -> None:
    move(room, T1=4)
    tell(room)
    mails(room)
    room.clock(TUESDAY + timedelta(minutes=20))
    move(room, T1=5)
    tell(room)
    found = mails(room, 30)["Ana"]
    assert "due Fri 10 Oct, 11:59 pm, instead of Thu 9 Oct, 11:59 pm" in found
    assert len(entries(room, room.ana)) == 1


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (at(7, "23:59"), "For you your post is due Sun 12 Oct, 11:58 pm, as before."),
        (
            at(4, "12:01"),
            "your post is due Fri 10 Oct, 11:59 pm, instead of Thu 9 Oct, 12:00 pm.",
        ),
    ],
    ids=["a later one stays", "an earlier one is passed by the class"],
)
def test_everybody_is_told_their_own_date(room: Told, own, said: str) -> None:
    given = {"by": room.teacher.id, "now": TUESDAY}
    give_extension(room.session, room.prompt, room.bea.id, "T1", own, **given)
    room.later(1)
    move(room, T1=5)
    tell(room)
    found = mails(room, 20)
    assert said in found["Bea"]
    assert FRIDAY in found["Ana"]
    assert "12 Oct" not in found["Ana"] and "9 Oct" not in found["Ana"]


def test_whoever_joined_late_is_told_their_own_date(room: Told) -> None:
    room.person("Cy Ng", at=at(2, "09:00"))
    move(room, T1=4)
    tell(room)
    found = mails(room)
    assert "For you your post is due Fri 10 Oct, 8:59 am, as before." in found["Cy"]


def test_weeks_that_students_do_not_know_are_not_told_of(room: Told) -> None:
    draft = make_prompt(room.session, room.course, 2, published_at=None)
    hidden = make_prompt(room.session, room.course, 3)
    move(room, draft, T1=5)
    move(room, hidden, T1=5)
    move(room, T1=5)
    assert len(offered(room)) == 2
    withdraw_prompt(room.session, hidden, by=room.teacher.id, now=TUESDAY)
    room.session.commit()
    assert len(offered(room)) == 1


def test_a_week_withdrawn_after_it_was_told_of_is_not_mailed(room: Told) -> None:
    move(room, T1=5)
    tell(room)
    room.clock(TUESDAY + timedelta(minutes=1))
    withdraw_prompt(room.session, room.prompt, by=room.teacher.id, now=utc_now())
    assert mails(room) == {}
    assert room.list_of(room.ana) == []


def test_who_left_or_teaches_is_told_nothing(room: Told) -> None:
    room.person("Obi Ray", "observer")
    move(room, T1=5)
    tell(room)
    assert mails(room).keys() == {"Ana", "Bea"}
    assert room.list_of(room.teacher) == []


def test_the_offer_stands_for_a_day_and_on_the_weeks_own_page(room: Told) -> None:
    move(room, T1=9, T2=10, close=12)
    path = f"/w/{room.prompt.week}/setup"
    assert len(offered(room, path)) == 3
    room.clock(TUESDAY + timedelta(hours=23, minutes=59))
    assert len(offered(room)) == 3
    room.clock(TUESDAY + timedelta(hours=24))
    assert offered(room) == []
    room.clock(TUESDAY + timedelta(hours=23))
    assert "Week 1, set-up" in tell(room, path)


def test_what_was_moved_again_since_the_look_is_not_told_unseen(room: Told) -> None:
    move(room, T1=5)
    fields = shown(room)
    room.clock(TUESDAY + timedelta(minutes=1))
    move(room, T1=6)
    assert "Nobody was told; look once more." in press(room, fields)
    assert mails(room) == {}


def test_the_log_says_who_told_the_class_of_which_weeks(room: Told) -> None:
    move(room, T1=5)
    tell(room)
    assert "told the class of moved times" in words_of(room.look(room.teacher, f"{room.home}/log"))
