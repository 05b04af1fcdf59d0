"""The grading desk through the real client."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.courses.models import Enrollment
from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Draft, Post
from forum.grading.models import Criterion, Grade, GradeMark
from forum.participation.actions import ask_question
from forum.participation.models import Question, Setting
from forum.prompts.models import Extension
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, make_prompt, post_initial, respond, scene_of, words


@pytest.fixture
def desk(app, session, clock) -> Marking:
    made = Marking(app, session, clock)
    made.write()
    return made


def text(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def form_of(desk, user, path="grade/ana", level=3, **values) -> dict[str, str]:
    """The grade's form as the page gives it, every level chosen."""
    page = desk.see(user, path)
    form = {
        field["name"]: field.get("value", "") for field in page.select("#grade-form input[name]")
    }
    form = {name: value for name, value in form.items() if not name.startswith("level-")}
    radios = {radio["name"] for radio in page.select("#grade-form input[type=radio]")}
    form |= {name: str(level) for name in radios if level is not None}
    return {**form, "comment": "", **values}


def criterion_id(desk, key) -> int:
    return desk.session.scalars(select(Criterion.id).where(Criterion.key == key)).one()


def stored(desk, student) -> Grade | None:
    desk.session.expire_all()
    return desk.session.scalars(select(Grade).where(Grade.user_id == student.id)).first()


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


def test_a_finding_is_set_with_a_reason_and_the_checks_stay_beside_it(desk):
    sent = {"requirement": "responses", "status": "met", "reason": "She was ill."}
    answer = desk.send(desk.prof, "grade/bea/settings", **sent)
    assert answer.status_code == 303
    row = text(desk.see(desk.prof, "grade/bea").select_one("#finding-responses"))
    assert "by the instructor: She was ill." in row
    assert "The checks alone: Partly done" in row
    setting = desk.session.scalars(select(Setting)).one()
    desk.send(desk.prof, "grade/bea/settings", withdraw=setting.id)
    row = text(desk.see(desk.prof, "grade/bea").select_one("#finding-responses"))
    assert "She was ill." not in row


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501])
def test_a_finding_without_a_usable_reason_comes_back_open(desk, reason):
    sent = {"requirement": "responses", "status": "met", "reason": reason}
    answer = desk.send(desk.prof, "grade/bea/settings", **sent)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one("details#setting-responses").has_attr("open")
    assert page.select_one("#problems a[href='#setting-responses-reason']")
    assert desk.session.scalars(select(Setting)).all() == []


def test_an_extension_gives_an_own_time_and_must_be_later(desk):
    sent = {"kind": "T1", "day": "2025-10-17", "time": "23:59", "reason": "Ill"}
    assert desk.send(desk.prof, "grade/cy/extensions", **sent).status_code == 303
    page = text(desk.see(desk.prof, "grade/cy"))
    assert "Extension: Initial post until Fri 17 Oct, 11:59 pm" in page
    early = {**sent, "day": "2025-10-07"}
    assert desk.send(desk.prof, "grade/cy/extensions", **early).status_code == 422
    wrongs = ({"day": "soon"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"time": "25:99"})
    for wrong in (*wrongs, {"kind": "T9"}, {"reason": "x" * 501}):
        assert desk.send(desk.prof, "grade/cy/extensions", **{**sent, **wrong}).status_code == 422
    assert len(desk.session.scalars(select(Extension)).all()) == 1


def test_lateness_is_struck_with_a_reason_and_counts_again(desk):
    post_initial(desk.session, desk.cy, desk.prompt, now=at(4, "10:00"))
    desk.grade(desk.cy, 3)
    assert "84.6" in text(desk.see(desk.prof, "grade/cy").select_one("[data-total]"))
    version = {"version": stored(desk, desk.cy).version}
    assert desk.send(desk.prof, "grade/cy/lateness", reason="", **version).status_code == 422
    assert desk.send(desk.prof, "grade/cy/lateness", reason="Ill", **version).status_code == 303
    page = desk.see(desk.prof, "grade/cy")
    assert "Struck: it takes nothing. Ill" in text(page)
    assert "90 of 100" in text(page.select_one("[data-total]"))
    assert desk.send(desk.prof, "grade/cy/lateness", reason="Ill", **version).status_code == 409
    version = {"version": stored(desk, desk.cy).version}
    assert desk.send(desk.prof, "grade/cy/lateness", restore="1", **version).status_code == 303
    assert "84.6" in text(desk.see(desk.prof, "grade/cy").select_one("[data-total]"))


