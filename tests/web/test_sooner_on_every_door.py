"""A published week's due time comes sooner only after a look, and never with less than a day's
notice, whichever door moves it (SCREENS.md, "Changing a running prompt").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forum.accounts.models import User
from forum.courses.models import Course
from forum.prompts.models import Checkpoint
from tests.support.factories import enrol, make_user, sign_in
from tests.support.schedule_page import PAGE, Fields, fields_in, pattern_in, row_of, said
from tests.support.setup_pages import WEEK_3, form_of, prompt_of, teach
from tests.support.weeks import at, make_prompt

Clock = Callable[[datetime], None]
#: A week before anything, the hour in which everything is too soon, and the last hour.
EARLY, LATE, TOO_LATE = at(1, "12:00"), at(16, "23:30"), at(17, "18:00")


@dataclass(frozen=True)
class Door:
    """Where a time is typed, and what is typed so that posts of week 3, due on Wednesday 22 October
    at 11:59 pm, are due at eight that evening, or at six the evening after.
    """

    path: str
    fields: Callable[[FlaskClient, str], Fields]
    is_shown_always: bool = False


def _typed(form: Fields, at_: str) -> Fields:
    """The fields of week 3 with another day and time, of a form that names days by their week."""
    day = {"sooner": "3:3", "later": "3:4"}[at_]
    return form | {"T1_day": day, "T1_time": {"sooner": "20:00", "later": "18:00"}[at_]}


def _pattern(client: FlaskClient, at_: str) -> Fields:
    form = pattern_in(client.get(PAGE).text)
    typed: dict[str, Any] = {
        "sooner": {"T1_day": "3", "T1_time": "20:00"},
        "later": {"T1_day": "4", "T1_time": "18:00"},
    }[at_]
    return form | typed


def _file(_client: FlaskClient, at_: str) -> Fields:
    time = {"sooner": "2025-10-22 20:00", "later": "2025-10-23 18:00"}[at_]
    return {"file": (BytesIO(f"week,post due\n3,{time}\n".encode()), "schedule.csv")}


DOORS = {
    "the long form": Door(WEEK_3, lambda client, at_: _typed(form_of(client, 3), at_)),
    "a row of the schedule": Door(
        f"{PAGE}/weeks/3", lambda client, at_: _typed(row_of(client, 3), at_)
    ),
    "saving and withdrawing": Door(
        "/c/sowk-510/w/3/setup/withdrawal", lambda client, at_: _typed(form_of(client, 3), at_)
    ),
    "the pattern": Door(f"{PAGE}/pattern", _pattern, is_shown_always=True),
    "a file": Door(f"{PAGE}/file", _file, is_shown_always=True),
}
every_door = pytest.mark.parametrize("door", DOORS.values(), ids=list(DOORS))


@pytest.fixture
def course(session: Session, client: FlaskClient, clock: Clock) -> Course:
    clock(EARLY)
    course = teach(client, session)
    make_prompt(session, course, 3)
    return course


def now(client: FlaskClient, session: Session, clock: Clock, instant: datetime) -> None:
    """It is another day, and the instructor signs in again."""
    clock(instant)
    sign_in(client, session, session.scalars(select(User).where(User.name == "Prof. Okafor")).one())


def due(session: Session, course: Course) -> str:
    """When posts of week 3 are due, as day of the course and local time."""
    prompt = prompt_of(session, course, 3)
    row = session.scalars(
        select(Checkpoint)
        .where(Checkpoint.prompt_id == prompt.id, Checkpoint.kind == "T1")
        .order_by(Checkpoint.set_at.desc(), Checkpoint.id.desc())
    ).first()
    assert row is not None
    return f"{row.week}:{row.day} {row.local_time}"


def apply(client: FlaskClient, shown: TestResponse) -> TestResponse:
    """Press *Apply* on the page that shows what would change."""
    form = BeautifulSoup(shown.text, "html.parser").select_one("form:has(input[name=seen])")
    assert form is not None, said(shown.text)
    return client.post(str(form["action"]), data=fields_in(form))


@every_door
def test_sooner_is_shown_and_confirmed(
    client: FlaskClient, session: Session, course: Course, door: Door
) -> None:
    shown = client.post(door.path, data=door.fields(client, "sooner"))
    assert (shown.status_code, due(session, course)) == (200, "3:3 23:59")
    words = " ".join(said(shown.text).split())
    assert "Due times come sooner." in words or " sooner" in words
    assert "Wed 22 Oct, 8:00 pm" in words and "Wed 22 Oct, 11:59 pm" in words
    assert apply(client, shown).status_code == 303
    assert due(session, course) == "3:3 20:00"


@every_door
@pytest.mark.parametrize("instant", [LATE, TOO_LATE], ids=["the new one", "the old one"])
def test_sooner_is_refused_with_the_reason_within_a_day_of_either_time(
    client: FlaskClient,
    session: Session,
    course: Course,
    clock: Clock,
    door: Door,
    instant: datetime,
) -> None:
    now(client, session, clock, instant)
    refused = client.post(door.path, data=door.fields(client, "sooner"))
    if door.is_shown_always and refused.status_code == 200:
        refused = apply(client, refused)
    assert (refused.status_code, due(session, course)) == (422, "3:3 23:59")
    words = " ".join(said(refused.text).split())
    assert "less than a day" in words


@every_door
def test_what_was_shown_in_time_is_refused_when_it_is_applied_too_late(
    client: FlaskClient, session: Session, course: Course, clock: Clock, door: Door
) -> None:
    now(client, session, clock, at(16, "19:59"))
    shown = client.post(door.path, data=door.fields(client, "sooner"))
    assert shown.status_code == 200
    now(client, session, clock, at(16, "20:02"))
    assert apply(client, shown).status_code in (409, 422)
    assert due(session, course) == "3:3 23:59"


@every_door
@pytest.mark.parametrize("instant", [EARLY, TOO_LATE], ids=["early", "in the last hours"])
def test_later_is_free_at_any_time(
    client: FlaskClient,
    session: Session,
    course: Course,
    clock: Clock,
    door: Door,
    instant: datetime,
) -> None:
    now(client, session, clock, instant)
    answer = client.post(door.path, data=door.fields(client, "later"))
    if door.is_shown_always:
        answer = apply(client, answer)
    assert (answer.status_code, due(session, course)) == (303, "3:4 18:00")


def test_a_week_without_class_that_is_given_up_brings_no_week_too_near(
    client: FlaskClient, session: Session, course: Course, clock: Clock
) -> None:
    path = f"{PAGE}/pattern"
    without = client.post(path, data=pattern_in(client.get(PAGE).text) | {"breaks": ["1"]})
    assert apply(client, without).status_code == 303
    given_up = pattern_in(client.get(PAGE).text) | {"breaks": []}
    shown = client.post(path, data=given_up)
    assert "sooner" in said(shown.text)
    now(client, session, clock, at(17, "12:00"))
    refused = apply(client, client.post(path, data=given_up))
    assert refused.status_code == 422
    assert "sooner than students know, and in less than a day" in said(refused.text)
    assert at(24, "23:59") < max(
        row.due_at for row in prompt_times(session, course) if row.kind == "T1"
    )


def test_a_week_that_was_withdrawn_comes_back_no_sooner_than_students_knew(
    client: FlaskClient, session: Session, course: Course, clock: Clock
) -> None:
    now(client, session, clock, LATE)
    for name in ("Ana Lima", "Bea Mills", "Cy Ng"):
        enrol(session, course, make_user(session, name))
    client.post("/c/sowk-510/w/3/setup/withdrawal")
    clock(at(16, "23:31"))
    sooner = client.post(WEEK_3, data=form_of(client, 3) | {"T1_time": "20:00"})
    if sooner.status_code == 200:
        sooner = apply(client, sooner)
    assert (sooner.status_code, due(session, course)) == (303, "3:3 20:00")
    publication = "/c/sowk-510/w/3/setup/publication"
    refused = client.post(publication)
    assert refused.status_code == 422
    assert "Students count on Wed 22 Oct, 11:59 pm" in said(refused.text)
    assert not prompt_of(session, course, 3).is_published
    again = client.post(publication, data=form_of(client, 3) | {"T1_time": "23:59"})
    assert again.status_code == 303
    assert prompt_of(session, course, 3).is_published


def test_a_reset_to_the_pattern_is_held_to_the_same(
    client: FlaskClient, session: Session, course: Course, clock: Clock
) -> None:
    path = f"{PAGE}/weeks/3"
    client.post(path, data=row_of(client, 3) | {"T1_day": "3:4"})
    now(client, session, clock, at(17, "12:00"))
    refused = client.post(path, data=row_of(client, 3) | {"reset": "T1"})
    assert (refused.status_code, due(session, course)) == (422, "3:4 23:59")


def test_the_reason_names_the_time_that_counts_and_the_first_that_is_possible(
    client: FlaskClient, session: Session, course: Course, clock: Clock
) -> None:
    now(client, session, clock, at(16, "22:30"))
    refused = client.post(f"{PAGE}/weeks/3", data=row_of(client, 3) | {"T1_time": "20:00"})
    assert (
        "Students count on Wed 22 Oct, 11:59 pm, and this is less than a day away. A due time "
        "of a published week comes sooner with a day's notice only: choose Wed 22 Oct, 10:29 pm "
        "or later."
    ) in " ".join(said(refused.text).split())
    possible = client.post(f"{PAGE}/weeks/3", data=row_of(client, 3) | {"T1_time": "22:29"})
    assert apply(client, possible).status_code == 303


def prompt_times(session: Session, course: Course) -> list[Checkpoint]:
    prompt = prompt_of(session, course, 3)
    return list(session.scalars(select(Checkpoint).where(Checkpoint.prompt_id == prompt.id)))
