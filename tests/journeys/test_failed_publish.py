"""The publish that fails, in every way it can, loses nothing and is done once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from forum.sample.people import SHARED_PHRASE
from tests.journeys.forum import Forum, address
from tests.journeys.people import Person, heading, ready, saved
from tests.journeys.writing import RESPONSE_PARTS, words, write_post, write_response

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]

SAID = "[data-publish-status]"
ERROR_PAGE = "<!doctype html><title>No</title><main><h1>{said}</h1><p>{more}</p></main>"


def refusing(status: int, said: str = "", more: str = "") -> Callable[[Route], None]:
    """Answers in place of the server, which never hears of it."""
    body = ERROR_PAGE.format(said=said, more=more)
    return lambda route: route.fulfill(status=status, content_type="text/html", body=body)


def unplugged(route: Route) -> None:
    """No network."""
    route.abort("internetdisconnected")


def killed_after_commit(route: Route) -> None:
    """The server does its work, and the answer never arrives."""
    route.fetch(max_redirects=0)
    route.abort("connectionreset")


FAULTS = {
    "500": (refusing(500), "Not published. Your text is safe here."),
    "413": (refusing(413, "Too much at once", "Shorten it."), "Too much at once. Shorten it."),
    "429": (refusing(429, "Please pause", "Try again in 2 minutes."), "Please pause. Try again in"),
    "offline": (unplugged, "Not published. Your text is safe here."),
    "killed after commit": (killed_after_commit, "Not published. Your text is safe here."),
}


@pytest.fixture
def elise(person: Seat) -> Person:
    """Elise, who owes two responses."""
    return person("elise")


def responding(elise: Person, forum: Forum) -> tuple[Page, list[str]]:
    """A response to Nadia that has been written and not published, and its texts."""
    page = elise.go(f"p/{forum.initial_post('nadia')}/respond")
    write_response(page)
    return page, texts_in(page)


def texts_in(page: Page) -> list[str]:
    """What stands in the fields."""
    boxes = page.locator("main [name^=part-]")
    expect(boxes).to_have_count(RESPONSE_PARTS)
    return [box.input_value() for box in boxes.all()]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_response_that_fails_stays_and_goes_through_once(
    elise: Person, forum: Forum, fault: str
) -> None:
    before = len(forum.posts_by("elise"))
    page, written = responding(elise, forum)
    answer, said = FAULTS[fault]
    page.route(re.compile("/answers$"), answer)
    page.get_by_role("button", name="Publish response").click()
    expect(page.locator(SAID)).to_contain_text(said)
    assert texts_in(page) == written
    page.unroute_all()
    elise.forgive("Failed to load resource", "500 http")
    page.get_by_role("button", name=re.compile("Try again|Publish response")).last.click()
    expect(page.locator("#receipt")).to_contain_text("Published")
    (response,) = forum.posts_by("elise")[before:]
    expect(page.locator("main")).to_contain_text(f"#{response.number}")
    expect(page.locator(f"#p{response.number}")).to_contain_text(written[0])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_post_that_fails_stays_and_goes_through_once(
    person: Seat, forum: Forum, fault: str
) -> None:
    xime = person("ximena")
    page = reviewing(xime)
    answer, said = FAULTS[fault]
    page.route(re.compile("/posts$"), answer)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(SAID)).to_contain_text(said)
    expect(page.locator("article")).to_contain_text("An ally listens before acting")
    page.unroute_all()
    xime.forgive("Failed to load resource", "500 http")
    # Somebody who gives up and comes back finds all of it, unless it was there all the time.
    if fault != "killed after commit":
        other = ready_page(xime, "w/6")
        expect(other.locator("[name=part-steps]")).to_have_value(re.compile("Hopper, 2010"))
        other.close()
    page.get_by_role("button", name=re.compile("Try again|Publish")).last.click()
    expect(page.locator("#receipt")).to_contain_text("Published on time")
    (post,) = forum.posts_by("ximena")
    expect(page.locator("#receipt")).to_contain_text(post.receipt)


def reviewing(xime: Person) -> Page:
    """The review page of a whole post."""
    page = xime.go("w/6")
    write_post(page)
    saved(page)
    page.get_by_role("button", name="Review and publish").click()
    heading(page, "Review your post")
    return ready(page)


def ready_page(somebody: Person, path: str) -> Page:
    """One more tab."""
    return somebody.go(path, somebody.another_page())


def test_a_draft_is_kept_on_the_device_while_the_server_fails(person: Seat, forum: Forum) -> None:
    xime = person("ximena")
    page = xime.go("w/6")
    page.route(re.compile("/drafts/"), refusing(500))
    page.locator("[name=part-ally]").fill("Typed while the server was out of order.")
    line = page.locator("[data-save-status]")
    expect(line).to_contain_text("Not saved. Trying again in")
    expect(page.get_by_role("button", name="Save now")).to_be_visible()
    page.unroute_all()
    xime.forgive("Failed to load resource", "500 http")
    # The tab is closed before the server is back; the device had it.
    page.close()
    page = xime.go("w/6", xime.another_page())
    expect(page.locator("[name=part-ally]")).to_have_value(
        "Typed while the server was out of order."
    )
    saved(page)


def test_published_twice_from_two_tabs_says_so_and_keeps_the_text(
    person: Seat, forum: Forum
) -> None:
    xime = person("ximena")
    page = reviewing(xime)
    second = ready_page(xime, "w/6/review")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#receipt")).to_be_visible()
    second.get_by_role("button", name="Publish").click()
    expect(second.get_by_text("You have published an initial post here already")).to_be_visible()
    expect(second.locator("main")).to_contain_text("An ally listens before acting")
    xime.forgive("409")
    assert len(forum.posts_by("ximena")) == 1


def test_an_edit_overtaken_in_another_window_shows_both(elise: Person, forum: Forum) -> None:
    number = forum.initial_post("elise")
    first = elise.go(f"p/{number}/edit")
    second = ready_page(elise, f"p/{number}/edit")
    first.locator("[name=part-ally]").fill(words(65, "The first window was quicker"))
    first.get_by_role("button", name="Save changes").click()
    expect(first.locator("#flash")).to_contain_text("Saved.")
    second.locator("[name=part-steps]").fill(words(45, "The second window wrote this"))
    second.get_by_role("button", name="Save changes").click()
    expect(second.get_by_text("This post was changed in another window")).to_be_visible()
    expect(second.locator("[name=part-steps]")).to_have_value(re.compile("The second window wrote"))
    expect(second.locator("#other, .card").first).to_contain_text("other window")
    expect(second.locator("#other-ally")).to_have_value(re.compile("The first window was quicker"))
    elise.forgive("409")
    ready(second)
    second.get_by_role("button", name="Save changes").click()
    expect(second.locator("#flash")).to_contain_text("Saved.")
    (post,) = (post for post in forum.posts_by("elise") if post.number == number)
    assert post.revision_number == 3


def test_a_session_that_expires_in_mid_sentence(elise: Person, forum: Forum) -> None:
    page, _ = responding(elise, forum)
    saved(page)
    forum.end_sessions("elise")
    page.locator("main [name^=part-]").first.press_sequentially(" And one thing more.")
    expect(page.locator("[data-save-status]")).to_contain_text("Signed out. Your text is safe here")
    elise.forgive("401")
    written = texts_in(page)
    page.get_by_role("button", name="Publish response").click()
    expect(page.locator(SAID)).to_contain_text("Signed out. Your text is safe here.")
    elise.forgive("401")
    assert texts_in(page) == written

    with page.expect_popup() as opened:
        page.locator(SAID).get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value)
    expect(page.locator(SAID)).to_contain_text("You are signed in again.")
    saved(page)
    assert texts_in(page) == written
    page.locator(SAID).get_by_role("button", name="Try again").click()
    expect(page.locator("#receipt")).to_contain_text("Published")
    expect(page.locator("main")).to_contain_text("And one thing more.")
    # A save that set out before this tab heard of the new session carried the old token (403).
    elise.forgive("401", "403")


def sign_in(page: Page) -> None:
    """Sign Elise in through the form."""
    page.get_by_label("E-mail").fill(address("elise"))
    page.get_by_label("Password").fill(SHARED_PHRASE)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Hello")
