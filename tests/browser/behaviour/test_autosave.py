"""Text typed by people is on the device and on the server, and the line says where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.behaviour.server import Forum, Stored

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

SAVED = "Saved 2:04 pm. You can close this page."
STATUS = "[data-save-status]"


def test_typing_is_saved_and_the_line_says_when(visit: Visit, forum: Forum) -> None:
    page = visit()
    page.type("#overview", "Cast runs legal help.")
    expect(page.locator(STATUS)).to_have_text(SAVED)
    assert forum.draft("overview") == "Cast runs legal help."
    expect(page.locator("[data-save-announce]")).to_have_text(SAVED)
    page.fill("#overview", "Cast runs shelter.")
    page.evaluate("document.querySelector('[data-save-announce]').textContent = ''")
    page.locator("#overview").blur()
    expect(page.locator(STATUS)).to_have_text(SAVED)
    assert forum.draft("overview") == "Cast runs shelter."
    expect(page.locator("[data-save-announce]")).to_have_text("")


def test_leaving_a_field_and_choosing_a_site_save_at_once(visit: Visit, forum: Forum) -> None:
    page = visit()
    page.check("[name=site][value=cast]")
    page.fill("#overview", "One")
    with page.expect_response("**/draft", timeout=1000):
        page.focus("#support")
    expect(page.locator(STATUS)).to_have_text(SAVED)
    assert (forum.draft("overview"), forum.draft("site")) == ("One", "cast")
    page.reload()
    expect(page.locator("[value=cast]")).to_be_checked()


def test_a_page_that_is_closed_takes_its_last_words_along(visit: Visit, forum: Forum) -> None:
    page = visit()
    page.fill(
        "#overview", "é" * 40_000
    )  # two parts are over 64 KiB together, each by itself is over it or not
    page.fill("#support", "Last words")
    page.goto("about:blank")
    wait_for(page, lambda: forum.draft("support") == "Last words")


def test_a_browser_killed_a_second_after_the_last_key_loses_nothing(
    visit: Visit, forum: Forum, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    forum.save_fault = "500"
    context = open_context(tmp_path)
    page = visit(context=context)
    page.type("#overview", "Nobody else has this.")
    page.wait_for_timeout(1000)
    context.close()
    forum.save_fault = ""
    again = visit(context=open_context(tmp_path))
    expect(again.locator("#overview")).to_have_value("Nobody else has this.")
    expect(again.locator(STATUS)).to_have_text(SAVED)
    assert forum.draft("overview") == "Nobody else has this."


def test_a_copy_is_never_shown_to_somebody_else(visit: Visit, forum: Forum) -> None:
    forum.save_fault = "500"
    page = visit()
    page.type("#overview", "Mine alone")
    page.wait_for_timeout(500)
    other = visit(user="8", context=page.context)
    expect(other.locator("#overview")).to_have_value("")


def test_offline_is_said_and_mended(visit: Visit, forum: Forum) -> None:
    page = visit()
    page.context.set_offline(True)
    page.type("#overview", "On the bus")
    expect(page.locator(STATUS)).to_have_text(
        "Offline. Kept on this device; will save when you are back."
    )
    page.context.set_offline(False)
    expect(page.locator(STATUS)).to_have_text(SAVED)
    assert forum.draft("overview") == "On the bus"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("500", "Not saved. Trying again in 5 s."),
        ("429", "Not saved. Trying again in 1 s."),
        ("413", "Not saved. That is too long."),
        ("409", "This has closed. Your text stays here; copy what you need."),
    ],
)
def test_a_refusal_is_said_and_keeps_the_text(
    visit: Visit, forum: Forum, fault: str, sentence: str
) -> None:
    forum.save_fault = fault
    page = visit()
    page.fill("#overview", "Kept")
    page.locator("#overview").blur()
    expect(page.locator(STATUS)).to_have_text(sentence)
    expect(page.locator("[data-save-announce]")).to_have_text(sentence)
    expect(page.locator("#overview")).to_have_value("Kept")
    if fault in {"500", "413"}:
        forum.save_fault = ""
        if fault == "413":
            page.fill("#overview", "Kept, shorter")
        page.click("[data-save-now]")
        expect(page.locator(STATUS)).to_have_text(SAVED)


def test_one_part_that_is_too_long_does_not_hold_up_the_others(visit: Visit, forum: Forum) -> None:
    page = visit()
    page.fill("#overview", "a" * 50_001)
    page.fill("#support", "Short")
    page.locator("#support").blur()
    expect(page.locator(STATUS)).to_have_text("Not saved. This part is too long.")
    wait_for(page, lambda: forum.draft("support") == "Short")


def test_an_answer_that_never_came_is_no_conflict(visit: Visit, forum: Forum) -> None:
    forum.save_fault = "killed"
    page = visit()
    page.fill("#overview", "First")
    page.locator("#overview").blur()
    expect(page.locator("[data-save-now]")).to_be_visible()
    assert forum.draft("overview") == "First"
    forum.save_fault = ""
    page.type("#overview", " and more")
    page.reload()
    page.wait_for_selector("autosave-form[data-ready]", state="attached")
    expect(page.locator("[data-conflict-of]")).to_have_count(0)
    wait_for(page, lambda: forum.draft("overview") == "First and more")


def test_a_session_that_ended_is_taken_up_again(visit: Visit, forum: Forum) -> None:
    page = visit()
    forum.expire()
    page.fill("#overview", "In mid-sentence")
    page.locator("#overview").blur()
    expect(page.locator(STATUS)).to_have_text("Signed out. Your text is safe here.")
    visit("/page/plain", user="8", context=page.context)  # somebody else: nothing is sent
    page.wait_for_timeout(300)
    assert forum.draft("overview", "8") == ""
    with page.context.expect_page() as opened:
        page.click("text=Sign in in a new tab")
    opened.value.wait_for_load_state()
    expect(page.locator(STATUS)).to_have_text(SAVED)
    assert forum.draft("overview") == "In mid-sentence"


def test_a_large_deletion_leaves_an_earlier_version(visit: Visit, forum: Forum) -> None:
    page = visit()
    long = "All of this was good. " * 12
    page.fill("#overview", long)
    page.locator("#overview").blur()
    expect(page.locator(STATUS)).to_have_text(SAVED)
    page.focus("#overview")
    page.keyboard.press("Control+A")
    page.keyboard.type("Oh")
    page.locator("#overview").blur()
    wait_for(page, lambda: forum.draft("overview") == "Oh")
    assert forum.snapshots["overview"] == [long]


def test_text_from_another_device_is_there(visit: Visit, forum: Forum) -> None:
    page = visit()
    forum.drafts["7", "overview"] = Stored("From the phone", 4, "phone", 9)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#overview")).to_have_value("From the phone")


def test_while_typing_goes_on_it_is_saved_every_eight_seconds(visit: Visit, forum: Forum) -> None:
    page = visit()
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # a busy machine adds no seconds
    for _ in range(9):
        page.type("#overview", "a")
        page.clock.run_for(1000)
    wait_for(page, lambda: len(forum.saves) == 1)
    assert len(forum.draft("overview")) >= 8
    page.clock.run_for(1500)
    wait_for(page, lambda: forum.draft("overview") == "a" * 9)
    expect(page.locator(STATUS)).to_have_text(SAVED)
    page.clock.run_for(11 * 60 * 1000)
    page.type("#overview", "b")
    page.clock.run_for(1500)
    wait_for(page, lambda: len(forum.snapshots["overview"]) == 1)


def test_it_is_tried_again_after_5_20_and_60_seconds(visit: Visit, forum: Forum) -> None:
    forum.save_fault = "500"
    page = visit()
    page.clock.install()
    page.fill("#overview", "Patience")
    page.locator("#overview").blur()
    for seconds in (5, 20, 60):
        expect(page.locator(STATUS)).to_have_text(f"Not saved. Trying again in {seconds} s.")
        with page.expect_response("**/draft"):
            page.clock.run_for(seconds * 1000)
    expect(page.locator(STATUS)).to_have_text("Not saved. Trying again in 60 s.")
    forum.save_fault = ""
    page.clock.run_for(60_000)
    expect(page.locator(STATUS)).to_have_text(SAVED)


def wait_for(page: Page, condition: Callable[[], bool]) -> None:
    """Let the browser work until `condition` holds, for at most five seconds."""
    for _ in range(50):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not come to pass within five seconds.")
