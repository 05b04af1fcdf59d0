"""The way through the class, totals set by hand, and two graders who choose, through the client."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.grading.models import DeskLease, GradeMark
from tests.support.client import text
from tests.support.marking import GRADING_TIME
from tests.web.grade_form import criterion_id, form_of, stored


def take(desk, user, path, **form):
    return desk.send(user, f"{path}/lease", **form)


def leases(desk) -> dict[int, int]:
    desk.session.rollback()
    rows = desk.session.scalars(select(DeskLease).where(DeskLease.ends_at > GRADING_TIME))
    return {row.user_id: row.grader_id for row in rows}


def next_of(answer) -> int:
    return int(answer.headers["Location"].split("?")[0].rsplit("/", 1)[1])


# --- Leases ------------------------------------------------------------------------------------


def test_looking_takes_nothing_and_writing_does(desk):
    form = form_of(desk, desk.prof, hold="1")
    assert leases(desk) == {}
    desk.send(desk.prof, "grade/ana", **form)
    assert leases(desk) == {desk.ana.id: desk.prof.id}


def test_a_colleague_is_named_on_the_desk_and_can_be_relieved_in_one_post(desk):
    take(desk, desk.tomas, "grade/ana")
    notice = desk.see(desk.prof, "grade/ana").select_one("form[data-lease]")
    assert not notice.has_attr("hidden")
    assert "Tomas Lind is grading Ana Lopez." in text(notice)
    assert [text(one) for one in notice.select("a, button")] == ["View", "Take over"]
    assert take(desk, desk.prof, "grade/ana", take="1").status_code == 303
    assert leases(desk) == {desk.ana.id: desk.prof.id}
    assert desk.see(desk.prof, "grade/ana").select_one("form[data-lease]").has_attr("hidden")
    assert "Ngozi Okafor is grading" in text(desk.see(desk.tomas, "grade/ana"))


def test_the_queue_says_who_has_somebody_and_the_first_one_is_free(desk):
    first = desk.get(desk.prof, "w/1/grade").headers["Location"]
    student_id = int(first.rsplit("/", 1)[1])
    desk.browser(desk.tomas).post(f"{first}/lease")
    assert desk.get(desk.prof, "w/1/grade").headers["Location"] != first
    page = text(desk.see(desk.prof, f"w/1/grade/{student_id}").select_one("#students"))
    assert "4 ungraded, 1 is open with Tomas Lind" in page


def test_a_script_is_told_who_has_the_student(desk):
    wanted = {"Accept": "application/json"}
    path = desk.path("grade/ana/lease")
    assert desk.browser(desk.prof).post(path, headers=wanted).json == {"by": None}
    assert desk.browser(desk.tomas).post(path, headers=wanted).json == {"by": "Ngozi Okafor"}
    desk.clock(GRADING_TIME + timedelta(minutes=5))
    assert desk.browser(desk.tomas).post(path, headers=wanted).json == {"by": None}


def test_a_lease_is_for_students_of_the_course_alone(desk):
    for user_id in (desk.prof.id, 10**9):
        assert take(desk, desk.prof, f"w/1/grade/{user_id}").status_code == 404


def test_a_lease_forbids_nothing(desk):
    take(desk, desk.tomas, "grade/ana")
    assert desk.send(desk.prof, "grade/ana", **form_of(desk, desk.prof)).status_code == 303
    assert stored(desk, desk.ana).graded_at == GRADING_TIME


def test_save_and_next_passes_over_a_colleague_and_takes_the_next(desk):
    plain = next_of(desk.send(desk.prof, "w/1/grade", after=desk.ana.id))
    take(desk, desk.tomas, f"w/1/grade/{plain}", take="1")
    answer = desk.send(desk.prof, "grade/ana", **form_of(desk, desk.prof))
    assert next_of(answer) not in (plain, desk.ana.id)
    assert leases(desk) == {plain: desk.tomas.id, next_of(answer): desk.prof.id}
    page = desk.browser(desk.prof).get(answer.headers["Location"])
    soup = BeautifulSoup(page.data, "html.parser")
    assert text(soup.select_one("#flash")) == f"Saved. Next: {text(soup.h1)}"
    assert "3 ungraded" in text(soup.select_one("#students"))


def test_next_ungraded_gives_two_graders_different_students(desk):
    found = {next_of(desk.send(user, "w/1/grade?order=name")) for user in (desk.prof, desk.tomas)}
    assert found == {desk.ana.id, desk.bea.id}


def test_where_colleagues_have_the_rest_the_page_says_so(desk):
    for student in (desk.bea, desk.cy):
        desk.grade(student, 0)
    dee = next(row for row in desk.book().students if row.short_name == "Dee")
    take(desk, desk.tomas, f"w/1/grade/{dee.id}")
    form, browser = form_of(desk, desk.prof), desk.browser(desk.prof)
    answer = browser.post(desk.path("grade/ana"), data=form, follow_redirects=True)
    said = text(BeautifulSoup(answer.data, "html.parser").select_one("#flash"))
    assert said == "Saved. 1 student is not graded yet; a colleague has the desk open."


def test_the_last_one_leads_to_the_release(desk):
    for student in (desk.bea, desk.cy):
        desk.grade(student, 0)
    dee = next(row for row in desk.book().students if row.short_name == "Dee")
    path = f"w/1/grade/{dee.id}"
    desk.send(desk.prof, path, **form_of(desk, desk.prof, path, level=0))
    form, browser = form_of(desk, desk.prof), desk.browser(desk.prof)
    answer = browser.post(desk.path("grade/ana"), data=form, follow_redirects=True)
    assert "Saved. Everybody here is graded." in answer.text
    answer = browser.post(desk.path("w/1/grade"))
    assert answer.headers["Location"].endswith("/release")


def test_the_page_that_is_fetched_ahead_is_the_one_that_saving_leads_to(desk):
    page = desk.see(desk.prof, "grade/ana")
    ahead = page.select_one("link[rel=prefetch]")["href"]
    browser = desk.browser(desk.prof)
    early = browser.get(ahead, headers={"Sec-Purpose": "prefetch"})
    soup = BeautifulSoup(early.data, "html.parser")
    assert "Saved. Next:" in text(soup.select_one("#flash"))
    assert "3 ungraded" in text(soup.select_one("#students"))
    opened = BeautifulSoup(browser.get(ahead).data, "html.parser")
    assert text(opened.select_one("#flash")) == ""
    answer = browser.post(desk.path("grade/ana"), data=form_of(desk, desk.prof))
    assert answer.headers["Location"] == ahead
    assert "Set-Cookie" not in answer.headers  # a new cookie would make what was fetched useless


def test_a_script_is_told_where_to_go_and_a_refusal_is_a_page(desk):
    wanted = {"Accept": "application/json"}
    browser, form = desk.browser(desk.prof), form_of(desk, desk.prof)
    answer = browser.post(desk.path("grade/ana"), data=form, headers=wanted)
    assert "advanced=1" in answer.json["url"]
    answer = browser.post(desk.path("grade/ana"), data=form, headers=wanted)
    assert answer.status_code == 409
    assert 'id="conflict"' in answer.text


# --- Two graders choose ------------------------------------------------------------------------


def meet(desk, **theirs) -> dict[str, str]:
    """Tomas saves 2 everywhere while the instructor has 4 everywhere; the form that comes back."""
    mine = form_of(desk, desk.prof, level=4, comment="Mine")
    other = form_of(desk, desk.tomas, level=2, comment="Theirs")
    desk.send(desk.tomas, "grade/ana", **{**other, **theirs})
    answer = desk.send(desk.prof, "grade/ana", **mine)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.data, "html.parser")
    fields = page.select("#grade-form input[name], [form=grade-form][name]")
    sent = {
        field["name"]: field.get("value", "")
        for field in fields
        if field["type"] not in ("radio",) or field.has_attr("checked")
    }
    return {**sent, "comment": "Mine"}


def levels_of(desk) -> dict[int, int]:
    desk.session.expire_all()
    return {row.criterion_id: row.level for row in desk.session.scalars(select(GradeMark))}


def test_without_a_choice_ones_own_levels_hold(desk):
    form = meet(desk)
    assert desk.send(desk.prof, "grade/ana", **form).status_code == 303
    assert set(levels_of(desk).values()) == {4}
    assert stored(desk, desk.ana).comment == "Mine"


@pytest.mark.parametrize(
    ("comment", "kept"), [("mine", "Mine"), ("theirs", "Theirs"), ("both", "Mine\n\nTheirs")]
)
def test_the_others_level_is_chosen_for_one_criterion(desk, comment, kept):
    form, writing = meet(desk), criterion_id(desk, "writing")
    form |= {f"choose-{writing}": "theirs", "choose-comment": comment}
    assert desk.send(desk.prof, "grade/ana", **form).status_code == 303
    levels = levels_of(desk)
    assert levels.pop(writing) == 2
    assert set(levels.values()) == {4}
    assert stored(desk, desk.ana).comment == kept


def test_what_was_changed_by_hand_after_that_holds(desk):
    form, writing = meet(desk), criterion_id(desk, "writing")
    form |= {f"choose-{writing}": "theirs", f"level-{writing}": "1", "choose-comment": "theirs"}
    form["comment"] = "By hand"
    assert desk.send(desk.prof, "grade/ana", **form).status_code == 303
    assert levels_of(desk)[writing] == 1
    assert stored(desk, desk.ana).comment == "By hand"


def test_a_third_save_in_between_is_met_again(desk):
    form, writing = meet(desk), criterion_id(desk, "writing")
    again = form_of(desk, desk.tomas, level=0)
    desk.send(desk.tomas, "grade/ana", **again)
    form[f"choose-{writing}"] = "theirs"
    answer = desk.send(desk.prof, "grade/ana", **form)
    assert answer.status_code == 409
    assert set(levels_of(desk).values()) == {0}


# --- A total set by hand -----------------------------------------------------------------------


def total(desk, user=None, **form):
    desk.session.rollback()
    grade = stored(desk, desk.ana)
    version = str(grade.version if grade else 0)
    return desk.send(user or desk.prof, "grade/ana/total", **{"version": version, **form})


def test_a_total_is_set_with_a_reason_shown_and_emptied_again(desk):
    desk.grade(desk.ana, 3)
    assert total(desk, total="76,005", reason="Carried  the group.").status_code == 303
    page = desk.see(desk.prof, "grade/ana")
    assert "76.01 instead of 90, of 100" in text(page.select_one("[data-total]"))
    assert "76.01 instead of 90: Carried the group." in text(page)
    assert total(desk, total="", reason="Carried the group.").status_code == 303
    page = desk.see(desk.prof, "grade/ana")
    assert "90 of 100" in text(page.select_one("[data-total]"))
    assert total(desk, total="60", reason="Once more").status_code == 303
    assert total(desk, withdraw="1").status_code == 303
    desk.session.rollback()
    assert stored(desk, desk.ana).override_total is None


@pytest.mark.parametrize(
    ("form", "control"),
    [
        ({"total": "100.01", "reason": "x"}, "total"),
        ({"total": "-1", "reason": "x"}, "total"),
        ({"total": "many", "reason": "x"}, "total"),
        ({"total": "NaN", "reason": "x"}, "total"),
        ({"total": "", "reason": "x"}, "total"),
        ({"total": "80", "reason": " "}, "reason"),
        ({"total": "80", "reason": "x" * 501}, "reason"),
    ],
)
def test_a_total_that_cannot_be_set_comes_back_with_a_sentence(desk, form, control):
    desk.grade(desk.ana, 3)
    answer = total(desk, **form)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one(f"#problems a[href='#override-{control}']")
    assert page.select_one("#override-total")["value"] == form["total"]
    assert page.select_one("#override-total").find_parent("details").has_attr("open")
    assert stored(desk, desk.ana).override_total is None


def test_no_total_before_every_criterion_has_a_level_and_none_over_a_colleague(desk):
    answer = total(desk, total="80", reason="x")
    assert answer.status_code == 422
    assert "Choose every level first; 4 criteria are left." in answer.text
    desk.grade(desk.ana, 3)
    assert total(desk, total="80", reason="x", version="7").status_code == 409


def test_the_student_sees_the_total_with_its_reason_after_release_alone(desk):
    desk.grade(desk.ana, 3)
    total(desk, total="76", reason="canary of the reason")
    for path in ("my-grades", "w/1", "my-work"):
        assert "canary" not in desk.get(desk.ana, path).text
    desk.release(now=GRADING_TIME)
    page = text(desk.see(desk.ana, "my-grades"))
    assert "76 of 100" in page
    assert "Set by your instructor, 76 instead of 90: canary of the reason" in page
    assert "set a total by hand" in text(desk.see(desk.prof, "log"))
