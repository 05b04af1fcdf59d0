"""Points come from a person, and stay as that person gave them, whatever happens afterwards.

A grade is saved for late work; then the world goes on. Neither the total nor what it is made of
may move until somebody grades again, also where the grade is kept, and what is released then is
what was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from forum.courses.actions.people import end_enrollment
from forum.courses.models import Enrollment
from forum.discussion.actions.moderation import hide_post, withdraw_post
from forum.discussion.models import Post
from forum.grading.actions.grades import keep_grade, restore_lateness, strike_lateness
from forum.grading.actions.rubrics import save_rubric
from forum.grading.content import input_of
from forum.grading.models import ReleasedGrade
from forum.grading.queries.rubrics import get_rubric
from forum.participation.actions import Decision, set_finding
from forum.prompts.actions.extensions import give_extension
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.actions.terms import set_terms
from forum.prompts.content import DueInput
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from forum.rules.facts import PartRule
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, post_initial, respond, scene_of

LATER = GRADING_TIME + timedelta(hours=1)
#: 36 and 18 for answers and understanding, 10 % of each taken; 15 and 9 for the rest.
GIVEN = (Decimal("90.00"), Decimal("5.40"), Decimal("84.60"), Decimal("100.00"))


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """Cy wrote a day late and has one answer; the grade is saved, and not released."""
    made = Marking(app, session, clock)
    made.write()
    made.post = post_initial(session, made.cy, made.prompt, now=at(4, "10:00"))
    bea = next(post for post in made.book().posts_by[made.bea.id] if post.kind == "initial")
    made.target = session.get_one(Post, bea.id)
    made.response = respond(session, made.cy, made.target, now=at(5, "10:00"))
    made.grade(made.cy)
    assert figures(made) == GIVEN
    return made


def figures(desk: Marking, now=LATER) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Raw, lateness, total, out of: as staff read them."""
    total = desk.sheet(desk.cy, now).total
    return (total.raw, total.late, total.total, total.out_of)


def decide(requirement: str, status: str) -> Callable[[Marking], object]:
    def act(desk: Marking) -> None:
        decision = Decision(requirement, status, "Was ill.")
        viewer = desk.viewer(desk.prof)
        set_finding(desk.session, viewer, desk.prompt, desk.cy.id, decision, now=LATER)

    return act


def extend(desk: Marking) -> None:
    until = at(5, "23:59")
    by = {"by": desk.prof.id, "now": LATER}
    give_extension(desk.session, desk.prompt, desk.cy.id, "T1", until, **by)


def move_the_due_time(desk: Marking) -> None:
    due = DueInput(week=1, day=4, local_time="23:59")
    by = {"by": desk.prof.id, "now": LATER}
    set_checkpoint(desk.session, desk.prompt, desk.course, "T1", due, **by)


def ask_otherwise(**asked: Any) -> Callable[[Marking], object]:
    def act(desk: Marking) -> None:
        terms = replace(get_setup(desk.session, desk.prompt).current_terms, **asked)
        by = {"by": desk.prof.id, "now": LATER, "for_everyone": True}
        set_terms(desk.session, desk.prompt, terms, **by)

    return act


def withdraw(desk: Marking) -> None:
    for post in (desk.response, desk.post):
        reader = scene_of(desk.session, desk.cy, desk.prompt, at(8, "10:00"))[0]
        row = desk.session.get_one(Post, post.id)
        withdraw_post(desk.session, reader, row, now=LATER)


def hide(desk: Marking) -> None:
    reader = scene_of(desk.session, desk.prof, desk.prompt, LATER)[0]
    row = desk.session.get_one(Post, desk.post.id)
    hide_post(desk.session, reader, row, reason="Names a client.", now=LATER)


def leave(desk: Marking) -> None:
    wanted = select(Enrollment).where(Enrollment.user_id == desk.cy.id)
    enrollment = desk.session.scalars(wanted).one()
    end_enrollment(desk.session, enrollment, by=desk.prof.id, now=LATER)


def make_lateness_dear(desk: Marking) -> None:
    prompt = desk.session.get_one(Prompt, desk.prompt.id)
    prompt.late_rate, prompt.late_cap = 50, 100


