"""Two instructors who do the same thing at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.database import transaction
from forum.extensions import db
from forum.participation.actions import (
    Decision,
    set_finding,
    set_findings,
)
from forum.participation.models import Question, Setting
from forum.participation.questions import (
    AlreadyAnswered,
    answer_question,
    ask_question,
)
from forum.prompts.actions.extensions import give_extension
from forum.prompts.models import Extension, Prompt
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at


def at_once(desk: Marking, do: Callable[[Session, Prompt, int], object]) -> list[str]:
    """Let four people do it in the same moment; the outcomes by name, in no order."""
    prompt_id = desk.prompt.id
    desk.session.commit()
    ready = threading.Barrier(4)
    outcomes: list[str] = []

    def one(number: int) -> None:
        with desk.app.app_context():
            prompt = db.session().get_one(Prompt, prompt_id)
            ready.wait(10)
            try:
                with transaction() as session:
                    do(session, prompt, number)
                outcomes.append("done")
            except AlreadyAnswered:
                outcomes.append("answered")

    people = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join(20)
    desk.session.rollback()
    desk.session.expire_all()
    return sorted(outcomes)


def test_of_two_answers_to_a_question_the_second_is_told_of_the_first(desk):
    found = next(row for row in desk.sheet(desk.bea).findings if row.requirement == "responses")
    bea, prof = desk.viewer(desk.bea), desk.viewer(desk.prof)
    asked = ask_question(desk.session, bea, desk.prompt, found, "I wrote two.", now=GRADING_TIME)
    question_id = asked.id

    def answer(session: Session, prompt: Prompt, number: int) -> None:
        question = session.get_one(Question, question_id)
        answer_question(session, prof, prompt, question, f"Answer {number}", now=GRADING_TIME)

    assert at_once(desk, answer) == ["answered", "answered", "answered", "done"]


def test_of_two_decisions_on_a_finding_one_stands(desk):
    prof, bea_id = desk.viewer(desk.prof), desk.bea.id

    def decide(session: Session, prompt: Prompt, number: int) -> None:
        decision = Decision("responses", "met", f"Reason {number}")
        set_finding(session, prof, prompt, bea_id, decision, now=GRADING_TIME)

    assert at_once(desk, decide) == ["done"] * 4
    standing = select(Setting).where(Setting.ended_at.is_(None))
    assert len(desk.session.scalars(standing).all()) == 1


def test_of_two_extensions_one_holds(desk):
    prof_id, bea_id = desk.prof.id, desk.bea.id

    def extend(session: Session, prompt: Prompt, number: int) -> None:
        due_at = at(12 + number, "10:00")
        give_extension(session, prompt, bea_id, "T1", due_at, by=prof_id, now=GRADING_TIME)

    assert at_once(desk, extend) == ["done"] * 4
    holding = select(Extension).where(Extension.ended_at.is_(None))
    assert len(desk.session.scalars(holding).all()) == 1


def test_several_who_decide_for_the_same_students_at_once_leave_one_decision_each(desk):
    viewer, ids = desk.viewer(desk.prof), (desk.ana.id, desk.bea.id, desk.cy.id)

    def decide(session, prompt, number):
        decision = Decision("responses", "waived", f"Reason {number}")
        order = ids if number % 2 else ids[::-1]
        now = GRADING_TIME.replace(second=number)
        set_findings(session, viewer, prompt, [(one, decision) for one in order], now=now)

    assert at_once(desk, decide) == ["done"] * 4
    standing = desk.session.scalars(select(Setting).where(Setting.ended_at.is_(None))).all()
    assert sorted(row.user_id for row in standing) == sorted(ids)
    assert len({row.reason for row in standing}) == 1
