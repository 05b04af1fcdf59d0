"""What a script adds to the grading desk: levels held at once, a running total, Ctrl+Enter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from forum.database import utc_now
from forum.discussion.models import Post
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


_LISTEN = """(regions) => {
  window.heard = [];
  for (const region of regions) {
    const note = () => region.textContent.trim() && window.heard.push(region.textContent.trim());
    new MutationObserver(note).observe(region, { childList: true, subtree: true });
  }
}"""


def test_levels_passed_through_quickly_are_announced_once_and_seen_at_once(
    forum: Forum, person: Seat
) -> None:
    seat = person("ngozi")
    seat.page.clock.install()
    page = seat.go(f"w/6/grade/{forum.user_id('carla')}")
    page.clock.pause_at(utc_now() + timedelta(minutes=1))  # a busy machine adds no seconds
    page.locator("#grade-form [role=status], #grade-form [aria-live]").evaluate_all(_LISTEN)
    total = page.locator("[data-total]")
    page.get_by_role("group", name="Sources").get_by_role("radio").first.focus()
    for points in ("13", "11", "7"):
        page.keyboard.press("ArrowDown")
        expect(total).to_contain_text(f"{points} so far")
        page.clock.run_for(900)
    expect(page.locator("[data-grade-status]")).to_have_text("Held.")
    assert page.evaluate("heard") == ["Held."]
    page.clock.run_for(100)
    assert page.evaluate("heard") == ["Held.", "Total: 7 so far, 4 criteria left, of 100"]
    page.clock.run_for(10_000)
    assert len(page.evaluate("heard")) == 2


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
    expect(page.locator("[data-grade-status]")).to_contain_text("Not saved yet")
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
    conflict = page.locator("#conflict")
    conflict.get_by_role("row", name="Sources").get_by_role("radio").nth(1).check()
    expect(
        page.get_by_role("group", name="Sources").get_by_role("radio", name="Exemplary")
    ).to_be_checked()
    expect(page.locator("[data-grade-status]")).to_have_text("Held.")
    ngozi.forgive("409")


def test_two_graders_at_once_are_told_and_get_different_students(desk, person: Seat) -> None:
    """Who opened a student first is named to the other, who takes over or goes on elsewhere."""
    _, page = desk
    expect(page.locator("form[data-lease]")).to_be_hidden()
    other = person("tomas")
    theirs = other.go(page.url.removeprefix(other.forum.url))
    notice = theirs.locator("form[data-lease]")
    expect(notice).to_contain_text("Ngozi Okafor is grading Carla Mendonça.")
    with theirs.expect_navigation():
        notice.get_by_role("button", name="Take over").click()
    ready(theirs)
    expect(theirs.locator("form[data-lease]")).to_be_hidden()
    page.reload()
    ready(page)
    expect(page.locator("form[data-lease]")).to_contain_text("Tomas Lind is grading Carla")
    found = set()
    for tab in (page, theirs):
        with tab.expect_navigation():
            tab.get_by_role("button", name="Next ungraded").click()
        found.add(ready(tab).get_by_role("heading", level=1).inner_text())
    assert len(found) == 2


def test_what_is_published_meanwhile_is_told_and_shown_when_asked(
    forum: Forum, person: Seat
) -> None:
    seat = person("ngozi")
    seat.page.clock.install()
    page = seat.go(f"w/6/grade/{forum.user_id('carla')}")
    page.get_by_role("textbox", name="Comment to Carla").fill("Half a sentence")
    with forum.looking() as session:
        post = session.scalars(select(Post).where(Post.number == forum.initial_post("carla"))).one()
        post.published_at = utc_now()  # as if it came just now
    page.clock.fast_forward(91_000)
    page.keyboard.press("Shift")
    news = page.locator("[data-news]")
    expect(news).to_contain_text("Carla published an initial post")
    expect(page.get_by_role("textbox", name="Comment to Carla")).to_have_value("Half a sentence")
    with page.expect_navigation():
        news.get_by_role("button", name="Show").click()
    expect(page.locator("[data-news]")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Comment to Carla")).to_have_value("Half a sentence")


def test_the_next_page_is_there_before_it_is_asked_for(desk, forum: Forum) -> None:
    _, page = desk
    page.wait_for_load_state("networkidle")
    levels = page.locator("[data-criterion]")
    for number in range(levels.count()):
        with page.expect_response(lambda answer: answer.url.endswith("/marks")):
            levels.nth(number).get_by_role("radio").nth(3).check(force=True)
    with page.expect_navigation():
        page.get_by_role("button", name="Save and next").last.click()
    expect(page.get_by_text("Saved. Next:")).to_be_visible()
    sent = page.evaluate("performance.getEntriesByType('navigation')[0].transferSize")
    assert sent == 0, "the page came from the server once more"


def test_single_keys_walk_the_desk_once_they_are_switched_on(forum: Forum, person: Seat) -> None:
    # By name there is somebody before Carla and somebody after.
    page = person("ngozi").go(f"w/6/grade/{forum.user_id('carla')}?order=name")
    first = page.get_by_role("group", name="Answers what was asked").get_by_role("radio").first
    first.focus()
    page.keyboard.press("2")
    expect(page.locator("[data-criterion] input:checked")).to_have_count(0)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(page.get_by_role("dialog")).to_contain_text("next and previous passage")
    page.get_by_label("Use single letters").check()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    first.focus()
    expect(first).to_be_focused()
    with page.expect_response(lambda answer: "/marks" in answer.url):
        page.keyboard.press("2")
    expect(page.locator("[data-criterion] input:checked")).to_have_value("3")
    page.keyboard.press("j")
    passage = page.locator("[data-passage]").first
    expect(passage).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(passage).to_be_focused()
    page.locator("#comment").focus()
    page.keyboard.press("h")
    expect(page.locator("#comment")).to_have_value("h")
    passage.focus()
    name = page.get_by_role("heading", level=1).inner_text()
    with page.expect_navigation():
        page.keyboard.press("h")
    expect(page.get_by_text("Held. Students see nothing of it.")).to_be_visible()
    ready(page)
    with page.expect_navigation():
        page.keyboard.press("]")
    ready(page)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(name)
    with page.expect_navigation():
        page.keyboard.press("[")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
