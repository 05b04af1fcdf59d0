"""Publishing: whatever the server answers, or does not, the text stays until it is safe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.behaviour.device import COPIES, until_kept
from tests.browser.behaviour.server import Forum

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

ANSWER = "[data-publish-status]"
NOT_PUBLISHED = "Not published. Your text is safe here. Try again"


def written(visit: Visit) -> Page:
    """A page on which everything has been typed and nothing published."""
    page = visit()
    page.fill("#overview", "All of my post")
    until_kept(page, "All of my post")
    return page


def test_published_text_leaves_the_device(visit: Visit, forum: Forum) -> None:
    page = written(visit)
    assert page.evaluate(COPIES) == ["All of my post"]
    page.click("text=Publish")
    expect(page.locator("h1")).to_have_text(re.compile("Receipt"))
    assert [post["overview"] for post in forum.posts.values()] == ["All of my post"]
    assert page.evaluate(COPIES) == []


def test_what_the_server_says_once_is_seen(visit: Visit, forum: Forum) -> None:
    page = written(visit)
    page.click("text=Publish")
    expect(page.locator("#flash")).to_have_text("Thank you.")
    assert page.url.endswith("#colleagues")
    page.reload()
    expect(page.locator("#flash")).to_have_text("")


def test_a_double_click_publishes_once(visit: Visit, forum: Forum) -> None:
    forum.publish_fault = "slow"
    page = written(visit)
    page.dblclick("text=Publish")
    expect(page.locator("h1")).to_have_text(re.compile("Receipt"))
    assert forum.requests.count(("POST", "/publish")) == 1


@pytest.mark.parametrize("fault", ["500", "503", "offline", "killed"])
def test_no_answer_keeps_everything_and_one_key(visit: Visit, forum: Forum, fault: str) -> None:
    page = written(visit)
    key = page.input_value("[name=submission_key]")
    forum.publish_fault = fault
    page.context.set_offline(fault == "offline")
    page.click("text=Publish")
    expect(page.locator(ANSWER)).to_have_text(NOT_PUBLISHED)
    tried_at = page.input_value("[name=tried_at]")
    expect(page.locator("#overview")).to_have_value("All of my post")
    assert page.evaluate(COPIES) == ["All of my post"]
    forum.publish_fault = ""
    page.context.set_offline(False)
    page.click("text=Try again")
    expect(page.locator("h1")).to_have_text(f"Receipt {key}")
    assert [post["tried_at"] for post in forum.posts.values()] == [tried_at]


@pytest.mark.parametrize("fault", ["409", "413", "429"])
def test_a_refusal_without_a_form_is_shown_beside_ours(
    visit: Visit, forum: Forum, fault: str
) -> None:
    page = written(visit)
    forum.publish_fault = fault
    page.click("text=Publish")
    expect(page.locator(ANSWER)).to_contain_text(f"Refused with {fault}.")
    expect(page.locator("#overview")).to_have_value("All of my post")
    assert page.evaluate(COPIES) == ["All of my post"]


def test_errors_take_the_focus_and_keep_the_text(visit: Visit, forum: Forum) -> None:
    page = written(visit)
    key = page.input_value("[name=submission_key]")
    page.fill("#overview", " ")
    page.fill("#support", "This part stays")
    page.click("text=Publish")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page).to_have_title("Error: Write")
    expect(page.locator("#support")).to_have_value("This part stays")
    assert page.input_value("[name=submission_key]") == key
    page.wait_for_selector("autosave-form[data-ready]", state="attached")
    page.fill("#overview", "Now there is something")
    page.click("text=Publish")
    expect(page.locator("h1")).to_have_text(f"Receipt {key}")


def test_what_a_refused_form_gives_back_is_saved(visit: Visit, forum: Forum) -> None:
    forum.save_fault = "500"
    page = visit()
    page.fill("#overview", " ")
    page.fill("#support", "No draft holds this")
    page.click("text=Publish")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    forum.save_fault = ""
    expect(page.locator("[data-save-line]")).to_have_attribute("data-state", "saved")
    assert forum.draft("support") == "No draft holds this"


def test_an_old_token_in_a_live_session_is_renewed(visit: Visit, forum: Forum) -> None:
    page = written(visit)
    page.evaluate("document.querySelector('[name=csrf_token]').value = 'old'")
    page.click("text=Publish")
    expect(page.locator("h1")).to_have_text(re.compile("Receipt"))


def test_signed_out_while_publishing(visit: Visit, forum: Forum) -> None:
    page = written(visit)
    forum.expire()
    page.click("text=Publish")
    expect(page.locator(ANSWER)).to_contain_text("Signed out. Your text is safe here.")
    visit("/page/plain", context=page.context)
    expect(page.locator(ANSWER)).to_contain_text("You are signed in again.")
    page.click("text=Try again")
    expect(page.locator("h1")).to_have_text(re.compile("Receipt"))
    assert len(forum.posts) == 1


def test_a_save_draft_button_says_which_it_was(visit: Visit, forum: Forum) -> None:
    page = written(visit)
    page.click("text=Save draft")
    expect(page.locator("h1")).to_have_text(re.compile("Receipt"))
    assert [post["draft"] for post in forum.posts.values()] == ["1"]


def test_ctrl_enter_publishes(visit: Visit, forum: Forum) -> None:
    page = written(visit)
    page.press("#overview", "Control+Enter")
    expect(page.locator("h1")).to_have_text(re.compile("Receipt"))


def test_signing_out_clears_the_device(visit: Visit, forum: Forum) -> None:
    page = written(visit)
    page.click("form[data-sign-out] button")
    expect(page.locator("h1")).to_have_text("Signed out")
    assert forum.draft("overview") == "All of my post"
    assert page.evaluate(COPIES) == []


def test_signing_out_warns_of_what_is_not_saved(visit: Visit, forum: Forum) -> None:
    forum.save_fault = "500"
    page = written(visit)
    page.click("form[data-sign-out] button")
    expect(page.locator("[data-unsynced-notice]")).to_be_focused()
    assert page.evaluate(COPIES) == ["All of my post"]
    page.click("text=Sign out anyway")
    expect(page.locator("h1")).to_have_text("Signed out")
    assert page.evaluate(COPIES) == []


def test_without_script_the_form_publishes(
    forum: Forum, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{forum.url}/sign-in?user=7")
    page.goto(f"{forum.url}/write")
    page.fill("#overview", "Plain")
    page.click("text=Publish")
    expect(page.locator("h1")).to_have_text(re.compile("Receipt"))
