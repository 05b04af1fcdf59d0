"""The comment bank by keyboard alone: kept from a selection, found by words, inserted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person, ready

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


def test_a_comment_is_kept_found_and_inserted_by_keyboard(forum: Forum, person: Seat) -> None:
    page = person("ngozi").go(f"w/6/grade/{forum.user_id('carla')}")
    press, words = page.keyboard.press, page.keyboard.type
    box = page.get_by_label("Comment on Sources")
    bank = page.get_by_role("dialog", name="Comment bank")
    combobox = bank.get_by_role("combobox", name="Words of the comment")
    options = bank.get_by_role("option")

    # A selection is kept. A slash inside text is a slash.
    box.focus()
    words("Cite and/or name it, {first_name}.")
    expect(bank).to_be_hidden()
    press("Control+a")
    press("Control+/")
    expect(combobox).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith("/selections")):
        bank.get_by_role("button", name="Save selection as a comment").press("Enter")
    expect(bank.get_by_role("status")).to_have_text("Kept as a comment of yours.")
    press("Escape")
    expect(box).to_be_focused()

    # In an empty box a slash opens the bank; Esc goes back, a second slash is typed.
    press("Control+a")
    press("Delete")
    press("/")
    expect(options).to_have_text(["Cite and/or name it, Carla. Mine"])
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(combobox).to_have_attribute("aria-expanded", "true")
    active = options.first.get_attribute("id")
    expect(combobox).to_have_attribute("aria-activedescendant", str(active))
    press("Escape")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    press("/")
    expect(combobox).to_be_focused()
    press("/")
    expect(box).to_have_value("/")

    # Words filter, Enter inserts at the caret, Ctrl+Z takes it back.
    press("Backspace")
    words("Well. So.")
    for _ in range(3):
        press("ArrowLeft")
    press("Control+/")
    expect(options).to_have_count(1)
    words("nothing like this")
    expect(bank.get_by_role("status")).to_have_text("No comment with these words.")
    press("Enter")
    expect(combobox).to_be_focused()
    press("Control+a")
    words("NAME cite")
    expect(options).to_have_count(1)
    press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("Well. Cite and/or name it, Carla.So.")
    press("Control+z")
    expect(box).to_have_value("Well. So.")
    press("Control+y")

    # It is given with the grade.
    page.get_by_role("button", name="Hold", exact=True).press("Enter")
    expect(page.get_by_text("Held. Students see nothing of it.")).to_be_visible()
    ready(page)
    expect(page.get_by_label("Comment on Sources")).to_have_value(
        "Well. Cite and/or name it, Carla.So."
    )
