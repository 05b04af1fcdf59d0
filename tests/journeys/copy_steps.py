"""The steps that lead through the copy of a course."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.buttons import press


def show_dates(page: Page) -> None:
    """Type the next term, with a break, a holiday on a due day, and another weekday."""
    page.get_by_label("Name of the new term").fill("Spring 2027")
    page.get_by_label("Last day of the new term").fill("2027-04-01")
    page.get_by_label("First day of week 1").fill("2027-01-12")
    page.get_by_label("Weeks without class").fill("2027-03-09")
    page.get_by_label("Holidays").fill("2027-01-14 Founders' Day")
    press("Show old and new dates")(page)


def make_copy(page: Page) -> None:
    """Make the copy of what was shown."""
    show_dates(page)
    press("Make the copy, unpublished")(page)
