"""A grade is tied to its evidence: what changes afterwards is found, and changes no grade."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from forum.activity.models import Activity
from forum.grading.actions.grades import keep_grade
from forum.grading.actions.refusals import NotAllowed, NotGraded, StaleGrade
from forum.grading.actions.renewal import renew_points
from forum.grading.actions.rubrics import save_rubric
from forum.grading.content import input_of
from forum.grading.queries.history import list_grade_events
from forum.grading.queries.rubrics import get_rubric
from forum.grading.queue import build_queue
from forum.participation.actions import Decision, set_finding, withdraw_setting
from forum.participation.queries import list_settings
from tests.support.marking import GRADING_TIME, Marking

LATER = GRADING_TIME + timedelta(hours=1)


@pytest.fixture
def desk(app, session, clock) -> Marking:
    made = Marking(app, session, clock)
    made.write()
    made.grade(made.bea)
    return made


def decide(desk, student=None, status="met"):
    set_finding(
        desk.session,
        desk.viewer(desk.prof),
        desk.prompt,
        (student or desk.bea).id,
        Decision("responses", status, "Was ill."),
        now=LATER,
    )
    desk.session.commit()


def keep(desk, user=None, version=None, student=None):
    sheet = desk.sheet(student or desk.bea, LATER)
    grade = keep_grade(
        desk.session,
        desk.viewer(user or desk.prof),
        desk.prompt,
        sheet,
        "It was counted already.",
        version=sheet.version if version is None else version,
        now=LATER,
    )
    desk.session.commit()
    return grade


def changed(desk) -> list[str]:
    book = desk.book(LATER)
    queue = build_queue(
        book, (), grader_id=1, prompt_id=desk.prompt.id, show="changed", by_name=True
    )
    return [entry.student.short_name for entry in queue.entries]


def test_right_after_grading_nothing_has_changed(desk):
    sheet = desk.sheet(desk.bea)
    assert (sheet.is_changed, sheet.differences, changed(desk)) == (False, (), [])


def test_a_decision_after_grading_is_found_and_changes_no_grade(desk):
    before = desk.sheet(desk.bea).total
    decide(desk)
    sheet = desk.sheet(desk.bea, LATER)
    assert sheet.is_changed
    assert {(row.area, row.key) for row in sheet.differences} == {
        ("findings", "responses"),
        ("settings", "responses"),
    }
    assert (sheet.total, sheet.state, sheet.version) == (before, "graded", 1)
    assert changed(desk) == ["Bea"]


def test_what_is_taken_back_has_not_changed(desk):
    decide(desk)
    (setting,) = list_settings(desk.session, desk.prompt.id, desk.bea.id)
    withdraw_setting(desk.session, desk.viewer(desk.prof), desk.prompt, setting, now=LATER)
    desk.session.commit()
    assert changed(desk) == []


def test_what_happens_to_somebody_else_changes_nothing(desk):
    decide(desk, desk.cy)
    assert changed(desk) == []


def test_a_kept_grade_rests_on_what_is_there_now(desk):
    before = desk.sheet(desk.bea)
    decide(desk)
    keep(desk)
    sheet = desk.sheet(desk.bea, LATER)
    assert (sheet.is_changed, sheet.total, sheet.state) == (False, before.total, "graded")
    assert sheet.grade.graded_at == before.grade.graded_at
    kept = desk.session.scalars(select(Activity).where(Activity.verb == "grade_kept")).one()
    assert kept.detail["reason"] == "It was counted already."


def test_a_released_grade_that_is_kept_stays_released(desk):
    desk.release()
    decide(desk)
    keep(desk)
    assert desk.sheet(desk.bea, LATER).state == "released"


def test_grading_again_ties_it_anew(desk):
    decide(desk)
    desk.grade(desk.bea, 2, now=LATER)
    assert changed(desk) == []


def test_only_graders_keep_and_only_what_is_saved_and_present(desk):
    decide(desk)
    with pytest.raises(NotAllowed):
        keep(desk, user=desk.ana)
    with pytest.raises(StaleGrade):
        keep(desk, version=7)
    desk.session.rollback()
    desk.hold(desk.ana)
    with pytest.raises(NotGraded):
        keep(desk, student=desk.ana)


def halve(desk) -> None:
    """Every level of the rubric is worth half of what it was."""
    given = input_of(get_rubric(desk.session, desk.prompt.id))
    criteria = tuple(
        type(row)(
            row.key,
            row.title,
            tuple(points / 2 for points in row.points),
            row.descriptions,
            row.counted_from,
        )
        for row in given.criteria
    )
    save_rubric(
        desk.session, desk.prompt, type(given)(given.title, criteria), by=desk.prof.id, now=LATER
    )
    desk.session.commit()


def test_a_rubric_that_changes_later_changes_no_grade_by_itself(desk):
    halve(desk)
    graded, fresh = desk.sheet(desk.bea), desk.sheet(desk.ana)
    assert (graded.total.raw, graded.total.out_of) == (Decimal("90.00"), Decimal("100.00"))
    assert all(line.is_by_older_rubric for line in graded.lines)
    assert fresh.out_of == Decimal(50)


def test_saving_again_gives_the_points_of_today(desk):
    halve(desk)
    desk.grade(desk.bea, now=LATER)
    assert desk.sheet(desk.bea, LATER).total.raw == Decimal("45.00")


def test_those_graded_get_the_new_points_where_somebody_says_so_and_wait_for_release(desk):
    desk.release()
    halve(desk)
    assert renew_points(desk.session, desk.prompt, by=desk.prof.id, now=LATER) == 1
    desk.session.commit()
    sheet = desk.sheet(desk.bea, LATER)
    assert (sheet.total.raw, sheet.total.out_of) == (Decimal("45.00"), Decimal("50.00"))
    assert (sheet.state, sheet.released.total) == ("graded", Decimal("90.00"))
    assert {line.mark.level for line in sheet.lines} == {3}
    logged = desk.session.scalars(
        select(Activity).where(Activity.verb == "grade_points_renewed")
    ).one()
    assert logged.detail["points"]["writing"] == ["9.00", "4.50"]
    assert renew_points(desk.session, desk.prompt, by=desk.prof.id, now=LATER) == 0


def test_the_history_says_who_did_what_from_what_to_what_and_why(desk):
    desk.release()
    decide(desk)
    keep(desk)
    desk.grade(desk.bea, 2, now=LATER + timedelta(hours=1))
    events = list_grade_events(desk.session, desk.prompt.id, desk.bea.id)
    assert [(event.verb, event.who) for event in events] == [
        ("grade_saved", "Ngozi Okafor"),
        ("grade_released", "Ngozi Okafor"),
        ("grade_kept", "Ngozi Okafor"),
        ("grade_saved", "Ngozi Okafor"),
    ]
    assert events[1].total == Decimal("90.00")
    assert events[2].reason == "It was counted already."
    assert events[2].changes == {}
    assert events[3].changes["writing"] == (3, 2)
