"""Planned releases: who is released is decided when the time has come, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.activity.models import Activity
from forum.database import utc_now
from forum.grading.actions.planned import run_plan
from forum.grading.actions.plans import PlanInput, cancel_plan, change_plan, plan_release
from forum.grading.actions.refusals import (
    NobodyChosen,
    NoLongerWaiting,
    NotAllowed,
    PlanEnded,
    PlanPassed,
    PlanTooFar,
    StalePlan,
    TooEarly,
)
from forum.grading.actions.release import release_grades
from forum.grading.models import GradeRelease, ReleasedGrade
from forum.grading.queries.parts import Part, Scope, list_parts, students_in
from forum.grading.queries.plans import list_next_planned, list_open_plans
from forum.rules.sentences import as_written
from tests.support.factories import enrol, make_group_set, make_section, make_user
from tests.support.marking import GRADING_TIME
from tests.support.weeks import make_prompt

FRIDAY = GRADING_TIME + timedelta(days=2)
EVERYBODY = Scope()


def plan(desk, scope=EVERYBODY, at=FRIDAY, user=None, notes=None):
    """A release planned by the instructor."""
    given = PlanInput(at, scope, notes or {})
    viewer = desk.viewer(user or desk.prof)
    made = plan_release(desk.session, viewer, desk.prompt, given, now=GRADING_TIME)
    desk.session.commit()
    return made


def run(desk, made, now=FRIDAY, version=None):
    """What came of it: the outcome, the names released, incomplete, without a note."""
    done = run_plan(desk.session, made.id, version or made.version, translate=as_written, now=now)
    desk.session.commit()
    return done and (done.outcome, released(desk, done), done.incomplete, done.without_note)


def released(desk, done):
    names = {desk.ana.id: "Ana", desk.bea.id: "Bea", desk.cy.id: "Cy"}
    rows = select(ReleasedGrade.user_id).where(ReleasedGrade.release_id == (done.release_id or 0))
    return sorted(names[user_id] for user_id in desk.session.scalars(rows))


def only(*users) -> Scope:
    return Scope("students", students=frozenset(user.id for user in users))


def test_what_is_complete_when_it_runs_is_released_and_not_what_was_when_it_was_planned(desk):
    desk.grade(desk.ana)
    made = plan(desk)
    desk.grade(desk.bea)
    desk.hold(desk.cy)
    desk.hold(desk.ana)  # taken back to be worked on
    assert run(desk, made) == ("released", ["Bea"], 3, 0)


def test_nobody_without_a_grade_gets_one(desk):
    assert run(desk, plan(desk)) == ("nothing", [], 4, 0)
    assert desk.session.scalar(select(func.count(ReleasedGrade.id))) == 0
    assert desk.session.scalar(select(func.count(GradeRelease.id))) == 0


def test_only_the_students_it_names_are_released(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student)
    assert run(desk, plan(desk, only(desk.bea, desk.cy))) == ("released", ["Bea"], 1, 0)
    assert desk.sheet(desk.ana).state == "graded"


def test_a_section_is_who_is_in_it_when_it_runs(desk):
    evening = make_section(desk.session, desk.course, "Evening")
    made = plan(desk, Scope("section", evening.id))
    for name in ("Ed Stone", "Ida Vale"):
        student = make_user(desk.session, name)
        enrol(desk.session, desk.course, student, section=evening)
        desk.grade(student)
    desk.grade(desk.ana)
    done = run_plan(desk.session, made.id, 1, translate=as_written, now=FRIDAY)
    rows = desk.session.scalars(
        select(ReleasedGrade.user_id).where(ReleasedGrade.release_id == done.release_id)
    )
    assert len(rows.all()) == 2
    assert desk.sheet(desk.ana).state == "graded"


def test_parts_are_the_sections_and_the_groups_of_the_prompt_alone(desk):
    evening = make_section(desk.session, desk.course, "Evening")
    make_section(desk.session, desk.course, "Empty")
    eve = make_user(desk.session, "Eve Stone")
    left = enrol(desk.session, desk.course, eve, section=evening)
    left.ended_at = GRADING_TIME  # still of the evening, for the grade that is to come
    make_group_set(desk.session, desk.course, "Other", "Elsewhere")
    desk.session.commit()
    assert [(part.name, part.students) for part in list_parts(desk.session, desk.prompt)] == [
        ("Empty", frozenset()),
        ("Evening", {eve.id}),
    ]
    halves = make_group_set(desk.session, desk.course, "Halves", "Second", "First")
    desk.prompt.group_set_id = halves.id
    desk.session.commit()
    names = [part.name for part in list_parts(desk.session, desk.prompt)]
    assert names == ["Empty", "Evening", "First", "Second"]


def test_a_part_that_is_gone_means_nobody_and_never_everybody():
    parts = [Part("section", 1, "Evening", frozenset({7}))]
    assert students_in(parts, Scope("section", 1)) == {7}
    assert students_in(parts, Scope("section", 2)) == frozenset()
    assert students_in(parts, Scope()) is None


def test_a_changed_grade_is_released_with_its_note_and_left_out_without(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student, 3)
    desk.release()
    for student in (desk.ana, desk.bea):
        desk.grade(student, 4, now=GRADING_TIME + timedelta(hours=1))
    made = plan(desk, notes={desk.ana.id: " I had missed a part. ", desk.bea.id: "  "})
    assert run(desk, made) == ("released", ["Ana"], 2, 1)
    row = desk.session.scalars(
        select(ReleasedGrade).where(ReleasedGrade.release_id == made.release_id)
    ).one()
    assert (row.total, row.note) == (100, "I had missed a part.")


def test_what_is_planned_twice_in_the_same_way_is_one_plan(desk):
    first, again = plan(desk, only(desk.ana)), plan(desk, only(desk.ana))
    others = [
        plan(desk, only(desk.ana), at=FRIDAY + timedelta(hours=1)),
        plan(desk, only(desk.ana, desk.bea)),
        plan(desk, only(desk.ana), notes={desk.ana.id: "A note."}),
    ]
    assert first.id == again.id
    assert len({first.id, *(other.id for other in others)}) == 4
    logged = select(func.count()).where(Activity.verb == "release_planned")
    assert desk.session.scalar(logged) == 4


def test_it_runs_once(desk):
    desk.grade(desk.ana)
    made = plan(desk)
    assert run(desk, made)
    desk.grade(desk.bea)
    assert run(desk, made) is None
    assert desk.sheet(desk.bea).state == "graded"


def test_it_does_not_run_before_its_time(desk):
    desk.grade(desk.ana)
    made = plan(desk)
    with pytest.raises(TooEarly):
        run(desk, made, now=FRIDAY - timedelta(seconds=1))
    desk.session.rollback()
    assert desk.sheet(desk.ana).state == "graded"


def test_a_changed_plan_runs_at_its_new_time_alone(desk):
    desk.grade(desk.ana)
    made = plan(desk)
    later = FRIDAY + timedelta(days=1)
    change_plan(
        desk.session,
        desk.viewer(desk.prof),
        desk.prompt,
        PlanInput(later, Scope()),
        plan_id=made.id,
        version=1,
        now=GRADING_TIME,
    )
    desk.session.commit()
    assert run(desk, made, version=1) is None
    assert run(desk, made, now=later, version=2) == ("released", ["Ana"], 3, 0)


def test_two_who_change_a_plan_do_not_overwrite_each_other(desk):
    made = plan(desk)
    given = PlanInput(FRIDAY + timedelta(days=1), Scope())
    arguments = (desk.session, desk.viewer(desk.prof), desk.prompt, given)
    named = {"plan_id": made.id, "version": 1, "now": GRADING_TIME}
    change_plan(*arguments, **named)
    with pytest.raises(StalePlan):
        change_plan(*arguments, **named)


def test_a_cancelled_plan_does_nothing_and_cannot_be_changed(desk):
    desk.grade(desk.ana)
    made = plan(desk)
    arguments = (desk.session, desk.viewer(desk.prof), desk.prompt)
    given, named = PlanInput(FRIDAY, Scope()), {"plan_id": made.id, "version": 1}
    cancel_plan(*arguments, made.id, now=GRADING_TIME)
    desk.session.commit()
    assert run(desk, made) is None
    for write in (
        lambda: cancel_plan(*arguments, made.id, now=GRADING_TIME),
        lambda: change_plan(*arguments, given, **named, now=GRADING_TIME),
    ):
        with pytest.raises(PlanEnded):
            write()
    assert list_open_plans(desk.session, desk.viewer(desk.prof), desk.prompt.id) == []


@pytest.mark.parametrize(
    ("at", "scope", "refusal"),
    [
        (GRADING_TIME, Scope(), PlanPassed),
        (GRADING_TIME + timedelta(days=367), Scope(), PlanTooFar),
        (FRIDAY, Scope("students"), NobodyChosen),
    ],
)
def test_what_cannot_be_planned_is_refused(desk, at, scope, refusal):
    with pytest.raises(refusal):
        plan(desk, scope, at)


def test_only_those_who_release_plan_change_and_cancel(desk):
    made = plan(desk)
    for user in (desk.tomas, desk.ana):
        viewer, given = desk.viewer(user), PlanInput(FRIDAY, Scope())
        arguments = (desk.session, viewer, desk.prompt)
        for write in (
            lambda a=arguments, g=given: plan_release(*a, g, now=GRADING_TIME),
            lambda a=arguments, g=given: change_plan(
                *a, g, plan_id=made.id, version=1, now=GRADING_TIME
            ),
            lambda a=arguments: cancel_plan(*a, made.id, now=GRADING_TIME),
        ):
            with pytest.raises(NotAllowed):
                write()


def test_nothing_is_released_for_somebody_who_may_release_no_longer(desk):
    desk.grade(desk.ana)
    uma = make_user(desk.session, "Uma Reyes")
    place = enrol(desk.session, desk.course, uma, "assistant", may_release=True)
    made, other = plan(desk, user=uma), plan(desk, only(desk.ana), user=uma)
    place.may_release = False
    desk.session.commit()
    assert run(desk, made) == ("not_allowed", [], 0, 0)
    place.may_release = True
    uma.disabled_at = utc_now()
    desk.session.commit()
    assert run(desk, other) == ("not_allowed", [], 0, 0)
    assert desk.sheet(desk.ana).state == "graded"


def test_nothing_is_released_in_an_archived_course(desk):
    desk.grade(desk.ana)
    made = plan(desk)
    desk.course.archived_at = GRADING_TIME
    desk.session.commit()
    assert run(desk, made) == ("archived", [], 0, 0)
    assert desk.sheet(desk.ana).state == "graded"


def test_the_log_says_what_was_planned_changed_cancelled_and_released(desk):
    desk.grade(desk.ana)
    made, other = plan(desk), plan(desk, only(desk.bea))
    arguments = (desk.session, desk.viewer(desk.prof), desk.prompt)
    given = PlanInput(FRIDAY + timedelta(hours=1), only(desk.bea))
    change_plan(*arguments, given, plan_id=other.id, version=1, now=GRADING_TIME)
    cancel_plan(*arguments, other.id, now=GRADING_TIME)
    run(desk, made)
    rows = desk.session.scalars(
        select(Activity).where(Activity.verb.contains("release")).order_by(Activity.id)
    ).all()
    assert [row.verb for row in rows] == [
        "release_planned",
        "release_planned",
        "planned_release_changed",
        "planned_release_cancelled",
        "grades_released",
    ]
    assert {row.actor_id for row in rows} == {desk.prof.id}
    assert rows[2].detail["before"] == FRIDAY.isoformat()
    assert rows[4].detail == {
        "students": 1,
        "changed": 0,
        "planned": made.id,
        "incomplete": 3,
        "without_note": 0,
    }


def test_the_next_planned_release_of_a_week_is_known(desk):
    plan(desk, at=FRIDAY + timedelta(days=1))
    plan(desk)
    second = make_prompt(desk.session, desk.course, 2)
    viewer = desk.viewer(desk.prof)
    found = list_next_planned(desk.session, viewer, [desk.prompt.id, second.id])
    assert found == {desk.prompt.id: FRIDAY}


def test_a_release_of_students_leaves_the_others_waiting(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student)
    arguments = (desk.session, desk.viewer(desk.prof), desk.prompt, desk.book())
    release_grades(*arguments, notes={}, students={desk.ana.id}, now=GRADING_TIME)
    desk.session.commit()
    assert [desk.sheet(one).state for one in (desk.ana, desk.bea)] == ["released", "graded"]


def test_whoever_is_named_and_waits_no_more_stops_the_release(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student)
    desk.release()
    desk.grade(desk.bea, 2, now=GRADING_TIME + timedelta(hours=1))
    chosen = {desk.ana.id, desk.bea.id}
    with pytest.raises(NoLongerWaiting) as refusal:
        release_grades(
            desk.session,
            desk.viewer(desk.prof),
            desk.prompt,
            desk.book(),
            notes={desk.bea.id: "Why."},
            students=chosen,
            now=FRIDAY,
        )
    assert refusal.value.students == (desk.ana.id,)
