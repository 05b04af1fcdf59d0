"""Everything but autosave works with scripts switched off."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forum.sample.people import SHARED_PHRASE
from tests.journeys.forum import Forum, address
from tests.journeys.people import Person, heading
from tests.journeys.writing import RESPONSE_PARTS, words, write_post

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]
COMMENT = "The step you chose is one you can check on in a month."


def sign_in(page: Page, forum: Forum, name: str) -> None:
    """Sign in through the form."""
    page.goto(forum.url)
    page.get_by_label("E-mail").fill(address(name))
    page.get_by_label("Password").fill(SHARED_PHRASE)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Hello")


def sign_out(page: Page) -> None:
    """Sign out through the account menu, which opens by itself."""
    page.locator("details.is-account summary").click()
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")


@pytest.fixture
def plain(person: Seat) -> Person:
    """Somebody whose browser runs no scripts, not signed in."""
    return person(java_script_enabled=False)


def test_a_student_writes_publishes_and_responds(plain: Person, forum: Forum) -> None:
    page = plain.page
    sign_in(page, forum, "ximena")
    page.get_by_role("link", name="Go on writing").click()
    heading(page, "Developing alliances")

    # Nothing is offered that could not work.
    expect(page.get_by_role("toolbar")).to_have_count(0)
    expect(page.get_by_label("Find a site")).to_be_hidden()

    page.get_by_role("radio", name="GEMS").check()
    page.locator("[name=part-steps]").fill(words(45))
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#flash")).to_contain_text("Draft saved. You can close this page.")
    expect(page.get_by_role("radio", name="GEMS")).to_be_checked()

    write_post(page)
    page.get_by_role("button", name="Add a row").click()
    expect(page.locator("[name=references-1-author]")).to_have_value("Hopper, E. K.")
    page.get_by_role("button", name="Review and publish").click()
    heading(page, "Review your post")
    expect(page.get_by_role("heading", level=2).first).not_to_contain_text("word")
    expect(page.locator("article")).to_contain_text("GEMS")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#receipt")).to_contain_text("Published on time")

    page.get_by_role("link", name="Respond to Owen").click()
    heading(page, "Respond to Owen")
    expect(page.get_by_text("This will count")).to_be_visible()
    boxes = page.locator("main textarea[name^=part-]")
    expect(boxes).to_have_count(RESPONSE_PARTS)

    # What is refused comes back with the text that was typed.
    page.get_by_role("button", name="Publish response").click()
    expect(page.locator("#problems")).to_be_visible()
    plain.forgive("422")
    for box in boxes.all():
        box.fill(words(30, "Your organisation asks visitors to wait and ours does not"))
    page.get_by_role("button", name="Publish response").click()
    expect(page.locator("#receipt")).to_contain_text("1 of 2")
    assert [post.kind for post in forum.posts_by("ximena")] == ["initial", "response"]
    sign_out(page)


def test_two_windows_keep_both_texts(plain: Person, forum: Forum) -> None:
    page = plain.page
    sign_in(page, forum, "ximena")
    page.goto(forum.url + forum.path("w/6"))
    second = page.context.new_page()
    second.goto(forum.url + forum.path("w/6"))
    page.locator("[name=part-ally]").fill("From the first window.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#flash")).to_contain_text("Draft saved")
    second.locator("[name=part-ally]").fill("From the second window.")
    second.get_by_role("button", name="Save draft").click()
    everything = second.locator("main").inner_text() + "".join(
        box.input_value() for box in second.locator("main textarea").all()
    )
    if "From the first window." not in everything:
        second.locator("#part-ally-part").get_by_role("link", name="Earlier versions").click()
        everything += second.locator("main").inner_text()
    assert "From the first window." in everything
    assert "From the second window." in everything


def test_an_instructor_grades_and_releases(plain: Person, person: Seat, forum: Forum) -> None:
    page = plain.page
    sign_in(page, forum, "ngozi")
    page.goto(forum.url + forum.path(f"w/5/grade/{forum.user_id('owen')}?order=name"))
    groups = page.locator("fieldset.criterion")
    for number in range(groups.count()):
        groups.nth(number).get_by_role("radio").nth(1).check(force=True)
        reason = groups.nth(number).get_by_label("Why above what was found?")
        if reason.count() and reason.is_visible():
            reason.fill("The idea carries it.")
    page.get_by_role("textbox", name="Comment to Owen").fill(COMMENT)
    page.locator("#grade-form button.is-main", has_text="Save and next").click()
    expect(page.locator("#flash")).to_contain_text("Saved")
    page.goto(forum.url + forum.path("w/5/release"))
    page.get_by_role("button", name=re.compile("^Release")).click()
    expect(page.locator("#flash")).to_contain_text("1 grade released.")
    sign_out(page)
    expect(person("owen").go("my-grades").locator("#week-5")).to_contain_text(COMMENT)
