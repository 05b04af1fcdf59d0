"""The class matrix, and a student's question, through the real client."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.extensions import db
from forum.participation.models import Question
from tests.support.client import text
from tests.support.statements import count_statements
from tests.support.weeks import at, post_initial


def names(page: BeautifulSoup) -> list[str]:
    return [cell.find(string=True).strip() for cell in page.select(".matrix tbody th > a")]


def test_those_with_nothing_stand_first_then_those_with_more_to_do(desk):
    page = desk.see(desk.prof, "w/1/participation")
    assert names(page)[0] == "Cy Ng"
    assert names(page)[-1] == "Ana Lopez"
    assert "Nothing published" in text(page.select(".matrix tbody tr")[0])
    assert "1 without any post, 0 waiting for an answer, 0 questions open" in text(page)


def test_a_state_is_an_icon_and_a_word_in_every_cell(desk):
    for cell in desk.see(desk.prof, "w/1/participation").select(".matrix tbody td"):
        assert cell.select_one("svg")
        assert cell.text.strip()


def test_a_student_asks_and_the_staff_find_the_question(desk):
    sent = {"requirement": "responses", "text": "I wrote two."}
    assert desk.send(desk.bea, "w/1/questions", **sent).status_code == 303
    question = desk.session.scalars(select(Question)).one()
    assert question.sentence.startswith("Responses that count: 1 of 2.")
    page = desk.see(desk.prof, "w/1/participation")
    assert "1 question waits for you" in text(page)
    assert page.select_one("#questions ~ ul a")["href"].endswith(f"grade/{desk.bea.id}#questions")


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "  \n"}, {"text": "x" * 2001}, {"requirement": "all"}, {}]
)
def test_a_question_that_says_nothing_comes_back_with_what_was_typed(desk, wrong):
    sent = {"requirement": "responses", "text": "I wrote two.", **wrong} if wrong else {}
    answer = desk.send(desk.bea, "w/1/questions", **sent)
    assert answer.status_code == 422
    assert sent.get("text", "").strip() in answer.get_data(as_text=True)
    assert desk.session.scalars(select(Question)).all() == []


def test_only_students_ask_and_only_staff_see_the_matrix(desk):
    sent = {"requirement": "responses", "text": "Why?"}
    assert desk.send(desk.prof, "w/1/questions", **sent).status_code == 403
    assert desk.get(desk.ana, "w/1/participation").status_code == 403


@pytest.mark.parametrize("path", ["w/1/participation", "grade/ana", "w/1/release"])
def test_the_number_of_statements_does_not_grow_with_the_class(desk, path):
    browser, address = desk.browser(desk.prof), desk.path(path)
    desk.hold(desk.cy)  # the desk reads grades and leases once there are any
    browser.get(address)
    with count_statements(db.engine) as few:
        assert browser.get(address).status_code == 200
    for number in range(30):
        student = desk.person(f"Student {number}")
        post_initial(desk.session, student, desk.prompt, now=at(2, "16:00"))
        if number % 5 == 0:
            desk.hold(student)
    with count_statements(db.engine) as many:
        assert browser.get(address).status_code == 200
    assert len(many) == len(few)
    assert not [statement for statement in many if not statement.startswith(("SELECT", "WITH"))]
