"""Writing the week's own post through the real client: the form, its review, what is refused."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.support.client import text
from tests.support.weeks import at, post_initial, words
from tests.web.week_room import publish_form


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


def test_an_archived_course_offers_no_form(room):
    room.prompt()
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    room.course.archived_at = at(2, "09:00")
    room.session.commit()
    page = room.see(room.ana)
    assert "This discussion has closed." in text(page)
    assert page.select_one("autosave-form") is None
    assert "Respond to" not in text(room.see(room.prof))
