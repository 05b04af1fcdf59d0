"""What is shown of a change of a running week is what then holds, whatever is changed together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from forum.courses.models import Group, GroupMembership
from forum.participation.actions import set_findings
from forum.participation.changes import differs
from forum.participation.evidence import gather_discussion, regrouped
from forum.participation.plans import Effects, Plan, find_effects, planned_facts
from forum.participation.queries import get_standings
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.actions.terms import set_terms
from forum.prompts.content import DueInput
from forum.prompts.queries import get_setup
from forum.prompts.schedule import late_policy_of
from forum.rules.sentences import as_written
from tests.support.factories import BEGINNING, make_group_set
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at

KINDS = ("opens", "T1", "T2", "close")
REASON = "All that was asked before had been done."


@pytest.fixture
def desk(desk: Marking) -> Marking:
    """Ana has done everything, Bea one response, Dee none, Cy posted late, Flo not at all."""
    desk.add_late_and_silent()
    return desk


@pytest.fixture
def halves(desk) -> int:
    """A way of dividing the course: Ana and Cy in one group, Bea in another."""
    made = make_group_set(desk.session, desk.course, "Halves", "one", "two")
    groups = desk.session.scalars(select(Group.id).order_by(Group.name)).all()
    for group_id, student in zip((*groups, groups[0]), (desk.ana, desk.bea, desk.cy), strict=True):
        desk.session.add(
            GroupMembership(group_id=group_id, user_id=student.id, started_at=BEGINNING)
        )
    desk.session.commit()
    return made.id


def changes() -> Iterator[tuple[dict[str, Any], dict[str, DueInput], tuple[int, int, int], bool]]:
    """Terms, due times, late policy and groups, each left and changed, with all the others."""
    terms: list[dict[str, Any]] = [
        {},
        {"responses": 1},
        {"responses": 3, "answer_back": 1},
        {"references": 1, "days": 2, "different_site": False},
    ]
    dues = [{}, {"T1": DueInput(1, 5, "08:00")}, {"T2": DueInput(1, 4, "12:00")}]
    yield from product(terms, dues, [(10, 50, 15), (25, 40, 0)], [False, True])


def plan_of(desk, terms, dues, policy) -> Plan:
    setup = get_setup(desk.session, desk.prompt)
    instants = {kind: setup.due(kind) for kind in KINDS}
    instants |= {kind: at(row.day, row.local_time) for kind, row in dues.items()}
    minute = at(1, "00:01") - at(1, "00:00")
    instants |= {kind: instants[kind] + minute for kind in dues}
    return Plan(replace(setup.current_terms, **terms), instants, late_policy_of(*policy))


def foresee(desk, plan, group_set_id) -> tuple[Effects, Any, Any]:
    before = gather_discussion(desk.session, get_setup(desk.session, desk.prompt))
    moved = regrouped(desk.session, before, desk.course, group_set_id) if group_set_id else before
    effects = find_effects(before, moved, plan, GRADING_TIME, as_written, reason=REASON)
    return effects, before, moved


def carry_out(desk, plan, dues, policy, group_set_id, outcome) -> None:
    """What saving does, without a commit."""
    session, prompt, by = desk.session, desk.prompt, desk.prof.id
    prompt.group_set_id = group_set_id
    prompt.late_rate, prompt.late_cap, prompt.grace_minutes = policy
    binds_all = outcome.reach != "from_now"
    set_terms(session, prompt, plan.terms, by=by, now=GRADING_TIME, for_everyone=binds_all)
    for kind, due in dues.items():
        set_checkpoint(session, prompt, desk.course, kind, due, by=by, now=GRADING_TIME)
    viewer = desk.viewer(desk.prof)
    set_findings(session, viewer, prompt, outcome.exemptions, now=GRADING_TIME)
    session.flush()


def test_what_is_shown_is_what_then_holds(desk, halves, monkeypatch):
    monkeypatch.setattr("forum.prompts.actions.schedule.check_notice", lambda *_: None)
    shown = 0
    for terms, dues, policy, is_grouped in changes():
        group_set_id = halves if is_grouped else None
        plan = plan_of(desk, terms, dues, policy)
        effects, before, moved = foresee(desk, plan, group_set_id)
        was = get_standings(before, GRADING_TIME, as_written)
        for outcome in effects.outcomes:
            facts = planned_facts(moved, plan, GRADING_TIME, outcome.reach, outcome.exemptions)
            foreseen = get_standings(facts, GRADING_TIME, as_written)
            carry_out(desk, plan, dues, policy, group_set_id, outcome)
            after = gather_discussion(desk.session, get_setup(desk.session, desk.prompt))
            holds = get_standings(after, GRADING_TIME, as_written)
            assert holds == foreseen, (terms, dues, policy, is_grouped, outcome.reach)
            told = {(row.student.id, row.after.requirement) for row in outcome.changes}
            assert told == {
                (student_id, new.requirement)
                for student_id, standing in holds.items()
                for old, new in zip(was[student_id].findings, standing.findings, strict=True)
                if differs(old, new)
            }
            shown += len(told)
            desk.session.rollback()
    assert shown > 100


def test_from_now_on_costs_nobody_who_has_begun(desk):
    for terms, _, _, _ in changes():
        effects, _, _ = foresee(desk, plan_of(desk, terms, {}, (10, 50, 15)), None)
        worse = {row.student.name for row in effects.outcomes[0].changes if row.is_worse}
        assert worse <= {"Flo Ray"}


def test_who_had_done_all_that_was_asked_is_spared_and_nobody_else(desk):
    plan = plan_of(desk, {"responses": 3}, {}, (10, 50, 15))
    effects, _, _ = foresee(desk, plan, None)
    assert [one.reach for one in effects.outcomes] == ["from_now", "everyone", "undone"]
    spared = effects.outcomes[2].exemptions
    assert [(row[0], row[1].requirement, row[1].status) for row in spared] == [
        (desk.ana.id, "responses", "met")
    ]


def test_where_all_choices_come_to_the_same_there_is_none(desk):
    for terms in ({}, {"responses": 1}):
        effects, _, _ = foresee(desk, plan_of(desk, terms, {}, (10, 50, 15)), None)
        assert [one.reach for one in effects.outcomes] == ["from_now"]
    assert foresee(desk, plan_of(desk, {}, {}, (10, 50, 15)), None)[0].is_harmless
