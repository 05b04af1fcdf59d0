"""By keyboard alone: where the focus goes, and that it never gets lost or caught."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person, saved
from tests.journeys.writing import words

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]

_OUTLINED = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 ||
    style.boxShadow !== "none";
}"""


def test_skip_links_lead_past_the_header(person: Seat) -> None:
    page = person("elise").go("w/6")
    for number, (name, goal) in enumerate(
        (
            ("Skip to the content", "main"),
            ("Skip to the prompt", "prompt"),
            ("Skip to your post", "write"),
            ("Skip to colleagues", "colleagues"),
        )
    ):
        page.goto(page.url.partition("#")[0])
        for _ in range(number + 1):
            page.keyboard.press("Tab")
        link = page.get_by_role("link", name=name)
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        inside = page.evaluate(
            """(id) => {
              const goal = document.getElementById(id);
              const after = goal.compareDocumentPosition(document.activeElement);
              return Boolean(after & Node.DOCUMENT_POSITION_FOLLOWING);
            }""",
            goal,
        )
        assert inside, f"after “{name}” the next stop lies before #{goal}"


def test_tab_goes_through_the_whole_page_and_shows_where(person: Seat) -> None:
    page = person("ximena").go("w/6")
    hidden, seen = [], set()
    for _ in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
              const node = document.activeElement;
              node.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length + 1);
              const name = node.id || node.name || node.textContent.trim().slice(0, 30);
              return node === document.body ? "" : `${node.dataset.stop} ${node.tagName} ${name}`;
            }"""
        )
        if not here or here in seen:
            break
        seen.add(here)
        if not page.evaluate(_OUTLINED):
            hidden.append(here)
    else:
        pytest.fail("the focus never came to the end of the page")
    assert len(seen) > 60
    # The sheet is framed around a textarea; the textarea itself needs no outline.
    assert [stop for stop in hidden if "TEXTAREA" not in stop and "INPUT" not in stop] == []


def test_tab_leaves_a_textarea(person: Seat) -> None:
    page = person("ximena").go("w/6")
    box = page.locator("[name=part-ally]")
    box.fill("Words")
    box.press("Tab")
    expect(box).not_to_be_focused()
    expect(box).to_have_value("Words")
    page.keyboard.press("Shift+Tab")
    expect(box).to_be_focused()


def test_errors_take_the_focus_and_lead_to_their_field(person: Seat, forum: Forum) -> None:
    elise = person("elise")
    page = elise.go(f"p/{forum.initial_post('nadia')}/respond")
    page.locator("main textarea").first.press("Control+Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error:")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main textarea").first).to_be_focused()
    expect(page.locator("main textarea").first).to_have_attribute("aria-invalid", "true")
    elise.forgive("422")


def test_the_focus_follows_what_one_does_in_place(person: Seat) -> None:
    page = person("ximena").go("w/6")

    page.get_by_role("button", name="Add a row").press("Enter")
    rows = page.locator("reference-rows [data-row]")
    expect(rows.last.locator("input").first).to_be_focused()
    rows.nth(1).get_by_role("button", name="Remove").press("Enter")
    expect(rows.nth(1).locator("input").first).to_be_focused()

    box = page.locator("[name=part-ally]")
    box.fill(words(5))
    page.locator("#part-ally-part").get_by_role("button", name="Insert citation").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Author")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(box).to_be_focused()
    page.locator("#part-ally-part").get_by_role("button", name="Bold").press("Enter")
    expect(box).to_be_focused()
    saved(page)

    account = page.locator("details.is-account summary")
    account.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(account).to_be_focused()


def test_the_grading_desk_by_keys(person: Seat, forum: Forum) -> None:
    ngozi = person("ngozi")
    page = ngozi.go(f"w/5/grade/{forum.user_id('lena')}?order=name")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the rubric")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#rubric")).to_be_focused()
    first = page.locator("fieldset.criterion").first.get_by_role("radio")
    first.nth(0).focus()
    page.keyboard.press("ArrowRight")
    expect(first.nth(1)).to_be_checked()
    page.keyboard.press("Tab")
    expect(first.nth(1)).not_to_be_focused()
    page.locator("fieldset.criterion").first.get_by_role("radio").nth(1).press("Control+Enter")
    # Criteria without a level are named one by one, each a link to its group.
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary a").first).to_have_attribute("href", re.compile("#level-"))
    ngozi.forgive("422")
