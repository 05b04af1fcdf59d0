"""The next term of the sample course: looked at, made, looked through, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import copy_steps
from tests.journeys.forum import Forum
from tests.journeys.people import Person, heading

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]
COPY = re.compile("^Copy.*SOWK 510")


def test_a_course_is_copied_to_the_next_term_and_taken_back(person: Seat, forum: Forum) -> None:
    ada = person("ada")
    page = ada.go("/admin")
    page.get_by_role("link", name=COPY).click()
    heading(page, "Copy this course")

    # What is missing is said at its field; the rest is there already.
    page.get_by_role("button", name="Show old and new dates").click()
    expect(page.locator("#problems")).to_be_focused()
    ada.forgive("422")
    expect(page.get_by_label("Code")).to_have_value("SOWK 510")

    copy_steps.show_dates(page)
    heading(page, "Old and new dates")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Thu 14 Jan 2027, 11:59 pm")
    expect(first).to_contain_text("Due on a holiday: Founders' Day.")

    # Back and forth loses nothing.
    page.get_by_role("button", name="Back to what was typed").click()
    expect(page.get_by_label("Weeks without class")).to_have_value("2027-03-09")
    page.get_by_role("button", name="Show old and new dates").click()
    page.get_by_role("button", name="Make the copy, unpublished").click()
    heading(page, "The copy")
    expect(page.locator("main")).to_contain_text("12 weeks, as drafts")

    # The weeks are drafts on their new days, and nobody is there.
    page.get_by_role("link", name="Schedule", exact=True).click()
    expect(page.locator("#w1-T1_day option:checked")).to_have_text("Thu 14 Jan")
    expect(ada.go("/c/sowk-510-2/people").locator("main")).not_to_contain_text("Elise")
    assert person("elise").go("/").get_by_text("Spring 2027").count() == 0

    forum.age_confirmation("ada")
    page = ada.go("/c/sowk-510-2/copied")
    page.get_by_role("button", name="Remove this copy").click()
    heading(page, "Confirm your password")
    ada.forgive("403")
    forum.confirm_everybody()
    page = ada.go("/c/sowk-510-2/copied")
    page.get_by_role("button", name="Remove this copy").click()
    expect(page.locator("#flash")).to_contain_text("The copy of SOWK 510 is removed.")
    expect(page.get_by_role("link", name=COPY)).to_have_count(1)
