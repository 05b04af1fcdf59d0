"""What is decided on the desk beside the grade: findings, own times, lateness, answers, posts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.discussion.models import Post
from forum.participation.models import Question, Setting
from forum.participation.questions import (
    ask_question,
)
from forum.prompts.models import Extension
from tests.support.client import text
from tests.support.marking import GRADING_TIME
from tests.support.weeks import at, post_initial
from tests.web.grade_form import stored


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
