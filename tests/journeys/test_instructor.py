"""The instructor's week: what waits, grading, release, and the decisions in between."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from forum.database import utc_now
from tests.journeys.forum import Forum
from tests.journeys.people import Person, heading, ready

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]
COMMENT = "Your last step can be done within a month, and you say who judges it."


@pytest.fixture
def ngozi(person: Seat) -> Person:
    """The instructor."""
    return person("ngozi")


def test_from_what_waits_to_a_released_grade(ngozi: Person, person: Seat, forum: Forum) -> None:
    page = ngozi.go("/")
    expect(page.get_by_role("link", name="3 to grade")).to_be_visible()
    expect(
        page.get_by_role("link", name=re.compile("questions? waits? for an answer"))
    ).to_be_visible()

    # The matrix has everybody in it, those with nothing first.
    page = ngozi.go("w/6/participation")
    rows = page.locator("table.matrix tbody tr")
    expect(rows).to_have_count(26)
    expect(rows.first).to_contain_text("Nothing published")
    page.get_by_role("link", name="Owen Tran").first.click()
    heading(page, "Owen Tran")

    # One student's desk: levels by the arrow keys, nothing preselected.
    page = ngozi.go(f"w/5/grade/{forum.user_id('owen')}?order=name")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    choose_by_keyboard(page)
    expect(page.locator("[data-total]")).not_to_contain_text("left")
    page.get_by_role("textbox", name="Comment to Owen").fill(COMMENT)
    page.get_by_role("textbox", name="Comment to Owen").press("Control+Enter")
    expect(page.locator("#flash")).to_contain_text("Saved")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Owen Tran")

    # An assistant may grade and cannot release; nor does Owen know of anything.
    assistant = person("tomas").go("w/5/release")
    expect(assistant.get_by_role("button", name=re.compile("^Release"))).to_have_count(0)
    student = person("owen")
    mine = student.go("my-grades")
    expect(mine.locator("main")).not_to_contain_text(COMMENT)
    expect(mine.locator("main")).not_to_contain_text("Week 5")

    page = ngozi.go("w/5/release")
    expect(page.get_by_role("heading", name="1 grade waits for release")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Release")).click()
    expect(page.locator("#flash")).to_contain_text("1 grade released.")
    mine = student.go("my-grades")
    expect(mine.locator("#week-5")).to_contain_text(COMMENT)
    expect(student.go("/").locator("main")).to_contain_text(COMMENT)


def choose_by_keyboard(page: Page) -> None:
    """Choose a level in each criterion with Tab and the arrows alone."""
    groups = page.locator("fieldset.criterion")
    for number in range(groups.count()):
        radios = groups.nth(number).get_by_role("radio")
        radios.first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        expect(radios.nth(1)).to_be_checked()
        reason = groups.nth(number).get_by_label("Why above what was found?")
        if reason.count() and reason.is_visible():
            reason.fill("The idea carries it.")


def test_a_question_is_answered_with_a_setting(ngozi: Person, person: Seat, forum: Forum) -> None:
    owen = person("owen")
    page = owen.go("w/6")
    page.get_by_text("In full sentences, the same").click()
    expect(page.locator("main")).to_contain_text("Your instructor has not answered yet.")

    desk = ngozi.go(f"w/6/grade/{forum.user_id('owen')}")
    form = desk.locator("section[aria-labelledby=questions] form")
    form.get_by_label("Answer to Owen").fill("Add the sentence tonight; the part stays in time.")
    form.get_by_label("And the finding").select_option(label="is set to: Done")
    form.get_by_role("button", name="Send the answer").click()
    heading(desk, "Owen Tran")
    expect(desk.locator("#finding-parts")).to_contain_text("The checks alone")

    page = owen.go("w/6")
    page.get_by_text("In full sentences, the same").click()
    expect(page.locator("#finding-parts")).to_contain_text("Add the sentence tonight")
    expect(page.locator("#finding-parts")).to_contain_text("Done")


def test_an_extension_moves_the_dates_of_one_student(
    ngozi: Person, person: Seat, forum: Forum
) -> None:
    desk = ngozi.go(f"w/6/grade/{forum.user_id('elise')}")
    desk.get_by_text("Give an extension").first.click()
    later = utc_now() + timedelta(days=6)
    desk.get_by_label("For", exact=True).select_option(index=1)
    desk.get_by_label("New date").fill(later.date().isoformat())
    desk.get_by_label("Time", exact=True).fill("12:00")
    desk.get_by_role("button", name="Give the extension").click()
    heading(desk, "Elise Fontaine")
    page = person("elise").go("w/6")
    expect(page.locator(".page-head")).to_contain_text("These are your own dates")
    expect(page.locator(".page-head")).to_contain_text("12:00 pm")
    expect(person("ben").go("w/6").locator(".page-head")).not_to_contain_text("12:00 pm")


def test_the_whole_class_is_excused_at_once_and_asked_again(ngozi: Person, person: Seat) -> None:
    page = ngozi.go("w/6/participation")
    page.get_by_role("button", name="Tick everyone", exact=True).click()
    expect(page.locator("table.matrix").get_by_role("checkbox", checked=True)).to_have_count(26)
    page.locator("#deed-finding").check()
    page.get_by_label("Finding", exact=True).select_option(label="Responses that count")
    page.get_by_label("Set it to").select_option(label="Excused: not asked of this student")
    page.get_by_label("Reason").fill("The library was closed.")
    page.get_by_label("Reason").press("Enter")
    heading(page, "What changes for 26 students")
    expect(page.locator("tbody tr")).to_have_count(26)
    page.get_by_role("button", name="Apply").click()
    heading(page, "Who takes part")
    expect(person("owen").go("w/6").locator("main")).to_contain_text("The library was closed.")

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#flash")).to_contain_text("Taken back for 26 students.")
    expect(person("ben").go("w/6").locator("main")).not_to_contain_text("The library was closed.")


def test_a_post_is_hidden_and_shown_again(ngozi: Person, person: Seat, forum: Forum) -> None:
    number = forum.initial_post("hana")
    page = ngozi.go(f"p/{number}")
    page.get_by_text("Hide this post").first.click()
    page.get_by_label("Reason").first.fill("Names a client.")
    page.get_by_role("button", name="Hide the post").first.click()
    expect(page.get_by_text("Names a client.")).to_be_visible()

    elise = person("elise")
    listed = elise.go("w/6")
    expect(listed.locator("main")).not_to_contain_text("Hana Sato")
    gone = elise.page.goto(forum.url + forum.path(f"p/{number}"))
    assert gone
    expect(elise.page.locator("main")).not_to_contain_text("kept that question on a sticky")
    elise.forgive("404")

    page = ngozi.go(f"p/{number}")
    page.get_by_role("button", name=re.compile("Show again")).first.click()
    ready(page)
    expect(elise.go("w/6").locator("main")).to_contain_text("Hana Sato")


def test_two_sites_are_found_to_be_one(ngozi: Person, forum: Forum) -> None:
    page = ngozi.go("sites")
    page.get_by_role("link", name=re.compile("Merge.*GEMS")).click()
    heading(page, "Merge GEMS")
    page.get_by_label("Which site is the same?").select_option(label="Love146")
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("main")).to_contain_text("GEMS is the same as Love146")
    expect(page.locator("main")).to_contain_text("Nobody loses credit")
    page.get_by_role("button", name="Merge into Love146").click()
    heading(page, "Sites")
    expect(page.locator("tbody")).not_to_contain_text("GEMS")
    assert forum.posts_by("ben")
