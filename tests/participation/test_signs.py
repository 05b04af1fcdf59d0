"""What a class says beside its posts: drafts begun, and questions that wait for an answer."""

from __future__ import annotations

from datetime import timedelta

from forum.discussion.models import Draft
from forum.discussion.queries.drafts import list_traces
from forum.extensions import db
from forum.participation.models import Question
from forum.participation.queries import get_signs, list_questions
from tests.support.marking import GRADING_TIME
from tests.support.statements import count_statements
from tests.support.weeks import make_prompt

HOUR = timedelta(hours=1)


def ask(desk, user, hours: int, prompt=None, **values) -> Question:
    question = Question(
        prompt_id=(prompt or desk.prompt).id,
        user_id=user.id,
        requirement="responses",
        sentence="Responses that count: 1 of 2.",
        text="I wrote two.",
        asked_at=GRADING_TIME - hours * HOUR,
        **values,
    )
    desk.session.add(question)
    desk.session.commit()
    return question


def draft(desk, user, field: str = "part-overview", prompt=None, **values) -> None:
    values = {"slot": "initial", "text": "Canary", "begun_at": GRADING_TIME, **values}
    values.setdefault("saved_at", GRADING_TIME + HOUR)
    prompt_id = (prompt or desk.prompt).id
    desk.session.add(Draft(user_id=user.id, prompt_id=prompt_id, field=field, **values))
    desk.session.commit()


def signs(desk, user):
    return get_signs(desk.session, desk.viewer(user), desk.prompt.id)


def test_drafts_and_waiting_questions_come_in_one_statement(desk):
    draft(desk, desk.ana)
    draft(desk, desk.ana, "part-ally", begun_at=GRADING_TIME - HOUR)
    late, early = ask(desk, desk.bea, 1), ask(desk, desk.ana, 5)
    viewer, prompt_id = desk.viewer(desk.prof), desk.prompt.id
    with count_statements(db.engine) as sent:
        found = get_signs(desk.session, viewer, prompt_id)
        assert [question.asked_at for question in found.questions] == [
            GRADING_TIME - 5 * HOUR,
            GRADING_TIME - HOUR,
        ]
    assert len(sent) == 1
    assert found.questions == [early, late]
    assert found.traces == list_traces(desk.session, prompt_id)
    trace = found.traces[desk.ana.id]
    assert (trace.begun_at, trace.saved_at) == (GRADING_TIME - HOUR, GRADING_TIME + HOUR)
    assert "Canary" not in repr(found.traces)


def test_only_what_waits_under_this_prompt_is_found(desk):
    other = make_prompt(desk.session, desk.course, 2)
    ask(desk, desk.ana, 1, prompt=other)
    draft(desk, desk.ana, prompt=other)
    draft(desk, desk.bea, text="")
    draft(desk, desk.bea, slot="reply-1")
    answered = {"answer": "Yes.", "answered_at": GRADING_TIME, "answered_by_id": desk.prof.id}
    ask(desk, desk.bea, 1, **answered)
    found = signs(desk, desk.prof)
    assert (list(found.questions), dict(found.traces)) == ([], {})


def test_the_questions_are_those_that_the_viewer_may_read(desk):
    ask(desk, desk.ana, 2)
    ask(desk, desk.bea, 1)
    numbers = {}
    for user in (desk.ana, desk.bea, desk.prof, desk.tomas):
        found = signs(desk, user).questions
        assert found == list_questions(desk.session, desk.viewer(user), desk.prompt.id)
        numbers[user.name] = len(found)
    assert numbers == {"Ana Lopez": 1, "Bea Mills": 1, "Ngozi Okafor": 2, "Tomas Lind": 2}
