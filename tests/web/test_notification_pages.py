"""The list of notifications, where its entries lead, and the number at the bell."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment
from forum.extensions import db
from forum.jobs.work import work_off
from forum.notifications import kinds
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import KINDS
from forum.notifications.models import Notification
from tests.support.classroom import TUESDAY, Classroom, shows
from tests.support.factories import make_course, sign_in
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt, post_initial

SHEET = '<script>alert("x")</script>'


@pytest.fixture
def room(app, session, clock) -> Classroom:
    """Ana has posted; Bea and Cy have posted and answered her, of which the worker has told her."""
    clock(TUESDAY)
    room = Classroom(app, session)
    room.cy = room.person("Cy Ng")
    room.post(room.bea, "Love146")  # before Ana, who never waits for anybody
    room.own = room.post(room.ana)
    room.post(room.cy, "La Strada International")
    room.first = room.respond(room.bea, room.own)
    room.second = room.respond(room.cy, room.own)
    work(room)
    return room


def work(room: Classroom) -> None:
    """Let the worker do what is due."""
    room.session.commit()
    work_off()
    room.session.rollback()


def page_of(room: Classroom, user: User, path: str = "/notifications") -> BeautifulSoup:
    answer = room.look(user, path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def said(node: Any) -> str:
    return " ".join(node.get_text(" ").split())


def entries(page: BeautifulSoup) -> list[str]:
    """The sentence of each entry."""
    return [said(row.select_one(".opener")) for row in page.select(".notifications > li")]


def bell(page: BeautifulSoup) -> str:
    return said(page.select_one("a.bell .hidden-text"))


def listed(room: Classroom, user: User, kind: str = "response") -> list[int]:
    """The ids of somebody's notifications of a kind, newest first."""
    room.session.rollback()
    wanted = select(Notification.id).where(
        Notification.user_id == user.id, Notification.kind == kind
    )
    return list(room.session.scalars(wanted.order_by(Notification.id.desc())))


def unseen(room: Classroom, user: User) -> int:
    room.session.rollback()
    return room.session.scalar(
        select(func.count(Notification.id)).where(
            Notification.user_id == user.id,
            Notification.seen_at.is_(None),
            Notification.is_listed,
        )
    )


def announce(room: Classroom, user: User, kind: str, **more: Any) -> int:
    """Tell somebody something of the week; the notification's id."""
    more.setdefault("prompt_id", room.prompt.id)
    about = {"course_id": room.course.id, "actor_id": room.teacher.id, **more}
    tell(room.session, [Announcement(user.id, KINDS[kind], f"{kind}:x", **about)], now=TUESDAY)
    room.session.commit()
    return listed(room, user, kind)[0]


# --- The list ----------------------------------------------------------------------------------


def test_several_of_one_kind_and_week_are_one_entry_that_unfolds(room):
    page = page_of(room, room.ana)
    assert entries(page) == ["Cy Ng and Bea Mills answered you."]
    folded = [said(button) for button in page.select(".notifications details .opener")]
    assert folded == ["Cy Ng responded to you.", "Bea Mills responded to you."]
    entry = said(page.select_one(".notifications > li"))
    assert "2 new" in entry
    assert "SOWK 510, week 1: Developing alliances" in entry
    assert "Times are for New York." in said(page)
    assert page.select_one(".notifications time")["datetime"].endswith("-04:00")


def test_what_is_new_is_said_in_a_word_and_at_the_bell(room):
    page = page_of(room, room.ana)
    assert bell(page) == "2 new notifications"
    assert said(page.select_one("a.bell b")) == "2"
    assert bell(page_of(room, room.person("Dan Ruiz"))) == "Notifications"


def test_somebody_without_notifications_is_told_what_will_stand_there(room):
    page = page_of(room, room.person("Dan Ruiz"))
    assert "You have no notifications" in said(page)
    assert "Mark all as read" not in said(page)


def test_opening_an_entry_marks_its_whole_group_and_leads_to_the_newest_post(room):
    newest, other = listed(room, room.ana)
    answer = room.send(room.ana, f"/notifications/{newest}/opening", also=[other])
    assert answer.status_code == 303
    assert answer.location == f"{room.at_post(room.second)}#p{room.second.number}"
    assert unseen(room, room.ana) == 0
    page = page_of(room, room.ana)
    assert bell(page) == "Notifications"
    assert "2 new" not in said(page)


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
    assert said(rows[1].select_one(".chip")) == "New"


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
    assert "There is nothing older." in said(page)
    assert "You have no notifications" not in said(page)


def test_names_are_shown_as_they_are_typed_and_never_as_markup(room):
    room.session.execute(update(User).where(User.id == room.cy.id).values(name=SHEET))
    room.session.execute(update(Course).values(title=SHEET))
    answer = room.look(room.ana, "/notifications")
    assert SHEET not in answer.text
    assert entries(BeautifulSoup(answer.text, "html.parser"))[0].startswith(f"{SHEET} and Bea")


def test_times_of_two_courses_in_two_zones_name_their_cities(room):
    paris = make_course(room.session, "SOWK 520", zone_name="Europe/Paris")
    prompt = make_prompt(room.session, paris)
    room.session.add(
        Enrollment(course_id=paris.id, user_id=room.ana.id, role="student", started_at=TUESDAY)
    )
    announce(room, room.ana, "due", course_id=paris.id, prompt_id=prompt.id)
    page = said(page_of(room, room.ana))
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
    assert "You have no notifications" not in said(page)
    older = page.find("a", string="Older")
    assert entries(page_of(room, room.ana, older["href"])) == ["Cy Ng and Bea Mills answered you."]


def test_whoever_left_the_course_reads_nothing_of_it(room):
    ended = update(Enrollment).where(Enrollment.user_id == room.ana.id).values(ended_at=TUESDAY)
    room.session.execute(ended)
    newest, _other = listed(room, room.ana)
    room.session.execute(ended)
    page = page_of(room, room.ana)
    assert entries(page) == []
    assert "Cy" not in said(page.select_one("main"))
    assert room.look(room.ana, f"/notifications/{newest}").status_code == 410


# --- Where they lead ---------------------------------------------------------------------------


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


# --- The bell ----------------------------------------------------------------------------------


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
    assert "And 30 more." in said(page)
    assert len(answer.data) < 40_000
    assert statements(room) == few


def post_of(room: Classroom, person: User) -> Any:
    return post_initial(room.session, person, room.prompt, "Love146", now=TUESDAY)


def statements(room: Classroom) -> int:
    room.session.commit()
    client = room.app.test_client()
    sign_in(client, room.session, room.ana)
    client.get("/notifications")
    with count_statements(db.engine) as sent:
        assert client.get("/notifications").status_code == 200
    room.session.rollback()
    return len(sent)
