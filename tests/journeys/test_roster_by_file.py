"""A course of three hundred comes as a file, and a larger one by the worker."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forum.jobs.work import work_off
from tests.journeys import roster_file
from tests.journeys.forum import Forum
from tests.journeys.people import Person, ready

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def work(forum: Forum, most: int | None = 1) -> None:
    """Let the worker take one thing, or all there is."""
    with forum.app.app_context():
        work_off(most)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_roster_of_300_is_looked_at_and_carried_out(
    person: Seat, forum: Forum, javascript: bool
) -> None:
    ngozi = person("ngozi", java_script_enabled=javascript)
    page = ngozi.page
    page.goto(forum.url + forum.path("people"))
    before = page.locator("tbody tr").count()
    page.get_by_role("link", name="Roster by file").click()
    heading(page, "Roster by file")

    # One bad line, and nothing of the file is taken.
    roster_file.bringing(roster_file.many(300) + "x@example.org,X,Y,admin,\n")(page)
    ngozi.forgive("422")
    expect(page.locator("#problems")).to_contain_text("Line 302: Role “admin”")
    expect(page.get_by_label("Roster", exact=True)).to_have_attribute("aria-invalid", "true")

    roster_file.bringing(roster_file.many(300))(page)
    heading(page, "What would change")
    expect(page.get_by_role("heading", name="300 people join the course")).to_be_visible()
    expect(page.get_by_text("2 sections are made: North, South.")).to_be_visible()
    page.get_by_role("link", name="Show all 300").click()
    expect(page.locator("tbody tr")).to_have_count(300)
    roster_file.press(page, "Carry it out")
    heading(page, "Carried out")
    expect(page.locator("dl.figures")).to_contain_text("300")
    page.get_by_role("link", name="To the people").click()
    expect(page.locator("tbody tr")).to_have_count(before + 300)

    page.goto(forum.url + forum.path("people/file"))
    roster_file.bringing(roster_file.many(300))(page)
    expect(page.get_by_role("heading", name="The file changes nothing")).to_be_visible()


def test_the_page_follows_the_worker_and_can_be_closed_meanwhile(
    person: Seat, forum: Forum
) -> None:
    work(forum, None)  # what the sample left to do
    ngozi = person("ngozi")
    page = ngozi.go("people/file")
    roster_file.carrying_out(roster_file.many(520))(page)
    heading(page, "Being carried out")
    where = page.url
    ngozi.go("people")
    page.goto(where)
    ready(page)
    heading(page, "Being carried out")
    work(forum)
    heading(page, "Carried out")  # by itself
    expect(page.get_by_text("They are being prepared.")).to_be_visible()
    work(forum)
    expect(page.get_by_text("0 of 520 are done.")).to_be_visible()
    work(forum)
    expect(page.get_by_text("1 of 520 are done.")).to_be_visible()
