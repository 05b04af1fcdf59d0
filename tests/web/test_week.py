"""The week's page in the states it has for a student, through the real client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.discussion.actions.moderation import hide_post, withdraw_post
from forum.prompts.models import Extension
from tests.support.factories import BEGINNING, enrol, make_course, make_user, sign_in
from tests.support.weeks import (
    at,
    find_or_make_site,
    make_prompt,
    post_initial,
    respond,
    scene_of,
    words,
)

Clock = Callable[[datetime], None]


class Classroom:
    """A course in its first week, and browsers for its people."""

    def __init__(self, app: Flask, session: Session, clock: Clock) -> None:
        self.app, self.session, self.clock = app, session, clock
        self.course = make_course(session)
        self.prof = self.person("Ngozi Okafor", "instructor")
        self.ana, self.bea = self.person("Ana Lopez"), self.person("Bea Mills")
        self.cy = self.person("Cy Ng")

    def person(self, name: str, role: str = "student") -> User:
        user = make_user(self.session, name)
        enrol(self.session, self.course, user, role)
        return user

    def prompt(self, **values):
        self.week = make_prompt(self.session, self.course, **values)
        return self.week

    def browser(self, user: User) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.session, user)
        return client

    def see(self, user: User, path: str = "w/1", status: int = 200) -> BeautifulSoup:
        answer = self.browser(user).get(f"/c/{self.course.slug}/{path}")
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        return BeautifulSoup(answer.data, "html.parser")

    def send(self, user: User, path: str, **form):
        return self.browser(user).post(f"/c/{self.course.slug}/{path}", data=form)


@pytest.fixture
def room(app: Flask, session: Session, clock: Clock) -> Classroom:
    """The classroom on Tuesday at ten, before any prompt."""
    clock(at(2, "10:00"))
    return Classroom(app, session, clock)


def text(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def test_before_the_opening_a_student_sees_title_and_time_only(room):
    room.clock(at(0, "12:00"))
    room.prompt()
    page = text(room.see(room.ana))
    assert "Not open yet" in page
    assert "Mon 6 Oct, 12:00 am" in page
    assert "Choose one organisation" not in page


def test_a_prompt_that_is_not_published_is_not_found(room):
    room.prompt(published_at=None)
    room.see(room.ana, status=404)
    assert "Developing alliances" in text(room.see(room.prof))


def test_the_due_times_are_filled_into_the_prompt(room):
    room.prompt()
    assert "write about it by Wed 8 Oct, 11:59 pm" in text(room.see(room.ana))


def test_before_the_own_post_the_board_shows_sites_and_numbers_and_no_names(room):
    room.prompt()
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "09:00"), stem="canary")
    page = text(room.see(room.ana))
    assert "1 colleague has written" in page
    assert "1 of 1 chose it" in page
    assert "Bea" not in page
    assert "canary" not in page


def publish_form(room, site="Polaris Project", **more) -> dict[str, object]:
    site_id = find_or_make_site(room.session, room.course, site).id
    room.session.commit()
    return {
        "site": site_id,
        "part-overview": words(20),
        "part-ally": words(20),
        "submission_key": "k" * 32,
        **more,
    }


def test_publishing_gives_a_receipt_and_opens_the_colleagues(room):
    room.prompt()
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "09:00"))
    answer = room.send(room.ana, "w/1/posts", **publish_form(room))
    assert answer.status_code == 303
    page = room.see(room.ana, answer.headers["Location"].split("/", 3)[3].split("#")[0])
    assert "Published on time" in text(page)
    assert page.select_one("#receipt code")
    assert "Respond to Bea" in text(page)
    assert page.select_one("meta[name=draft-published]")


def test_a_double_click_makes_one_post_and_the_same_answer(room):
    room.prompt()
    form = publish_form(room)
    first, second = (
        room.send(room.ana, "w/1/posts", **form),
        room.send(room.ana, "w/1/posts", **form),
    )
    assert first.headers["Location"] == second.headers["Location"]


def test_publishing_without_a_site_says_so_at_the_field_and_gives_the_text_back(room):
    room.prompt()
    answer = room.send(room.ana, "w/1/posts", **publish_form(room) | {"site": ""})
    page = BeautifulSoup(answer.data, "html.parser")
    assert answer.status_code == 422
    assert page.title.get_text().startswith("Error:")
    assert page.select_one("#problems a[href='#site']").get_text() == "Choose the site you visited."
    assert page.select_one("#part-overview").get_text().strip() == words(20)


def test_the_review_page_shows_the_post_and_what_is_missing(room):
    room.prompt(terms={"references": 1})
    form = publish_form(room) | {"part-ally": "too short", "review": "1"}
    answer = room.send(room.ana, "w/1/writing", **form)
    assert answer.headers["Location"].endswith("/w/1/review")
    page = text(room.see(room.ana, "w/1/review"))
    assert "“Ways in” has 2 of 5 words." in page
    assert "0 of 1 references are listed and cited in the text." in page
    assert "Publish anyway" in page


def test_a_draft_says_in_your_draft_and_never_done(room):
    room.prompt()
    room.send(room.ana, "w/1/writing", **publish_form(room), draft="1")
    page = room.see(room.ana)
    states = [item.get_text(" ", strip=True) for item in page.select(".checklist small")]
    assert states[:3] == ["In your draft"] * 3
    assert "0 of 5 done" in text(page)


def test_progress_counts_what_was_published(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    assert "3 of 5 done" in text(room.see(room.ana))


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


def test_late_is_said_and_possible_until_the_close(room):
    room.prompt()
    room.clock(at(4, "10:00"))
    assert "Your post is late. You can still publish it" in text(room.see(room.ana))
    room.send(room.ana, "w/1/posts", **publish_form(room))
    assert "Published late" in text(room.see(room.ana))


def test_after_the_close_everybody_reads_and_nobody_writes(room):
    room.prompt()
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"), stem="canary")
    room.send(room.ana, "w/1/writing", **publish_form(room) | {"part-overview": "My own draft"})
    room.clock(at(10, "10:00"))
    page = room.see(room.ana)
    assert "My own draft" in page.select_one("#closed-overview").get_text()
    assert "canary0" in text(page)
    answer = room.send(room.ana, "w/1/posts", **publish_form(room))
    assert answer.status_code == 403
    assert words(20) in answer.get_data(as_text=True)


def test_an_extension_shows_ones_own_date_and_no_one_elses(room):
    room.prompt()
    room.session.add(
        Extension(
            prompt_id=room.week.id,
            user_id=room.ana.id,
            kind="T1",
            due_at=at(5, "23:59"),
            set_at=BEGINNING,
            set_by_id=room.prof.id,
        )
    )
    room.session.commit()
    room.clock(at(4, "10:00"))
    assert "These are your own dates" in text(room.see(room.ana))
    assert "These are your own dates" not in text(room.see(room.bea))


def test_a_withdrawn_post_can_be_restored(room):
    room.prompt()
    post = post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    room.send(room.ana, f"p/{post.number}/withdrawal")
    assert "You withdrew this post." in text(room.see(room.ana))
    room.send(room.ana, f"p/{post.number}/restoration")
    assert "Published on time" in text(room.see(room.ana))


def test_the_author_of_a_hidden_post_reads_the_reason(room):
    room.prompt()
    post = post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "09:00"))
    reader = scene_of(room.session, room.prof, room.week, at(2, "10:00"))[0]
    hide_post(room.session, reader, post, reason="It names a client.", now=at(2, "10:00"))
    room.session.commit()
    assert "It names a client." in text(room.see(room.ana))
    page = text(room.see(room.bea, f"p/{post.number}"))
    assert "Hidden by the instructor." in page
    assert "It names a client." not in page


def test_answers_to_me_are_listed_under_my_post(room):
    room.prompt()
    ana = post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    respond(room.session, room.bea, ana, now=at(2, "09:00"))
    page = text(room.see(room.ana))
    assert "1 answer to you" in page
    assert "Bea Mills wrote to you" in page


def test_next_unread_leads_to_the_first_post_not_on_the_screen_yet(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    first = post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    second = post_initial(room.session, room.cy, room.week, "Love146", now=at(2, "08:40"))
    browser, slug = room.browser(room.ana), room.course.slug
    unread = f"/c/{slug}/w/1/unread"
    assert f"/p/{first.number}#" in browser.get(unread).headers["Location"]
    browser.post(f"/c/{slug}/w/1/reading", data={"number": [first.number, 999, "x"]})
    assert f"/p/{second.number}#" in browser.get(unread).headers["Location"]


def test_an_own_address_becomes_a_site_and_a_known_one_is_recognised(room):
    room.prompt()
    form = publish_form(room) | {
        "site": "own",
        "own_site_name": "Freedom Network",
        "own_site_address": "https://freedomnetworkusa.org/about",
    }
    assert room.send(room.ana, "w/1/posts", **form).status_code == 303
    assert "Freedom Network" in text(room.see(room.ana))
    known = form | {"own_site_address": "www.polarisproject.org", "own_site_name": "Polaris"}
    room.send(room.bea, "w/1/posts", **known)
    assert "chose the same site" not in text(room.see(room.bea))


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://localhost:8000", "", "https://user:pw@polarisproject.org"],
    ids=["script", "local", "empty", "credentials"],
)
def test_an_address_that_is_none_is_said_at_the_field(room, address):
    room.prompt()
    form = publish_form(room) | {"site": "own", "own_site_address": address}
    answer = room.send(room.ana, "w/1/posts", **form)
    page = BeautifulSoup(answer.data, "html.parser")
    assert answer.status_code == 422
    assert page.select_one("#own_site_address-error")
    assert page.select_one("#part-overview").get_text().strip() == words(20)


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


def test_an_archived_course_offers_no_form(room):
    room.prompt()
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    room.course.archived_at = at(2, "09:00")
    room.session.commit()
    page = room.see(room.ana)
    assert "This discussion has closed." in text(page)
    assert page.select_one("autosave-form") is None
    assert "Respond to" not in text(room.see(room.prof))


def test_a_week_without_sites_does_not_speak_of_them(room):
    room.prompt(asks_site=False, terms={"choice": False, "different_site": False})
    post_initial(room.session, room.ana, room.week, None, now=at(2, "08:00"))
    post_initial(room.session, room.bea, room.week, None, now=at(2, "08:30"))
    page = room.see(room.ana)
    assert "No site named" not in text(page)
    assert not page.select("a[href*='order=site']")
