"""What a student types and presses on the way to a post and its responses."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.people import heading, saved

PARTS = ("overview", "support", "awareness", "ally", "steps")
RESPONSE_PARTS = 3


def words(number: int, subject: str = "An ally listens before acting") -> str:
    """A text of that many words."""
    pattern = subject.split()
    return " ".join(pattern[at % len(pattern)] for at in range(number)) + "."


def write_post(page: Page) -> None:
    """Fill whatever the form asks for: the parts that are empty, and two references cited."""
    for key in PARTS:
        box = page.locator(f"[name=part-{key}]")
        if not box.input_value():
            box.fill(words(85))
    cited = page.locator("[name=part-steps]")
    cited.fill(f"{cited.input_value()} (Survivor Alliance, n.d.; Hopper, 2010)")
    fill_reference(page, 0, "Survivor Alliance", "n.d.", "Survivor Alliance")
    fill_reference(page, 1, "Hopper, E. K.", "2010", "Shelter from the storm")


def fill_reference(page: Page, row: int, author: str, year: str, title: str) -> None:
    """Type one row of the list of references."""
    for slot, text in (("author", author), ("year", year), ("title", title)):
        page.fill(f"[name=references-{row}-{slot}]", text)


def publish_post(page: Page) -> None:
    """From the writing form through the review to the receipt."""
    saved(page)
    page.get_by_role("button", name="Review and publish").click()
    heading(page, "Review your post")
    page.get_by_role("button", name="Publish", exact=False).click()
    expect(page.locator("#receipt")).to_contain_text("Receipt")


def write_response(page: Page, subject: str = "Both of us saw people lead themselves") -> None:
    """Fill the parts of a response."""
    boxes = page.locator("main [name^=part-]")
    expect(boxes).to_have_count(RESPONSE_PARTS)
    for box in boxes.all():
        box.fill(f"{box.input_value()}\n\n{words(30, subject)}".strip())
