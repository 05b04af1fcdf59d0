"""A student says that a row of a check looks wrong, and reads what those who grade answer."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.activity.models import Activity
from forum.participation.models import Question, Setting
from forum.rules.checks import CHECKS
from tests.support.client import text

ROW = "“Lee (2018)” is cited but has no reference."


def ask(desk, check="citations", *, by=None, **fields):
    sent = {"row": ROW, "text": "It is in my list.", **fields}
    return desk.send(by or desk.bea, f"w/1/checks/{check}/questions", **sent)


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_can_be_questioned_and_the_row_reaches_those_who_grade(desk, check):
    answer = ask(desk, check)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"w/1#check-{check}")
    question = desk.session.scalars(select(Question)).one()
    assert (question.check_name, question.requirement) == (check, None)
    logged = select(Activity.detail).where(Activity.verb == "check_questioned")
    assert desk.session.scalars(logged).all() == [{"check": check}]
    shown = text(desk.see(desk.prof, "grade/bea").select_one("#questions").parent)
    assert f"The row that is meant: {ROW}" in shown
    assert "It is in my list." in shown
    assert "1 question waits for you" in text(desk.see(desk.prof, "w/1/participation"))


def test_the_answer_stands_where_the_student_asked_and_sets_no_finding(desk):
    ask(desk, "sites")
    question = desk.session.scalars(select(Question)).one()
    form = desk.see(desk.prof, "grade/bea").select_one("form[action$=answers]")
    assert not form.select("select[name=status]")
    sent = {"question": question.id, "answer": "You are right.", "status": "met"}
    assert desk.send(desk.prof, "grade/bea/answers", **sent).status_code == 303
    assert desk.session.scalars(select(Setting)).all() == []
    shown = text(desk.see(desk.bea, "w/1").select_one("#check-sites"))
    assert f"About: {ROW}" in shown
    assert "Answer: You are right." in shown
    logged = select(Activity.detail).where(Activity.verb == "question_answered")
    assert desk.session.scalars(logged).one() == {"check": "sites", "status": ""}


def test_what_stands_in_no_row_can_be_asked_about_too(desk):
    assert ask(desk, row="").status_code == 303
    shown = text(desk.see(desk.prof, "grade/bea").select_one("#questions").parent)
    assert "About something that stands in no row." in shown


@pytest.mark.parametrize("wrong", [{"text": " "}, {"text": "x" * 2001}, {"row": "x" * 2001}])
def test_a_question_that_cannot_be_sent_comes_back_with_its_row(desk, wrong):
    answer = ask(desk, **wrong)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one("form[action$='checks/citations/questions'] [name=row]")["value"]
    assert {"text": "It is in my list.", **wrong}["text"].strip() in page.text
    assert desk.session.scalars(select(Question)).all() == []


def test_only_a_student_asks_and_only_about_a_check_that_exists(desk):
    assert ask(desk, by=desk.prof).status_code == 403
    assert ask(desk, "spelling").status_code == 404
    assert desk.session.scalars(select(Question)).all() == []


def test_another_student_reads_neither_question_nor_answer(desk):
    ask(desk, "sites")
    assert "It is in my list." not in text(desk.see(desk.ana, "w/1"))
