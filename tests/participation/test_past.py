"""What is gathered of earlier weeks, from posts that went through the product's own actions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.database import transaction
from forum.participation.evidence import gather_discussion
from forum.participation.models import Setting
from forum.participation.past import LOOK_BACK, gather_past
from forum.prompts.queries import get_setup
from forum.rules.habits import PastWeek
from tests.support.marking import Marking
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt, post_initial, respond

#: Day 4 of week 2: the posts of both weeks were due.
NOW = at(7 + 4, "12:00")


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """Week 1 with posts of Ana, Bea and Dee; week 2 is there, and nothing in it."""
    made = Marking(app, session, clock)
    made.write()
    made.second = make_prompt(session, made.course, week=2)
    return made


def past(desk: Marking, now=NOW) -> list[PastWeek]:
    with transaction() as session:
        second = session.merge(desk.second)
        session.refresh(second, ["course"])
        discussion = gather_discussion(session, get_setup(session, second))
        return gather_past(session, discussion, second, now)


def test_a_week_is_told_by_who_wrote_what_to_whom(desk):
    (week,) = past(desk)
    dee = next(student for student in week.words if student not in (desk.ana.id, desk.bea.id))
    everybody = {desk.ana.id, desk.bea.id, dee}
    assert (week.week, week.due_at, week.asked) == (1, at(4, "00:00"), 15)
    assert week.words == {desk.ana.id: 40, desk.bea.id: 40, dee: 40}
    assert week.wrote == week.readable == week.answered == everybody
    assert week.chosen == {desk.ana.id: {desk.bea.id, dee}, desk.bea.id: {desk.ana.id}}
    assert week.excused == set()


def test_staff_answer_and_choose_nothing(desk):
    cy = post_initial(desk.session, desk.cy, desk.prompt, now=at(3, "09:00"))
    respond(desk.session, desk.prof, cy, now=at(3, "10:00"), kind="reply")
    (week,) = past(desk)
    assert desk.cy.id in week.readable
    assert desk.cy.id not in week.answered
    assert desk.prof.id not in week.wrote


def test_answering_an_answer_is_no_choice(desk):
    bea = post_initial(desk.session, desk.cy, desk.prompt, now=at(3, "09:00"))
    response = respond(desk.session, desk.ana, bea, now=at(3, "10:00"))
    respond(desk.session, desk.cy, response, now=at(3, "11:00"), kind="reply")
    (week,) = past(desk)
    assert desk.cy.id not in week.chosen


def test_private_withdrawn_and_hidden_posts(desk):
    desk.prompt.private_allowed = True
    desk.session.commit()
    private = post_initial(desk.session, desk.cy, desk.prompt, now=at(3, "09:00"), is_private=True)
    (week,) = past(desk)
    assert desk.cy.id in week.words
    assert desk.cy.id not in week.readable
    for column in ("withdrawn_at", "hidden_at"):
        with transaction() as session:
            setattr(session.merge(private), column, at(3, "10:00"))
        (week,) = past(desk)
        assert desk.cy.id not in week.wrote
        with transaction() as session:
            setattr(session.merge(private), column, None)


def test_whoever_was_excused_is_named_until_the_decision_is_taken_back(desk):
    decision = Setting(
        prompt_id=desk.prompt.id,
        user_id=desk.cy.id,
        requirement="initial_post",
        status="waived",
        reason="In hospital",
        set_by_id=desk.prof.id,
        set_at=at(3, "09:00"),
    )
    desk.session.add(decision)
    desk.session.commit()
    assert past(desk)[0].excused == {desk.cy.id}
    decision.ended_at = at(3, "10:00")
    desk.session.commit()
    assert past(desk)[0].excused == set()


@pytest.mark.parametrize("column", ["published_at", "withdrawn_at"])
def test_a_week_that_students_do_not_know_is_not_looked_at(desk, column):
    with transaction() as session:
        value = None if column == "published_at" else at(5, "10:00")
        setattr(session.merge(desk.prompt), column, value)
    assert past(desk) == []


def test_nor_one_whose_posts_are_not_due_yet(desk):
    assert past(desk, at(4, "00:00") - timedelta(minutes=1)) == []


def test_the_last_weeks_come_first_and_cost_the_same_in_december(desk):
    for week in range(3, 10):
        make_prompt(desk.session, desk.course, week=week)
    desk.second = make_prompt(desk.session, desk.course, week=10)
    late = at(7 * 9 + 4, "12:00")
    past(desk, late)
    with count_statements(desk.session.get_bind()) as sent:
        weeks = past(desk, late)
    assert [week.week for week in weeks] == list(range(9, 9 - LOOK_BACK, -1))
    about_the_past = [s for s in sent if "BETWEEN" in s or "AS to_id" in s]
    assert len(about_the_past) == 2
