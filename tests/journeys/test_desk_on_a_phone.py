"""The desk on a phone: the rubric lies under the work, and a bar keeps both within reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


def points(level: Locator) -> float:
    return float(level.get_attribute("data-points") or "inf")


def test_work_rubric_place_and_save_stay_in_one_line_at_the_bottom(
    forum: Forum, person: Seat
) -> None:
    ngozi = person("ngozi")
    ngozi.page.set_viewport_size({"width": 320, "height": 640})
    page = ngozi.go(f"w/6/grade/{forum.user_id('owen')}?order=name")
    bar = page.get_by_role("navigation", name="On this page")
    expect(bar).to_contain_text("15 of 26")
    box = bar.bounding_box()
    assert box
    assert (box["width"], round(box["y"] + box["height"])) == (320, 640)
    assert box["height"] < 64, "more than one line"
    expect(page.locator("#rubric")).not_to_be_in_viewport()
    bar.get_by_role("link", name="Rubric").click()
    expect(page.get_by_role("heading", name="Rubric")).to_be_in_viewport()
    for row in page.locator("[data-criterion]").all():
        # The lowest level is above nothing that was found, whatever the hour of the sample's week.
        lowest = min(row.get_by_role("radio").all(), key=points)
        with page.expect_response(lambda answer: "/marks" in answer.url):
            lowest.press("Space")
    bar.get_by_role("link", name="Work").click()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    bar.get_by_role("button", name="Save and next").click()
    expect(page.get_by_text("Saved. Next:")).to_be_visible()


def test_where_the_rubric_stands_beside_the_work_there_is_no_bar(
    forum: Forum, person: Seat
) -> None:
    page = person("ngozi").go(f"w/6/grade/{forum.user_id('carla')}")
    expect(page.locator(".desk-bar")).to_be_hidden()
