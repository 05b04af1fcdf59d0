"""Publishing a week, previewing it, starting a new one, and the schedule of all."""

from __future__ import annotations

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Course
from forum.extensions import db
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.schedule_page import pattern_in
from tests.support.setup_pages import (
    WEEK_3,
    Fields,
    errors_of,
    form_of,
    prompt_of,
    teach,
)
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    return teach(client, session)


def test_a_week_nobody_could_do_is_saved_but_not_published(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post(
        "/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "shape-alliances"}
    )
    typed = form_of(client, 3) | {"title": "Typed just now", "points": "50", "T2_day": "3:2"}
    answer = client.post(f"{WEEK_3}/publication", data=typed)
    assert answer.status_code == 422
    said = " ".join(errors_of(answer.text))
    assert "The rubric adds up to 100 points, the week has 50." in said
    assert "Responses are due before the posts are." in said
    prompt = prompt_of(session, course, 3)
    assert (prompt.title, prompt.is_published) == ("Typed just now", False)


def test_more_responses_than_classmates_are_said_at_the_field(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post(
        "/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "shape-alliances"}
    )
    for name in ("Ana", "Bea"):
        enrol(session, course, make_user(session, name))
    page = client.get(WEEK_3)
    note = BeautifulSoup(page.text, "html.parser").select_one("#responses-note")
    assert note is not None
    assert "Not everybody can respond to 2 colleagues" in note.text
    control = BeautifulSoup(page.text, "html.parser").select_one("#responses")
    assert control is not None
    assert "responses-note" in str(control["aria-describedby"])
    assert client.post(f"{WEEK_3}/publication").status_code == 422


def test_a_draft_is_published_from_its_row_of_the_schedule(
    client: FlaskClient, session: Session, course: Course
) -> None:
    new = {"week": 3, "title": "Allies", "source": "shape-alliances"}
    client.post("/c/sowk-510/setup/new", data=new)
    row = BeautifulSoup(client.get("/c/sowk-510/setup").text, "html.parser").select_one("#week-3")
    assert row is not None
    button = row.select_one('form[action$="/w/3/setup/publication"] button')
    assert button is not None and button.text == "Publish, week 3"
    answer = client.post(f"{WEEK_3}/publication", data={"from": "schedule"})
    assert (answer.status_code, answer.location) == (303, "/c/sowk-510/setup#week-3")
    assert prompt_of(session, course, 3).is_published
    after = BeautifulSoup(client.get("/c/sowk-510/setup").text, "html.parser")
    assert after.select_one('#week-3 form[action$="/publication"]') is None


def test_a_row_that_cannot_be_published_leads_to_what_stands_in_the_way(
    client: FlaskClient, session: Session, course: Course
) -> None:
    new = {"week": 3, "title": "Allies", "source": "shape-alliances"}
    client.post("/c/sowk-510/setup/new", data=new)
    for name in ("Ana", "Bea"):
        enrol(session, course, make_user(session, name))
    session.commit()
    answer = client.post(f"{WEEK_3}/publication", data={"from": "schedule"})
    assert answer.status_code == 422
    assert "Not everybody can respond to 2 colleagues" in answer.text
    assert not prompt_of(session, course, 3).is_published


def test_publish_and_withdraw_save_what_is_typed_first(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post(
        "/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "shape-alliances"}
    )
    typed = form_of(client, 3) | {"title": "First"}
    assert client.post(f"{WEEK_3}/publication", data=typed).status_code == 303
    prompt = prompt_of(session, course, 3)
    assert (prompt.title, prompt.is_published) == ("First", True)
    typed = form_of(client, 3) | {"title": "Second"}
    assert client.post(f"{WEEK_3}/withdrawal", data=typed).status_code == 303
    prompt = prompt_of(session, course, 3)
    assert (prompt.title, prompt.is_published) == ("Second", False)
    assert "Withdrawn" in client.get("/c/sowk-510/setup").text


def test_students_never_see_a_draft_or_its_preview(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post(
        "/c/sowk-510/setup/new", data={"week": 3, "title": "Canary", "source": "shape-alliances"}
    )
    ana = make_user(session, "Ana")
    enrol(session, course, ana)
    sign_in(client, session, ana)
    for path in ("w/3", "w/3/setup", "w/3/preview", "w/3/extensions"):
        answer = client.get(f"/c/sowk-510/{path}")
        assert answer.status_code == 404
        assert "Canary" not in answer.text
    assert "Canary" not in client.get("/c/sowk-510/").text


def test_the_preview_shows_all_and_writes_nothing(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, content_note="Touches on debt.", published_at=None)
    rows = session.scalar(select(func.count()).select_from(Activity))
    page = client.get("/c/sowk-510/w/3/preview")
    soup = BeautifulSoup(page.text, "html.parser")
    for text in ("Touches on debt.", "by Wed 22 Oct", "Love146", "Ways in", "Leave preview"):
        assert text in soup.text
    assert soup.select("main form")
    assert soup.select("main form:not(fieldset[disabled] form)") == []
    assert session.scalar(select(func.count()).select_from(Activity)) == rows


def test_a_week_is_set_up_from_a_copy_of_another_one(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post(
        "/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "shape-alliances"}
    )
    source = prompt_of(session, course, 3)
    form = {"week": 5, "title": "", "source": f"prompt-{source.id}"}
    answer = client.post("/c/sowk-510/setup/new", data=form)
    assert answer.status_code == 303
    copy = prompt_of(session, course, 5)
    assert copy.title == "Allies"
    assert find_rubric(session, copy.id) is not None
    before, after = (get_setup(session, one).checkpoint("T1") for one in (source, copy))
    assert before is not None
    assert after is not None
    assert (after.week, after.day, after.local_time) == (5, before.day, before.local_time)


@pytest.mark.parametrize(
    "changes",
    [
        {"week": "99"},
        {"week": "-1"},
        {"week": ""},
        {"week": "9" * 4000},
        {"source": "prompt-2147483647"},
        {"source": "prompt-one"},
        {"source": ""},
        {"title": "x" * 201},
    ],
)
def test_a_new_week_needs_a_free_week_and_a_source_one_may_copy(
    client: FlaskClient, session: Session, course: Course, changes: Fields
) -> None:
    form = {"week": "3", "title": "Allies", "source": "shape-alliances"} | changes
    answer = client.post("/c/sowk-510/setup/new", data=form)
    assert answer.status_code == 422
    assert errors_of(answer.text)
    assert session.scalars(select(Prompt)).all() == []


def test_a_prompt_of_a_course_one_does_not_teach_cannot_be_copied(
    client: FlaskClient, session: Session, course: Course
) -> None:
    foreign = make_prompt(session, make_course(session, "SOWK 520"), 2, title="Canary")
    page = client.get("/c/sowk-510/setup/new")
    assert "Canary" not in page.text
    form = {"week": "3", "title": "Allies", "source": f"prompt-{foreign.id}"}
    assert client.post("/c/sowk-510/setup/new", data=form).status_code == 422


def test_a_taken_week_is_not_offered(client: FlaskClient, session: Session, course: Course) -> None:
    make_prompt(session, course, 3)
    form = {"week": "3", "title": "Allies", "source": "shape-alliances"}
    assert client.post("/c/sowk-510/setup/new", data=form).status_code == 422


def test_the_schedule_says_state_and_what_there_is_to_look_at(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 1)
    make_prompt(session, course, 2, published_at=None, points=50)
    with time_machine.travel(at(2, "12:00"), tick=False):
        staff = session.scalars(select(User)).first()
        assert staff is not None
        sign_in(client, session, staff)
        page = client.get("/c/sowk-510/setup")
    rows = BeautifulSoup(page.text, "html.parser").select("tbody tr")
    texts = [" ".join(row.text.split()) for row in rows]
    assert len(texts) == course.weeks_total
    chosen = rows[0].select_one("[name=T1_day] option[selected]")
    assert chosen is not None and chosen.text == "Wed 8 Oct"
    assert [field["value"] for field in rows[0].select("[type=time]")][:2] == ["00:00", "23:59"]
    assert "Open" in texts[0]
    assert "Draft, not published" in texts[1]
    assert "There is no rubric yet" in texts[1]
    assert "Set up week 3" in texts[2]
    assert "Wed 22 Oct, 11:59 pm" in texts[2]


def test_the_schedule_asks_the_database_as_often_for_forty_weeks_as_for_twelve(
    client: FlaskClient, session: Session, course: Course
) -> None:
    course.weeks_total = 40
    session.commit()

    def count() -> dict[str, int]:
        """The statements of the page, and of the one that shows what moves."""
        form = pattern_in(client.get("/c/sowk-510/setup").text) | {"T1_time": "20:00"}
        with count_statements(db.engine) as page:
            assert client.get("/c/sowk-510/setup").status_code == 200
        with count_statements(db.engine) as moves:
            assert client.post("/c/sowk-510/setup/pattern", data=form).status_code == 200
        return {"page": len(page), "moves": len(moves)}

    for week in range(1, 13):
        make_prompt(session, course, week, published_at=None)
    few = count()
    for week in range(13, 41):
        make_prompt(session, course, week, published_at=None)
    assert few == count() == {"page": 10, "moves": 8}
