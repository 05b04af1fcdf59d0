"""Choosing whose grades are released now: who is ticked, a section, a group, one student."""

from __future__ import annotations

import threading

from bs4 import BeautifulSoup
from sqlalchemy import func, select

from forum.accounts.models import User
from forum.courses.models import Enrollment, Group, GroupMembership
from forum.extensions import db
from forum.grading.models import Grade, GradeMark, GradeRelease, ReleasedGrade
from forum.grading.queries.rubrics import find_rubric
from forum.notifications.actions import stop
from tests.support.client import text
from tests.support.factories import BEGINNING, enrol, make_group_set, make_section, make_user
from tests.support.marking import GRADING_TIME
from tests.support.statements import count_statements
from tests.web.release_pages import PAGE, page_of, problems, send_plan, ticks


def test_everybody_who_waits_is_ticked_and_who_is_unticked_is_not_released(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student)
    page = desk.see(desk.prof, PAGE)
    assert ticks(page) == {"Ana Lopez": True, "Bea Mills": True}
    assert desk.send_release(desk.prof, desk.bea).status_code == 303
    assert [desk.sheet(one).state for one in (desk.ana, desk.bea)] == ["graded", "released"]


def test_one_student_is_released_from_a_page_of_the_own(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student)
    page = desk.see(desk.prof, PAGE)
    link = page.select_one(f"main a[href$='student={desk.bea.id}']")
    assert "Only this one , Bea Mills" in text(link)
    alone = desk.see(desk.prof, f"{PAGE}?student={desk.bea.id}")
    assert ticks(alone) == {"Bea Mills": True}
    form = alone.select_one("form[action*='/release?student=']")
    assert form["action"].endswith(f"student={desk.bea.id}")


def test_a_section_has_a_page_with_its_own_students_alone(desk):
    evening = make_section(desk.session, desk.course, "Evening")
    eve = make_user(desk.session, "Eve Stone")
    enrol(desk.session, desk.course, eve, section=evening)
    for student in (desk.ana, eve):
        desk.grade(student)
    assert "Everybody 2 Evening 1" in text(desk.see(desk.prof, PAGE))
    page = desk.see(desk.prof, f"{PAGE}?section={evening.id}")
    assert ticks(page) == {"Eve Stone": True}
    assert "Cy Ng" not in text(page)
    assert desk.get(desk.prof, f"{PAGE}?section=999").status_code == 404
    assert desk.get(desk.prof, f"{PAGE}?group={evening.id}").status_code == 404
    assert desk.get(desk.prof, f"{PAGE}?student={desk.prof.id}").status_code == 404


def test_a_group_has_one_where_the_week_uses_groups(desk):
    halves = make_group_set(desk.session, desk.course, "Halves", "First", "Second")
    first = desk.session.scalars(select(Group).where(Group.name == "First")).one()
    desk.session.add(GroupMembership(group_id=first.id, user_id=desk.ana.id, started_at=BEGINNING))
    desk.grade(desk.ana)
    assert "First" not in text(desk.see(desk.prof, PAGE))
    desk.prompt.group_set_id = halves.id
    desk.session.commit()
    assert "Everybody 1 First 1 Second 0" in text(desk.see(desk.prof, PAGE))
    assert ticks(desk.see(desk.prof, f"{PAGE}?group={first.id}")) == {"Ana Lopez": True}


def test_whoever_waits_no_more_is_named_and_nothing_is_released(desk):
    for student in (desk.ana, desk.bea, desk.cy):
        desk.grade(student)
    desk.send_release(desk.prof, desk.ana)
    desk.session.rollback()
    desk.hold(desk.bea)
    answer = desk.send_release(desk.prof, desk.ana, desk.bea, desk.cy)
    assert answer.status_code == 409
    said = problems(answer)
    assert "The grade of Ana Lopez was released in the meantime." in said
    assert "The grade of Bea Mills is not saved as complete now." in said
    assert ticks(page_of(answer)) == {"Cy Ng": True}
    assert desk.sheet(desk.cy).state == "graded"


