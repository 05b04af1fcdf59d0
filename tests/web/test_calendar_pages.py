"""The page about one's calendar address, and what the address answers to whoever has it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from itsdangerous import URLSafeSerializer
from sqlalchemy import event

from forum.accounts.actions import disable_person, enable_person
from forum.calendar.actions import end_feed
from forum.calendar.models import CalendarFeed
from forum.calendar.queries import find_feed_of
from forum.extensions import db
from forum.web.feed_address import address_of
from tests.support.calendars import Subscriber, events_in, path_of
from tests.support.classroom import TUESDAY, Classroom, shows
from tests.support.factories import make_user, sign_in
from tests.support.statements import count_statements
from tests.web.trial import trial_app

PAGE = "/account/calendar"


@pytest.fixture
def room(app, session, clock) -> Classroom:
    clock(TUESDAY)
    return Classroom(app, session)


@pytest.fixture
def calendar(room) -> Subscriber:
    """Ana's calendar, which has her address."""
    return Subscriber(room.app, room.session, room.ana)


def shown_address(answer) -> str:
    """The address in the field of the page, "" where there is none."""
    field = BeautifulSoup(answer.text, "html.parser").find(id="address")
    return field.text.strip() if field else ""


def feeds(room: Classroom) -> list[CalendarFeed]:
    room.session.rollback()
    return list(room.session.query(CalendarFeed).order_by(CalendarFeed.id))


# --- The page ----------------------------------------------------------------------------------


def test_a_person_makes_an_address_and_their_calendar_reads_it(room):
    assert shown_address(room.look(room.ana, PAGE)) == ""
    answer = room.send(room.ana, f"{PAGE}/addresses")
    assert (answer.status_code, answer.location) == (303, PAGE)
    page = room.look(room.ana, PAGE)
    address = shown_address(page)
    assert address.startswith(f"{room.app.config['PUBLIC_URL']}/calendar/")
    assert address.endswith(".ics")
    assert shows(page, "Keep it to yourself.", "Whoever has this address sees your due times")
    host = address.partition("://")[2]
    assert f'href="webcal://{host}"' in page.text
    path = address.removeprefix(room.app.config["PUBLIC_URL"])
    assert len(events_in(room.app.test_client().get(path).data)) == 2


def test_the_page_shows_the_same_address_each_time_and_is_kept_by_nobody(room, calendar):
    pages = [room.look(room.ana, PAGE) for _ in range(2)]
    assert {shown_address(page) for page in pages} == {
        room.app.config["PUBLIC_URL"] + calendar.path
    }
    assert pages[0].headers["Cache-Control"] == "private, no-store"


def test_a_new_address_stops_the_one_before(room, calendar):
    room.send(room.ana, f"{PAGE}/addresses")
    assert calendar.get().status_code == 404
    with_new = path_of(room.app, room.session, room.ana)
    assert with_new != calendar.path
    assert room.app.test_client().get(with_new).status_code == 200
    assert [feed.ended_at is None for feed in feeds(room)] == [False, True]


def test_a_stopped_address_is_over_for_good(room, calendar):
    answer = room.send(room.ana, f"{PAGE}/addresses/end")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert calendar.get().status_code == 404
    assert shown_address(room.look(room.ana, PAGE)) == ""
    room.send(room.ana, f"{PAGE}/addresses")
    assert calendar.get().status_code == 404


def test_nobody_stops_or_sees_the_address_of_another_person(room, calendar):
    for person in (room.bea, room.teacher, make_user(room.session, "Ada", is_admin=True)):
        assert shown_address(room.look(person, PAGE)) == ""
        room.send(person, f"{PAGE}/addresses/end")
    assert calendar.get().status_code == 200


def test_the_course_page_leads_to_it_for_those_who_are_in_the_course(room):
    admin = make_user(room.session, "Ada Admin", is_admin=True)
    for person in (room.ana, room.teacher, room.person("Pat Quinn", "observer")):
        assert f'href="{PAGE}"' in room.look(person, f"{room.home}/").text
    assert f'href="{PAGE}"' not in room.look(admin, f"{room.home}/").text


# --- The address -------------------------------------------------------------------------------


def test_it_is_a_calendar_that_no_shared_cache_keeps(calendar):
    answer = calendar.get()
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_no_session_is_needed_made_or_kept_alive_by_it(room, calendar):
    signed_in = room.app.test_client()
    sign_in(signed_in, room.session, room.bea)
    room.session.rollback()
    nobody = room.app.test_client()
    answers = [nobody.get(calendar.path), signed_in.get(calendar.path)]
    assert [answer.data for answer in answers] == [calendar.body()] * 2
    answers += [calendar.get(**{"If-None-Match": answers[0].headers["ETag"]})]
    answers += [nobody.get("/calendar/nobodys.ics")]
    assert [answer.status_code for answer in answers] == [200, 200, 304, 404]
    assert not [answer for answer in answers if "Set-Cookie" in answer.headers]


def test_head_answers_like_get_without_the_calendar(calendar):
    whole, head = calendar.get(), calendar.get("HEAD")
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "ETag", "Content-Length"):
        assert head.headers[name] == whole.headers[name]


