"""What a visitor of pages does on one of them to bring about the state that a stop means."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page

from forum.database import utc_now
from tests.journeys.buttons import open_menus, outdated, press, send


def plan_release(page: Page) -> None:
    """Plan a release for a month from now."""
    page.locator("#day").fill((utc_now() + timedelta(days=30)).date().isoformat())
    page.locator("#time").fill("09:00")
    press("Plan the release")(page)
    open_menus(page)


def list_a_long_address(page: Page) -> None:
    """Type a reference with an address that has no place to break, and wait for its check."""
    page.locator("[name=references-0-title]").fill("A title")
    page.locator("[name=references-0-url]").fill(f"https://doi.org/10.1177/{'1524838' * 9}")
    page.locator(".hints", has_text="1524838").first.wait_for()


def add_reading(page: Page) -> None:
    """Paste one entry into the reading list of the course."""
    page.locator("#entries").fill("Mead, M. (1935). Sex and temperament. William Morrow.")
    press("Add them")(page)


def stop_and_undo(page: Page) -> None:
    press("Stop these mails")(page)
    press("Undo")(page)


def no_such_way(page: Page) -> None:
    page.locator("[name=way-grade]").first.evaluate("(radio) => { radio.value = 'sometimes' }")
    page.locator("[name=way-grade]").first.check()
    press("Save", exact=True)(page)


def hide(page: Page) -> None:
    page.get_by_text("Hide this post").first.click()
    page.get_by_label("Reason").first.fill("Names a client.")
    press("Hide the post")(page)


def make_course(page: Page) -> None:
    page.get_by_label("Code").fill("SOWK 620")
    page.get_by_label("Title").fill("Practice with groups")
    page.get_by_label("Name of the new term").fill("Spring 2027")
    page.get_by_label("First day of week 1").fill("2027-01-11")
    press("Make the course")(page)


def save_unread(page: Page) -> None:
    """Press Save in the row of whoever has no grade yet, without a level."""
    row = page.get_by_role("article").filter(has_text="Not graded").first
    row.locator("summary").first.click()
    row.locator("[data-submit-main]").click()
    row.locator(".error-summary").wait_for()


def ask_for_bank(page: Page) -> None:
    """Open a row and ask for the comment bank as a list."""
    row = page.get_by_role("article").first
    row.locator("summary").first.click()
    row.get_by_role("button", name="Insert from a list").click()
    row.locator("details[id$=bank-fold]").wait_for()


def keep_nameless(page: Page) -> None:
    page.get_by_label("Name of the template").fill("")
    press("Keep the template")(page)


def take_contents(page: Page) -> None:
    page.get_by_text("Take all contents from a template").click()
    page.get_by_label("Contents of").select_option("shape-debate")
    press("Take these contents")(page)
    page.get_by_text("What was there").click()


def take_rubric(page: Page) -> None:
    page.get_by_text("Take another rubric").click()
    page.get_by_label("Rubric of").select_option("shape-debate")
    press("Take this rubric")(page)


def rename_week(page: Page) -> None:
    page.get_by_label("Title", exact=True).fill("Allies, near and far")
    press("Save", exact=True)(page)


def follow_a_date(page: Page) -> None:
    page.get_by_label("What students are asked").fill("Write by Friday at noon.")
    press("Add a part")(page)


def come_back(page: Page) -> None:
    page.get_by_label("Title", exact=True).fill("Allies, not yet saved")
    page.get_by_text("Saved as your draft").wait_for()
    page.reload()


def keep_comment(page: Page) -> None:
    page.get_by_label("Comment", exact=True).fill("Dear {first_name}, still missing: {missing}.")
    press("Keep the comment")(page)


def open_bank(page: Page) -> None:
    page.locator("[data-bank-open=comment]").click()
    page.locator("dialog[data-bank] [role=option]").first.wait_for()


def regrade_twice(page: Page) -> None:
    outdated("version", press("Hold"))(page)


def publish_without_site(page: Page) -> None:
    page.evaluate("""for (const name of ["site", "own_site_name", "own_site_address"])
      document.querySelector(`main [name=${name}]`)?.remove()""")
    send("Publish")(page)


def edit_to_nothing(page: Page) -> None:
    for box in page.locator("main textarea[name^=part]").all():
        box.fill("")
    send("Save changes")(page)


def make_groups(page: Page) -> None:
    page.fill("[name=name]", "Autumn groups")
    page.fill("[name=groups]", "Red\nBlue")
    press("Make the groups")(page)


def without_title(page: Page) -> None:
    page.fill("[name=title]", "")
    press("Save", exact=True)(page)


def shorten_term(page: Page) -> None:
    """Let the term end on the day it begins."""
    page.fill("[name=ends_on]", page.input_value("[name=starts_on]"))
    press("Save", exact=True)(page)


def no_domain(page: Page) -> None:
    page.fill("[name=domains]", "school example")
    press("Save", exact=True)(page)


def weigh_nothing(page: Page) -> None:
    for box in page.locator("main [name^=weight]").all():
        box.fill("0")
    press("Save", exact=True)(page)


def impossible(page: Page) -> None:
    page.fill("[name=title]", "")
    page.fill("[name=responses]", "400")
    page.fill("[name=late_rate]", "1000")
    press("Save", exact=True)(page)


def excuse_everyone(page: Page) -> None:
    page.get_by_role("button", name="Tick everyone", exact=True).click()
    page.get_by_label("Excuse, or set a finding").get_by_role("radio").check()
    page.fill("[name=reason]", "The library was closed.")
    press("See what changes")(page)


def ask_for_more(page: Page) -> None:
    page.fill("[name=responses]", "3")
    press("Save", exact=True)(page)
