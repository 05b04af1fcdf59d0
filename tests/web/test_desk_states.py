"""What the desk shows where there is less than usual: work on hold, nobody to respond to."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.discussion.models import Post
from forum.participation.models import Setting
from tests.support.marking import Marking
from tests.support.weeks import at, post_initial
from tests.web.test_grading import text


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """A week in which nobody has written yet."""
    return Marking(app, session, clock)


def number_of(desk, author) -> int:
    wanted = select(Post.number).where(Post.author_id == author.id, Post.kind == "initial")
    return desk.session.scalars(wanted).one()


# --- On hold -----------------------------------------------------------------------------------


def test_in_the_place_of_a_hidden_post_stands_the_reason_and_staff_may_open_it(desk):
    desk.write()
    path = f"grade/bea/posts/{number_of(desk, desk.bea)}/hiding"
    desk.send(desk.prof, path, reason="Names a client.")
    post = desk.see(desk.prof, "grade/bea").select_one(f"#p{number_of(desk, desk.bea)}")
    fold = next(row for row in post.select("details") if "Read the text" in text(row.summary))
    assert not fold.has_attr("open")
    assert "bee0" in text(fold)
    fold.extract()
    assert "Hidden. Names a client." in text(post)
    assert "bee0" not in text(post)


def test_a_response_on_hold_is_put_away_too_and_others_are_not(desk):
    desk.write()
    wanted = select(Post).where(Post.author_id == desk.bea.id, Post.kind == "response")
    response = desk.session.scalars(wanted).one()
    desk.send(desk.prof, f"grade/bea/posts/{response.number}/hiding", reason="Rude.")
    page = desk.see(desk.prof, "grade/bea")
    assert "Read the text" in text(page.select_one(f"#p{response.number}"))
    assert "Read the text" not in text(page.select_one(f"#p{number_of(desk, desk.bea)}"))


# --- Nobody to respond to ----------------------------------------------------------------------


def test_who_waits_is_shown_since_when_and_excused_in_one_press(desk):
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"))
    desk.clock(at(4, "10:00"))
    row = desk.see(desk.prof, "grade/ana").select_one("#finding-responses")
    assert "Nobody to whom a response would count, at least since Tue 7 Oct, 10:00 am" in text(row)
    form = next(one for one in row.select("form") if "Excuse: nobody" in text(one))
    sent = {field["name"]: field["value"] for field in form.select("input")}
    assert desk.browser(desk.prof).post(form["action"], data=sent).status_code == 303
    setting = desk.session.scalars(select(Setting)).one()
    assert (setting.requirement, setting.status) == ("responses", "waived")
    assert setting.reason == "There was nobody to respond to."
    row = desk.see(desk.prof, "grade/ana").select_one("#finding-responses")
    assert "Excuse: nobody" not in text(row)


def test_who_can_respond_to_somebody_does_not_wait(desk):
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"))
    post_initial(desk.session, desk.bea, desk.prompt, "Love146", now=at(2, "11:00"))
    desk.clock(at(4, "10:00"))
    row = text(desk.see(desk.prof, "grade/ana").select_one("#finding-responses"))
    assert "Nobody to whom" not in row


def test_an_assistant_without_that_trust_sees_the_waiting_and_no_excuse(desk):
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"))
    desk.clock(at(4, "10:00"))
    row = text(desk.see(desk.tomas, "grade/ana").select_one("#finding-responses"))
    assert "Nobody to whom a response would count" in row
    assert "Excuse: nobody" not in row
