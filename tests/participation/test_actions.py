"""Decisions on findings, and questions about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.activity.models import Activity
from forum.participation.actions import (
    Decision,
    NotAllowed,
    NotAStudent,
    ReasonMissing,
    ReasonTooLong,
    set_finding,
    withdraw_setting,
)
from forum.participation.policy import can_read_question
from forum.participation.queries import list_questions, list_settings
from forum.participation.questions import (
    AlreadyAnswered,
    NothingWritten,
    answer_question,
    ask_about_check,
    ask_question,
)
from tests.support.marking import GRADING_TIME

LATER = GRADING_TIME + timedelta(hours=1)


def decide(desk, status, reason="Accepted.", user=None, student=None, now=GRADING_TIME):
    setting = set_finding(
        desk.session,
        desk.viewer(user or desk.prof),
        desk.prompt,
        (student or desk.bea).id,
        Decision("responses", status, reason),
        now=now,
    )
    desk.session.commit()
    return setting


def finding(desk, student=None, name="responses"):
    sheet = desk.sheet(student or desk.bea, LATER)
    return next(row for row in sheet.findings if row.requirement == name)


def ask(desk, text="I wrote two.", user=None):
    question = ask_question(
        desk.session,
        desk.viewer(user or desk.bea),
        desk.prompt,
        finding(desk),
        text,
        now=GRADING_TIME,
    )
    desk.session.commit()
    return question


def answer(desk, question, text="The second was short.", user=None, status=""):
    answer_question(
        desk.session,
        desk.viewer(user or desk.prof),
        desk.prompt,
        question,
        text,
        status=status,
        now=GRADING_TIME,
    )
    desk.session.commit()


def test_a_decision_stands_with_the_computed_result_beside_it(desk):
    before = finding(desk)
    decide(desk, "met", "She was ill.")
    found = finding(desk)
    assert (found.status, found.computed.status) == ("met", before.status)
    assert found.sentence.endswith("Set to “met” by the instructor: She was ill.")


def test_the_latest_decision_stands_and_the_earlier_stays_on_record(desk):
    decide(desk, "met")
    decide(desk, "unmet", "Copied.", now=LATER)
    assert finding(desk).status == "unmet"
    rows = list_settings(desk.session, desk.prompt.id, desk.bea.id)
    assert [(row.status, row.ended_at) for row in rows] == [("unmet", None), ("met", LATER)]


def test_a_withdrawn_decision_gives_way_to_the_checks(desk):
    computed = finding(desk).status
    setting = decide(desk, "met")
    for _ in range(2):
        withdraw_setting(desk.session, desk.viewer(desk.prof), desk.prompt, setting, now=LATER)
        desk.session.commit()
    assert (finding(desk).status, finding(desk).computed) == (computed, None)
    verbs = desk.session.scalars(select(Activity.verb).where(Activity.verb.like("finding%"))).all()
    assert sorted(verbs) == ["finding_set", "finding_setting_withdrawn"]


def test_a_decision_needs_a_reason(desk):
    with pytest.raises(ReasonMissing):
        decide(desk, "met", " \n ")


def test_a_decision_is_about_a_student(desk):
    with pytest.raises(NotAStudent):
        decide(desk, "met", student=desk.tomas)


@pytest.mark.parametrize("status", ["open", "nonsense", ""])
def test_only_what_a_person_can_say_is_set(desk, status):
    with pytest.raises(ValueError, match="no such"):
        decide(desk, status)


def test_an_assistant_decides_only_when_entrusted_with_it(desk):
    with pytest.raises(NotAllowed):
        decide(desk, "met", user=desk.tomas)
    with pytest.raises(NotAllowed):
        decide(desk, "met", user=desk.bea)
    decide(desk, "met", user=desk.person("Uma Reyes", "assistant", may_manage=True))
    assert finding(desk).status == "met"


def test_a_reason_with_signs_no_database_keeps_is_cleaned(desk):
    setting = decide(desk, "met", "Fine\x00 \ud800 by me.")
    assert "\x00" not in setting.reason
    assert setting.reason.startswith("Fine")


def test_a_question_quotes_the_sentence_as_it_was(desk):
    sentence = finding(desk).sentence
    question = ask(desk)
    decide(desk, "met")
    assert question.sentence == sentence
    assert desk.session.scalars(
        select(Activity.detail).where(Activity.verb == "finding_questioned")
    ).all() == [{"requirement": "responses"}]


def test_a_question_about_a_check_that_does_not_exist_is_a_mistake_of_ours(desk):
    viewer = desk.viewer(desk.bea)
    with pytest.raises(ValueError, match="no such check"):
        ask_about_check(desk.session, viewer, desk.prompt, "spelling", "", "?", now=GRADING_TIME)


def test_a_question_needs_words_and_a_student(desk):
    with pytest.raises(NothingWritten):
        ask(desk, "  ")
    with pytest.raises(NotAllowed):
        ask(desk, user=desk.prof)


def test_only_the_one_who_asked_and_those_who_grade_read_it(desk):
    question = ask(desk)
    readers = {
        user.name
        for user in (desk.ana, desk.bea, desk.prof, desk.tomas)
        if list_questions(desk.session, desk.viewer(user), desk.prompt.id)
    }
    assert readers == {"Bea Mills", "Ngozi Okafor", "Tomas Lind"}
    for user in (desk.ana, desk.bea, desk.prof, desk.tomas):
        assert can_read_question(desk.viewer(user), question) == (user.name in readers)


def test_an_answer_may_become_a_decision(desk):
    question = ask(desk)
    answer(desk, question, "You are right.", status="met")
    assert (question.answer, question.answered_by_id) == ("You are right.", desk.prof.id)
    assert finding(desk).sentence.endswith("You are right.")


def test_an_answer_alone_decides_nothing(desk):
    question = ask(desk)
    answer(desk, question)
    assert finding(desk).computed is None


def test_a_question_is_answered_once_and_in_words_by_those_who_grade(desk):
    question = ask(desk)
    with pytest.raises(NothingWritten):
        answer(desk, question, " ")
    with pytest.raises(NotAllowed):
        answer(desk, question, user=desk.ana)
    with pytest.raises(NotAllowed):
        answer(desk, question, user=desk.tomas, status="met")
    desk.session.rollback()
    answer(desk, question, user=desk.tomas)
    with pytest.raises(AlreadyAnswered):
        answer(desk, question)


def test_nothing_is_cut_off_a_reason(desk):
    with pytest.raises(ReasonTooLong):
        decide(desk, "met", reason="x" * 501)
    question = ask(desk)
    viewer, long = desk.viewer(desk.prof), "x" * 501
    with pytest.raises(ReasonTooLong):
        answer_question(desk.session, viewer, desk.prompt, question, long, now=LATER, status="met")
    desk.session.rollback()
    assert list_settings(desk.session, desk.prompt.id, desk.bea.id) == []
    answer_question(desk.session, viewer, desk.prompt, question, long, now=LATER)
    assert question.answer == long
