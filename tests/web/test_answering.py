"""Answering colleagues through the real client: whom to answer, what counts, what is refused."""

from __future__ import annotations

from forum.accounts.models import User
from forum.discussion.actions.moderation import withdraw_post
from tests.support.client import text
from tests.support.weeks import at, post_initial, respond, scene_of, words


def test_everyone_with_the_same_site_means_waiting(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    post_initial(room.session, room.bea, room.week, now=at(2, "09:30"))
    page = text(room.see(room.ana))
    assert "Everyone so far chose the same site as you." in page
    assert "Waiting" in page
    assert "1 colleague chose the same site as you (welcome, but does not count)" in page


def test_publishing_an_answer_drops_the_copy_of_its_own_draft_alone(room):
    room.prompt()
    ana = post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    bea = post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "09:30"))
    response = respond(room.session, room.ana, bea, now=at(2, "09:40"))
    reply = respond(room.session, room.bea, response, kind="reply", now=at(2, "09:50"))

    def dropped(user: User, number: int) -> list[str]:
        page = room.see(user, f"p/{number}?published=1")
        return [mark["content"] for mark in page.select("meta[name=draft-published]")]

    key = f"prompt-{room.week.id}"
    assert dropped(room.ana, response.number) == [f"{key}/response-{bea.number}"]
    assert dropped(room.bea, reply.number) == [f"{key}/reply-{response.number}"]
    assert dropped(room.ana, reply.number) == [], "a link by somebody else drops nothing"
    assert dropped(room.ana, ana.number) == []


def test_who_has_answered_everybody_there_is_waits_for_others(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    bea = post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "09:30"))
    respond(room.session, room.ana, bea, now=at(2, "09:40"))
    page = text(room.see(room.ana))
    assert "Nobody else is here yet to whom a response would count." in page
    assert "Everyone so far chose the same site" not in page
    cy = post_initial(room.session, room.cy, room.week, "Love146", now=at(2, "09:45"))
    respond(room.session, room.ana, cy, now=at(2, "09:50"))
    assert "would count. You will see" not in text(room.see(room.ana)), "nothing is owed"


def test_colleagues_without_a_response_come_first(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    bea = post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    post_initial(room.session, room.cy, room.week, "La Strada International", now=at(2, "09:00"))
    respond(room.session, room.cy, bea, now=at(2, "09:10"))
    names = [card.get_text(strip=True) for card in room.see(room.ana).select(".colleague h3")]
    assert names == ["Cy Ng", "Bea Mills"]


def test_the_verdict_stands_above_the_field_before_the_first_letter(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    bea = post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    same = post_initial(room.session, room.cy, room.week, now=at(2, "09:00"))
    assert "This will count: Bea visited Love146, a different site." in text(
        room.see(room.ana, f"p/{bea.number}/respond")
    )
    page = text(room.see(room.ana, f"p/{same.number}/respond"))
    assert "This will not count" in page
    assert "same site" in page


def test_responding_shows_the_finding_and_its_next_step(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    bea = post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    form = {"part-common": words(8), "part-changed": words(8), "submission_key": "r" * 32}
    answer = room.send(room.ana, f"p/{bea.number}/answers", **form)
    assert answer.status_code == 303
    page = text(room.see(room.ana, answer.headers["Location"].split("/", 3)[3].split("#")[0]))
    assert "Responses that count: 1 of 2. Bea (Love146, Tue 7 Oct 10:00)." in page
    assert "Respond to 1 more colleague who visited a different site by Sat 11 Oct 23:59." in page


def test_an_empty_response_is_refused_at_its_field(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    bea = post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    answer = room.send(room.ana, f"p/{bea.number}/answers", submission_key="r" * 32)
    assert answer.status_code == 422
    assert "Write something" in answer.get_data(as_text=True)


def test_a_second_level_reply_is_named_after_whom_it_addresses(room):
    room.prompt()
    ana = post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    response = respond(room.session, room.bea, ana, now=at(2, "09:00"))
    form = {"part-text": "Thank you, Bea", "submission_key": "r" * 32}
    room.send(room.ana, f"p/{response.number}/answers", **form)
    page = text(room.see(room.bea, f"p/{ana.number}"))
    assert "to Bea Mills" in page
    assert "Thank you, Bea" in page


def test_answers_to_me_are_listed_under_my_post(room):
    room.prompt()
    ana = post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    respond(room.session, room.bea, ana, now=at(2, "09:00"))
    page = text(room.see(room.ana))
    assert "1 answer to you" in page
    assert "Bea Mills wrote to you" in page


def test_a_withdrawn_answer_leaves_no_trace_in_counts(room):
    room.prompt()
    ana = post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    post_initial(room.session, room.cy, room.week, "Love146", now=at(2, "08:30"))
    response = respond(room.session, room.bea, ana, now=at(2, "09:00"))
    reader = scene_of(room.session, room.bea, room.week, at(2, "10:00"))[0]
    withdraw_post(room.session, reader, response, now=at(2, "10:00"))
    room.session.commit()
    card = room.see(room.cy).select_one(".colleague:has(h3)")
    assert "response" not in card.get_text() or "No response yet" in card.get_text()
