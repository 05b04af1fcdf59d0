"""The comment bank by keyboard alone: kept from a selection, found by words, inserted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person, ready

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


def test_in_the_reading_list_the_bank_is_one_key_away_in_each_row(
    forum: Forum, person: Seat
) -> None:
    page = person("ngozi").go("w/5/grade/met?order=name")
    press = page.keyboard.press
    bank = page.get_by_role("dialog", name="Comment bank")
    page.evaluate("window.isTheSamePage = true")
    rows = page.get_by_role("article")
    names = [rows.nth(place).get_by_role("heading", level=2).inner_text() for place in (0, 1)]
    for place in (0, 1):
        rows.nth(place).locator("summary").first.click()
    first, second = (row.get_by_role("textbox", name="Comment to") for row in map(rows.nth, (0, 1)))

    # What is kept in one row is offered in the next, filled in for its student.
    first.fill("Thank you, {first_name}.")
    first.focus()
    press("Control+a")
    press("Control+/")
    bank.get_by_role("button", name="Save selection as a comment").click()
    expect(bank.get_by_role("status")).to_have_text("Kept as a comment of yours.")
    press("Escape")
    second.fill("")  # the sample's week is graded
    press("/")
    expect(bank.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("thank")
    expect(bank.get_by_role("option")).to_have_count(1)
    press("Enter")
    expect(second).to_be_focused()
    expect(second).to_have_value(f"Thank you, {names[1].split()[0]}.")

    # A row that the server has answered anew has it too, be it from the list without the dialog.
    rows.nth(0).get_by_role("button", name="Insert from a list").click()
    offers = rows.nth(0).get_by_label("Comment from the bank")
    expect(offers).to_be_focused()
    expect(first).to_have_value("Thank you, {first_name}.")
    offers.select_option(index=1)
    rows.nth(0).get_by_role("button", name="Insert", exact=True).click()
    link = rows.nth(0).get_by_role("link", name="To the comment")
    expect(link).to_be_focused()
    expect(first).to_have_value(re.compile(f"Thank you, {names[0].split()[0]}\\.$"))
    press("Enter")
    first.fill("")
    press("/")
    expect(bank.get_by_role("combobox")).to_be_focused()
    assert page.evaluate("window.isTheSamePage")


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
