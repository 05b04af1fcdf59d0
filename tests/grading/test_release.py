"""Releasing: students see released rows alone, and a change afterwards needs a note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.activity.models import Activity
from forum.courses.models import Enrollment
from forum.grading.actions.refusals import NotAllowed, NoteMissing, NothingToRelease
from forum.grading.actions.release import release_grades
from forum.grading.models import ReleasedGrade
from forum.grading.policy import can_read_released, released_readable_by
from forum.grading.queries.grades import count_graded
from forum.grading.queries.released import (
    find_previous_released,
    list_released,
    list_released_weeks,
)
from tests.support.factories import make_user
from tests.support.marking import GRADING_TIME
from tests.support.weeks import make_prompt

LATER = GRADING_TIME + timedelta(days=1)


def released_to(desk, user, student=None):
    rows = list_released(desk.session, desk.viewer(user), desk.course.id)
    return next((row for row in rows if row.user_id == (student or user).id), None)


def test_a_saved_grade_is_not_released_by_being_saved(desk):
    desk.grade(desk.ana, 3, comment="A fine ending.")
    assert released_to(desk, desk.ana) is None
    assert list_released(desk.session, desk.viewer(desk.ana), desk.course.id) == []


def test_after_release_a_student_reads_levels_comment_and_total(desk):
    desk.grade(desk.ana, 3, comment="A *fine* ending.")
    desk.release()
    grade = released_to(desk, desk.ana)
    assert (grade.total, grade.out_of, grade.late_points) == (90, 100, 0)
    assert grade.marks[0] == {
        "criterion": "responsive",
        "title": "Title of responsive",
        "level": 3,
        "level_name": "Proficient",
        "points": "36.00",
        "of": "40.00",
        "description": "responsive at 3",
        "comment_html": "",
    }
    assert "<em>fine</em>" in grade.comment_html
    assert desk.sheet(desk.ana).state == "released"


def test_nobody_reads_the_grade_of_somebody_else(desk):
    desk.grade(desk.ana)
    desk.release()
    assert released_to(desk, desk.bea, desk.ana) is None
    assert released_to(desk, desk.tomas, desk.ana) is not None


def test_the_check_and_the_list_filter_give_the_same_answer(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student)
    desk.release()
    admin = make_user(desk.session, "Ada", is_admin=True)
    observer = desk.person("Ruth Amsel", "observer")
    rows = desk.session.scalars(select(ReleasedGrade)).all()
    for user in (desk.ana, desk.bea, desk.cy, desk.prof, desk.tomas, observer, admin):
        viewer = desk.viewer(user)
        listed = desk.session.scalars(released_readable_by(viewer, desk.course.id)).all()
        assert {row.id for row in listed} == {
            row.id for row in rows if can_read_released(viewer, row.user_id)
        }


def test_only_complete_saved_grades_are_released(desk):
    desk.grade(desk.ana)
    desk.hold(desk.bea)
    desk.release()
    assert released_to(desk, desk.ana) is not None
    assert released_to(desk, desk.bea) is None


def test_releasing_twice_changes_nothing(desk):
    desk.grade(desk.ana)
    desk.release()
    with pytest.raises(NothingToRelease):
        desk.release()


def test_a_changed_grade_needs_a_note_and_stays_hidden_until_it_is_released_again(desk):
    desk.grade(desk.ana, 3)
    desk.release()
    desk.grade(desk.ana, 4, now=LATER)
    assert released_to(desk, desk.ana).total == 90
    with pytest.raises(NoteMissing) as refusal:
        desk.release(now=LATER)
    assert refusal.value.students == (desk.ana.id,)
    desk.session.rollback()
    desk.release({desk.ana.id: "I had missed the last part."}, now=LATER)
    grade = released_to(desk, desk.ana)
    assert (grade.total, grade.note) == (100, "I had missed the last part.")
    weeks = list_released_weeks(desk.session, desk.viewer(desk.ana), desk.course.id, desk.ana.id)
    assert [row.total for row in weeks[0].earlier] == [90]


def test_saving_a_released_grade_unchanged_asks_for_no_new_release(desk):
    desk.grade(desk.ana, 3)
    desk.release()
    desk.grade(desk.ana, 3, now=LATER)
    assert desk.sheet(desk.ana).state == "released"


def test_the_list_holds_the_latest_of_each(desk):
    desk.grade(desk.ana, 3)
    desk.grade(desk.bea, 1)
    desk.release()
    desk.grade(desk.ana, 4, now=LATER)
    desk.release({desk.ana.id: "Changed."}, now=LATER)
    mine = list_released(desk.session, desk.viewer(desk.ana), desk.course.id)
    everybody = list_released(desk.session, desk.viewer(desk.prof), desk.course.id)
    assert [row.total for row in mine] == [100]
    assert {row.user_id: row.total for row in everybody} == {desk.ana.id: 100, desk.bea.id: 50}


def test_an_assistant_releases_only_when_entrusted_with_it(desk):
    desk.grade(desk.ana)
    trusted = desk.person("Uma Reyes", "assistant", may_release=True)
    for user in (desk.tomas, desk.ana):
        with pytest.raises(NotAllowed):
            release_grades(
                desk.session,
                desk.viewer(user),
                desk.prompt,
                desk.book(),
                notes={},
                now=GRADING_TIME,
            )
    release_grades(
        desk.session, desk.viewer(trusted), desk.prompt, desk.book(), notes={}, now=GRADING_TIME
    )
    desk.session.commit()
    assert released_to(desk, desk.ana) is not None


def test_a_release_leaves_one_line_in_the_log_without_any_grade(desk):
    desk.grade(desk.ana)
    desk.grade(desk.bea, 1)
    desk.release()
    row = desk.session.scalars(select(Activity).where(Activity.verb == "grades_released")).one()
    assert row.detail == {"students": 2, "changed": 0}


def test_the_desk_finds_the_grade_of_an_earlier_week(desk):
    desk.grade(desk.ana)
    desk.release()
    second = make_prompt(desk.session, desk.course, 2)
    viewer = desk.viewer(desk.prof)
    found = find_previous_released(desk.session, viewer, second, desk.ana.id)
    assert (found.week, found.grade.total) == (1, 90)
    assert find_previous_released(desk.session, viewer, desk.prompt, desk.ana.id) is None


def test_the_grade_of_somebody_who_has_left_is_released_too(desk):
    desk.grade(desk.ana)
    place = desk.session.scalars(select(Enrollment).where(Enrollment.user_id == desk.ana.id)).one()
    place.ended_at = GRADING_TIME
    desk.session.commit()
    desk.release(now=LATER)
    assert released_to(desk, desk.prof, desk.ana) is not None


def test_the_number_of_graded_students_is_known_by_prompt(desk):
    desk.grade(desk.ana)
    desk.hold(desk.bea)
    assert count_graded(desk.session, [desk.prompt.id]) == {desk.prompt.id: 1}
