"""Setting a week up: what is typed is kept by itself, and the week changes when it is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.people import Person, ready, saved

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]
LINE = "[data-save-status]"


def title(page: Page):
    return page.get_by_label("Title", exact=True)


def test_a_draft_outlives_the_page_a_failing_server_and_a_new_part(person: Seat) -> None:
    ngozi = person("ngozi")
    page = ngozi.go("w/7/setup")
    before = title(page).input_value()
    title(page).fill("Allies, near and far")
    saved(page)
    expect(page.locator(LINE)).to_contain_text("Saved as your draft")
    students = person("elise").go("w/6")
    expect(students.locator("body")).not_to_contain_text("Allies, near and far")

    # A button that draws the page anew keeps what was typed, and so does the draft.
    parts = page.locator("#parts li")
    number = parts.count()
    page.get_by_role("button", name="Add a part").first.click()
    expect(parts).to_have_count(number + 1)
    ready(page)
    new = page.locator("#parts-last").get_by_label("Heading")
    new.fill("My next steps")
    saved(page)
    page.goto("about:blank")
    page = ngozi.go("w/7/setup")
    expect(page.get_by_text("You have changes from")).to_be_visible()
    expect(title(page)).to_have_value("Allies, near and far")
    expect(new).to_have_value("My next steps")

    # Nothing leaves the page while the server does not have it.
    page.route("**/setup/draft", lambda route: fail(route))
    title(page).fill("Allies, typed while it failed")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(LINE)).to_contain_text("Not saved. Trying again in")
    expect(title(page)).to_have_value("Allies, typed while it failed")
    ngozi.forgive("503")
    page.unroute("**/setup/draft")
    page.get_by_role("button", name="Save now").click()
    saved(page)

    page.get_by_role("button", name="Discard them").click()
    expect(page.get_by_text("Discarded. This is the week as it is saved.")).to_be_visible()
    ready(page)
    expect(title(page)).to_have_value(before)
    page.reload()
    ready(page)
    expect(title(page)).to_have_value(before)
    expect(page.get_by_text("You have changes from")).to_have_count(0)


def test_signed_out_the_form_is_not_sent_and_goes_on_after_signing_in(person: Seat) -> None:
    ngozi = person("ngozi")
    page = ngozi.go("w/6/setup")
    ngozi.context.clear_cookies()
    title(page).fill("Typed while signed out")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(LINE)).to_have_text("Signed out. What you typed is safe here.")
    ngozi.forgive("401")
    ngozi.forum.let_in(ngozi.context, "ngozi")
    ngozi.go("w/6", ngozi.another_page())
    saved(page)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    ready(page)
    expect(title(page)).to_have_value("Typed while signed out")
    expect(page.get_by_text("You have changes from")).to_have_count(0)


def test_two_windows_are_asked_which_text_to_keep(person: Seat) -> None:
    ngozi = person("ngozi")
    first, second = ngozi.go("w/7/setup"), ngozi.go("w/7/setup", ngozi.another_page())
    title(first).fill("In the first window")
    saved(first)
    title(second).fill("In the second window")
    expect(second.get_by_text("You changed this week in another window at")).to_be_visible()
    second.get_by_role("button", name="Use the other").click()
    expect(title(second)).to_have_value("In the first window")
    expect(second.get_by_role("button", name="Use the other")).to_have_count(0)


def fail(route: Route) -> None:
    """The server cannot save now."""
    if route.request.method == "PUT":
        route.fulfill(status=503, body="no")
    else:
        route.continue_()
