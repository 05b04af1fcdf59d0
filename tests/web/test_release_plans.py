"""Choosing whose grades are released and when, through the real client."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Enrollment, Group, GroupMembership
from forum.extensions import db
from forum.grading.models import Grade, GradeMark, GradeRelease, PlannedRelease, ReleasedGrade
from forum.grading.queries.rubrics import find_rubric
from forum.notifications.actions import stop
from tests.support.client import text
from tests.support.factories import BEGINNING, enrol, make_group_set, make_section, make_user
from tests.support.marking import GRADING_TIME
from tests.support.statements import count_statements

PAGE = "w/1/release"


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def problems(answer) -> str:
    found = page_of(answer).select_one("#problems")
    return text(found) if found else ""


def ticks(page: BeautifulSoup) -> dict[str, bool]:
    boxes = page.select("input[name=student]")
    return {
        text(page.select_one(f"label[for={box['id']}]")): box.has_attr("checked") for box in boxes
    }


def plans(desk) -> list[PlannedRelease]:
    desk.session.rollback()
    rows = select(PlannedRelease).order_by(PlannedRelease.id)
    return list(desk.session.scalars(rows.execution_options(populate_existing=True)))


def send_plan(desk, day="2025-10-17", time="09:00", when="later", user=None, **form):
    """Plan a release for Friday of the week after, 9 am in New York, unless said else."""
    return desk.send(user or desk.prof, PAGE, **{"when": when, "day": day, "time": time, **form})


def told(desk, path=PAGE, **form) -> str:
    """What the instructor reads on the page that a form leads to."""
    browser = desk.browser(desk.prof)
    answer = browser.post(desk.path(path), data=form, follow_redirects=True)
    assert answer.status_code == 200
    return text(page_of(answer))


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


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"when": "now"}, "Tick at least one student."),
        ({"when": "later-ticked"}, "Tick at least one student."),
        ({"when": ""}, "Choose when the grades are released."),
        ({"when": "tomorrow"}, "Choose when the grades are released."),
        ({"when": "now", "student": ["x", "99999999999999999999"]}, "is not a student"),
        ({"when": "later"}, "Choose a date."),
        ({"when": "later", "day": "2025-10-17"}, "Time: choose a time."),
        ({"when": "later", "day": "soon", "time": "9"}, "Write the date as year-month-day"),
        ({"when": "later", "day": "2025-10-17", "time": "25:00"}, "Write the time in 24 hours"),
        ({"when": "later", "day": "2025-10-15", "time": "10:00"}, "This time has passed."),
        ({"when": "later", "day": "2026-10-20", "time": "10:00"}, "within a year"),
        ({"when": "later", "day": "2099-12-31", "time": "10:00"}, "within a year"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_nothing_is_kept(desk, form, sentence):
    desk.grade(desk.ana)
    answer = desk.send(desk.prof, PAGE, **form)
    assert answer.status_code == 422
    assert sentence in problems(answer)
    ids = [link["href"][1:] for link in page_of(answer).select("#problems a")]
    assert [name for name in ids if page_of(answer).find(id=name) is None] == []
    assert plans(desk) == []
    assert desk.sheet(desk.ana).state == "graded"


def test_now_with_a_date_is_refused_so_that_nothing_is_released_too_early(desk):
    desk.grade(desk.ana)
    answer = desk.send_release(desk.prof, desk.ana, day="2025-10-17", time="09:00")
    assert answer.status_code == 422
    assert "You chose “Now” and gave a date." in problems(answer)
    assert page_of(answer).select_one("#day")["value"] == "2025-10-17"
    assert desk.sheet(desk.ana).state == "graded"


def test_a_release_is_planned_for_the_clock_of_the_course_and_shown_where_it_matters(desk):
    desk.grade(desk.ana)
    said = told(desk, when="later", day="2025-10-17", time="09:00")
    assert "Planned for Fri 17 Oct, 9:00 am: Everybody." in said
    (plan,) = plans(desk)
    assert plan.release_at.isoformat() == "2025-10-17T13:00:00+00:00"
    said = "Fri 17 Oct, 9:00 am"
    page = text(desk.see(desk.prof, PAGE))
    assert "1 release is planned" in page
    assert "Planned by Ngozi Okafor" in page
    for path in ("grade/ana", ""):
        assert f"Release planned: {said}" in text(desk.see(desk.prof, path)), path
    assert "Release planned" in text(desk.see(desk.tomas, ""))
    for path in ("", "w/1", "my-grades", "my-work"):
        assert "planned" not in text(desk.see(desk.ana, path)), path


@pytest.mark.parametrize(
    ("day", "time", "instant", "said"),
    [
        ("2025-11-02", "01:30", "2025-11-02T06:30", "of the two times the later one holds"),
        ("2026-03-08", "02:30", "2026-03-08T07:30", "it will be Sun 8 Mar, 3:30 am"),
    ],
)
def test_a_time_around_the_change_of_the_clocks_is_said(desk, day, time, instant, said):
    assert said in told(desk, when="later", day=day, time=time)
    assert plans(desk)[0].release_at.isoformat().startswith(instant)


def test_only_those_ticked_are_planned_where_that_is_chosen(desk):
    for student in (desk.ana, desk.bea):
        desk.grade(student)
    send_plan(desk, when="later-ticked", student=[desk.bea.id])
    assert plans(desk)[0].students == [desk.bea.id]
    assert "Bea Mills" in text(desk.see(desk.prof, PAGE).select_one("#plans").parent)


def test_a_plan_is_changed_and_cancelled(desk):
    desk.grade(desk.ana)
    send_plan(desk)
    (plan,) = plans(desk)
    address = f"{PAGE}/plans/{plan.id}"
    page = desk.see(desk.prof, address)
    assert page.select_one("#day")["value"] == "2025-10-17"
    assert page.select_one("#time")["value"] == "09:00"
    form = {"version": 1, "day": "2025-10-18", "time": "12:15", "whose": "students"}
    assert desk.send(desk.prof, address, **form, student=[desk.ana.id]).status_code == 303
    (plan,) = plans(desk)
    assert (plan.version, plan.part, plan.students) == (2, "students", [desk.ana.id])
    assert plan.release_at.isoformat() == "2025-10-18T16:15:00+00:00"
    late = desk.send(desk.prof, address, **{**form, "time": "13:45"}, student=[desk.ana.id])
    assert late.status_code == 409
    assert "Somebody else has changed this plan." in problems(late)
    assert page_of(late).select_one("#time")["value"] == "13:45"
    page = told(desk, f"{address}/cancellation")
    assert "The planned release is cancelled. The grades wait." in page
    assert "No release is planned" in page
    for path in (address, f"{address}/cancellation"):
        said = told(desk, path, **form, student=[desk.ana.id])
        assert "This planned release is over" in said
    assert desk.get(desk.prof, address).status_code == 303


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"whose": "section-99"}, "Choose one from the list."),
        ({"whose": ""}, "Choose one from the list."),
        ({"whose": "students"}, "Tick at least one student."),
        ({"whose": "students", "student": ["4711471147"]}, "is not a student"),
        ({"whose": "all", "day": "2025-10-01"}, "This time has passed."),
    ],
)
def test_a_change_that_cannot_be_made_is_said_and_the_plan_stays(desk, form, sentence):
    send_plan(desk)
    (plan,) = plans(desk)
    sent = {"version": 1, "day": "2025-10-18", "time": "12:15", **form}
    answer = desk.send(desk.prof, f"{PAGE}/plans/{plan.id}", **sent)
    assert answer.status_code == 422
    assert sentence in problems(answer)
    assert (plans(desk)[0].version, plans(desk)[0].part) == (1, "all")


def test_notes_to_changed_grades_are_kept_with_the_plan_and_can_be_mended(desk):
    desk.grade(desk.ana)
    desk.release()
    desk.clock(GRADING_TIME + timedelta(hours=1))
    desk.grade(desk.ana, 4, now=GRADING_TIME + timedelta(hours=1))
    note = f"note-{desk.ana.id}"
    send_plan(desk, **{note: "Missed a part."})
    (plan,) = plans(desk)
    assert plan.notes == {str(desk.ana.id): "Missed a part."}
    address = f"{PAGE}/plans/{plan.id}"
    assert desk.see(desk.prof, address).select_one(f"#{note}")["value"] == "Missed a part."
    form = {"version": 1, "day": "2025-10-18", "time": "12:15", "whose": "all"}
    long = desk.send(desk.prof, address, **form, **{note: "x" * 501})
    assert long.status_code == 422
    assert page_of(long).select_one(f"#{note}")["value"] == "x" * 501
    desk.send(desk.prof, address, **form)
    assert plans(desk)[0].notes == {str(desk.ana.id): "Missed a part."}


def test_assistants_see_what_is_planned_and_plan_only_when_entrusted(desk):
    desk.grade(desk.ana)
    assert send_plan(desk, user=desk.tomas).status_code == 403
    assert plans(desk) == []
    send_plan(desk)
    page = desk.see(desk.tomas, PAGE)
    assert "1 release is planned" in text(page)
    assert not page.select("main form button")
    assert not page.select("main input[type=checkbox]")
    trusted = desk.person("Uma Reyes", "assistant", may_release=True)
    assert send_plan(desk, "2025-10-20", user=trusted).status_code == 303


def test_an_archived_course_neither_releases_nor_plans(desk):
    desk.grade(desk.ana)
    send_plan(desk)
    (plan,) = plans(desk)
    desk.course.archived_at = GRADING_TIME
    desk.session.commit()
    refused = [
        desk.send_release(desk.prof, desk.ana),
        send_plan(desk),
        desk.send(desk.prof, f"{PAGE}/plans/{plan.id}"),
        desk.send(desk.prof, f"{PAGE}/plans/{plan.id}/cancellation"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 4
    assert desk.get(desk.prof, PAGE).status_code == 200
    assert len(plans(desk)) == 1


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


def test_the_log_says_it_in_words(desk):
    desk.grade(desk.ana)
    desk.grade(desk.bea)
    send_plan(desk)
    (plan,) = plans(desk)
    form = {"version": 1, "day": "2025-10-18", "time": "12:15", "whose": "all"}
    desk.send(desk.prof, f"{PAGE}/plans/{plan.id}", **form)
    desk.send(desk.prof, f"{PAGE}/plans/{plan.id}/cancellation")
    desk.send_release(desk.prof, desk.ana, desk.bea)
    page = text(desk.see(desk.prof, "log"))
    assert "planned a release" in page
    assert "Fri 17 Oct, 9:00 am: everybody" in page
    assert "Sat 18 Oct, 12:15 pm, before Fri 17 Oct, 9:00 am: everybody" in page
    assert "cancelled a planned release" in page
    assert "2 grades" in page
    assert desk.session.scalar(select(func.count()).where(Activity.verb == "grades_released")) == 1


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
