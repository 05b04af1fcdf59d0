"""The gradebook says of each student and week what the week's own book says, and the totals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from forum.courses.actions import put_in_group
from forum.courses.models import Enrollment, Group
from forum.discussion.actions.moderation import hide_post, restore_post, withdraw_post
from forum.discussion.models import Post
from forum.extensions import db
from forum.grading.actions.grades import mark_criterion, strike_lateness
from forum.grading.queries.gradebook import Cell, Gradebook, get_gradebook
from forum.participation.actions import Decision, set_finding, withdraw_setting
from forum.prompts.models import Prompt
from tests.support.factories import make_group_set, make_section
from tests.support.marking import GRADING_TIME, Marking, make_rubric
from tests.support.released import release_rows
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt, respond, scene_of

LATER = GRADING_TIME + timedelta(hours=1)
LATEST = GRADING_TIME + timedelta(hours=2)
#: What the cell says where the sheet says this, if nothing changed since.
AS_SHEET = {
    "ungraded": "to_grade",
    "held": "held",
    "graded": "graded",
    "released": "released",
}


def gradebook(desk: Marking, now=GRADING_TIME) -> Gradebook:
    desk.session.expire_all()
    return get_gradebook(desk.session, desk.course.id, now)


def cells(desk: Marking, student) -> list[Cell]:
    lines = {line.student.user_id: line for line in gradebook(desk).lines}
    return list(lines[student.id].cells)


def state(desk: Marking, student) -> str:
    return cells(desk, student)[0].state


def decide(desk, student, requirement, status, now=LATER):
    decision = Decision(requirement, status, "As we agreed.")
    made = set_finding(
        desk.session, desk.viewer(desk.prof), desk.prompt, student.id, decision, now=now
    )
    desk.session.commit()
    return made


def first_mark(desk, student, level, now):
    """Choose one level anew, as a click on the desk does: it takes a saved grade back."""
    sheet = desk.sheet(student)
    mark_criterion(
        desk.session,
        desk.viewer(desk.prof),
        desk.prompt,
        sheet,
        sheet.lines[0].criterion.id,
        level,
        version=sheet.version,
        now=now,
    )
    desk.session.commit()


def own_post(desk, student):
    return desk.session.scalars(
        select(Post).where(Post.author_id == student.id, Post.parent_id.is_(None))
    ).one()


def agrees_with_the_book(desk) -> bool:
    """Whether every cell of week 1 says what the sheet of the desk says."""
    book = desk.book()
    for line in gradebook(desk).lines:
        sheet = book.sheet(line.student.user_id)
        expected = AS_SHEET[sheet.state]
        if sheet.state == "ungraded" and line.student.user_id not in book.posts_by:
            expected = "no_work"
        if sheet.changed_at is not None or (sheet.released and sheet.state != "released"):
            expected = "changed"
        if line.cells[0].state != expected:
            return False
    return True


def test_a_grade_goes_its_way_through_the_states(desk):
    assert (state(desk, desk.ana), state(desk, desk.cy)) == ("to_grade", "no_work")
    desk.hold(desk.ana)
    assert state(desk, desk.ana) == "held"
    desk.grade(desk.ana)
    assert cells(desk, desk.ana) == [Cell("graded")]
    desk.release()
    assert cells(desk, desk.ana) == [Cell("released", Decimal(90), Decimal(100))]
    assert agrees_with_the_book(desk)


def test_a_hold_without_any_level_is_no_grade_yet(desk):
    desk.hold(desk.ana, None, comment="Later.")
    assert state(desk, desk.ana) == "to_grade"
    assert agrees_with_the_book(desk)


def test_work_that_changes_after_grading_is_marked_and_keeps_its_points(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student, now=at(8, "10:00"))
    desk.release(now=at(8, "11:00"))
    respond(desk.session, desk.bea, own_post(desk, desk.ana), now=at(8, "12:00"))
    desk.session.commit()
    assert cells(desk, desk.bea) == [Cell("changed", *cells(desk, desk.ana)[0][1:])]
    assert state(desk, desk.ana) == "released"
    assert agrees_with_the_book(desk)


@pytest.mark.parametrize("moves", ["hidden", "withdrawn", "withdrawn and restored"])
def test_a_post_out_of_sight_after_grading_marks_its_author_alone(desk, moves):
    for student in (desk.ana, desk.bea):
        desk.grade(student)
    post = own_post(desk, desk.ana)
    reader = scene_of(desk.session, desk.ana, desk.prompt, LATER)[0]
    if moves == "hidden":
        staff = scene_of(desk.session, desk.prof, desk.prompt, LATER)[0]
        hide_post(desk.session, staff, post, reason="Names a client.", now=LATER)
    else:
        withdraw_post(desk.session, reader, post, now=LATER)
    if moves.endswith("restored"):
        restore_post(desk.session, reader, post, now=LATEST)
    desk.session.commit()
    assert (state(desk, desk.ana), state(desk, desk.bea)) == ("changed", "graded")
    assert agrees_with_the_book(desk)


def test_a_decision_after_grading_marks_the_grade_until_it_is_taken_back(desk):
    desk.grade(desk.bea)
    setting = decide(desk, desk.bea, "responses", "met")
    assert state(desk, desk.bea) == "changed"
    withdraw_setting(desk.session, desk.viewer(desk.prof), desk.prompt, setting, now=LATEST)
    desk.session.commit()
    assert state(desk, desk.bea) == "graded"
    assert agrees_with_the_book(desk)


@pytest.mark.parametrize("change", ["level", "comment", "one level"])
def test_a_grade_changed_after_its_release_is_marked_and_the_old_points_stay(desk, change):
    desk.grade(desk.ana, 3)
    desk.release()
    if change == "one level":
        first_mark(desk, desk.ana, 4, LATER)
    elif change == "level":
        desk.grade(desk.ana, 4, now=LATER)
    else:
        desk.grade(desk.ana, 3, now=LATER, comment="One more word.")
    assert cells(desk, desk.ana) == [Cell("changed", Decimal(90), Decimal(100))]
    assert agrees_with_the_book(desk)
    if change == "level":
        desk.release({desk.ana.id: "Looked again."}, now=LATEST)
        assert cells(desk, desk.ana) == [Cell("released", Decimal(100), Decimal(100))]


def test_a_grade_saved_again_as_it_was_is_not_marked(desk):
    desk.grade(desk.ana, 3, comment="A *fine* ending.")
    desk.release()
    desk.grade(desk.ana, 3, now=LATER, comment="A *fine* ending.")
    assert state(desk, desk.ana) == "released"
    assert agrees_with_the_book(desk)


def test_lateness_struck_after_release_is_marked(desk):
    desk.grade(desk.ana)
    desk.release()
    sheet = desk.sheet(desk.ana)
    viewer = desk.viewer(desk.prof)
    strike_lateness(
        desk.session, viewer, desk.prompt, sheet, "Ill.", version=sheet.version, now=LATER
    )
    desk.session.commit()
    assert state(desk, desk.ana) == "changed"
    assert agrees_with_the_book(desk)


def test_an_excused_week_is_left_out_of_the_total_with_and_without_a_release(desk):
    decide(desk, desk.cy, "initial_post", "waived", now=GRADING_TIME)
    assert state(desk, desk.cy) == "excused"
    desk.grade(desk.cy, None, now=LATER)
    desk.release(now=LATER)
    assert cells(desk, desk.cy) == [Cell("excused", Decimal(0), Decimal(0))]
    line = next(row for row in gradebook(desk).lines if row.student.user_id == desk.cy.id)
    assert (line.total.percent, line.total.parts) == (None, {1: "excused"})


def test_excusing_after_a_release_leaves_the_grade_out_and_marks_it(desk):
    desk.grade(desk.bea)
    desk.release()
    decide(desk, desk.bea, "initial_post", "waived")
    line = next(row for row in gradebook(desk).lines if row.student.user_id == desk.bea.id)
    assert line.cells[0].state == "changed"
    assert line.total.parts == {1: "excused"}


def add_weeks(desk: Marking, *columns: dict) -> list[Prompt]:
    """More graded weeks with released grades by person: (points, out of)."""
    made = []
    for week, totals in enumerate(columns, 2):
        prompt = make_prompt(desk.session, desk.course, week)
        make_rubric(desk.session, prompt)
        rows = {student.id: reached for student, reached in totals.items()}
        if rows:
            release_rows(desk.session, prompt, rows, by=desk.prof.id, now=GRADING_TIME)
        made.append(prompt)
    return made


def names(lines) -> list[str]:
    return [line.student.name.split()[0] for line in lines]


def test_totals_are_of_released_grades_alone(desk):
    add_weeks(desk, {desk.ana: ("18", "20"), desk.bea: ("50", "100")}, {desk.ana: ("80", "100")})
    desk.grade(desk.ana, 0)
    totals = {line.student.name: line.total.percent for line in gradebook(desk).lines}
    assert totals == {
        "Ana Lopez": Decimal("85.00"),
        "Bea Mills": Decimal("50.00"),
        "Cy Ng": None,
        "Dee Hall": None,
    }


def test_a_week_that_has_not_opened_is_neither_missing_nor_to_be_graded(desk):
    add_weeks(desk, {}, {})
    early = [line.cells[2].state for line in gradebook(desk).lines]
    assert set(early) == {"later"}
    book = gradebook(desk, GRADING_TIME + timedelta(days=30))
    assert {line.cells[2].state for line in book.lines} == {"no_work"}


def test_drafts_and_weeks_without_a_rubric_are_no_columns_but_a_withdrawn_grade_is(desk):
    second, _third = add_weeks(desk, {desk.ana: ("18", "20")}, {})
    make_prompt(desk.session, desk.course, 4)
    make_rubric(desk.session, make_prompt(desk.session, desk.course, 5, published_at=None))
    desk.session.execute(
        update(Prompt).where(Prompt.week.in_([2, 3])).values(withdrawn_at=GRADING_TIME)
    )
    desk.session.commit()
    assert [week.week for week in gradebook(desk).weeks] == [1, second.week]


def test_lines_go_by_name_by_total_and_by_section(desk):
    add_weeks(desk, {desk.ana: ("80", "100"), desk.bea: ("50", "100"), desk.cy: ("0", "100")})
    east, west = (make_section(desk.session, desk.course, name) for name in ("East", "West"))
    for student, section in ((desk.ana, west), (desk.cy, east)):
        desk.session.execute(
            update(Enrollment).where(Enrollment.user_id == student.id).values(section_id=section.id)
        )
    desk.session.commit()
    book = gradebook(desk)
    assert names(book.arranged("name")) == ["Ana", "Bea", "Cy", "Dee"]
    assert names(book.arranged("total")) == ["Cy", "Bea", "Ana", "Dee"]
    assert names(book.arranged("section")) == ["Cy", "Ana", "Bea", "Dee"]
    assert list(book.sections.values()) == ["East", "West"]
    assert names(book.arranged("name", section_id=west.id)) == ["Ana"]


def test_a_group_is_chosen_by_its_present_members(desk):
    for set_name in ("Pairs", "Projects"):
        made = make_group_set(desk.session, desk.course, set_name, "Red", "Blue")
        red = desk.session.scalars(
            select(Group).where(Group.group_set_id == made.id, Group.name == "Red")
        ).one()
        put_in_group(desk.session, desk.course, red, desk.bea, by=desk.prof.id, now=GRADING_TIME)
    desk.session.commit()
    book = gradebook(desk)
    assert list(book.groups.values()) == ["Pairs: Red", "Projects: Red"]
    assert [names(book.arranged(group_id=key)) for key in book.groups] == [["Bea"], ["Bea"]]
    assert names(book.lines) == ["Ana", "Bea", "Cy", "Dee"]


def test_who_has_left_and_who_teaches_are_no_lines(desk):
    desk.grade(desk.ana)
    desk.release()
    desk.session.execute(
        update(Enrollment).where(Enrollment.user_id == desk.ana.id).values(ended_at=LATER)
    )
    desk.session.commit()
    assert names(gradebook(desk).lines) == ["Bea", "Cy", "Dee"]


def test_it_takes_at_most_four_statements(desk):
    desk.grade(desk.ana, 3)
    desk.release()
    desk.grade(desk.ana, 4, now=LATER)
    course_id = desk.course.id
    with count_statements(db.engine) as sent:
        get_gradebook(desk.session, course_id, LATER)
    assert len(sent) == 4
