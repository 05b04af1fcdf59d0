"""What others wrote to the student is read on the desk itself, as far as who grades may read it."""

from __future__ import annotations

import pytest

from forum.discussion.actions.moderation import withdraw_post
from forum.discussion.models import Post
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, post_initial, respond, scene_of
from tests.web.test_grading import text


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """Bea has answered Ana's post with words of her own."""
    made = Marking(app, session, clock)
    made.post = post_initial(session, made.ana, made.prompt, now=at(2, "10:00"), stem="ant")
    post_initial(session, made.bea, made.prompt, "Love146", now=at(2, "11:00"), stem="bee")
    made.answer = respond(session, made.bea, made.post, now=at(5, "12:00"), stem="honey")
    return made


def received(desk, path="grade/ana"):
    return desk.see(desk.prof, path).select("article[aria-labelledby^=received-]")


def test_an_answer_to_the_student_stands_there_with_its_words(desk):
    (article,) = received(desk)
    assert "Bea Mills wrote" in text(article)
    assert "honeycommon0" in text(article)
    assert "Common ground" in text(article)
    assert article.find_parent("details"), "it is folded until somebody wants it"


def test_without_names_a_number_stands_for_who_wrote_it(desk):
    (article,) = received(desk, "grade/ana?names=hidden")
    assert "Bea" not in text(article)
    assert "honeycommon0" in text(article)


def test_what_its_writer_took_back_is_marked(desk):
    assert "Withdrawn" not in text(received(desk)[0])
    reader = scene_of(desk.session, desk.bea, desk.prompt, GRADING_TIME)[0]
    row = desk.session.get_one(Post, desk.answer.id)
    withdraw_post(desk.session, reader, row, now=at(8, "10:00"))
    desk.session.commit()
    assert "Withdrawn" in text(received(desk)[0])