def test_a_calendar_that_has_the_newest_is_told_so_until_something_changes(room, calendar):
    tag = calendar.get().headers["ETag"]
    assert tag.startswith('W/"')
    answer = calendar.get(**{"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "private, no-cache"
    room.prompt.published_at = None
    room.session.commit()
    changed = calendar.get(**{"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_no_request_for_it_writes(room, calendar):
    written: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith(("SELECT", "BEGIN", "ROLLBACK")):
            written.append(statement)

    tag = calendar.get().headers["ETag"]
    room.session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for headers in ({}, {"If-None-Match": tag}):
            assert calendar.get(**headers).status_code in (200, 304)
        assert calendar.get("HEAD").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert written == []


# --- Who gets nothing --------------------------------------------------------------------------


def refusals(room: Classroom, calendar: Subscriber) -> dict[str, str]:
    """Addresses that open nothing, each of another kind."""
    token = calendar.path.removeprefix("/calendar/").removesuffix(".ics")
    said, signature = token.rsplit(".", 1)
    feed = find_feed_of(room.session, room.ana)
    assert feed is not None
    ended = Subscriber(room.app, room.session, room.bea)
    end_feed(room.session, room.bea, now=TUESDAY)
    closed = Subscriber(room.app, room.session, room.person("Cy Ng"))
    cy = room.session.query(CalendarFeed).order_by(CalendarFeed.id.desc()).first()
    assert cy is not None
    disable_person(room.session, make_admin(room, cy), TUESDAY)
    room.session.commit()
    forged = URLSafeSerializer("a guess", salt="calendar-feed").dumps([feed.id, feed.nonce])
    with room.app.test_request_context():
        other = CalendarFeed(id=feed.id, nonce="0" * 32)
        unknown = CalendarFeed(id=feed.id + 1000, nonce=feed.nonce)
        wrong_nonce, wrong_id = address_of(other), address_of(unknown)
    public = room.app.config["PUBLIC_URL"]
    return {
        "ended": ended.path,
        "disabled": closed.path,
        "forged": f"/calendar/{forged}.ics",
        "unsigned": f"/calendar/{said}.ics",
        "cut": f"/calendar/{said}.{signature[:-2]}.ics",
        "swapped": f"/calendar/{said[:-1]}x.{signature}.ics",
        "nobodys": "/calendar/nobodys.ics",
        "garbage": "/calendar/%00%ff%ed%a0%80.ics",
        "nonce": wrong_nonce.removeprefix(public),
        "id": wrong_id.removeprefix(public),
    }


def make_admin(room: Classroom, feed: CalendarFeed):
    """The owner of a feed, beside an admin who stays."""
    make_user(room.session, "Ada Admin", is_admin=True)
    return room.session.get_one(type(room.ana), feed.user_id)


def test_what_is_unknown_forged_over_or_closed_gets_one_and_the_same_answer(room, calendar):
    pages = {}
    for kind, path in refusals(room, calendar).items():
        answer = room.app.test_client().get(path)
        assert answer.status_code == 404, kind
        answer.headers.remove("X-Request-ID")
        pages[kind] = (re.sub(r"\b[0-9a-f]{16}\b", "", answer.text), sorted(answer.headers))
    assert {kind for kind, page in pages.items() if page != pages["nobodys"]} == set()
    assert calendar.get().status_code == 200


def test_tokens_that_are_not_ours_never_reach_the_database(room, calendar):
    paths = refusals(room, calendar)
    room.session.rollback()
    for kind in ("forged", "unsigned", "cut", "swapped", "nobodys", "garbage"):
        with count_statements(db.engine) as sent:
            room.app.test_client().get(paths[kind])
        assert sent == [], kind


def test_an_account_that_is_opened_again_has_its_calendar_back(room, calendar):
    make_user(room.session, "Ada Admin", is_admin=True)
    disable_person(room.session, room.ana, TUESDAY)
    room.session.commit()
    assert calendar.get().status_code == 404
    enable_person(room.session, room.ana)
    room.session.commit()
    assert calendar.get().status_code == 200


def test_the_table_alone_opens_nothing(room, calendar):
    (feed,) = feeds(room)
    token = calendar.path.removeprefix("/calendar/")
    for column in (feed.nonce, f"{feed.id}.{feed.nonce}"):
        assert column not in token
        assert room.app.test_client().get(f"/calendar/{column}.ics").status_code == 404


def test_an_address_lives_through_a_change_of_the_key_while_the_old_one_is_known(
    app: Flask, room, calendar
):
    old = app.config["SECRET_KEY"]
    with trial_app(app, SECRET_KEY="another", SECRET_KEY_FALLBACKS=[old]) as changed:
        assert changed.test_client().get(calendar.path).status_code == 200
    with trial_app(app, SECRET_KEY="another") as changed:
        assert changed.test_client().get(calendar.path).status_code == 404


# --- How often ---------------------------------------------------------------------------------


def test_a_feed_is_fetched_a_hundred_and_twenty_times_an_hour_and_no_other_waits(
    app: Flask, room, calendar
):
    other = Subscriber(app, room.session, room.bea)
    with trial_app(app, RATELIMIT_ENABLED=True) as trial:
        browser = trial.test_client()
        codes = [browser.get(calendar.path).status_code for _ in range(121)]
        assert codes == [200] * 120 + [429]
        assert browser.get(other.path).status_code == 200
        assert browser.get("/calendar/nobodys.ics").status_code == 404


def test_whoever_tries_tokens_has_to_wait_and_the_calendars_beside_them_do_not(
    app: Flask, room, calendar
):
    with trial_app(app, RATELIMIT_ENABLED=True) as trial:
        browser = trial.test_client()
        codes = [browser.get(f"/calendar/guess{n}.ics").status_code for n in range(121)]
        assert codes == [404] * 120 + [429]
        assert browser.get(calendar.path).status_code == 200
