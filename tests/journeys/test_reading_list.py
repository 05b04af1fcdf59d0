"""The reading list by keyboard: whoever has all checks met, row after row on one page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import delete

from forum.grading.bank.models import BankUse
from forum.grading.models import CriterionComment, Grade, GradeMark, ReleasedGrade
from tests.journeys.forum import Forum
from tests.journeys.people import Person, heading, ready

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]
LIST = "w/5/grade/met?order=name"

_AT_A_GROUP_WITHOUT_A_LEVEL = """() => {
  const group = document.activeElement.closest("[data-criterion]");
  return document.activeElement.type === "radio" && !group.querySelector("input:checked");
}"""


@pytest.fixture(autouse=True)
def nobody_is_graded(forum: Forum) -> None:
    """Week 5 is over, and its grading has not begun."""
    with forum.looking() as session:
        for table in (ReleasedGrade, BankUse, GradeMark, CriterionComment, Grade):
            session.execute(delete(table))


def name_of(row: Locator) -> str:
    return row.get_by_role("heading", level=2).first.inner_text()


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name)


def tab_to(page: Page, is_there: Callable[[], bool]) -> None:
    for _ in range(200):
        if is_there():
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard never came there")


def grade_by_keyboard(page: Page, row: Locator) -> None:
    """Open the row that has the focus, take the suggestions, judge the rest as Proficient, save."""
    page.keyboard.press("Enter")
    expect(row.locator("details")).to_have_attribute("open", "")
    suggest = row.get_by_role("button", name="Use suggestions")
    tab_to(page, lambda: suggest.evaluate("(one) => one === document.activeElement"))
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    while left := row.locator("[data-criterion]:not(:has(input:checked))").count():
        tab_to(page, lambda: page.evaluate(_AT_A_GROUP_WITHOUT_A_LEVEL))
        page.keyboard.press("ArrowDown")  # from the first, Exemplary, to Proficient
        expect(row.locator("[data-criterion]:not(:has(input:checked))")).to_have_count(left - 1)
    page.keyboard.press("Control+Enter")
    expect(row).to_contain_text("Saved. Students see nothing until you release.")
    expect(row.locator("summary").first).to_be_focused()
    expect(row.locator("details").first).not_to_have_attribute("open", "")


def test_three_students_are_graded_by_keyboard_without_leaving_the_page(
    forum: Forum, person: Seat
) -> None:
    page = person("ngozi").go(LIST)
    heading(page, "All checks met")
    page.evaluate("window.isTheSamePage = true")
    rows = page.get_by_role("article")
    names = [name_of(rows.nth(place)) for place in range(3)]
    for name in names:
        summary = row_of(page, name).locator("summary").first
        tab_to(page, lambda at=summary: at.evaluate("(one) => one === document.activeElement"))
        grade_by_keyboard(page, row_of(page, name))
    assert page.evaluate("window.isTheSamePage")
    page.reload()
    for name in names:
        expect(row_of(ready(page), name).locator("summary").first).to_contain_text("Graded")
    expect(page.get_by_role("article").nth(3).locator("summary").first).to_contain_text(
        "Not graded"
    )


def test_what_is_typed_in_another_row_stays_while_one_is_saved(forum: Forum, person: Seat) -> None:
    ngozi = person("ngozi")
    page = ngozi.go(LIST)
    rows = page.get_by_role("article")
    first, second = rows.nth(0), rows.nth(1)
    for row in (first, second):
        row.locator("summary").first.click()
    second.locator("textarea[name=comment]").fill("Half a sentence")
    first.get_by_role("button", name="Save", exact=False).last.click()
    expect(first.locator(".error-summary")).to_be_focused()
    expect(second.locator("textarea[name=comment]")).to_have_value("Half a sentence")
    ngozi.forgive("422")


def test_a_colleague_opens_a_row_first(forum: Forum, person: Seat) -> None:
    ngozi, tomas = person("ngozi"), person("tomas")
    theirs = tomas.go(LIST)
    name = name_of(theirs.get_by_role("article").first)
    page = ngozi.go(LIST)
    with theirs.expect_response(lambda answer: "/lease" in answer.url):
        row_of(theirs, name).locator("summary").first.click()
    row = row_of(page, name)
    row.locator("summary").first.click()
    expect(row.locator("[data-row-lease]")).to_contain_text(f"Tomas Lind is grading {name}.")
    expect(row.locator("[data-row-save]")).to_be_hidden()
    row.locator("textarea[name=comment]").fill("Kept")
    row.get_by_role("button", name="Take over").click()
    expect(row.locator("[data-row-save]")).to_be_visible()
    expect(row.locator("textarea[name=comment]")).to_have_value("Kept")


def test_two_graders_choose_in_the_row(forum: Forum, person: Seat) -> None:
    ngozi, tomas = person("ngozi"), person("tomas")
    page, theirs = ngozi.go(LIST), tomas.go(LIST)
    name = name_of(page.get_by_role("article").first)
    row, other = row_of(page, name), row_of(theirs, name)
    with page.expect_response(lambda answer: "/lease" in answer.url):
        row.locator("summary").first.click()
    row.locator("textarea[name=comment]").fill("Mine")
    other.locator("summary").first.click()
    other.get_by_role("button", name="Take over").click()
    expect(other.locator("[data-row-save]")).to_be_visible()
    with theirs.expect_response(lambda answer: "/marks" in answer.url):
        other.get_by_role("group", name="Sources").get_by_role("radio").nth(3).check(force=True)
    row.get_by_role("button", name="Use suggestions").click()  # Tomas has the student by now
    expect(row.locator(".error-summary")).to_contain_text("Tomas Lind is grading")
    row.get_by_role("button", name="Take over").click()
    expect(row.locator("[data-row-save]")).to_be_visible()
    row.get_by_role("button", name="Use suggestions").click()
    conflict = row.locator(".conflict")
    expect(conflict).to_be_focused()
    expect(row.locator("textarea[name=comment]")).to_have_value("Mine")
    conflict.get_by_role("row", name="Sources").get_by_role("radio").nth(1).check()
    sources = row.get_by_role("group", name="Sources").get_by_role("radio", checked=True)
    expect(sources).to_have_value("1")
    ngozi.forgive("409")