def test_a_button_pressed_twice_releases_once_and_says_so(desk):
    desk.grade(desk.ana)
    answers = [desk.send_release(desk.prof, desk.ana) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert desk.session.scalar(select(func.count(ReleasedGrade.id))) == 1


def test_two_people_at_once_release_each_grade_once(app, desk):
    for student in (desk.ana, desk.bea, desk.cy):
        desk.grade(student)
    trusted = desk.person("Uma Reyes", "assistant", may_release=True)
    browsers = [desk.browser(user) for user in (desk.prof, trusted, desk.prof, trusted)]
    form = {"when": "now", "student": [desk.ana.id, desk.bea.id, desk.cy.id]}
    address, at_once, codes = desk.path(PAGE), threading.Barrier(4), []

    def press(browser) -> None:
        at_once.wait(10)
        codes.append(browser.post(address, data=form).status_code)

    threads = [threading.Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert codes == [303] * 4
    desk.session.rollback()
    assert desk.session.scalar(select(func.count(GradeRelease.id))) == 1
    assert desk.session.scalar(select(func.count(ReleasedGrade.id))) == 3


def test_how_the_grades_lie_stands_in_a_sentence_and_a_table_and_on_the_desk_when_all_are_graded(
    desk,
):
    dee = desk.session.scalars(select(User).where(User.name == "Dee Hall")).one()
    for student, level in ((desk.ana, 3), (desk.bea, 2), (dee, 0)):
        desk.grade(student, level)
    page = desk.see(desk.prof, PAGE)
    assert "Median 70, lowest 0, highest 90, 1 below 50, half of the points." in text(page)
    row = [text(cell) for cell in page.select("#waiting ~ .table-box tbody td")]
    assert row == ["3", "70", "0", "90", "1"]
    assert "Median" not in text(desk.see(desk.prof, "grade/ana"))
    desk.grade(desk.cy, 0)
    assert "4 of 4 graded. Median 35, lowest 0" in text(desk.see(desk.prof, "grade/ana"))


def test_who_gets_mail_and_who_has_it_switched_off_is_known_beforehand(desk):
    for student in (desk.ana, desk.bea, desk.cy):
        desk.grade(student)
    stop(desk.session, desk.bea.id, ["grade"])
    place = desk.session.scalars(select(Enrollment).where(Enrollment.user_id == desk.cy.id)).one()
    place.ended_at = GRADING_TIME
    desk.session.commit()
    page = text(desk.see(desk.prof, PAGE))
    assert "1 of them gets a mail at once, 0 with the daily digest." in page
    assert "1 has switched this mail off: Bea Mills." in page
    assert "1 has left the course and gets no mail: Cy Ng." in page


def fill(desk, size: int) -> None:
    """Students with a saved grade each, put straight into the tables."""
    rubric = find_rubric(desk.session, desk.prompt.id)
    people = [
        User(name=f"Filler {n}", email=f"f{n}-{size}@example.org", created_at=BEGINNING)
        for n in range(size)
    ]
    desk.session.add_all(people)
    desk.session.flush()
    by = {"updated_at": GRADING_TIME, "updated_by_id": desk.prof.id, "graded_at": GRADING_TIME}
    grades = [Grade(prompt_id=desk.prompt.id, user_id=one.id, **by) for one in people]
    places = {"course_id": desk.course.id, "role": "student", "started_at": BEGINNING}
    desk.session.add_all([*grades, *(Enrollment(user_id=one.id, **places) for one in people)])
    desk.session.flush()
    desk.session.add_all(
        GradeMark(
            grade_id=grade.id,
            criterion_id=criterion.id,
            level=3,
            set_at=GRADING_TIME,
            set_by_id=desk.prof.id,
        )
        for grade in grades
        for criterion in rubric.criteria
    )
    desk.session.commit()


def test_the_page_of_30_and_of_300_who_wait_sends_the_same_statements(desk, capsys):
    make_section(desk.session, desk.course, "Evening")
    send_plan(desk)
    numbers = []
    for size in (30, 270):
        fill(desk, size)
        browser, address = desk.browser(desk.prof), desk.path(PAGE)
        assert browser.get(address).status_code == 200
        with count_statements(db.engine) as sent:
            page = BeautifulSoup(browser.get(address).data, "html.parser")
        assert not [one for one in sent if not one.startswith(("SELECT", "WITH"))]
        numbers.append((len(page.select("input[name=student]")), len(sent)))
    with capsys.disabled():
        print(f"\nrelease page (waiting, statements): {numbers}")
    assert [waiting for waiting, _sent in numbers] == [30, 300]
    assert numbers[0][1] == numbers[1][1] <= 30
