"""The next term of a course: old and new dates side by side, made in one step, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from forum.accounts.models import User, UserSession
from forum.activity.models import Activity
from forum.courses.models import Course, Enrollment, Term
from forum.discussion.models import Post
from forum.prompts.models import Extension, Prompt
from tests.support.classroom import shows
from tests.support.copy_pages import (
    PAGE,
    confirm_fields,
    course_at,
    form_of,
    make,
    plan,
    rows,
)
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.weeks import at, make_prompt, post_initial

NEW = "sowk-510-2"
COPIED = f"/c/{NEW}/copied"


@pytest.fixture
def admin(session: Session, client: FlaskClient, clock: Callable[[datetime], None]) -> User:
    """A site admin who has just signed in."""
    clock(at(4, "10:00"))
    person = make_user(session, "Ada Admin", is_admin=True)
    sign_in(client, session, person)
    return person


@pytest.fixture
def source(session: Session, admin: User) -> Course:
    """A course under way with two weeks, a student and a post."""
    course = make_course(session, slug="sowk-510")
    student = make_user(session, "Elise")
    enrol(session, course, student)
    prompt = make_prompt(session, course, 1)
    make_prompt(session, course, 5, title="Allies")
    post_initial(session, student, prompt, now=at(2, "10:00"), stem="owl")
    return course


def test_old_and_new_dates_stand_side_by_side(client: FlaskClient, source: Course) -> None:
    answer = plan(client)
    assert answer.status_code == 200
    assert shows(answer, "Nothing is made yet.", "Times are for New York.")
    (first, fifth) = rows(answer)
    assert first == [
        "1. Developing alliances",
        "Opens Mon 6 Oct, 12:00 am Posts due Wed 8 Oct, 11:59 pm "
        "Responses due Sat 11 Oct, 11:59 pm Closes Tue 14 Oct, 11:59 pm",
        "Opens Mon 5 Oct 2026, 12:00 am Posts due Wed 7 Oct 2026, 11:59 pm "
        "Responses due Sat 10 Oct 2026, 11:59 pm Closes Tue 13 Oct 2026, 11:59 pm",
        "Nothing",
    ]
    assert "Opens Mon 2 Nov 2026, 12:00 am" in fifth[2]


def test_problems_are_marked_before_anything_is_made(
    client: FlaskClient, session: Session, source: Course
) -> None:
    answer = plan(
        client,
        starts_on="2026-10-06",
        breaks="2026-10-14",
        holidays="2026-10-08 Feast of Owls",
        term_ends_on="2026-11-12",
    )
    assert shows(
        answer,
        "Week 1 began on a Monday and would begin on a Tuesday",
        "Begin it on Mon 5 Oct 2026 to keep them.",
        "The last week of class ends on Mon 4 Jan 2027, after the last day of the term",
    )
    (first, fifth) = rows(answer)
    assert first[3] == "Posts due: Due on a holiday: Feast of Owls. Do you mean the day before?"
    assert "Closes: After the last day of the term, Thu 12 Nov 2026." in fifth[3]
    assert session.scalar(select(func.count()).select_from(Course)) == 1


def test_the_copy_is_made_unpublished_and_nobody_comes_along(
    client: FlaskClient, session: Session, source: Course
) -> None:
    answer = make(client, holidays="2026-11-26 Thanksgiving")
    assert (answer.status_code, answer.location) == (303, COPIED)
    made = course_at(session, NEW)
    assert made is not None
    prompts = session.scalars(
        select(Prompt).where(Prompt.course_id == made.id).order_by(Prompt.week)
    ).all()
    assert [(one.week, one.published_at) for one in prompts] == [(1, None), (5, None)]
    for table in (Enrollment, Post):
        assert session.scalars(select(table).where(table.course_id == made.id)).all() == []
    ids = [one.id for one in prompts]
    assert session.scalars(select(Extension).where(Extension.prompt_id.in_(ids))).all() == []
    assert session.get_one(Term, made.term_id).name == "Autumn 2026"
    page = client.get(COPIED)
    assert shows(page, "2 weeks, as drafts", "3 sites", "No people, posts or grades.")
    assert shows(client.get(f"/c/{NEW}/setup"), "Thanksgiving")
    assert shows(client.get(f"/c/{NEW}/settings"), "What this course was copied from")


def test_the_same_form_twice_makes_one_course(
    client: FlaskClient, session: Session, source: Course
) -> None:
    fields = confirm_fields(plan(client))
    answers = [client.post(PAGE, data=fields) for _ in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, COPIED)] * 2
    assert session.scalar(select(func.count()).select_from(Course)) == 2


def test_what_was_typed_can_be_changed_after_the_look(client: FlaskClient, source: Course) -> None:
    fields = confirm_fields(plan(client, title="Foundations, again"))
    back = client.post(PAGE, data=fields | {"back": "1"})
    assert back.status_code == 200
    assert shows(back, "Copy this course")
    assert 'value="Foundations, again"' in back.text


def test_a_course_that_changed_since_is_shown_again(
    client: FlaskClient, session: Session, source: Course
) -> None:
    fields = confirm_fields(plan(client))
    make_prompt(session, source, 6, title="Late addition")
    answer = client.post(PAGE, data=fields)
    assert answer.status_code == 409
    assert shows(answer, "The course has changed since", "Late addition")
    assert client.post(PAGE, data=confirm_fields(answer)).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_on": ""}, "Choose a date."),
        ({"starts_on": "2026-02-30"}, "Write the date as year-month-day"),
        ({"breaks": "2027-06-01"}, "Outside the weeks of the course: 2027-06-01."),
        ({"breaks": "in spring"}, "Write one date a line"),
        ({"holidays": "Thanksgiving"}, "Write one holiday a line"),
        ({"holidays": "2026-11-26"}, "Write one holiday a line"),
        ({"term_name": ""}, "Name the term"),
        ({"term": "99999"}, "Error:"),
        ({"term_ends_on": "2026-10-01"}, "The term would end before the course begins."),
        ({"T2_day": "1"}, "Responses are due before the posts are."),
        ({"T1_time": "25:00"}, "Error:"),
        ({"slug": "../admin"}, "Use small letters"),
        ({"title": "", "code": "SOWK 511"}, "Enter the course's title."),
    ],
)
def test_what_makes_no_sense_is_said_and_given_back(
    client: FlaskClient, session: Session, source: Course, typed: dict[str, str], said: str
) -> None:
    answer = client.post(PAGE, data=form_of(client, code="SOWK 511") | typed)
    assert answer.status_code == 422
    assert shows(answer, said)
    assert 'value="SOWK 511"' in answer.text
    assert session.scalar(select(func.count()).select_from(Course)) == 1


def test_an_address_and_a_terms_name_are_taken_once(
    client: FlaskClient, session: Session, source: Course
) -> None:
    answer = plan(client, slug="sowk-510")
    assert answer.status_code == 409
    assert shows(answer, "Another course has this address.")
    fields = confirm_fields(plan(client))
    make_course(session, slug=NEW)
    late = client.post(PAGE, data=fields)
    assert late.status_code == 409
    assert shows(late, "Another course has this address.")
    name = session.scalars(select(Term.name).order_by(Term.id)).first()
    assert shows(plan(client, term_name=str(name)), "There is a term of this name.")


def test_a_course_without_weeks_gives_its_calendar_alone(
    client: FlaskClient, session: Session, admin: User
) -> None:
    make_course(session, slug="sowk-510")
    assert shows(plan(client), "No week of this course is set up.")
    assert make(client).location == COPIED
    assert shows(client.get(COPIED), "0 weeks, as drafts")


def test_a_course_in_the_archive_is_copied_and_stays_there(
    client: FlaskClient, session: Session, source: Course
) -> None:
    source.archived_at = at(1, "10:00")
    session.commit()
    assert make(client).status_code == 303
    made = course_at(session, NEW)
    assert made is not None
    assert made.archived_at is None


def test_a_copy_is_removed_and_its_address_free(
    client: FlaskClient, session: Session, source: Course
) -> None:
    fields = confirm_fields(plan(client))
    client.post(PAGE, data=fields)
    logged = session.scalar(select(func.count()).select_from(Activity))
    assert client.post(f"{COPIED}/removal").status_code == 303
    assert shows(client.get("/admin"), "The copy of SOWK 510 is removed.")
    assert NEW not in client.get("/admin").text
    for path in ("", "copied", "settings", "setup"):
        assert client.get(f"/c/{NEW}/{path}").status_code == 404
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Activity)) == logged + 1
    late = client.post(PAGE, data=fields | {"term": "0", "term_name": "Another"})
    assert late.status_code == 409
    assert shows(late, "The copy that this page had made was removed.")
    assert client.post(PAGE, data=confirm_fields(late)).location == COPIED


def test_what_students_know_of_is_not_removed(
    client: FlaskClient, session: Session, source: Course
) -> None:
    make(client)
    made = course_at(session, NEW)
    assert made is not None
    ours = Prompt.course_id == made.id, Prompt.week == 1
    session.execute(update(Prompt).where(*ours).values(published_at=at(3, "09:00")))
    session.commit()
    answer = client.post(f"{COPIED}/removal")
    assert answer.status_code == 409
    assert shows(answer, "was not removed", "A week of it has been published.")
    assert client.get(f"/c/{NEW}/").status_code == 200
    session.execute(update(Prompt).where(*ours).values(published_at=None))
    session.commit()
    enrol(session, made, make_user(session, "Noor"))
    assert shows(client.post(f"{COPIED}/removal"), "People have been enrolled in it.")


def test_removing_asks_for_the_password_again(
    client: FlaskClient, session: Session, source: Course
) -> None:
    make(client)
    session.execute(update(UserSession).values(confirmed_at=at(1, "08:00")))
    session.commit()
    assert client.post(f"{COPIED}/removal").status_code == 403
    assert client.get(f"/c/{NEW}/").status_code == 200


def test_a_course_that_is_no_copy_has_no_such_page(client: FlaskClient, source: Course) -> None:
    assert client.get("/c/sowk-510/copied").status_code == 404
    assert client.post("/c/sowk-510/copied/removal").status_code == 404
