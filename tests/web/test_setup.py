"""Setting a week up in the browser, with the forms as they are sent."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Course
from forum.discussion.actions.drafts import FieldSave, save_fields
from forum.extensions import db
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.models import Extension, Prompt, Site
from forum.prompts.queries import find_prompt, get_setup
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt, post_initial, respond

Fields = dict[str, Any]
WEEK_3 = "/c/sowk-510/w/3/setup"
EXTENSIONS = "/c/sowk-510/w/3/extensions"


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    """A course whose instructor is signed in."""
    course = make_course(session, slug="sowk-510")
    instructor = make_user(session, "Prof. Okafor")
    enrol(session, course, instructor, "instructor")
    sign_in(client, session, instructor)
    return course


def test_a_new_week_has_the_shape_of_the_assignment_and_can_be_published(
    client: FlaskClient, session: Session, course: Course
) -> None:
    answer = client.post(
        "/c/sowk-510/setup/new", data={"week": 7, "title": "Allies", "source": "blank"}
    )
    assert answer.status_code == 303
    assert answer.location.endswith("/c/sowk-510/w/7/setup")
    prompt = prompt_of(session, course, 7)
    setup = get_setup(session, prompt)
    assert [part.min_words for part in setup.parts] == [80, 80, 60, 60, 40]
    assert setup.current_terms.different_site
    assert setup.is_complete
    rubric = find_rubric(session, prompt.id)
    assert rubric is not None
    assert rubric.points_total == 100
    assert not prompt.is_published

    assert client.post("/c/sowk-510/w/7/setup/publication").status_code == 303
    assert prompt_of(session, course, 7).is_published


def test_the_form_saves_what_it_shows_without_changing_anything(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post("/c/sowk-510/setup/new", data={"week": 7, "title": "Allies", "source": "blank"})
    before = facts_of(session, course, 7)
    page = client.get("/c/sowk-510/w/7/setup")
    assert page.status_code == 200
    answer = client.post("/c/sowk-510/w/7/setup", data=fields_of(page.text))
    assert answer.status_code == 303, errors_of(answer.text)
    assert facts_of(session, course, 7) == before


# --- Rows without a script ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "headings"),
    [
        ("parts:add", ["The organisation", "Ways in", ""]),
        ("parts:remove:0", ["Ways in"]),
        ("parts:down:0", ["Ways in", "The organisation"]),
        ("parts:up:1", ["Ways in", "The organisation"]),
        ("parts:up:0", ["The organisation", "Ways in"]),
        ("parts:down:1", ["The organisation", "Ways in"]),
        ("parts:remove:99", ["The organisation", "Ways in"]),
        ("nothing:add", ["The organisation", "Ways in"]),
        ("parts:explode:1", ["The organisation", "Ways in"]),
        ("parts:remove:" + "9" * 50, ["The organisation", "Ways in"]),
    ],
)
def test_a_button_changes_the_rows_and_keeps_what_is_typed(
    client: FlaskClient, session: Session, course: Course, command: str, headings: list[str]
) -> None:
    make_prompt(session, course, 3)
    before = facts_of(session, course, 3)
    typed = form_of(client, 3) | {"rows": command, "title": "", "parts-1-min_words": "many"}
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 200
    again = fields_of(answer.text)
    rows = [name for name in again if name.startswith("parts-") and name.endswith("-heading")]
    assert [again[name] for name in rows] == headings
    assert again["title"] == ""
    assert "many" in again.values() or command == "parts:remove:1"
    assert facts_of(session, course, 3) == before


def test_rows_end_at_a_number_nobody_needs(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    typed = form_of(client, 3)
    typed |= {f"parts-{number}-heading": "Part" for number in range(2, 40)}
    answer = client.post(WEEK_3, data=typed | {"rows": "parts:add"})
    assert answer.status_code == 200
    assert "parts-40-heading" not in fields_of(answer.text)


def test_a_date_in_the_text_can_follow_the_schedule(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, body="Write by Wednesday, 8 October at the latest.")
    page = client.get(WEEK_3)
    assert any("“Wednesday”" in line for line in errors_of(page.text))
    typed = fields_of(page.text) | {"rows": "date:body:post_due"}
    answer = client.post(WEEK_3, data=typed)
    assert fields_of(answer.text)["body"] == "Write by {{post_due}}, 8 October at the latest."
    for nonsense in ("date:title:post_due", "date:body:due", "date::", "date:body:post_due:x"):
        same = client.post(WEEK_3, data=typed | {"rows": nonsense})
        assert fields_of(same.text)["body"] == typed["body"]


# --- Saving ------------------------------------------------------------------------------------


def test_everything_on_the_page_is_saved(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    typed = form_of(client, 3) | {
        "title": "Allies, near and far",
        "points": "40",
        "responses": "3",
        "different_site": "any",
        "parts-2-key": "",
        "parts-2-heading": "My next steps",
        "parts-2-min_words": "30",
        "new_sites-0-key": "",
        "new_sites-0-name": "Freedom Network",
        "new_sites-0-address": "freedomnetworkusa.org",
        "rubric_title": "How it is read",
        "criteria-0-key": "",
        "criteria-0-title": "Answers",
        "criteria-0-counted_from": "post",
        **{f"criteria-0-points_{level}": str(level * 10) for level in range(5)},
        **{f"criteria-0-words_{level}": f"Level {level}" for level in range(5)},
        "T2_day": "3:7",
        "T2_time": "18:30",
    }
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 303, errors_of(answer.text)
    prompt = prompt_of(session, course, 3)
    setup = get_setup(session, prompt)
    assert (prompt.title, prompt.points, prompt.version) == ("Allies, near and far", 40, 2)
    assert [part.key for part in setup.parts] == ["overview", "ally", "my-next-steps"]
    assert [part.minimum for part in setup.current_terms.parts] == [10, 5, 30]
    assert (setup.current_terms.responses, setup.current_terms.different_site) == (3, False)
    assert setup.sites[-1].name == "Freedom Network"
    rubric = find_rubric(session, prompt.id)
    assert rubric is not None
    assert (rubric.points_total, rubric.criteria[0].counted_from[0]) == (40, "initial_post")
    due = setup.checkpoint("T2")
    assert due is not None
    assert (due.week, due.day, due.local_time) == (3, 7, "18:30")


def test_signs_that_no_database_takes_are_left_out_and_all_others_stay(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    naughty = "A\x00 \x07title \ufeff 👩‍👩‍👧 שלום \u202eabc\u202c <script>alert(1)</script>"
    typed = form_of(client, 3) | {"title": naughty, "body": naughty + "\r\n\u2028two"}
    assert client.post(WEEK_3, data=typed).status_code == 303
    prompt = prompt_of(session, course, 3)
    assert prompt.title == "A title 👩‍👩‍👧 שלום \u202eabc\u202c <script>alert(1)</script>"
    assert prompt.body.endswith("\n\ntwo")
    for path in (WEEK_3, "/c/sowk-510/w/3/preview", "/c/sowk-510/setup"):
        assert "<script>alert" not in client.get(path).text


BAD = {
    "no title": {"title": " \u00a0\x00 "},
    "a long title": {"title": "x" * 201},
    "a paste of 200 KB": {"body": ("many words " * 20_000).strip()},
    "formatting too deep": {"body": ">" * 400 + " deep"},
    "no number": {"points": "many"},
    "a negative number": {"responses": "-1"},
    "a number too large": {"references": "2147483648"},
    "digits without end": {"points": "9" * 5000},
    "a part without heading": {"parts-0-heading": ""},
    "no words": {"parts-0-min_words": ""},
    "a day that is none": {"T1_day": "3:99"},
    "no day": {"T1_day": ""},
    "a time that is none": {"T1_time": "25:00"},
    "a time in words": {"close_time": "midnight"},
    "another choice": {"fallback": "everybody"},
    "a group set that is not there": {"group_set_id": "77"},
    "a site that is not there": {"sites": ["2147483647"]},
    "a site that is no number": {"sites": ["one"]},
    "a new site without address": {"new_sites-0-name": "Somebody", "new_sites-0-address": ""},
    "a new site without name": {"new_sites-0-name": "", "new_sites-0-address": "a-site.org"},
    "an address that is none": {
        "new_sites-0-name": "Somebody",
        "new_sites-0-address": "javascript:alert(1)",
    },
    "more than per cent": {"late_rate": "101"},
    "no cap is one": {"site_cap": "0"},
    "a version that is none": {"version": "first"},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_saved_is_said_and_given_back(
    client: FlaskClient, session: Session, course: Course, changes: Fields
) -> None:
    make_prompt(session, course, 3)
    before = facts_of(session, course, 3)
    typed = form_of(client, 3) | {"purpose": "Typed and not to be lost"} | changes
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    again = fields_of(answer.text)
    assert again["purpose"] == "Typed and not to be lost"
    for name, value in changes.items():
        if isinstance(value, str) and value.isprintable() and name not in CHOICES:
            assert again[name] == value
    assert facts_of(session, course, 3) == before


#: Their own value is given back, because a list cannot show another one.
CHOICES = {"T1_day", "fallback", "group_set_id", "version"}


def test_levels_of_a_criterion_fall(client: FlaskClient, session: Session, course: Course) -> None:
    client.post("/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "blank"})
    typed = form_of(client, 3) | {"criteria-0-points_2": "24"}
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 422
    assert "Error: A better level cannot be worth fewer points." in errors_of(answer.text)
    for points in ("NaN", "-1", "1e999", "0.001", "ten", ""):
        answer = client.post(WEEK_3, data=form_of(client, 3) | {"criteria-0-points_4": points})
        assert answer.status_code == 422, points


def test_a_site_of_another_course_cannot_be_listed(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    other = make_course(session, "SOWK 520")
    make_prompt(session, other, 3)
    foreign = session.scalars(select(Site.id).where(Site.course_id == other.id)).first()
    typed = form_of(client, 3) | {"sites": [str(foreign)]}
    assert client.post(WEEK_3, data=typed).status_code == 422


def test_a_part_in_which_somebody_has_written_cannot_be_taken_out(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt, ana = make_prompt(session, course, 1), make_user(session, "Ana")
    enrol(session, course, ana)
    own = post_initial(session, ana, prompt, now=at(2, "10:00"))
    bea = make_user(session, "Bea")
    enrol(session, course, bea)
    post_initial(session, bea, prompt, "Love146", now=at(2, "11:00"))
    respond(session, bea, own, now=at(3, "10:00"))
    week = "/c/sowk-510/w/1/setup"
    for name, title in (("parts", "Ways in"), ("response_parts", "What changed")):
        shorter = client.post(week, data=form_of(client, 1) | {"rows": f"{name}:remove:1"})
        answer = client.post(week, data=fields_of(shorter.text))
        assert answer.status_code == 422
        assert any(f"Students have written in “{title}”" in line for line in errors_of(answer.text))
        assert f'href="#{name}"' in answer.text
    renamed = form_of(client, 1) | {"parts-1-heading": "Ways to help", "parts-1-min_words": "0"}
    assert client.post(week, data=renamed).status_code == 303


def test_a_part_with_somebodys_draft_cannot_be_taken_out(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt, ana = make_prompt(session, course, 3), make_user(session, "Ana")
    saves = [FieldSave("part-ally", "A canary")]
    save_fields(session, ana.id, prompt.id, "initial", saves, client="tab", now=at(1, "10:00"))
    session.commit()
    shorter = client.post(WEEK_3, data=form_of(client, 3) | {"rows": "parts:remove:1"})
    answer = client.post(WEEK_3, data=fields_of(shorter.text))
    assert answer.status_code == 422
    assert "canary" not in answer.text


def test_a_running_weeks_due_time_is_not_moved_to_the_next_hour(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 1)
    with time_machine.travel(at(2, "12:00"), tick=False):
        staff = session.scalars(select(User)).first()
        assert staff is not None
        sign_in(client, session, staff)
        changes = {"T1_time": "11:00", "title": "Typed"}
        answer = client.post("/c/sowk-510/w/1/setup", data=form_of(client, 1) | changes)
    assert answer.status_code == 422
    assert any("less than a day away" in line for line in errors_of(answer.text))
    assert fields_of(answer.text)["title"] == "Typed"
    assert prompt_of(session, course, 1).title == "Developing alliances"


def test_a_stale_page_shows_both_versions_and_can_then_be_saved(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    mine = form_of(client, 3) | {"title": "Mine", "body": "My text"}
    theirs = form_of(client, 3) | {"title": "Theirs", "body": "Their text"}
    assert client.post(WEEK_3, data=theirs).status_code == 303
    answer = client.post(WEEK_3, data=mine)
    assert answer.status_code == 409
    again = fields_of(answer.text)
    assert (again["title"], again["body"]) == ("Mine", "My text")
    stale = BeautifulSoup(answer.text, "html.parser").select_one("#stale")
    assert stale is not None
    assert "Theirs" in stale.text
    assert "Their text" in stale.text
    assert prompt_of(session, course, 3).title == "Theirs"
    assert client.post(WEEK_3, data=again).status_code == 303
    assert prompt_of(session, course, 3).title == "Mine"


# --- Publishing --------------------------------------------------------------------------------


def test_a_week_nobody_could_do_is_saved_but_not_published(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post("/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "blank"})
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
    client.post("/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "blank"})
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


def test_publish_and_withdraw_save_what_is_typed_first(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post("/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "blank"})
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
    client.post("/c/sowk-510/setup/new", data={"week": 3, "title": "Canary", "source": "blank"})
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
    assert soup.select("main form") == []
    assert session.scalar(select(func.count()).select_from(Activity)) == rows


# --- New weeks ---------------------------------------------------------------------------------


def test_a_week_is_set_up_from_a_copy_of_another_one(
    client: FlaskClient, session: Session, course: Course
) -> None:
    client.post("/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "blank"})
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
    form = {"week": "3", "title": "Allies", "source": "blank"} | changes
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
    form = {"week": "3", "title": "Allies", "source": "blank"}
    assert client.post("/c/sowk-510/setup/new", data=form).status_code == 422


# --- Extensions --------------------------------------------------------------------------------


def test_an_extension_is_given_and_taken_back(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    ana = make_user(session, "Ana Silva")
    enrol(session, course, ana)
    form = {"student": ana.id, "kind": "T1", "day": "2025-10-24", "time": "23:59", "reason": "Ill"}
    assert client.post(EXTENSIONS, data=form).status_code == 303
    row = session.scalars(select(Extension)).one()
    # The minute lasts to its end: midnight in New York.
    assert row.due_at.isoformat() == "2025-10-25T04:00:00+00:00"
    assert "Ana Silva" in client.get(EXTENSIONS).text
    assert client.post(f"{EXTENSIONS}/{row.id}/end").status_code == 303
    assert client.post(f"{EXTENSIONS}/{row.id}/end").status_code == 404
    assert client.post(f"{EXTENSIONS}/999999/end").status_code == 404
    assert "Nobody has an extension" in client.get(EXTENSIONS).text


@pytest.mark.parametrize(
    "changes",
    [
        {"student": "2147483647"},
        {"student": "Ana"},
        {"kind": "T9"},
        {"day": ""},
        {"day": "2025-02-31"},
        {"day": "99999-01-01"},
        {"day": "0001-01-01"},
        {"day": "2025-10-01"},
        {"time": "24:61"},
        {"reason": "x" * 501},
    ],
)
def test_an_extension_that_makes_no_sense_is_said_and_given_back(
    client: FlaskClient, session: Session, course: Course, changes: Fields
) -> None:
    make_prompt(session, course, 3)
    ana = make_user(session, "Ana Silva")
    enrol(session, course, ana)
    form = {"student": ana.id, "kind": "T1", "day": "2025-10-24", "time": "23:59", "reason": "Ill"}
    answer = client.post(EXTENSIONS, data=form | changes)
    assert answer.status_code == 422
    assert errors_of(answer.text)
    if "reason" not in changes:
        assert 'value="Ill"' in answer.text
    assert session.scalars(select(Extension)).all() == []


# --- The schedule ------------------------------------------------------------------------------


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
    assert "Wed 8 Oct, 11:59 pm" in texts[0]
    assert "Open" in texts[0]
    assert "Draft, not published" in texts[1]
    assert "There is no rubric yet" in texts[1]
    assert texts[2].endswith("Set up week 3")


def test_the_schedule_asks_the_database_as_often_for_a_full_term(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 1)
    client.get("/c/sowk-510/setup")
    with count_statements(db.engine) as few:
        client.get("/c/sowk-510/setup")
    for week in range(2, 13):
        make_prompt(session, course, week)
    with count_statements(db.engine) as many:
        client.get("/c/sowk-510/setup")
    assert len(many) == len(few)


# --- Reading the pages -------------------------------------------------------------------------


def form_of(client: FlaskClient, week: int) -> Fields:
    """The long form of a week as it is shown."""
    return fields_of(client.get(f"/c/sowk-510/w/{week}/setup").text)


def prompt_of(session: Session, course: Course, week: int) -> Prompt:
    """The prompt of a week, which must exist."""
    session.rollback()  # what the requests wrote meanwhile
    session.expire_all()
    prompt = find_prompt(session, course.id, week)
    assert prompt is not None
    return prompt


def facts_of(session: Session, course: Course, week: int) -> Any:
    """All that is set for a week, without versions and times of change."""
    prompt = prompt_of(session, course, week)
    setup = get_setup(session, prompt)
    return (
        prompt.title,
        prompt.points,
        [(part.key, part.heading, part.guidance, part.min_words) for part in setup.parts],
        [(part.key, part.min_words) for part in setup.response_parts],
        [site.name for site in setup.sites],
        setup.terms,
        [(row.kind, row.week, row.day, row.local_time) for row in setup.checkpoints],
        find_rubric(session, prompt.id),
    )


def fields_of(html: str) -> Fields:
    """What a browser would send of the page's long form."""
    form = BeautifulSoup(html, "html.parser").select_one("form.body")
    assert form is not None
    fields: Fields = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name = str(control["name"])
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            fields[name] = chosen["value"] if chosen else ""
        elif control.name == "textarea":
            fields[name] = control.text.replace("\r\n", "\n").removeprefix("\n")
        elif control.get("type") in ("checkbox", "radio"):
            if control.has_attr("checked"):
                fields.setdefault(name, []).append(control["value"])
        else:
            fields[name] = control.get("value", "")
    return fields


def errors_of(html: str) -> list[str]:
    """The sentences at the fields."""
    soup = BeautifulSoup(html, "html.parser")
    return [" ".join(line.text.split()) for line in soup.select(".error, .caution")]
