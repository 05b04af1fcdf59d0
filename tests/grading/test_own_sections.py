"""An assistant with sections of their own releases, plans and counts what is of their students."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.courses.models import Enrollment
from forum.grading.actions.planned import run_plan
from forum.grading.actions.plans import PlanInput, plan_release
from forum.grading.queries.parts import Scope
from forum.grading.queries.plans import find_plan, list_next_planned, list_open_plans
from forum.rules.sentences import as_written
from tests.support.classroom import words_of
from tests.support.factories import make_section
from tests.support.marking import GRADING_TIME

EVERYBODY = Scope()
FRIDAY = GRADING_TIME + timedelta(days=2)


@pytest.fixture
def halves(desk):
    """Ana in section A with Tomas as its assistant, who may release; Bea and Cy in B. Ana's and
    Bea's grades wait."""
    desk.sections = {name: make_section(desk.session, desk.course, name) for name in ("A", "B")}
    for user, name in ((desk.ana, "A"), (desk.bea, "B"), (desk.cy, "B")):
        place_of(desk, user).section_id = desk.sections[name].id
    assistant = place_of(desk, desk.tomas)
    assistant.may_release, assistant.own_sections = True, [desk.sections["A"].id]
    desk.session.commit()
    desk.grade(desk.ana)
    desk.grade(desk.bea)
    return desk


def place_of(desk, user) -> Enrollment:
    """Where somebody is in the course."""
    return desk.session.query(Enrollment).filter_by(user_id=user.id).one()


def planned(desk, user, scope=EVERYBODY):
    """A release planned for Friday."""
    given = PlanInput(FRIDAY, scope, {})
    made = plan_release(desk.session, desk.viewer(user), desk.prompt, given, now=GRADING_TIME)
    desk.session.commit()
    return made


def states(desk) -> dict[str, str]:
    """How Ana's and Bea's grades stand."""
    desk.session.commit()  # lets go of what was read before the browser wrote
    return {name: desk.sheet(getattr(desk, name)).state for name in ("ana", "bea")}


def test_who_releases_everybody_releases_their_own_students(halves):
    page = words_of(halves.get(halves.tomas, "w/1/release"))
    assert "Ana Lopez" in page and "Bea Mills" not in page
    assert halves.send_release(halves.tomas, halves.ana, halves.bea).status_code == 422
    assert states(halves) == {"ana": "graded", "bea": "graded"}
    assert halves.send_release(halves.tomas, halves.ana).status_code == 303
    assert states(halves) == {"ana": "released", "bea": "graded"}


def test_a_release_they_planned_for_everybody_is_one_of_their_own_students(halves):
    made = planned(halves, halves.tomas)
    run_plan(halves.session, made.id, made.version, translate=as_written, now=FRIDAY)
    halves.session.commit()
    assert states(halves) == {"ana": "released", "bea": "graded"}
    assert made.incomplete == 0


def test_they_see_the_plans_that_are_their_own_or_of_their_sections(halves):
    whole = planned(halves, halves.prof)
    section = planned(halves, halves.prof, Scope("section", halves.sections["A"].id))
    other = planned(halves, halves.prof, Scope("section", halves.sections["B"].id))
    own = planned(halves, halves.tomas, Scope("students", students=frozenset({halves.ana.id})))
    viewer, prompt = halves.viewer(halves.tomas), halves.prompt
    listed = list_open_plans(halves.session, viewer, prompt.id)
    assert {view.row.id for view in listed} == {section.id, own.id}
    for plan in (whole, section, other, own):
        found = find_plan(halves.session, viewer, prompt.id, plan.id)
        assert (found is not None) == (plan.id in {section.id, own.id})
    assert halves.get(halves.tomas, f"w/1/release/plans/{other.id}").status_code == 404
    assert list_next_planned(halves.session, viewer, [prompt.id]) == {prompt.id: FRIDAY}


def test_the_parts_they_release_by_are_those_with_their_students(halves):
    halves.person("Gil Ash", section=halves.sections["A"])
    for section, status in (("A", 200), ("B", 404)):
        part = f"w/1/release?section={halves.sections[section].id}"
        assert halves.get(halves.tomas, part).status_code == status


def test_what_is_counted_of_a_week_is_counted_among_their_own_students(halves):
    assert "1 post " in words_of(halves.get(halves.tomas, ""))
    assert "3 posts " in words_of(halves.get(halves.prof, ""))


def test_a_colleagues_student_cannot_be_taken_on_the_desk(halves):
    for path, form in (
        ("grade/bea/lease", {}),
        ("grade/bea/marks", {}),
        ("grade/bea", {"comment": "Mine now."}),
    ):
        assert halves.send(halves.tomas, path, **form).status_code == 404, path
    assert halves.send(halves.tomas, "w/1/grade").status_code == 303
