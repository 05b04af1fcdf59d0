"""What all weeks follow: changed after a look at what moves, by one editor at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forum.courses.models import Course
from forum.prompts.patterns import CourseSchedule, get_course_schedule
from tests.support.schedule_page import PAGE, Fields, fields_in, pattern_in, problems, said
from tests.support.setup_pages import teach
from tests.support.weeks import at, make_prompt

PATTERN = f"{PAGE}/pattern"
#: Tuesday of week 2, nine in the evening.
NOW = at(9, "21:00")


@pytest.fixture
def course(session: Session, client: FlaskClient, clock: Callable[[datetime], None]) -> Course:
    clock(NOW)
    return teach(client, session)


def form_of(client: FlaskClient) -> Fields:
    return pattern_in(client.get(PAGE).text)


def stands(session: Session, course: Course) -> CourseSchedule:
    session.rollback()
    session.expire_all()
    return get_course_schedule(session, course)


def shown(answer: TestResponse) -> tuple[Fields, list[list[str]]]:
    """What Apply would send, and the rows of the table in words."""
    page = BeautifulSoup(answer.text, "html.parser")
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("tbody tr")
    ]
    return fields_in(page.select_one("form:has([name=seen])")), rows


def apply(client: FlaskClient, typed: Fields, **more: object) -> TestResponse:
    fields, _ = shown(client.post(PATTERN, data=typed))
    return client.post(PATTERN, data=fields | more)


def test_the_pattern_is_said_in_words(client: FlaskClient, course: Course) -> None:
    words = " ".join(said(client.get(PAGE).text).split())
    assert (
        "Every week Opens Monday, 12:00 am Posts due Wednesday, 11:59 pm "
        "Responses due Saturday, 11:59 pm Closes Tuesday, a week later, 11:59 pm"
    ) in words


def test_what_moves_is_shown_before_anything_is_saved(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, title="Allies")
    make_prompt(session, course, 4, title="Drafts", published_at=None)
    answer = client.post(PATTERN, data=form_of(client) | {"T1_day": "2", "T1_time": "20:00"})
    assert answer.status_code == 200
    fields, rows = shown(answer)
    assert rows == [
        [
            "3. Allies Students know these times.",
            "Posts due Wed 22 Oct, 11:59 pm",
            "Posts due Tue 21 Oct, 8:00 pm sooner",
            "Leave week 3 as it is",
        ],
        [
            "4. Drafts",
            "Posts due Wed 29 Oct, 11:59 pm",
            "Posts due Tue 28 Oct, 8:00 pm",
            "Leave week 4 as it is",
        ],
    ]
    assert stands(session, course).version == 0
    assert client.post(PATTERN, data=fields).status_code == 303
    assert "Saved. 2 weeks moved." in said(client.get(PAGE).text)
    assert stands(session, course).due("T1", 3).local_time == "20:00"


def test_breaks_and_holidays_are_chosen_in_the_same_form(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 8, published_at=None)
    typed = form_of(client)
    assert set(typed) >= {"holidays-0-on", "holidays-0-name"}
    typed |= {"breaks": ["7"], "holidays-0-on": "2025-12-03", "holidays-0-name": "Feast"}
    answer = client.post(PATTERN, data=typed)
    _, rows = shown(answer)
    assert [row[0] for row in rows] == ["8. Developing alliances"]
    assert "Posts due Wed 3 Dec, 11:59 pm" in rows[0][2]
    assert "Posts due: Due on a holiday: Feast. Do you mean the day before?" in rows[0][3]
    assert apply(client, typed).status_code == 303
    now = stands(session, course)
    assert [on.isoformat() for on in now.breaks] == ["2025-11-24"]
    assert [(on.isoformat(), name) for on, name in now.holidays] == [("2025-12-03", "Feast")]
    again = form_of(client)
    assert again["breaks"] == ["7"]
    assert (again["holidays-0-name"], again["holidays-1-name"]) == ("Feast", "")
    words = said(client.get(PAGE).text)
    assert "Week of Mon 24 Nov" in words
    assert "Due on a holiday: Feast" in words


def test_rows_of_holidays_come_and_go_without_a_script(
    client: FlaskClient, session: Session, course: Course
) -> None:
    typed = form_of(client) | {"holidays-0-on": "2025-12-03", "holidays-0-name": "Feast"}
    more = client.post(PATTERN, data=typed | {"rows": "holidays:add", "T1_time": "20:00"})
    fields = pattern_in(more.text)
    assert (fields["holidays-1-name"], fields["T1_time"]) == ("", "20:00")
    less = pattern_in(client.post(PATTERN, data=fields | {"rows": "holidays:remove:0"}).text)
    assert (less["holidays-0-name"], "holidays-1-name" in less) == ("", False)
    assert stands(session, course).version == 0


@pytest.mark.parametrize(
    ("typed", "where", "sentence"),
    [
        ({"T1_day": "7"}, "#T2_day", "Responses are due before the posts are."),
        ({"close_day": "5"}, "#close_day", "The week closes before the responses are due."),
        ({"opens_day": "4"}, "#T1_day", "Posts are due before the week opens."),
        ({"T1_day": "99"}, "#T1_day", "Choose one from the list."),
        ({"T1_time": ""}, "#T1_time", "Posts due at: choose a time."),
        ({"breaks": ["999"]}, "#breaks", "999"),
        ({"holidays-0-on": "2025-12-03"}, "#holidays-0-name", "Name the holiday."),
        ({"holidays-0-name": "X"}, "#holidays-0-name", "Say on which day the holiday is."),
        ({"holidays-0-on": "soon"}, "#holidays-0-on", "Write the date as year-month-day"),
    ],
)
def test_what_no_week_could_follow_is_refused_at_its_field(
    client: FlaskClient,
    session: Session,
    course: Course,
    typed: Fields,
    where: str,
    sentence: str,
) -> None:
    answer = client.post(PATTERN, data=form_of(client) | {"opens_time": "06:00"} | typed)
    assert answer.status_code == 422
    assert any(at == where and sentence in line for at, line in problems(answer.text))
    assert pattern_in(answer.text)["opens_time"] == "06:00"
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("#change-pattern[open]") is not None
    assert stands(session, course).version == 0


def test_a_week_that_may_not_move_so_is_named_and_can_be_left_out(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 2)
    make_prompt(session, course, 3)
    typed = form_of(client) | {"T1_time": "20:00"}
    answer = client.post(PATTERN, data=typed)
    fields, rows = shown(answer)
    assert "It cannot be applied." in rows[0][3]
    refused = client.post(PATTERN, data=fields)
    assert refused.status_code == 422
    assert [at for at, _ in problems(refused.text)] == ["#leave-2"]
    for nonsense in ("", "two", "9" * 5000):
        assert client.post(PATTERN, data=fields | {"leave": nonsense}).status_code == 422
    assert stands(session, course).version == 0
    assert client.post(PATTERN, data=shown(refused)[0] | {"leave": "2"}).status_code == 303
    page = BeautifulSoup(client.get(PAGE).text, "html.parser")
    customs = [row["id"] for row in page.select("tbody tr") if "custom" in row.text]
    assert customs == ["week-2"]


def test_of_two_editors_the_second_sees_both(
    client: FlaskClient, session: Session, course: Course
) -> None:
    mine = form_of(client) | {"T1_time": "18:00"}
    assert apply(client, form_of(client) | {"T2_time": "20:00", "breaks": ["4"]}).status_code == 303
    answer = client.post(PATTERN, data=mine)
    assert answer.status_code == 409
    words = " ".join(said(answer.text).split())
    assert "Responses due Saturday, 8:00 pm" in words
    assert "Weeks without class Week of Mon 3 Nov" in words
    typed = pattern_in(answer.text)
    assert (typed["T1_time"], typed["T2_time"]) == ("18:00", "23:59")
    assert apply(client, typed).status_code == 303
    now = stands(session, course)
    assert (now.version, now.pattern["T1"].local_time, now.breaks) == (2, "18:00", ())


def test_a_pattern_that_somebody_changed_after_the_look_is_shown_as_well(
    client: FlaskClient, session: Session, course: Course
) -> None:
    fields, _ = shown(client.post(PATTERN, data=form_of(client) | {"T1_time": "18:00"}))
    assert apply(client, form_of(client) | {"T2_time": "20:00"}).status_code == 303
    assert client.post(PATTERN, data=fields).status_code == 409
    assert stands(session, course).version == 1


def test_what_moves_otherwise_than_shown_is_shown_again(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt = make_prompt(session, course, 3, published_at=None)
    fields, _ = shown(client.post(PATTERN, data=form_of(client) | {"T1_time": "18:00"}))
    prompt.version += 1
    session.commit()
    answer = client.post(PATTERN, data=fields)
    assert answer.status_code == 409
    assert "Something has changed since this was shown to you." in said(answer.text)
    assert client.post(PATTERN, data=shown(answer)[0]).status_code == 303
    assert stands(session, course).version == 1


def test_new_weeks_take_their_times_from_the_pattern_once_one_is_set(
    client: FlaskClient, session: Session, course: Course
) -> None:
    source = make_prompt(session, course, 3)
    copy = {"title": "", "source": f"prompt-{source.id}"}
    client.post(f"{PAGE}/new", data={"week": "4", **copy})
    assert apply(client, form_of(client) | {"T1_day": "2", "T1_time": "20:00"}).status_code == 303
    client.post(f"{PAGE}/new", data={"week": "5", **copy})
    client.post(f"{PAGE}/new", data={"week": "6", "title": "", "source": "shape-alliances"})
    page = BeautifulSoup(client.get(PAGE).text, "html.parser")
    chosen = {week: page.select(f"#w{week}-T1_day option[selected]")[0].text for week in (4, 5, 6)}
    assert chosen == {4: "Tue 28 Oct", 5: "Tue 4 Nov", 6: "Tue 11 Nov"}
    assert "custom" not in page.text


@pytest.mark.parametrize(
    ("starts_on", "clock_time", "sentence"),
    [
        (
            date(2025, 10, 6),
            "01:30",
            "Closes: The clocks go back that night, so 1:30 am comes twice; the later one holds.",
        ),
        (
            date(2026, 2, 9),
            "02:30",
            "Closes: The clocks go forward that night and skip 2:30 am; it holds at 3:30 am.",
        ),
    ],
)
def test_an_hour_at_which_the_clocks_change_is_pointed_out(
    client: FlaskClient,
    session: Session,
    course: Course,
    starts_on: date,
    clock_time: str,
    sentence: str,
) -> None:
    course.starts_on = starts_on
    session.commit()
    typed = form_of(client) | {"close_day": "7", "close_time": clock_time}
    assert apply(client, typed).status_code == 303
    page = BeautifulSoup(client.get(PAGE).text, "html.parser")
    assert [row["id"] for row in page.select("tbody tr") if sentence in row.text] == ["week-4"]
