"""Whom a grader has on the desk: taking, renewing, ending, taking over, going on."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.activity.models import Activity
from forum.database import transaction
from forum.extensions import db
from forum.grading.actions.leases import LEASE, go_on, open_desk, take_over
from forum.grading.actions.refusals import NotAllowed
from forum.grading.models import DeskLease
from forum.grading.queries.leases import list_leases
from forum.grading.queue import build_queue
from forum.prompts.models import Prompt
from tests.support.marking import GRADING_TIME

MINUTE = timedelta(minutes=1)


def have(desk, grader, student, after=timedelta(0)):
    """The grader has the student on the desk, so long after the beginning."""
    viewer, now = desk.viewer(grader), GRADING_TIME + after
    found = open_desk(desk.session, viewer, desk.prompt, student.id, now=now)
    desk.session.commit()
    return found


def who(desk, after=timedelta(0)) -> dict[str, str]:
    leases = list_leases(desk.session, desk.prompt.id, GRADING_TIME + after)
    names = {user.id: user.name.split()[0] for user in (desk.ana, desk.bea, desk.cy)}
    return {names[row]: lease.grader for row, lease in leases.items()}


def queue(desk, grader, after=timedelta(0)):
    leases = list_leases(desk.session, desk.prompt.id, GRADING_TIME + after)
    return build_queue(
        desk.book(),
        (),
        grader_id=grader.id,
        prompt_id=desk.prompt.id,
        by_name=True,
        leases=leases,
    )


def test_a_lease_is_taken_renewed_and_ends_by_itself(desk):
    assert have(desk, desk.prof, desk.ana) is None
    assert who(desk, LEASE - MINUTE) == {"Ana": "Ngozi Okafor"}
    assert who(desk, LEASE) == {}
    assert have(desk, desk.prof, desk.ana, 4 * MINUTE) is None
    assert who(desk, 8 * MINUTE) == {"Ana": "Ngozi Okafor"}
    assert desk.session.scalar(select(func.count()).select_from(DeskLease)) == 1


def test_a_colleague_is_told_and_gets_it_once_it_has_ended(desk):
    have(desk, desk.prof, desk.ana)
    assert have(desk, desk.tomas, desk.ana, MINUTE).grader == "Ngozi Okafor"
    assert who(desk, MINUTE) == {"Ana": "Ngozi Okafor"}
    assert have(desk, desk.tomas, desk.ana, LEASE) is None
    assert who(desk, LEASE) == {"Ana": "Tomas Lind"}


def test_taking_over_is_one_act_and_needs_no_lease_before(desk):
    have(desk, desk.prof, desk.ana)
    for student in (desk.ana, desk.bea):
        viewer = desk.viewer(desk.tomas)
        take_over(desk.session, viewer, desk.prompt, student.id, now=GRADING_TIME)
        desk.session.commit()
    assert who(desk) == {"Bea": "Tomas Lind"}
    assert have(desk, desk.prof, desk.bea, MINUTE).grader == "Tomas Lind"


def test_a_grader_has_one_student_open(desk):
    have(desk, desk.prof, desk.ana)
    have(desk, desk.prof, desk.bea)
    assert who(desk) == {"Bea": "Ngozi Okafor"}


def test_leases_are_in_no_log_and_for_graders_alone(desk):
    before = desk.session.scalar(select(func.count()).select_from(Activity))
    have(desk, desk.prof, desk.ana)
    assert desk.session.scalar(select(func.count()).select_from(Activity)) == before
    for act in (open_desk, take_over):
        with pytest.raises(NotAllowed):
            act(desk.session, desk.viewer(desk.bea), desk.prompt, desk.ana.id, now=GRADING_TIME)


@pytest.mark.parametrize(
    ("taken", "first", "after_ana"),
    [
        ({}, "Ana", "Bea"),
        ({"ana": "tomas"}, "Bea", "Bea"),
        ({"bea": "tomas"}, "Ana", "Cy"),
        ({"bea": "prof"}, "Ana", "Bea"),
    ],
)
def test_going_on_passes_over_whom_a_colleague_has(desk, taken, first, after_ana):
    for student, grader in taken.items():
        have(desk, getattr(desk, grader), getattr(desk, student))
    found = queue(desk, desk.prof)
    assert found.next_ungraded().short_name == first
    assert found.next_ungraded(desk.ana.id).short_name == after_ana


def test_a_lease_that_has_ended_keeps_nobody_away(desk):
    have(desk, desk.tomas, desk.bea)
    assert queue(desk, desk.prof, MINUTE).next_ungraded(desk.ana.id).short_name == "Cy"
    assert queue(desk, desk.prof, LEASE).next_ungraded(desk.ana.id).short_name == "Bea"


def test_going_on_ends_the_own_lease_and_takes_the_next(desk):
    have(desk, desk.prof, desk.ana)
    viewer = desk.viewer(desk.prof)
    found = go_on(
        desk.session, viewer, desk.prompt, queue(desk, desk.prof), desk.ana.id, now=GRADING_TIME
    )
    desk.session.commit()
    assert found.short_name == "Bea"
    assert who(desk) == {"Bea": "Ngozi Okafor"}


def test_nobody_is_next_where_colleagues_have_all_who_are_left(desk):
    for student in (desk.ana, desk.bea, desk.cy):
        desk.grade(student, 0)
    dee = next(
        row.student for row in queue(desk, desk.prof).entries if row.student.name == "Dee Hall"
    )
    viewer = desk.viewer(desk.tomas)
    open_desk(desk.session, viewer, desk.prompt, dee.id, now=GRADING_TIME)
    desk.session.commit()
    viewer, line = desk.viewer(desk.prof), queue(desk, desk.prof)
    found = go_on(desk.session, viewer, desk.prompt, line, desk.ana.id, now=GRADING_TIME)
    assert found is None
    assert [student.short_name for student in line.ungraded_but(desk.ana.id)] == ["Dee"]


def test_two_who_go_on_in_the_same_moment_get_different_students(desk):
    lines = [(desk.viewer(who), queue(desk, who)) for who in (desk.prof, desk.tomas)]
    prompt_id = desk.prompt.id
    desk.session.commit()
    ready, found = threading.Barrier(2), []

    def press(viewer, line):
        with desk.app.app_context():
            prompt = db.session().get_one(Prompt, prompt_id)
            ready.wait(10)
            with transaction() as session:
                following = go_on(session, viewer, prompt, line, None, now=GRADING_TIME)
            found.append(following.short_name)
            db.session.remove()

    people = [threading.Thread(target=press, args=pair) for pair in lines]
    for person in people:
        person.start()
    for person in people:
        person.join(20)
    assert sorted(found) == ["Ana", "Bea"]
