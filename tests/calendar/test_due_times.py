"""Which due times stand in whose calendar, and what becomes of them when something changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forum.courses.actions import archive_course, change_enrollment, end_enrollment
from forum.courses.models import Enrollment
from forum.extensions import db
from forum.prompts.actions.copying import content_of
from forum.prompts.actions.extensions import end_extension, give_extension
from forum.prompts.actions.prompts import publish_prompt, update_prompt, withdraw_prompt
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.actions.terms import set_terms
from forum.prompts.content import DueInput
from forum.prompts.queries import get_setup
from forum.rules.facts import Terms
from forum.rules.roles import Role
from tests.support.calendars import Subscriber
from tests.support.classroom import TUESDAY, Classroom
from tests.support.factories import enrol, make_course, make_user
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt

MINUTE = timedelta(minutes=1)


@pytest.fixture
def room(app, session, clock) -> Classroom:
    clock(TUESDAY)
    return Classroom(app, session)


def subscribe(room: Classroom, user) -> Subscriber:
    return Subscriber(room.app, room.session, user)


def key(room: Classroom, kind: str) -> str:
    return f"prompt-{room.prompt.id}-{kind}"


def start(event) -> datetime:
    return event.dtstart.value.astimezone(UTC)


def number(event) -> int:
    return int(event.sequence.value)


def move(room: Classroom, kind: str, day: int, now=TUESDAY) -> None:
    """Let the instructor move a due time of the class."""
    due = DueInput(1, day, "23:59")
    by = room.teacher.id
    set_checkpoint(room.session, room.prompt, room.course, kind, due, by=by, now=now)
    room.session.commit()


def extend(room: Classroom, user, kind: str, day: int, now=TUESDAY):
    """Give somebody an own due time, the end of that day."""
    due_at, by = at(day, "23:59") + MINUTE, room.teacher.id
    row = give_extension(room.session, room.prompt, user.id, kind, due_at, by=by, now=now)
    room.session.commit()
    return row


def withdraw(room: Classroom, now) -> None:
    withdraw_prompt(room.session, room.prompt, by=room.teacher.id, now=now)
    room.session.commit()


def publish(room: Classroom, now) -> None:
    publish_prompt(room.session, room.prompt, (), by=room.teacher.id, now=now)
    room.session.commit()


def rewrite(room: Classroom, title: str, now=TUESDAY) -> None:
    """Let the instructor give the week another title."""
    session, prompt = room.session, room.prompt
    content = replace(content_of(get_setup(session, prompt), room.course), title=title)
    update_prompt(session, prompt, content, version=prompt.version, by=room.teacher.id, now=now)
    session.commit()


# --- What stands in it -------------------------------------------------------------------------


def test_a_student_has_the_minutes_at_which_post_and_responses_are_due(room):
    events = subscribe(room, room.ana).events()
    assert events.keys() == {key(room, "T1"), key(room, "T2")}
    post, responses = events[key(room, "T1")], events[key(room, "T2")]
    assert (start(post), start(responses)) == (at(3, "23:59"), at(6, "23:59"))
    assert post.summary.value == "SOWK 510, week 1: post due"
    assert responses.summary.value == "SOWK 510, week 1: responses due"
    assert {event.status.value for event in events.values()} == {"CONFIRMED"}
    assert {event.transp.value for event in events.values()} == {"TRANSPARENT"}
    assert "dtend" not in post.contents


def test_an_event_says_title_local_time_and_where_the_week_is(room):
    post = subscribe(room, room.ana).events()[key(room, "T1")]
    address = f"{room.app.config['PUBLIC_URL']}{room.week}"
    assert post.description.value.split("\n") == [
        "Developing alliances",
        "Wed 8 Oct, 11:59 pm, New York time",
        address,
    ]
    assert post.url.value == address
    assert post.categories.value == ["SOWK 510"]


def test_the_id_ends_with_the_host_people_know(room, monkeypatch):
    monkeypatch.setitem(room.app.config, "PUBLIC_URL", "https://forum.example.edu:8443")
    post = subscribe(room, room.ana).events()[key(room, "T1")]
    assert post.uid.value == f"{key(room, 'T1')}@forum.example.edu"
    assert post.url.value == f"https://forum.example.edu:8443{room.week}"


@pytest.mark.parametrize(
    ("starts_on", "week", "day", "instant"),
    [
        pytest.param("2025-10-06", 4, 6, "2025-11-02T03:59", id="saturday-before-winter"),
        pytest.param("2025-10-06", 4, 7, "2025-11-03T04:59", id="sunday-of-winter"),
        pytest.param("2025-10-06", 5, 3, "2025-11-06T04:59", id="after-winter"),
        pytest.param("2026-03-02", 1, 6, "2026-03-08T04:59", id="saturday-before-summer"),
        pytest.param("2026-03-02", 1, 7, "2026-03-09T03:59", id="sunday-of-summer"),
        pytest.param("2026-03-02", 2, 3, "2026-03-12T03:59", id="after-summer"),
    ],
)
def test_a_minute_before_midnight_is_the_right_instant_on_both_sides_of_a_clock_change(
    app, session, clock, starts_on, week, day, instant
):
    clock(TUESDAY)
    course = make_course(session, starts_on=date.fromisoformat(starts_on))
    room = Classroom(app, session, course)
    due = DueInput(week, day, "23:59")
    set_checkpoint(session, room.prompt, course, "T1", due, by=None, now=TUESDAY)
    post = subscribe(room, room.ana).events()[key(room, "T1")]
    assert start(post) == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert "11:59 pm, New York time" in post.description.value


def test_nothing_stands_in_it_that_is_not_asked(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session, terms={"responses": 0})
    assert subscribe(room, room.ana).events().keys() == {key(room, "T1")}
    only_answers = {"initial_post": False, "choice": False, "references": 0, "parts": ()}
    room = Classroom(app, session, terms=only_answers)
    assert subscribe(room, room.ana).events().keys() == {key(room, "T2")}


def test_what_is_no_longer_asked_goes_and_comes_back_with_a_higher_number(room):
    calendar = subscribe(room, room.ana)
    before = calendar.events()[key(room, "T2")]
    setup = get_setup(room.session, room.prompt)
    for asked, minutes in ((0, 1), (2, 2)):
        terms = Terms(valid_from=TUESDAY, parts=setup.current_terms.parts, responses=asked)
        now = TUESDAY - timedelta(minutes=3 - minutes)
        set_terms(room.session, room.prompt, terms, by=room.teacher.id, now=now)
        room.session.commit()
        assert (key(room, "T2") in calendar.events()) is bool(asked)
    assert number(calendar.events()[key(room, "T2")]) > number(before)


@pytest.mark.parametrize("role", ["instructor", "assistant", "observer"])
def test_staff_and_observers_have_the_times_of_the_class_and_the_close(room, role):
    extend(room, room.ana, "T1", 5)
    person = room.person("Pat Quinn", role, at=TUESDAY - timedelta(hours=1))
    events = subscribe(room, person).events()
    assert {name: start(event) for name, event in events.items()} == {
        key(room, "T1"): at(3, "23:59"),
        key(room, "T2"): at(6, "23:59"),
        key(room, "close"): at(9, "23:59"),
    }
    assert events[key(room, "close")].summary.value == "SOWK 510, week 1: closes"


def test_a_site_admin_has_nothing_of_courses_they_are_not_in(room):
    admin = make_user(room.session, "Ada Admin", is_admin=True)
    calendar = subscribe(room, admin)
    assert calendar.events() == {}
    enrol(room.session, room.course, admin, "observer")
    assert len(calendar.events()) == 3


def test_a_person_of_two_courses_has_both(room):
    other = make_course(room.session, "SOWK 520")
    enrol(room.session, other, room.ana, "assistant")
    prompt = make_prompt(room.session, other, 2)
    categories = {
        (name, event.categories.value[0])
        for name, event in subscribe(room, room.ana).events().items()
    }
    assert categories == {
        (key(room, "T1"), "SOWK 510"),
        (key(room, "T2"), "SOWK 510"),
        *((f"prompt-{prompt.id}-{kind}", "SOWK 520") for kind in ("T1", "T2", "close")),
    }


# --- Own times ---------------------------------------------------------------------------------


def test_an_extension_moves_the_event_of_its_student_alone(room):
    own, other = subscribe(room, room.ana), subscribe(room, room.bea)
    teaching = subscribe(room, room.teacher)
    before, theirs, staffs = own.events(), other.body(), teaching.body()
    extend(room, room.ana, "T1", 5)
    after = own.events()
    post, was = after[key(room, "T1")], before[key(room, "T1")]
    assert (start(was), start(post)) == (at(3, "23:59"), at(5, "23:59"))
    assert number(post) > number(was)
    assert post.uid.value == was.uid.value
    assert number(after[key(room, "T2")]) == number(before[key(room, "T2")])
    assert other.body() == theirs
    assert teaching.body() == staffs


def test_an_extension_that_is_taken_back_moves_the_event_back_with_a_higher_number(room, clock):
    calendar = subscribe(room, room.ana)
    row = extend(room, room.ana, "T2", 8)
    longer = calendar.events()[key(room, "T2")]
    clock(TUESDAY + MINUTE)
    end_extension(room.session, room.prompt, row, by=room.teacher.id, now=TUESDAY + MINUTE)
    room.session.commit()
    back = calendar.events()[key(room, "T2")]
    assert (start(longer), start(back)) == (at(8, "23:59"), at(6, "23:59"))
    assert number(back) > number(longer)
    assert back.last_modified.value == back.dtstamp.value == TUESDAY + MINUTE


def test_somebody_who_joins_late_has_the_time_that_gives_them(room):
    late = room.person("Cy Ng", at=at(2, "09:00"))
    assert start(subscribe(room, late).events()[key(room, "T1")]) == at(5, "09:00") - MINUTE


def test_a_due_time_that_staff_move_is_a_change_for_everybody(room):
    calendars = [subscribe(room, user) for user in (room.ana, room.bea, room.teacher)]
    before = [calendar.events()[key(room, "T1")] for calendar in calendars]
    move(room, "T1", 4)
    after = [calendar.events()[key(room, "T1")] for calendar in calendars]
    for was, now in zip(before, after, strict=True):
        assert start(now) == at(4, "23:59")
        assert number(now) > number(was)
        assert now.uid.value == was.uid.value


def test_a_new_title_is_a_change_too(room):
    calendar = subscribe(room, room.ana)
    before = calendar.events()[key(room, "T1")]
    rewrite(room, "Ties that hold")
    after = calendar.events()[key(room, "T1")]
    assert after.description.value.startswith("Ties that hold\n")
    assert number(after) > number(before)


def test_a_student_who_becomes_an_assistant_keeps_the_ids_with_higher_numbers(room, clock):
    extend(room, room.ana, "T1", 5)
    calendar = subscribe(room, room.ana)
    before = calendar.events()[key(room, "T1")]
    clock(TUESDAY + MINUTE)
    place = room.session.query(Enrollment).filter_by(user_id=room.ana.id).one()
    values = {"by": room.teacher.id, "now": TUESDAY + MINUTE}
    change_enrollment(room.session, place, role=Role.ASSISTANT, section=None, **values)
    room.session.commit()
    after = calendar.events()[key(room, "T1")]
    assert (start(before), start(after)) == (at(5, "23:59"), at(3, "23:59"))
    assert number(after) > number(before)


# --- What is not published ---------------------------------------------------------------------


def test_weeks_that_are_not_published_are_in_nobodys_calendar(room):
    people = [room.ana, room.teacher, room.person("Pat Quinn", "observer")]
    calendars = [subscribe(room, user) for user in people]
    before = [calendar.body() for calendar in calendars]
    make_prompt(room.session, room.course, 2, title="Canary draft", published_at=None)
    make_prompt(room.session, room.course, 3, title="Canary to come", published_at=None)
    assert [calendar.body() for calendar in calendars] == before
    assert not [body for body in before if b"anary" in body]


def test_a_withdrawn_week_is_cancelled_and_a_republished_one_stands_again(room, clock):
    rewrite(room, "Canary title")
    calendar = subscribe(room, room.ana)
    first = calendar.events()
    withdraw(room, TUESDAY + MINUTE)
    clock(TUESDAY + 2 * MINUTE)
    body, cancelled = calendar.body(), calendar.events()
    assert b"anary" not in body
    for event in cancelled.values():
        assert event.status.value == "CANCELLED"
        assert event.summary.value == "Withdrawn: SOWK 510, week 1"
        assert not {"description", "url"} & event.contents.keys()
    publish(room, TUESDAY + 2 * MINUTE)
    again = calendar.events()
    assert first.keys() == cancelled.keys() == again.keys()
    for name in first:
        assert number(first[name]) < number(cancelled[name]) < number(again[name])
        assert first[name].uid.value == cancelled[name].uid.value == again[name].uid.value
        assert again[name].status.value == "CONFIRMED"
        assert start(first[name]) == start(cancelled[name]) == start(again[name])


def test_what_is_done_to_a_week_while_it_is_withdrawn_changes_no_byte(room, clock):
    calendars = [subscribe(room, user) for user in (room.ana, room.bea, room.teacher)]
    withdraw(room, TUESDAY)
    later = TUESDAY + timedelta(hours=1)
    clock(later)
    before = [calendar.body() for calendar in calendars]
    move(room, "T1", 5, later)
    move(room, "opens", 2, later)
    rewrite(room, "Canary title", later)
    extend(room, room.ana, "T2", 8, later)
    terms = Terms(valid_from=later, responses=0)
    set_terms(room.session, room.prompt, terms, by=room.teacher.id, now=later)
    room.session.commit()
    assert [calendar.body() for calendar in calendars] == before
    publish(room, later + MINUTE)
    clock(later + MINUTE)
    assert start(calendars[1].events()[key(room, "T1")]) == at(5, "23:59")


def test_somebody_who_came_after_a_week_was_withdrawn_does_not_learn_of_it(room, clock):
    withdraw(room, TUESDAY)
    late = room.person("Cy Ng", at=TUESDAY + MINUTE)
    clock(TUESDAY + 2 * MINUTE)
    assert subscribe(room, late).events() == {}
    assert len(subscribe(room, room.ana).events()) == 2


def test_who_leaves_a_course_has_none_of_it_any_more(room, clock):
    other = make_course(room.session, "SOWK 520")
    enrol(room.session, other, room.ana)
    make_prompt(room.session, other)
    calendar = subscribe(room, room.ana)
    assert len(calendar.events()) == 4
    place = room.session.query(Enrollment).filter_by(user_id=room.ana.id, course_id=room.course.id)
    end_enrollment(room.session, place.one(), by=room.teacher.id, now=TUESDAY)
    room.session.commit()
    clock(TUESDAY + MINUTE)
    assert {event.categories.value[0] for event in calendar.events().values()} == {"SOWK 520"}


def test_an_archived_course_stays(room):
    calendar = subscribe(room, room.ana)
    before = calendar.body()
    archive_course(room.session, room.course, by=room.teacher.id, now=TUESDAY)
    room.session.commit()
    assert calendar.body() == before


# --- Polling -----------------------------------------------------------------------------------


def test_what_others_write_and_time_alone_change_no_byte(room, clock):
    calendar = subscribe(room, room.ana)
    before = calendar.body()
    theirs = room.post(room.bea, "Love146")
    room.respond(room.teacher, theirs, kind="reply")
    assert calendar.body() == before
    for later in (timedelta(hours=5), timedelta(days=30), timedelta(days=400)):
        clock(TUESDAY + later)
        assert calendar.body() == before


def test_twelve_weeks_in_three_courses_take_as_many_statements_as_two_weeks(room):
    make_prompt(room.session, room.course, 2)
    calendar = subscribe(room, room.ana)
    with count_statements(db.engine) as few:
        assert len(calendar.events()) == 4
    for week in range(3, 9):
        make_prompt(room.session, room.course, week)
    for code in ("SOWK 520", "SOWK 530"):
        course = make_course(room.session, code)
        enrol(room.session, course, room.ana)
        for week in (1, 2):
            make_prompt(room.session, course, week)
    extend(room, room.ana, "T1", 5)
    with count_statements(db.engine) as many:
        assert len(calendar.events()) == 24
    assert len(few) == len(many) == 7
