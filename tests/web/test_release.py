"""Releasing grades, and what students see before and after, through the real client."""

from __future__ import annotations

from datetime import timedelta

from bs4 import BeautifulSoup

from tests.support.client import text
from tests.support.marking import GRADING_TIME
from tests.support.weeks import at, post_initial

LATER = GRADING_TIME + timedelta(days=1)


def test_the_preview_says_who_is_released_and_who_is_left_out(desk):
    desk.grade(desk.ana)
    desk.hold(desk.bea)
    page = text(desk.see(desk.prof, "w/1/release"))
    assert "1 grade waits for release Median 90, lowest 90, highest 90, 0 below 50" in page
    assert "Whose grades Ana Lopez 90 of 100" in page
    assert "3 students are left out" in page
    assert "Bea Mills Held, not released" in page
    assert "Cy Ng Not graded No work" in page


def test_before_release_no_page_of_a_student_holds_anything_of_a_grade(desk):
    desk.grade(desk.ana, 3, comment="canary comment", reasons={})
    desk.hold(desk.bea, 1, comment="canary held")
    number = desk.book().posts_by[desk.ana.id][0].id
    for student in (desk.ana, desk.bea):
        browser = desk.browser(student)
        for path in ("", "w/1", "my-grades", "my-work", f"p/{number}", "people"):
            source = browser.get(desk.path(path)).get_data(as_text=True)
            assert "canary" not in source
            assert "90 of 100" not in source
            assert "Checks suggest" not in source
    assert "No grade has been released yet." in text(desk.see(desk.ana, "my-grades"))


def test_after_release_the_student_reads_everything_and_a_colleague_nothing(desk):
    desk.grade(desk.ana, 3, comment="A *precise* ending.")
    answer = desk.send_release(desk.prof, desk.ana)
    assert answer.status_code == 303
    page = desk.see(desk.ana, "my-grades")
    assert "90 of 100" in text(page)
    assert "Proficient. responsive at 3" in text(page)
    assert page.select_one("blockquote em").text == "precise"
    assert "precise" not in str(desk.see(desk.bea, "my-grades"))


def test_lateness_is_a_line_of_its_own_on_the_students_page(desk):
    post_initial(desk.session, desk.cy, desk.prompt, now=at(4, "10:00"))
    desk.grade(desk.cy, 3)
    desk.release()
    page = text(desk.see(desk.cy, "my-grades"))
    assert "84.6 of 100" in page
    assert "−5.4" in page


def test_a_change_after_release_needs_a_note_and_is_dated(desk):
    desk.grade(desk.ana, 3)
    desk.release()
    desk.clock(LATER)
    desk.grade(desk.ana, 4, now=LATER, comment="canary of the change")
    assert "canary" not in str(desk.see(desk.ana, "my-grades"))
    answer = desk.send_release(desk.prof, desk.ana)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one(f"#problems a[href='#note-{desk.ana.id}']")
    assert "90 becomes 100" in text(page)
    note = {f"note-{desk.ana.id}": "I had missed the last part."}
    assert desk.send_release(desk.prof, desk.ana, **note).status_code == 303
    page = text(desk.see(desk.ana, "my-grades"))
    assert "Changed Thu 16 Oct: I had missed the last part." in page
    assert "Before: 90 of 100, released Wed 15 Oct." in page


def test_an_assistant_sees_the_preview_and_cannot_release(desk):
    desk.grade(desk.ana)
    page = desk.see(desk.tomas, "w/1/release")
    assert "you have not been entrusted with it" in text(page)
    assert desk.send(desk.tomas, "w/1/release").status_code == 403
    assert "No grade has been released yet." in text(desk.see(desk.ana, "my-grades"))
    trusted = desk.person("Uma Reyes", "assistant", may_release=True)
    assert desk.send_release(trusted, desk.ana).status_code == 303
    assert "90 of 100" in text(desk.see(desk.ana, "my-grades"))


def test_releasing_when_nothing_waits_says_so(desk):
    assert desk.send_release(desk.prof).status_code == 303
    assert "Nothing waits for release" in text(desk.see(desk.prof, "w/1/release"))


def test_staff_have_no_grades_of_their_own(desk):
    assert desk.get(desk.prof, "my-grades").status_code == 404


def test_a_note_is_refused_whole_and_not_cut(desk):
    desk.grade(desk.ana, 3)
    desk.release()
    desk.clock(LATER)
    desk.grade(desk.ana, 4, now=LATER)
    answer = desk.send_release(desk.prof, desk.ana, **{f"note-{desk.ana.id}": "x" * 501})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one(f"#problems a[href='#note-{desk.ana.id}']")
    assert "x" * 501 in str(page.select_one(f"#note-{desk.ana.id}"))
