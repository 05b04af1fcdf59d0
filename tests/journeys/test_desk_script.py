"""What a script adds to the grading desk: levels held at once, a running total, Ctrl+Enter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person, heading, ready

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


@pytest.fixture
def desk(forum: Forum, person: Seat) -> tuple[Person, Page]:
    """The instructor at the desk of Carla, who has done nearly everything of week 6."""
    ngozi = person("ngozi")
    return ngozi, ngozi.go(f"w/6/grade/{forum.user_id('carla')}")


def choose(page: Page, criterion: str, level: str) -> None:
    """Choose a level and wait until the server holds it."""
    group = page.get_by_role("group", name=criterion)
    held = page.expect_response(lambda answer: answer.url.endswith("/marks"))
    with held:
        group.get_by_role("radio", name=level).check(force=True)


def test_a_chosen_level_is_held_and_still_there_after_a_reload(desk) -> None:
    _, page = desk
    choose(page, "Answers what was asked", "Proficient")
    expect(page.locator("[data-grade-status]")).to_have_text("Held.")
    expect(page.locator("[data-total]")).to_contain_text("22 so far, 4 criteria left, of 100")
    page.reload()
    ready(page)
    expect(page.locator("[data-criterion] input:checked")).to_have_count(1)
    expect(page.locator("[data-total]")).to_contain_text("22 so far, 4 criteria left, of 100")


def test_the_whole_rubric_by_keyboard_and_on_to_the_next_student(desk) -> None:
    _, page = desk
    for criterion, level in (
        ("Answers what was asked", "Proficient"),
        ("Understanding and use for the client", "Exemplary"),
        ("Sources", "Proficient"),
        ("Responses to colleagues", "Beginning"),
    ):
        choose(page, criterion, level)
    last = page.get_by_role("group", name="Writing and professional conduct")
    last.get_by_role("radio", name="Exemplary").check(force=True)
    expect(page.locator("[data-total]")).to_contain_text("82 of 100")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved. Next:")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Carla Mendonça")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_above_the_ceiling_the_line_why_appears(forum: Forum, person: Seat) -> None:
    """Elise has responded to nobody, on whatever day of the week the sample stands."""
    page = person("ngozi").go(f"w/6/grade/{forum.user_id('elise')}")
    why = page.get_by_label("Why above what was found?")
    expect(why).to_be_hidden()
    choose(page, "Responses to colleagues", "Exemplary")
    expect(why).to_be_visible()


def test_offline_the_page_says_that_nothing_is_held_and_saving_later_keeps_it(desk) -> None:
    ngozi, page = desk
    ngozi.context.set_offline(True)
    page.get_by_role("group", name="Sources").get_by_role("radio", name="Developing").check(
        force=True
    )
    expect(page.locator("[data-grade-status]")).to_contain_text("Not held yet")
    ngozi.context.set_offline(False)
    page.get_by_role("button", name="Hold").click()
    expect(page.get_by_text("Held. Students see nothing of it.")).to_be_visible()
    expect(page.locator("[data-criterion] input:checked")).to_have_count(1)
    ngozi.forgive("ERR_INTERNET_DISCONNECTED")


def test_two_graders_meet_on_one_page(desk, forum: Forum, person: Seat) -> None:
    ngozi, page = desk
    other = person("tomas")
    theirs = other.go(f"w/6/grade/{forum.user_id('carla')}")
    choose(theirs, "Sources", "Exemplary")
    page.get_by_role("group", name="Sources").get_by_role("radio", name="Beginning").check(
        force=True
    )
    expect(page.locator("[data-grade-status]")).to_contain_text("Somebody else saved this grade")
    page.get_by_role("button", name="Hold").click()
    heading(page, "Carla Mendonça")
    expect(page.locator("#conflict")).to_contain_text("Tomas Lind saved this grade")
    expect(page.locator("#conflict")).to_contain_text("7, Beginning")
    expect(page.locator("#conflict")).to_contain_text("15, Exemplary differs")
    ngozi.forgive("409")