def halve_the_rubric(desk: Marking) -> None:
    given = input_of(get_rubric(desk.session, desk.prompt.id))
    rows = tuple(replace(row, points=tuple(p / 2 for p in row.points)) for row in given.criteria)
    halved = replace(given, criteria=rows)
    save_rubric(desk.session, desk.prompt, halved, by=desk.prof.id, now=LATER)


def time_passes(desk: Marking) -> None:
    """Nobody does anything."""


HAPPENINGS: dict[str, Callable[[Marking], object]] = {
    "nothing but time": time_passes,
    "an own due time": extend,
    "another due time for everybody": move_the_due_time,
    "a decision that the post was in time": decide("initial_post", "met"),
    "a decision that the parts were in time": decide("parts", "met"),
    "the responses are excused": decide("responses", "waived"),
    "the whole week is excused": decide("initial_post", "waived"),
    "the responses are not accepted": decide("responses", "unmet"),
    "lateness costs more": make_lateness_dear,
    "nothing is asked of responses": ask_otherwise(responses=0),
    "more words are asked for": ask_otherwise(parts=(PartRule("overview", "Overview", 900),)),
    "the student takes the work back": withdraw,
    "the post is hidden": hide,
    "the student leaves": leave,
    "the rubric is worth half": halve_the_rubric,
}


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_a_saved_grade_stays_as_it_was_given_and_is_released_so(desk, happening):
    HAPPENINGS[happening](desk)
    desk.session.commit()
    assert figures(desk) == GIVEN
    desk.release(now=LATER)
    assert released(desk) == GIVEN


@pytest.mark.parametrize("seed", range(6))
def test_so_it_does_after_many_things_in_any_order_kept_or_not(desk, seed):
    chance = Random(seed)
    happened = chance.sample(list(HAPPENINGS), 4)
    for name in sorted(happened, key="the student leaves".__eq__):  # nobody decides about them then
        HAPPENINGS[name](desk)
        desk.session.commit()
        assert figures(desk) == GIVEN, happened
        if chance.random() < 0.5:
            keep(desk)
            assert not desk.sheet(desk.cy, LATER).is_changed
            assert figures(desk) == GIVEN, happened
    desk.release(now=LATER)
    assert released(desk) == GIVEN


def released(desk: Marking) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """What the student reads; its rows come to its sum."""
    desk.session.expire_all()
    row = desk.session.scalars(select(ReleasedGrade)).one()
    assert sum(Decimal(mark["points"]) for mark in row.marks) == row.raw
    assert sum(Decimal(mark["of"]) for mark in row.marks) == row.out_of
    return (row.raw, row.late_points, row.total, row.out_of)


@pytest.mark.parametrize("happening", ["an own due time", "the responses are excused"])
def test_keeping_a_grade_keeps_its_points_however_often(desk, happening):
    HAPPENINGS[happening](desk)
    desk.session.commit()
    for _ in range(2):
        keep(desk)
        assert not desk.sheet(desk.cy, LATER).is_changed
        assert figures(desk) == GIVEN


def keep(desk: Marking) -> None:
    sheet = desk.sheet(desk.cy, LATER)
    viewer = desk.viewer(desk.prof)
    version = sheet.version
    keep_grade(desk.session, viewer, desk.prompt, sheet, version=version, now=LATER)
    desk.session.commit()


def test_a_person_who_grades_again_grades_by_what_is_there_now(desk):
    extend(desk)
    desk.session.commit()
    desk.grade(desk.cy, now=LATER)
    assert figures(desk) == (Decimal("90.00"), Decimal(0), Decimal("90.00"), Decimal("100.00"))


def test_lateness_that_is_struck_and_counts_again_takes_what_it_took(desk):
    extend(desk)
    desk.session.commit()
    where = (desk.session, desk.viewer(desk.prof), desk.prompt)
    sheet = desk.sheet(desk.cy, LATER)
    strike_lateness(*where, sheet, "Ill.", version=sheet.version, now=LATER)
    desk.session.commit()
    assert figures(desk)[1:3] == (Decimal(0), Decimal("90.00"))
    sheet = desk.sheet(desk.cy, LATER)
    restore_lateness(*where, sheet, version=sheet.version, now=LATER)
    desk.session.commit()
    assert figures(desk) == GIVEN


def test_what_is_only_held_goes_by_what_is_there_now(desk):
    desk.hold(desk.cy)
    extend(desk)
    desk.session.commit()
    assert figures(desk)[1] == 0
