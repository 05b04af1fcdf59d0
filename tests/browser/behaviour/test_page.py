"""Small things of a page: filter, times, theme, folds, notices, shortcuts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit) -> Page:
    """The page that has them all, seen from Warsaw."""
    return visit("/page/page", timezone_id="Europe/Warsaw", locale="en-US")


def test_sites_are_narrowed_and_counted(page: Page) -> None:
    page.check("[value='Polaris Project']")
    page.fill("site-filter input", "sao")
    expect(page.get_by_text("São Fórum")).to_be_visible()
    expect(page.get_by_text("La Strada")).to_be_hidden()
    expect(page.get_by_text("Polaris Project")).to_be_visible()
    expect(page.locator("site-filter [role=status]")).to_have_text("1 site")
    page.fill("site-filter input", "")
    expect(page.get_by_text("La Strada")).to_be_visible()


def test_the_viewers_own_time_stands_beside(page: Page) -> None:
    expect(page.locator("local-time")).to_contain_text("Wed 8 Oct, 11:59 pm (Thu, Oct 9, 5:59")
    expect(page.locator("local-time")).to_contain_text("where you are)")


def test_no_second_time_where_the_clocks_agree(visit: Visit) -> None:
    page = visit("/page/page", timezone_id="America/New_York")
    expect(page.locator("local-time")).to_have_text("Wed 8 Oct, 11:59 pm")


def test_notice_and_fold_are_remembered(page: Page) -> None:
    page.click("text=Put away")
    expect(page.locator("h2")).to_be_focused()
    page.click("summary")
    page.reload()
    expect(page.locator("[data-dismissible]")).to_be_hidden()
    expect(page.locator("details")).not_to_have_attribute("open", "")


def test_keys_are_off_until_switched_on_and_inert_in_fields(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.locator("#amira")).not_to_be_focused()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.click("[data-open-shortcuts]")
    page.check("[data-shortcuts-switch]")
    page.click("text=Close")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("#carla")).to_be_focused()
    page.keyboard.press("r")
    assert page.url.endswith("#carla-reply")
    page.keyboard.press("p")
    page.focus("[aria-label=Free]")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("[aria-label=Free]")).to_have_value("?")
    page.locator("[aria-label=Free]").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
