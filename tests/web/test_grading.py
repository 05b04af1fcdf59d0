"""The grading desk through the real client."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.courses.models import Enrollment
from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Draft, Post
from forum.grading.models import GradeMark
from tests.support.client import text
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, make_prompt, post_initial, respond, scene_of, words
from tests.web.grade_form import criterion_id, form_of, stored


def test_grading_begins_with_somebody_who_is_not_graded(desk):
    for student in (desk.ana, desk.cy):
        desk.grade(student, 0)
    answer = desk.get(desk.prof, "w/1/grade")
    assert answer.status_code == 302
    page = desk.see(desk.prof, "w/1/grade/" + answer.headers["Location"].rsplit("/", 1)[1])
    assert page.h1.text.strip() in ("Bea Mills", "Dee Hall")
    assert "2 ungraded" in text(page)


def test_the_page_shows_findings_with_links_to_the_passages(desk):
    page = desk.see(desk.prof, "grade/bea")
    row = page.select_one("#finding-responses")
    assert "Responses that count: 1 of 2." in text(row)
    link = row.select_one("a[href^='#p']")
    assert "Ana Lopez" in link.text
    assert page.select_one(link["href"])


def test_nothing_is_chosen_before_a_person_chooses(desk):
    page = desk.see(desk.prof, "grade/ana")
    assert page.select("#grade-form input[checked]") == []
    assert "Checks suggest 36, Proficient" in text(page)
    assert "You judge this one" in text(page)
    assert "0 so far, 4 criteria left, of 100" in text(page)


def test_each_response_stands_beside_the_version_it_answers(desk):
    ana = desk.session.scalars(
        select(Post).where(Post.author_id == desk.ana.id, Post.kind == "initial")
    ).one()
    now = at(6, "10:00")
    reader, setup, schedule = scene_of(desk.session, desk.ana, desk.prompt, now)
    site_id = desk.book().posts_by[desk.ana.id][0].versions[0].site_id
    parts = {"overview": words(20, "later"), "ally": words(20, "later")}
    writing = Writing(parts=parts, site_id=site_id)
    revise_post(desk.session, reader, setup, schedule, ana, writing, base=1, now=now)
    desk.session.commit()
    article = text(desk.see(desk.prof, "grade/bea").select_one("article"))
    assert "ant0" in article
    assert "later0" not in article
    assert "as it stood then; edited since" in article
    assert "Polaris Project" in article
    assert "Love146" in article


def test_an_edit_is_shown_as_what_went_and_what_came(desk):
    bea = desk.session.scalars(
        select(Post).where(Post.author_id == desk.bea.id, Post.kind == "initial")
    ).one()
    now = at(4, "10:00")
    reader, setup, schedule = scene_of(desk.session, desk.bea, desk.prompt, now)
    site_id = desk.book().posts_by[desk.bea.id][0].versions[0].site_id
    parts = {"overview": words(19, "bee") + " fresh", "ally": words(20, "bee")}
    writing = Writing(parts=parts, site_id=site_id)
    revise_post(desk.session, reader, setup, schedule, bea, writing, base=1, now=now)
    desk.session.commit()
    timeline = desk.see(desk.prof, "grade/bea").select_one(".timeline")
    assert [text(piece) for piece in timeline.select("del")] == ["bee19"]
    assert [text(piece) for piece in timeline.select("ins")] == ["fresh"]
    assert "after the post was due" in text(timeline)


def test_somebody_without_work_has_a_page_that_says_a_draft_exists_and_never_its_text(desk):
    draft = Draft(
        user_id=desk.cy.id,
        prompt_id=desk.prompt.id,
        slot="initial",
        field="part-overview",
        text="canary of the draft",
        begun_at=at(1, "20:10"),
        saved_at=at(1, "20:30"),
    )
    desk.session.add(draft)
    desk.session.commit()
    page = desk.see(desk.prof, "grade/cy")
    assert "Nothing published. Draft begun Mon 6 Oct, 8:10 pm" in text(page)
    assert "canary" not in str(page)


def test_a_first_try_before_the_due_time_is_told_with_both_times(desk):
    late, tried = at(4, "00:20"), at(3, "23:58")
    post_initial(desk.session, desk.cy, desk.prompt, now=late, tried_at=tried)
    timeline = text(desk.see(desk.prof, "grade/cy").select_one(".timeline"))
    assert "Tried Wed 8 Oct, 11:58:00 pm by the student's own clock" in timeline
    assert "arrived Thu 9 Oct, 12:20:00 am." in timeline


def test_a_course_without_students_has_nobody_to_grade(desk):
    for place in desk.session.scalars(select(Enrollment).where(Enrollment.role == "student")):
        place.ended_at = at(1, "10:00")
    desk.session.commit()
    assert "Nobody is enrolled as a student yet." in text(desk.see(desk.prof, "w/1/grade"))
    assert "Nobody is enrolled" in text(desk.see(desk.prof, "w/1/participation"))


def test_saving_goes_on_to_the_next_and_students_see_nothing(desk):
    form = form_of(desk, desk.prof, comment="canary of the comment")
    answer = desk.send(desk.prof, "grade/ana", **form)
    assert answer.status_code == 303
    following = answer.headers["Location"]
    assert "advanced=1" in following
    page = BeautifulSoup(desk.browser(desk.prof).get(following).data, "html.parser")
    assert page.h1.has_attr("autofocus")
    assert page.h1.text.strip() != "Ana Lopez"
    assert stored(desk, desk.ana).graded_at == GRADING_TIME
    for path in ("w/1", "my-grades", "", "my-work"):
        source = desk.get(desk.ana, path).get_data(as_text=True)
        assert "canary" not in source
        assert "Proficient" not in source or "rubric" in source


def test_saving_without_every_level_says_which_and_keeps_what_was_typed(desk):
    form = form_of(desk, desk.prof, level=None, comment="Half a thought")
    first = criterion_id(desk, "responsive")
    form[f"level-{first}"] = "4"
    answer = desk.send(desk.prof, "grade/ana", **form)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.title.text.strip().startswith("Error:")
    assert len(page.select("#problems li")) == 3
    assert page.select_one("textarea#comment").text.strip() == "Half a thought"
    assert page.select_one(f"input[name=level-{first}][checked]")["value"] == "4"
    assert stored(desk, desk.ana) is None


def test_a_level_above_the_ceiling_opens_the_line_why(desk):
    form = form_of(desk, desk.prof, "grade/bea", level=3)
    answer = desk.send(desk.prof, "grade/bea", **form)
    assert answer.status_code == 422
    name = f"reason-{criterion_id(desk, 'responses')}"
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one(f"#problems a[href='#{name}']")
    assert "is-open" in page.select_one(f"#{name}").find_parent(class_="why")["class"]
    assert desk.send(desk.prof, "grade/bea", **{**form, name: "Ill."}).status_code == 303
    assert stored(desk, desk.bea).graded_at is not None


def test_holding_keeps_what_is_there_without_grading(desk):
    form = form_of(desk, desk.prof, level=None, comment="Later more", hold="1")
    answer = desk.send(desk.prof, "grade/ana", **form)
    assert answer.status_code == 303
    grade = stored(desk, desk.ana)
    assert (grade.comment, grade.graded_at) == ("Later more", None)


def test_suggestions_fill_the_counted_criteria_alone_and_can_be_undone(desk):
    form = form_of(desk, desk.prof, level=None, suggest="1")
    understanding = criterion_id(desk, "understanding")
    answer = desk.send(desk.prof, "grade/ana", **form)
    page = BeautifulSoup(
        desk.browser(desk.prof).get(answer.headers["Location"]).data, "html.parser"
    )
    chosen = {radio["name"] for radio in page.select("input[checked]")}
    assert len(chosen) == 2
    assert f"level-{understanding}" not in chosen
    undo = page.find("form", action=lambda action: action and "unmarking" in action)
    fields = {}
    for field in undo.select("input[name]"):
        fields.setdefault(field["name"], []).append(field["value"])
    desk.send(desk.prof, "grade/ana/unmarking", **fields)
    assert desk.session.scalars(select(GradeMark)).all() == []


def test_a_level_is_held_at_once_by_the_script(desk):
    level = {"criterion": criterion_id(desk, "writing"), "level": 2, "version": 0}
    answer = desk.send(desk.prof, "grade/ana/marks", **level)
    assert (answer.status_code, answer.json["version"]) == (200, 1)
    assert desk.send(desk.prof, "grade/ana/marks", **level).status_code == 409
    assert desk.send(desk.prof, "grade/ana/marks", **{**level, "level": 9}).status_code == 422
    assert desk.send(desk.prof, "grade/ana/marks").status_code == 422


def test_two_graders_see_both_columns_before_anything_is_overwritten(desk):
    mine = form_of(desk, desk.prof, level=4, comment="Mine")
    theirs = form_of(desk, desk.tomas, level=2, comment="Theirs")
    assert desk.send(desk.tomas, "grade/ana", **theirs).status_code == 303
    answer = desk.send(desk.prof, "grade/ana", **mine)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.data, "html.parser")
    conflict = page.select_one("#conflict")
    assert "Tomas Lind saved this grade in the meantime" in text(conflict)
    assert "40, Exemplary" in text(conflict)
    assert "28, Developing differs" in text(conflict)
    assert "Theirs" in str(conflict)
    assert page.select_one("textarea#comment").text.strip() == "Mine"
    again = {
        **mine,
        "version": page.select_one("#grade-form input[name=version]")["value"],
        "opened_at": page.select_one("#grade-form input[name=opened_at]")["value"],
    }
    assert desk.send(desk.prof, "grade/ana", **again).status_code == 303
    assert stored(desk, desk.ana).comment == "Mine"


def test_work_published_while_the_page_was_open_is_looked_at_first(desk):
    desk.clock(at(6, "10:00"))
    form = form_of(desk, desk.prof, "grade/bea", level=1)
    parent = desk.session.scalars(
        select(Post).where(Post.author_id == desk.ana.id, Post.kind == "initial")
    ).one()
    respond(desk.session, desk.bea, parent, now=at(6, "10:05"))
    desk.clock(at(6, "10:10"))
    answer = desk.send(desk.prof, "grade/bea", **form)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.data, "html.parser")
    assert "work changed Sat 11 Oct, 10:05 am" in text(page)
    assert stored(desk, desk.bea) is None


def test_a_reason_on_the_desk_is_refused_whole_and_not_cut(desk):
    name = f"reason-{criterion_id(desk, 'responses')}"
    form = form_of(desk, desk.prof, "grade/bea", level=3)
    answer = desk.send(desk.prof, "grade/bea", **{**form, name: "x" * 501})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one(f"#problems a[href='#{name}']")
    assert "x" * 501 in str(page.select_one(f"#{name}"))
    assert stored(desk, desk.bea) is None


def test_a_private_post_is_read_by_the_instructor_and_not_by_an_assistant(desk):
    desk.prompt.private_allowed = True
    desk.session.commit()
    post_initial(
        desk.session, desk.cy, desk.prompt, now=at(2, "15:00"), is_private=True, stem="canary"
    )
    assert "canary0" in str(desk.see(desk.prof, "grade/cy"))
    page = desk.see(desk.tomas, "grade/cy")
    assert "canary0" not in str(page)
    assert "There is a private post that only the instructor may read." in text(page)


def test_a_week_without_a_rubric_shows_the_evidence_and_asks_for_no_grade(desk):
    second = make_prompt(desk.session, desk.course, 2)
    post_initial(desk.session, desk.ana, second, now=at(9, "10:00"), stem="second")
    page = desk.see(desk.prof, f"w/2/grade/{desk.ana.id}")
    assert "second0" in str(page)
    assert "no rubric" in text(page)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("", {"version": "0", "comment": "A whole comment", "hold": "1"}),
        ("", {"version": "0", "comment": "A whole comment"}),
        ("/lateness", {"version": "0", "reason": "A whole comment"}),
        ("/unmarking", {"version": "0"}),
    ],
)
def test_without_a_rubric_a_grade_is_refused_and_the_text_comes_back(desk, path, form):
    make_prompt(desk.session, desk.course, 2)
    answer = desk.send(desk.prof, f"w/2/grade/{desk.ana.id}{path}", **form)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert "no rubric" in text(page.select_one("#problems"))
    assert ("A whole comment" in text(page)) == (path != "/unmarking")
    assert stored(desk, desk.ana) is None


@pytest.mark.parametrize("user_id", ["0", "999999", "2147483647"])
def test_nobody_else_has_a_desk(desk, user_id):
    assert desk.get(desk.prof, f"w/1/grade/{user_id}").status_code == 404
    assert desk.send(desk.prof, f"w/1/grade/{user_id}/settings").status_code == 404


@pytest.mark.parametrize("user_id", ["2147483648", "-1", "ana", "9" * 40])
def test_an_address_that_is_no_number_of_a_person_is_not_found(desk, user_id):
    assert desk.get(desk.prof, f"w/1/grade/{user_id}").status_code == 404


def test_staff_have_no_desk_of_their_own(desk):
    assert desk.get(desk.prof, f"w/1/grade/{desk.tomas.id}").status_code == 404


def test_the_instructor_of_another_course_finds_nothing_here(desk, app, session, clock):
    other = Marking(app, session, clock)
    assert desk.get(other.prof, "grade/ana").status_code == 404
    assert desk.send(other.prof, "grade/ana", version=0).status_code == 404
    theirs = f"w/1/grade/{other.ana.id}"
    assert desk.get(desk.prof, theirs).status_code == 404
    assert desk.send(desk.prof, theirs, version=0).status_code == 404


def test_students_do_not_reach_the_desk(desk):
    assert desk.get(desk.ana, "grade/ana").status_code == 403
    assert desk.get(desk.ana, "w/1/grade").status_code == 403


def test_filters_and_order_stay_in_the_address(desk):
    page = desk.see(desk.prof, "grade/ana?show=met&order=name")
    assert "1 of 1" in text(page)
    assert page.select_one("#grade-form")["action"].endswith("show=met&order=name")
    page = desk.see(desk.prof, "grade/ana?show=nonsense&order=7")
    assert "of 4" in text(page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "x"},
        {"version": "9" * 40},
        {"version": "7"},
        {"comment": "x" * 20_001},
        {"comment": "> " * 3000 + "deep"},
    ],
)
def test_bad_input_is_refused_and_given_back(desk, wrong):
    form = form_of(desk, desk.prof, **wrong)
    answer = desk.send(desk.prof, "grade/ana", **form)
    assert answer.status_code in (409, 422)
    page = BeautifulSoup(answer.data, "html.parser")
    assert len(page.select("#grade-form input[checked]")) == 4
    assert stored(desk, desk.ana) is None


@pytest.mark.parametrize(
    "comment", ["NUL \x00 and \ud800", "👩‍👩‍👧‍👦 שלום", "<script>alert(1)</script>"]
)
def test_odd_comments_are_kept_and_shown_harmlessly(desk, comment):
    sent = comment.encode("utf-8", "surrogatepass")
    form = form_of(desk, desk.prof, comment=sent)
    assert desk.send(desk.prof, "grade/ana", **form).status_code == 303
    desk.release()
    source = desk.get(desk.ana, "my-grades").get_data(as_text=True)
    assert "<script>alert" not in source
