"""Decisions and own due times for several students at once: for all of them or for none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.activity.models import Activity
from forum.outbox.models import OutboxEntry
from forum.participation.actions import (
    Decision,
    NotAllowed,
    NotAStudent,
    ReasonMissing,
    set_findings,
    withdraw_settings_of,
)
from forum.participation.changes import list_changes, with_decision, with_extensions
from forum.participation.classes import present_students
from forum.participation.models import Setting
from forum.participation.queries import get_standings
from forum.prompts.actions import refusals
from forum.prompts.actions.extensions import Due, end_extensions_of, give_extensions
from forum.prompts.models import Extension
from forum.rules.sentences import as_written
from tests.support.factories import enrol, make_course, make_user
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, post_initial

LATER = GRADING_TIME + timedelta(hours=1)
EXCUSED = Decision("responses", "waived", "The library was closed.")
LONGER = Due("T1", at(20, "10:00"), "Ill")


@pytest.fixture
def desk(app, session, clock) -> Marking:
    made = Marking(app, session, clock)
    made.write()
    post_initial(session, made.cy, made.prompt, now=at(4, "09:00"))
    return made


def decide(desk, *students, decision=EXCUSED, user=None, now=GRADING_TIME):
    pairs = [(student.id, decision) for student in students]
    made = set_findings(desk.session, desk.viewer(user or desk.prof), desk.prompt, pairs, now=now)
    desk.session.commit()
    return made


def extend(desk, *students, due=LONGER, now=GRADING_TIME):
    ids = [student.id for student in students]
    given = give_extensions(desk.session, desk.prompt, ids, due, by=desk.prof.id, now=now)
    desk.session.commit()
    return given


@pytest.mark.parametrize("status", ["met", "waived", "late", "partial", "unmet", "review"])
def test_what_was_shown_of_a_decision_is_what_then_holds(desk, status):
    decision = Decision("responses", status, "Because.")
    discussion, ids = desk.book().discussion, [desk.bea.id, desk.cy.id]
    foreseen = with_decision(discussion, ids, decision, GRADING_TIME)
    decide(desk, desk.bea, desk.cy, decision=decision)
    now_holds = desk.book().discussion
    assert get_standings(foreseen, LATER, as_written) == get_standings(now_holds, LATER, as_written)


@pytest.mark.parametrize("kind", ["T1", "T2", "close"])
def test_what_was_shown_of_an_own_time_is_what_then_holds(desk, kind):
    due = Due(kind, at(20, "10:00"), "Ill")
    discussion = desk.book().discussion
    foreseen = with_extensions(discussion, [desk.bea.id, desk.cy.id], due)
    extend(desk, desk.bea, desk.cy, due=due)
    now_holds = desk.book().discussion
    assert get_standings(foreseen, LATER, as_written) == get_standings(now_holds, LATER, as_written)
    standings = [get_standings(facts, LATER, as_written) for facts in (discussion, foreseen)]
    changed = {
        (change.student.name, change.before.requirement, change.before.status, change.after.status)
        for change in list_changes(*standings, present_students(discussion, LATER))
    }
    cy_was_late = {("Cy Ng", name, "late", "met") for name in ("initial_post", "choice", "parts")}
    assert cy_was_late <= changed if kind == "T1" else not cy_was_late & changed


def test_one_row_of_the_log_tells_of_each_student(desk):
    decide(desk, desk.ana, desk.bea)
    given = extend(desk, desk.bea, desk.cy)
    rows = desk.session.scalars(select(Activity).where(Activity.verb == "finding_set")).all()
    assert {row.subject_id for row in rows} == {desk.ana.id, desk.bea.id}
    told = desk.session.scalars(select(Activity).where(Activity.verb == "extension_given")).all()
    assert {(row.subject_id, row.object_id) for row in told} == {
        (row.user_id, row.id) for row in given
    }
    relayed = set(desk.session.scalars(select(OutboxEntry.key)))
    assert {f"activity:{row.id}" for row in told} <= relayed


def test_decisions_that_stood_before_end(desk):
    decide(desk, desk.bea)
    decide(desk, desk.bea, desk.cy, decision=Decision("responses", "met", "Seen."), now=LATER)
    rows = desk.session.scalars(select(Setting).order_by(Setting.id)).all()
    assert [(row.status, row.ended_at) for row in rows] == [
        ("waived", LATER),
        ("met", None),
        ("met", None),
    ]


def test_nobody_gets_anything_where_one_is_no_student_now(desk):
    elsewhere = make_user(desk.session, "Eva Elsewhere")
    enrol(desk.session, make_course(desk.session, "SOWK 520"), elsewhere)
    gone = desk.person("Gus Gone", ended_at=at(5, "10:00"))
    desk.session.commit()
    for other in (elsewhere, gone, desk.prof):
        with pytest.raises(NotAStudent) as refused:
            decide(desk, desk.bea, other)
        assert refused.value.user_ids == {other.id}
        desk.session.rollback()
        with pytest.raises(refusals.NotAStudent) as also:
            extend(desk, desk.bea, other)
        assert also.value.user_ids == {other.id}
        desk.session.rollback()
    assert desk.session.scalars(select(Setting)).all() == []
    assert desk.session.scalars(select(Extension)).all() == []


def test_nobody_gets_anything_where_it_is_no_later_for_one(desk):
    extend(desk, desk.cy)
    for due_at in (LONGER.due_at, at(15, "10:00")):
        with pytest.raises(refusals.ExtensionTooEarly) as refused:
            extend(desk, desk.bea, desk.cy, due=Due("T1", due_at))
        assert refused.value.user_ids == {desk.cy.id}
        desk.session.rollback()
    with pytest.raises(refusals.ExtensionTooEarly) as refused:
        extend(desk, desk.bea, due=Due("T1", at(3, "10:00")))
    assert refused.value.user_ids == frozenset()
    desk.session.rollback()
    assert [LONGER.due_at] == [row.due_at for row in desk.session.scalars(select(Extension))]


def test_only_those_who_may_decide_and_only_with_a_reason(desk):
    with pytest.raises(NotAllowed):
        decide(desk, desk.bea, user=desk.tomas)
    with pytest.raises(NotAllowed):
        withdraw_settings_of(
            desk.session, desk.viewer(desk.tomas), desk.prompt, GRADING_TIME, now=LATER
        )
    with pytest.raises(ReasonMissing):
        decide(desk, desk.bea, decision=Decision("responses", "met", " \x00"))


def test_what_was_done_at_once_is_taken_back_at_once_and_only_once(desk):
    decide(desk, desk.bea, desk.cy)
    extend(desk, desk.bea, desk.cy)
    prof = desk.viewer(desk.prof)
    for expected in (2, 0):
        settings = withdraw_settings_of(desk.session, prof, desk.prompt, GRADING_TIME, now=LATER)
        given = end_extensions_of(
            desk.session, desk.prompt, GRADING_TIME, by=desk.prof.id, now=LATER
        )
        desk.session.commit()
        assert (settings, given) == (expected, expected)
    verbs = ("finding_setting_withdrawn", "extension_ended")
    rows = desk.session.scalars(select(Activity).where(Activity.verb.in_(verbs))).all()
    assert len(rows) == 4
