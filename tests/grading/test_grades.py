"""Marking: what is held, what is saved, what is refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from forum.activity.models import Activity
from forum.discussion.models import Post
from forum.grading.actions.grades import (
    GradeInput,
    clear_marks,
    mark_criterion,
    restore_lateness,
    save_grade,
    strike_lateness,
)
from forum.grading.actions.refusals import (
    Incomplete,
    NoRubric,
    NotAllowed,
    ReasonMissing,
    StaleGrade,
    WorkChanged,
)
from forum.grading.actions.rubrics import save_rubric
from forum.grading.content import RubricInput
from forum.grading.models import Grade
from forum.grading.queries.grades import list_grades
from forum.markup import TooComplex
from forum.participation.actions import Decision, set_finding
from tests.support.marking import GRADING_TIME
from tests.support.weeks import at, post_initial, respond


def save(desk, sheet, given, user=None, **values):
    viewer = desk.viewer(user or desk.prof)
    return save_grade(desk.session, viewer, desk.prompt, sheet, given, now=GRADING_TIME, **values)


def mark(desk, sheet, key, level, user=None):
    line = next(line for line in sheet.lines if line.criterion.key == key)
    viewer = desk.viewer(user or desk.prof)
    grade = mark_criterion(
        desk.session,
        viewer,
        desk.prompt,
        sheet,
        line.criterion.id,
        level,
        version=sheet.version,
        now=GRADING_TIME,
    )
    desk.session.commit()
    return grade


def test_nobody_is_graded_before_a_person_has_said_so(desk):
    sheet = desk.sheet(desk.ana)
    assert (sheet.state, sheet.total, sheet.version) == ("ungraded", None, 0)
    assert len(sheet.missing) == 4


def test_a_chosen_level_is_held_at_once_and_gives_no_total(desk):
    mark(desk, desk.sheet(desk.ana), "responsive", 3)
    sheet = desk.sheet(desk.ana)
    assert (sheet.state, sheet.total, sheet.so_far) == ("held", None, Decimal(36))


def test_suggestions_are_never_chosen_by_themselves(desk):
    sheet = desk.sheet(desk.ana)
    assert [line.suggestion.level for line in sheet.lines] == [3, None, 3, None]
    assert [line.mark for line in sheet.lines] == [None] * 4


def test_a_saved_grade_has_a_total_and_waits_for_its_release(desk):
    desk.grade(desk.ana, 3)
    sheet = desk.sheet(desk.ana)
    assert (sheet.state, sheet.waits_for_release) == ("graded", True)
    assert (sheet.total.raw, sheet.total.total, sheet.total.out_of) == (90, 90, 100)


def test_saving_asks_for_every_criterion(desk):
    sheet = desk.sheet(desk.ana)
    only = {sheet.lines[0].criterion.id: 3}
    with pytest.raises(Incomplete) as refusal:
        save(desk, sheet, GradeInput(version=0, levels=only))
    assert refusal.value.criteria == tuple(line.criterion.id for line in sheet.lines[1:])
    assert desk.sheet(desk.ana).grade is None


def test_a_level_above_the_ceiling_asks_for_one_line_why(desk):
    sheet = desk.sheet(desk.bea)  # one response of two: Beginning at most
    responses = sheet.lines[2].criterion.id
    with pytest.raises(ReasonMissing) as refusal:
        save(desk, sheet, desk.given(sheet, 3, reasons={responses: "  "}))
    assert refusal.value.criteria == (responses,)
    save(desk, sheet, desk.given(sheet, 3, reasons={responses: "She was ill."}))
    desk.session.commit()
    assert desk.sheet(desk.bea).lines[2].mark.reason == "She was ill."


def test_somebody_without_work_can_be_graded_with_nothing(desk):
    sheet = desk.sheet(desk.cy)
    assert [line.suggestion.level for line in sheet.lines] == [0, 0, 0, 0]
    desk.grade(desk.cy, 0)
    assert desk.sheet(desk.cy).total.total == 0


def test_an_excused_post_leaves_nothing_to_grade(desk):
    decision = Decision("initial_post", "waived", "Ill.")
    set_finding(
        desk.session, desk.viewer(desk.prof), desk.prompt, desk.cy.id, decision, now=GRADING_TIME
    )
    desk.session.commit()
    sheet = desk.sheet(desk.cy)
    assert sheet.out_of == 0
    save(desk, sheet, GradeInput(version=0))
    desk.session.commit()
    assert desk.sheet(desk.cy).total.out_of == 0


def test_two_graders_meet_instead_of_overwriting(desk):
    seen_by_both = desk.sheet(desk.ana)
    mark(desk, seen_by_both, "responsive", 4)
    with pytest.raises(StaleGrade) as refusal:
        mark(desk, seen_by_both, "responsive", 1, user=desk.tomas)
    assert refusal.value.version == 1
    desk.session.rollback()
    assert desk.sheet(desk.ana).lines[0].mark.level == 4


def logged(desk) -> list[Activity]:
    """What the log says of grades, in order."""
    verbs = ("grade_held", "grade_saved", "lateness_struck")
    return desk.session.scalars(
        select(Activity).where(Activity.verb.in_(verbs)).order_by(Activity.id)
    ).all()


def test_what_was_before_and_what_is_now_stays_on_record(desk):
    desk.hold(desk.ana, 4)
    desk.grade(desk.ana, 2)
    sheet = desk.sheet(desk.ana)
    save(desk, sheet, desk.given(sheet, 3), user=desk.tomas)
    desk.session.commit()
    rows = logged(desk)
    keys = [line.criterion.key for line in sheet.lines]
    assert [(row.verb, row.detail["levels"]) for row in rows] == [
        ("grade_held", dict.fromkeys(keys, 4)),
        ("grade_saved", dict.fromkeys(keys, 2)),
        ("grade_saved", dict.fromkeys(keys, 3)),
    ]
    assert [row.actor_id for row in rows] == [desk.prof.id, desk.prof.id, desk.tomas.id]
    assert {row.subject_id for row in rows} == {desk.ana.id}


def test_a_click_is_logged_only_where_it_takes_a_saved_grade_back(desk):
    mark(desk, desk.sheet(desk.ana), "responsive", 4)
    mark(desk, desk.sheet(desk.ana), "responsive", 2)
    assert logged(desk) == []
    desk.grade(desk.ana, 3)
    mark(desk, desk.sheet(desk.ana), "responsive", 4)
    mark(desk, desk.sheet(desk.ana), "responsive", 2)
    rows = logged(desk)
    assert [row.verb for row in rows] == ["grade_saved", "grade_held"]
    assert [row.detail["levels"]["responsive"] for row in rows] == [3, 4]


def test_grades_are_read_as_they_are_stored_whatever_the_session_remembers(desk):
    desk.grade(desk.ana, 3, comment="Before")
    remembered = desk.session.scalars(select(Grade)).one()
    assert remembered.comment == "Before"
    desk.session.execute(
        update(Grade).values(comment="After", version=9),
        execution_options={"synchronize_session": False},
    )
    read = list_grades(desk.session, desk.prompt.id)[desk.ana.id]
    assert (read.comment, read.version, read.updated_by) == ("After", 9, desk.prof.name)


def test_without_a_rubric_there_is_nothing_to_grade_by(desk):
    save_rubric(desk.session, desk.prompt, RubricInput("", ()), by=None, now=GRADING_TIME)
    desk.session.commit()
    sheet = desk.sheet(desk.ana)
    viewer = desk.viewer(desk.prof)
    with pytest.raises(NoRubric):
        save(desk, sheet, GradeInput(version=0))
    with pytest.raises(NoRubric):
        strike_lateness(
            desk.session, viewer, desk.prompt, sheet, "Ill.", version=0, now=GRADING_TIME
        )
    assert desk.session.scalars(select(Grade)).all() == []


def test_work_that_changed_while_the_page_was_open_is_looked_at_again(desk):
    sheet = desk.sheet(desk.ana)
    with pytest.raises(WorkChanged):
        save(desk, sheet, desk.given(sheet), changed_at=GRADING_TIME)
    assert desk.sheet(desk.ana).grade is None


def test_a_grade_stays_and_is_marked_when_the_work_changes_afterwards(desk):
    early = at(7, "10:00")
    desk.grade(desk.bea, 3, now=early)
    ana = next(post for post in desk.book().posts_by[desk.ana.id] if post.kind == "initial")
    assert desk.sheet(desk.bea).changed_at is None
    parent = desk.session.get(Post, ana.id)
    respond(desk.session, desk.bea, parent, now=at(8, "10:00"))
    sheet = desk.sheet(desk.bea)
    assert sheet.changed_at == at(8, "10:00")
    assert sheet.state == "graded"


def test_lateness_is_a_line_of_its_own_and_can_be_struck_with_a_reason(desk):
    post_initial(desk.session, desk.cy, desk.prompt, now=at(4, "10:00"))
    desk.grade(desk.cy, 3)
    sheet = desk.sheet(desk.cy)
    # Answers (40) and understanding (20) are both a day late: 10 % of 36 and of 18.
    assert (sheet.total.raw, sheet.total.late, sheet.total.total) == (
        Decimal("90"),
        Decimal("5.40"),
        Decimal("84.60"),
    )
    viewer, later = desk.viewer(desk.prof), GRADING_TIME + timedelta(hours=1)
    with pytest.raises(ReasonMissing):
        strike_lateness(desk.session, viewer, desk.prompt, sheet, " ", version=1, now=later)
    strike_lateness(desk.session, viewer, desk.prompt, sheet, "Ill.", version=1, now=later)
    desk.session.commit()
    struck = desk.sheet(desk.cy)
    assert (struck.total.late, struck.total.total) == (0, 90)
    assert struck.grade.late_struck_reason == "Ill."
    assert struck.state == "graded"
    restore_lateness(desk.session, viewer, desk.prompt, struck, version=2, now=later)
    desk.session.commit()
    assert desk.sheet(desk.cy).total.total == Decimal("84.60")


def test_levels_can_be_taken_away_again(desk):
    desk.hold(desk.ana, 3)
    sheet = desk.sheet(desk.ana)
    first = sheet.lines[0].criterion.id
    viewer = desk.viewer(desk.prof)
    clear_marks(
        desk.session, viewer, desk.prompt, sheet, [first], version=sheet.version, now=GRADING_TIME
    )
    desk.session.commit()
    assert [line.mark is None for line in desk.sheet(desk.ana).lines] == [True, False, False, False]


@pytest.mark.parametrize("level", [-1, 5, 10**30])
def test_a_level_the_rubric_does_not_have_is_refused(desk, level):
    with pytest.raises(ValueError, match="no such"):
        mark(desk, desk.sheet(desk.ana), "responsive", level)


def test_a_comment_that_cannot_be_shown_is_refused_at_once(desk):
    sheet = desk.sheet(desk.ana)
    with pytest.raises(TooComplex):
        save(desk, sheet, desk.given(sheet, comment="> " * 5000 + "deep"))


def test_students_and_observers_cannot_grade(desk):
    sheet = desk.sheet(desk.ana)
    observer = desk.person("Ruth Amsel", "observer")
    for user in (desk.ana, desk.bea, observer):
        with pytest.raises(NotAllowed):
            save(desk, sheet, desk.given(sheet), user=user)
