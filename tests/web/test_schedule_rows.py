"""One week's row of the schedule: saved by itself, asked about where students know its times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course
from forum.prompts.models import Checkpoint, Prompt
from forum.prompts.queries import get_setup
from tests.support.factories import enrol, make_user, sign_in
from tests.support.schedule_page import PAGE, fields_in, problems, row_in, row_of, said
from tests.support.setup_pages import prompt_of, teach
from tests.support.weeks import at, make_prompt, post_initial

NOW = at(1, "12:00")
ROW_3 = f"{PAGE}/weeks/3"


@pytest.fixture
def course(session: Session, client: FlaskClient, clock: Callable[[datetime], None]) -> Course:
    clock(NOW)
    return teach(client, session)


def later(
    client: FlaskClient, session: Session, clock: Callable[[datetime], None], now: datetime
) -> None:
    """Days pass, and the instructor signs in again."""
    clock(now)
    staff = session.scalars(select(User).where(User.name == "Prof. Okafor")).one()
    sign_in(client, session, staff)


def times_of(session: Session, course: Course, week: int) -> dict[str, tuple[int, int, str]]:
    setup = get_setup(session, prompt_of(session, course, week))
    rows = {kind: setup.checkpoint(kind) for kind in ("opens", "T1", "T2", "close")}
    return {kind: (row.week, row.day, row.local_time) for kind, row in rows.items() if row}


def count_times(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Checkpoint)) or 0


def test_a_row_saves_what_it_shows_without_changing_anything(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    before = times_of(session, course, 3), count_times(session)
    assert client.post(ROW_3, data=row_of(client, 3)).status_code == 303
    assert (times_of(session, course, 3), count_times(session)) == before


def test_title_and_times_of_a_row_are_saved(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, published_at=None)
    typed = row_of(client, 3) | {"title": "Allies", "T1_day": "3:4", "T1_time": "18:30"}
    assert client.post(ROW_3, data=typed).status_code == 303
    assert prompt_of(session, course, 3).title == "Allies"
    assert times_of(session, course, 3)["T1"] == (3, 4, "18:30")


def test_a_time_that_was_set_otherwise_is_marked_and_can_be_reset(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, published_at=None)
    client.post(ROW_3, data=row_of(client, 3) | {"T1_day": "3:4", "T1_time": "18:30"})
    row = BeautifulSoup(client.get(PAGE).text, "html.parser").select_one("#week-3")
    assert row is not None
    cell = row.select("td")[2]
    assert "custom Pattern: Wed 22 Oct, 11:59 pm" in " ".join(cell.get_text(" ").split())
    assert [button["value"] for button in row.select("[name=reset]")] == ["T1"]

    # What else was typed is saved with it.
    typed = row_of(client, 3) | {"reset": "T1", "title": "Allies", "T1_time": "23:00"}
    assert client.post(ROW_3, data=typed).status_code == 303
    assert times_of(session, course, 3)["T1"] == (3, 3, "23:59")
    assert prompt_of(session, course, 3).title == "Allies"
    assert "custom" not in client.get(PAGE).text


def test_times_that_were_never_set_may_stay_so_or_come_from_the_pattern(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt = make_prompt(session, course, 3, published_at=None)
    for row in session.scalars(select(Checkpoint).where(Checkpoint.prompt_id == prompt.id)):
        if row.kind in ("T2", "close"):
            session.delete(row)
    session.commit()
    assert client.post(ROW_3, data=row_of(client, 3)).status_code == 303
    assert set(times_of(session, course, 3)) == {"opens", "T1"}
    half = client.post(ROW_3, data=row_of(client, 3) | {"T2_day": "3:6"})
    assert half.status_code == 422
    assert problems(half.text) == [("#w3-T2_time", "Responses due: choose a day and a time.")]
    answer = client.post(ROW_3, data=row_of(client, 3) | {"reset": "all"})
    assert answer.status_code == 303
    assert times_of(session, course, 3) == {
        "opens": (3, 1, "00:00"),
        "T1": (3, 3, "23:59"),
        "T2": (3, 6, "23:59"),
        "close": (3, 9, "23:59"),
    }
    # What was set for the first time cannot become unset again.
    assert "former" not in answer.location


@pytest.mark.parametrize(
    ("typed", "where", "sentence"),
    [
        ({"title": " "}, "#w3-title", "Give the week a title."),
        ({"title": "x" * 201}, "#w3-title", "Use at most 200 characters."),
        ({"T1_day": "9:9"}, "#w3-T1_day", "Choose one from the list."),
        ({"T1_day": ""}, "#w3-T1_day", "Posts due: choose a day and a time."),
        ({"T1_time": ""}, "#w3-T1_time", "Posts due: choose a day and a time."),
        ({"T1_time": "25:00"}, "#w3-T1_time", "Write the time in 24 hours: 23:59."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient,
    session: Session,
    course: Course,
    typed: dict[str, str],
    where: str,
    sentence: str,
) -> None:
    make_prompt(session, course, 3)
    before = times_of(session, course, 3)
    answer = client.post(ROW_3, data=row_of(client, 3) | {"close_time": "22:00"} | typed)
    assert answer.status_code == 422
    assert (where, sentence) in problems(answer.text)
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one(f"{where}[aria-invalid=true]") is not None
    again = row_in(answer.text, 3)
    assert again["close_time"] == "22:00"
    assert {name: again[name] for name in typed if name != "T1_day"} == {
        name: value for name, value in typed.items() if name != "T1_day"
    }
    assert times_of(session, course, 3) == before


def test_a_row_that_somebody_else_saved_shows_both(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, published_at=None)
    mine = row_of(client, 3) | {"title": "Mine", "T2_time": "20:00"}
    client.post(ROW_3, data=row_of(client, 3) | {"title": "Theirs", "T1_time": "18:00"})
    answer = client.post(ROW_3, data=mine)
    assert answer.status_code == 409
    assert dict(problems(answer.text)) == {
        "#w3-title": "Somebody else changed this just now. It reads: Theirs",
        "#w3-T1_time": "Somebody else changed this just now. It reads: Wed 22 Oct, 6:00 pm",
        "#w3-T2_time": "Somebody else changed this just now. It reads: Sat 25 Oct, 11:59 pm",
    }
    assert prompt_of(session, course, 3).title == "Theirs"
    # Saved once more, what is typed here holds.
    assert client.post(ROW_3, data=row_in(answer.text, 3)).status_code == 303
    assert prompt_of(session, course, 3).title == "Mine"
    assert times_of(session, course, 3)["T2"] == (3, 6, "20:00")


def undo_of(client: FlaskClient, location: str) -> tuple[str, dict[str, str]] | None:
    """Where the Undo of a saved row leads, and what it sends; None where none is offered."""
    page = BeautifulSoup(client.get(location).text, "html.parser")
    form = page.select_one("#saved form")
    return (str(form["action"]), fields_in(form)) if form else None


def save_slip(client: FlaskClient, **typed: str) -> str:
    answer = client.post(ROW_3, data=row_of(client, 3) | typed)
    assert answer.status_code == 303
    return answer.location


def test_a_saved_row_can_be_taken_back_for_half_a_minute(
    client: FlaskClient, session: Session, course: Course, clock: Callable[[datetime], None]
) -> None:
    make_prompt(session, course, 3)
    before = times_of(session, course, 3)
    undo = undo_of(client, save_slip(client, title="Slip", T1_day="3:5"))
    assert undo is not None
    clock(NOW + timedelta(seconds=29))
    assert client.post(undo[0], data=undo[1]).status_code == 303
    assert "Week 3 is as it was." in said(client.get(PAGE).text)
    assert times_of(session, course, 3) == before
    assert prompt_of(session, course, 3).title == "Developing alliances"


def test_too_late_an_undo_says_what_stood_there(
    client: FlaskClient, session: Session, course: Course, clock: Callable[[datetime], None]
) -> None:
    make_prompt(session, course, 3)
    location = save_slip(client, title="Slip", T1_day="3:5")
    undo = undo_of(client, location)
    assert undo is not None
    clock(NOW + timedelta(seconds=31))
    assert undo_of(client, location) is None
    assert client.post(undo[0], data=undo[1]).status_code == 303
    words = said(client.get(PAGE).text)
    assert "more than 30 seconds" in words
    assert "“Developing alliances”; Opens Mon 20 Oct, 12:00 am; Posts due Wed 22 Oct" in words
    assert prompt_of(session, course, 3).title == "Slip"


def test_an_undo_takes_back_nothing_that_somebody_else_saved(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    undo = undo_of(client, save_slip(client, title="Slip"))
    assert undo is not None
    save_slip(client, title="Later")
    assert client.post(undo[0], data=undo[1]).status_code == 303
    assert "was changed again meanwhile" in said(client.get(PAGE).text)
    assert prompt_of(session, course, 3).title == "Later"


def test_an_undo_is_of_its_own_week_and_cannot_be_made_up(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    make_prompt(session, course, 4)
    undo = undo_of(client, save_slip(client, title="Slip"))
    assert undo is not None
    assert client.post(f"{PAGE}/weeks/4/undo", data=undo[1]).status_code == 303
    for signed in ("", "made.up", undo[1]["former"][:-2]):
        assert client.post(undo[0], data={"former": signed}).status_code == 303
        assert "Nothing was changed." in said(client.get(PAGE).text)
    assert prompt_of(session, course, 3).title == "Slip"
    assert prompt_of(session, course, 4).title == "Developing alliances"
    assert client.get(f"{PAGE}?former=made.up").status_code == 200


def test_a_published_week_due_sooner_is_confirmed_first(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    before = times_of(session, course, 3)
    asked = client.post(ROW_3, data=row_of(client, 3) | {"title": "Allies", "T1_time": "20:00"})
    assert asked.status_code == 200
    words = " ".join(said(asked.text).split())
    assert "Due times come sooner." in words
    assert "Posts due: Wed 22 Oct, 8:00 pm (in 2 weeks), before: Wed 22 Oct, 11:59 pm" in words
    assert times_of(session, course, 3) == before
    form = BeautifulSoup(asked.text, "html.parser").select_one("form:has([name=seen])")
    sent = fields_in(form)
    # Back, with what was typed; or applied.
    back = client.post(ROW_3, data=sent | {"rows": "back"})
    assert (row_in(back.text, 3)["title"], row_in(back.text, 3)["T1_time"]) == ("Allies", "20:00")
    assert client.post(ROW_3, data=sent).status_code == 303
    assert times_of(session, course, 3)["T1"] == (3, 3, "20:00")
    assert prompt_of(session, course, 3).title == "Allies"


def test_a_running_week_says_who_changes_before_it_is_saved(
    client: FlaskClient, session: Session, course: Course, clock: Callable[[datetime], None]
) -> None:
    prompt = make_prompt(session, course, 1)
    ana = make_user(session, "Ana Lima")
    enrol(session, course, ana)
    post_initial(session, ana, prompt, now=at(4, "09:00"))
    later(client, session, clock, at(4, "12:00"))
    asked = client.post(f"{PAGE}/weeks/1", data=row_of(client, 1) | {"T1_day": "1:5"})
    assert asked.status_code == 200
    assert "Ana Lima" in said(asked.text)
    sent = fields_in(BeautifulSoup(asked.text, "html.parser").select_one("form:has([name=seen])"))
    assert client.post(f"{PAGE}/weeks/1", data=sent).status_code == 303
    assert times_of(session, course, 1)["T1"] == (1, 5, "23:59")


def test_a_published_week_is_not_due_sooner_within_a_day(
    client: FlaskClient, session: Session, course: Course, clock: Callable[[datetime], None]
) -> None:
    make_prompt(session, course, 1)
    later(client, session, clock, at(2, "23:00"))
    answer = client.post(f"{PAGE}/weeks/1", data=row_of(client, 1) | {"T1_time": "20:00"})
    assert answer.status_code == 422
    assert problems(answer.text)[0][0] == "#w1-T1_time"
    assert "less than a day away" in problems(answer.text)[0][1]
    assert row_in(answer.text, 1)["T1_time"] == "20:00"
    assert times_of(session, course, 1)["T1"] == (1, 3, "23:59")


def test_times_that_nobody_can_meet_are_for_drafts_alone(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    make_prompt(session, course, 4, published_at=None)
    answer = client.post(ROW_3, data=row_of(client, 3) | {"T1_day": "3:7"})
    assert answer.status_code == 422
    assert problems(answer.text) == [("#w3-T2_time", "Responses are due before the posts are.")]
    draft = client.post(f"{PAGE}/weeks/4", data=row_of(client, 4) | {"T1_day": "4:7"})
    assert draft.status_code == 303
    assert "Responses are due before the posts are." in said(client.get(PAGE).text)


def test_weeks_without_a_discussion_show_the_pattern(
    client: FlaskClient, session: Session, course: Course
) -> None:
    page = BeautifulSoup(client.get(PAGE).text, "html.parser")
    rows = page.select("tbody tr")
    assert len(rows) == 12
    week_5 = " ".join(rows[4].get_text(" ").split())
    assert week_5 == (
        "Week 5 Set up week 5 Mon 3 Nov, 12:00 am Wed 5 Nov, 11:59 pm Sat 8 Nov, 11:59 pm "
        "Tue 11 Nov, 11:59 pm Nothing yet"
    )


def test_all_weeks_are_set_up_at_once_by_the_pattern(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 2)
    answer = client.post(
        f"{PAGE}/new", data={"week": "0", "title": "", "source": "shape-alliances"}
    )
    assert answer.status_code == 303
    assert "11 weeks are set up." in said(client.get(PAGE).text)
    prompts = session.scalars(select(Prompt).order_by(Prompt.week)).all()
    assert [prompt.week for prompt in prompts] == list(range(1, 13))
    assert [prompt.is_published for prompt in prompts].count(True) == 1
    assert times_of(session, course, 12)["close"] == (12, 9, "23:59")
    assert prompts[11].title == "Week 12"