def question_of(desk) -> Question:
    finding = next(row for row in desk.sheet(desk.bea).findings if row.requirement == "responses")
    viewer = desk.viewer(desk.bea)
    question = ask_question(
        desk.session, viewer, desk.prompt, finding, "I wrote two of them.", now=GRADING_TIME
    )
    desk.session.commit()
    return question


def test_a_question_is_answered_on_the_desk_and_may_set_the_finding(desk):
    question = question_of(desk)
    page = desk.see(desk.prof, "grade/bea")
    assert "I wrote two of them." in text(page.select_one("#questions").parent)
    sent = {"question": question.id, "answer": "You are right.", "status": "met"}
    assert desk.send(desk.prof, "grade/bea/answers", **{**sent, "answer": ""}).status_code == 422
    assert desk.send(desk.prof, "grade/bea/answers", **sent).status_code == 303
    page = text(desk.see(desk.prof, "grade/bea"))
    assert "You are right." in page
    assert "Done The checks alone" not in page
    assert desk.send(desk.prof, "grade/bea/answers", **sent).status_code == 409


def test_an_answer_that_decides_is_no_longer_than_a_reason_and_comes_back_whole(desk):
    question = question_of(desk)
    answer = "Because of this. " * 30 + "The very end."
    sent = {"question": question.id, "answer": answer, "status": "met"}
    refused = desk.send(desk.prof, "grade/bea/answers", **sent)
    assert refused.status_code == 422
    page = BeautifulSoup(refused.data, "html.parser")
    assert "use at most 500 characters" in text(page.select_one("#problems"))
    assert answer in text(page.select_one(f"#answer-{question.id}-answer"))
    assert desk.session.scalars(select(Setting)).all() == []
    assert desk.send(desk.prof, "grade/bea/answers", **{**sent, "status": ""}).status_code == 303
    desk.session.expire_all()
    assert desk.session.scalars(select(Question.answer)).one() == answer


def test_a_reason_on_the_desk_is_refused_whole_and_not_cut(desk):
    name = f"reason-{criterion_id(desk, 'responses')}"
    form = form_of(desk, desk.prof, "grade/bea", level=3)
    answer = desk.send(desk.prof, "grade/bea", **{**form, name: "x" * 501})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one(f"#problems a[href='#{name}']")
    assert "x" * 501 in str(page.select_one(f"#{name}"))
    assert stored(desk, desk.bea) is None


def test_what_is_not_in_a_list_is_refused_in_words_of_ours(desk):
    sent = {"requirement": "no such", "status": "no such", "reason": "Ill."}
    page = BeautifulSoup(desk.send(desk.prof, "grade/bea/settings", **sent).data, "html.parser")
    assert "Choose one from the list." in text(page.select_one("#problems"))
    assert "Not a valid choice" not in text(page)


def test_a_question_of_somebody_else_is_not_found(desk):
    question = question_of(desk)
    sent = {"question": question.id, "answer": "Yes.", "status": ""}
    assert desk.send(desk.prof, "grade/ana/answers", **sent).status_code == 404
    assert (
        desk.send(desk.prof, "grade/ana/answers", **{**sent, "question": 10**9}).status_code == 404
    )
    assert (
        desk.send(desk.prof, "grade/bea/answers", **{**sent, "question": 10**20}).status_code == 422
    )


def test_a_post_is_hidden_with_a_reason_and_shown_again(desk):
    post = desk.session.scalars(
        select(Post).where(Post.author_id == desk.bea.id, Post.kind == "initial")
    ).one()
    path = f"grade/bea/posts/{post.number}/hiding"
    assert desk.send(desk.prof, path, reason="").status_code == 422
    assert desk.send(desk.prof, path, reason="Names a client.").status_code == 303
    assert "Names a client." in text(desk.see(desk.prof, "grade/bea"))
    assert desk.send(desk.prof, path, show="1").status_code == 303
    assert "Names a client." not in text(
        desk.see(desk.prof, "grade/bea").select_one("#post").parent
    )
    assert desk.send(desk.prof, path.replace("bea", "ana"), reason="x").status_code == 404


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
