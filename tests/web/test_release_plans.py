"""Planning a release through the real client: when it happens, changing it, cancelling it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.activity.models import Activity
from tests.support.client import text
from tests.support.marking import GRADING_TIME
from tests.web.release_pages import PAGE, page_of, plans, problems, send_plan, told


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
