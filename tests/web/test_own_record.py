"""A student takes everything of their own along, and nothing of anybody else."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from forum.activity.models import Activity
from forum.grading.models import GradeRelease, ReleasedGrade
from tests.support.client import text
from tests.support.weeks import at, make_prompt, post_initial, respond
from tests.web.week_room import Classroom


@pytest.fixture
def room(app, session, clock) -> Classroom:
    """Ana has posted and has been answered; Bea wrote a post full of canaries."""
    clock(at(3, "10:00"))
    room = Classroom(app, session, clock)
    room.prompt()
    room.own = post_initial(session, room.ana, room.week, now=at(2, "09:00"), stem="mine")
    other = post_initial(session, room.bea, room.week, "Love146", now=at(2, "09:10"), stem="canary")
    respond(session, room.bea, room.own, now=at(2, "10:00"), stem="answer")
    respond(session, room.ana, other, now=at(2, "11:00"), stem="reply")
    return room


def release(room, user, comment: str) -> None:
    act = GradeRelease(
        prompt_id=room.week.id, released_at=at(3, "09:00"), released_by_id=room.prof.id
    )
    room.session.add(act)
    room.session.flush()
    room.session.add(
        ReleasedGrade(
            release_id=act.id,
            prompt_id=room.week.id,
            user_id=user.id,
            released_at=at(3, "09:00"),
            marks=[],
            raw=90,
            late_points=0,
            total=90,
            out_of=100,
            comment_html=f"<p>{comment}</p>",
            graded_by_id=room.prof.id,
        )
    )
    room.session.commit()


def take(room, user) -> dict:
    answer = room.send(user, "my-work/copies")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    return json.loads(answer.data)


def test_the_record_holds_own_posts_answers_findings_and_the_released_grade(room):
    release(room, room.ana, "Well argued")
    release(room, room.bea, "Canary of Bea's grade")
    record = take(room, room.ana)
    (week,) = record["weeks"]
    assert [post["kind"] for post in week["posts"]] == ["initial", "response"]
    assert week["posts"][0]["versions"][0]["parts"]["overview"].startswith("mine0")
    assert [answer["from"] for answer in week["received"]] == ["Bea Mills"]
    assert "Initial post published" in week["findings"][0]["sentence"]
    assert week["grade"]["total"] == "90.00"


def test_it_holds_nothing_of_colleagues_but_their_answers_to_me(room):
    release(room, room.bea, "Canary of Bea's grade")
    whole = json.dumps(take(room, room.ana))
    assert "canary" not in whole.lower()


def test_taking_it_is_logged(room):
    take(room, room.ana)
    assert "own_work_exported" in room.session.scalars(select(Activity.verb)).all()


def test_it_goes_through_every_week(room):
    prompt = make_prompt(room.session, room.course, 2)
    post_initial(room.session, room.ana, prompt, now=at(9, "10:00"))
    assert [week["week"] for week in take(room, room.ana)["weeks"]] == [1, 2]


def test_my_work_shows_the_released_grade_and_leads_to_what_counts(room):
    release(room, room.ana, "Well argued")
    page = text(room.see(room.ana, "my-work"))
    assert "Grade: 90 of 100" in page
    assert "What counts in week 1" in page
