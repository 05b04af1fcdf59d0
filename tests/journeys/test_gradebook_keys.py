"""The gradebook by keyboard, and on a phone: only the table scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person, ready

pytestmark = pytest.mark.browser


def test_arrow_keys_lead_from_cell_to_cell_and_enter_to_the_desk(
    forum: Forum, person: Callable[..., Person]
) -> None:
    page = person("ngozi").go("gradebook")
    ready(page)
    row = page.get_by_role("row", name="Elise Fontaine")
    links = row.get_by_role("cell").get_by_role("link")
    links.nth(3).focus()
    page.keyboard.press("ArrowRight")
    expect(links.nth(4)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(links.nth(4)).to_be_focused()
    page.keyboard.press("Tab")
    expect(links.nth(5)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/w/6/grade/{forum.user_id('elise')}")


def test_on_a_phone_names_and_heads_stay_while_the_table_scrolls(
    person: Callable[..., Person],
) -> None:
    page = person("ngozi").go("gradebook")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    box = page.locator(".gradebook-scroll")
    box.evaluate("(box) => box.scrollTo(400, 300)")
    edges = box.bounding_box()
    head = page.locator(".gradebook thead th").first.bounding_box()
    assert edges is not None and head is not None
    assert abs(head["x"] - edges["x"]) < 2
    assert abs(head["y"] - edges["y"]) < 2
