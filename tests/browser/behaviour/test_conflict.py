"""Two devices, one draft: both texts are kept until the writer has chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.behaviour.device import until_kept
from tests.browser.behaviour.server import Forum, Stored

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def divided(visit: Visit, forum: Forum) -> Page:
    """A page whose writer typed "Mine" while "Theirs" was saved from another device."""
    page = visit()
    forum.drafts["7", "overview"] = Stored("Theirs", 1, "phone", 1)
    page.fill("#overview", "Mine")
    page.locator("#overview").blur()
    expect(page.locator("[data-conflict-of]")).to_contain_text(
        "This part was changed on another device at 2:10 pm."
    )
    return page


def test_two_tabs_keep_both_texts(visit: Visit, forum: Forum) -> None:
    one = visit()
    two = visit(context=one.context, user="")
    one.fill("#overview", "From the first tab")
    one.locator("#overview").blur()
    expect(one.locator("[data-save-line]")).to_have_attribute("data-state", "saved")
    two.fill("#overview", "From the second tab")
    two.fill("#support", "Another part is no conflict")
    two.locator("#support").blur()
    expect(two.locator("[data-conflict-of]")).to_have_count(1)
    expect(two.locator("[data-save-line]")).to_have_attribute("data-state", "conflict")
    expect(two.locator("#overview")).to_have_value("From the second tab")
    assert forum.draft("overview") == "From the first tab"
    assert forum.draft("support") == "Another part is no conflict"


def test_keep_this(divided: Page, forum: Forum) -> None:
    divided.click("text=Keep this")
    expect(divided.locator("[data-conflict-of]")).to_have_count(0)
    expect(divided.locator("#overview")).to_be_focused()
    assert (forum.draft("overview"), forum.snapshots["overview"]) == ("Mine", ["Theirs"])


def test_use_the_other(divided: Page, forum: Forum) -> None:
    divided.click("text=Show both")
    expect(divided.get_by_label("The other text")).to_have_value("Theirs")
    divided.click("text=Use the other")
    expect(divided.locator("#overview")).to_have_value("Theirs")
    assert (forum.draft("overview"), forum.snapshots["overview"]) == ("Theirs", ["Mine"])


def test_the_other_device_writes_on_meanwhile(divided: Page, forum: Forum) -> None:
    forum.drafts["7", "overview"] = Stored("Theirs, later", 2, "phone", 2)
    divided.click("text=Keep this")
    divided.click("text=Show both")
    expect(divided.get_by_label("The other text")).to_have_value("Theirs, later")
    expect(divided.locator("#overview")).to_have_value("Mine")


def test_a_copy_on_this_device_meets_a_newer_draft(visit: Visit, forum: Forum) -> None:
    forum.save_fault = "500"
    page = visit()
    page.fill("#overview", "Written on the train")
    until_kept(page, "Written on the train")
    forum.drafts["7", "overview"] = Stored("Written at home", 3, "phone", 1)
    page.reload()
    expect(page.locator("[data-conflict-of]")).to_have_count(1)
    expect(page.locator("#overview")).to_have_value("Written on the train")
    assert forum.draft("overview") == "Written at home"


def test_a_copy_that_the_newer_draft_contains_asks_nothing(visit: Visit, forum: Forum) -> None:
    forum.save_fault = "500"
    page = visit()
    page.fill("#overview", "Begun here")
    until_kept(page, "Begun here")
    forum.drafts["7", "overview"] = Stored("Begun here, ended on the phone", 3, "phone", 1)
    page.reload()
    expect(page.locator("#overview")).to_have_value("Begun here, ended on the phone")
    expect(page.locator("[data-conflict-of]")).to_have_count(0)


def until_quiet(page: Page, forum: Forum) -> None:
    """Wait until nothing has come for a second: closed tabs send what they had, a moment later."""
    before = -1
    while before != len(forum.requests):
        before = len(forum.requests)
        page.wait_for_timeout(1000)


def test_two_tabs_that_were_killed_lose_neither_text(visit: Visit, forum: Forum) -> None:
    forum.save_fault = "500"
    one = visit()
    two = visit(context=one.context, user="")
    for page, text in ((one, "From the first tab"), (two, "From the second tab")):
        page.fill("#overview", text)
        until_kept(page, text)
    context = one.context
    one.close()
    two.close()
    until_quiet(context.new_page(), forum)
    forum.save_fault = ""
    again = visit(context=context, user="")
    expect(again.locator("#overview")).to_have_value("From the second tab")
    expect(again.locator("[data-save-line]")).to_have_attribute("data-state", "saved")
    assert forum.draft("overview") == "From the second tab"
    assert forum.snapshots["overview"] == ["From the first tab"]
    again.reload()
    again.wait_for_selector("autosave-form[data-ready]", state="attached")
    again.fill("#support", "More")
    again.locator("#support").blur()
    expect(again.locator("[data-save-line]")).to_have_attribute("data-state", "saved")
    assert forum.snapshots["overview"] == ["From the first tab"]
