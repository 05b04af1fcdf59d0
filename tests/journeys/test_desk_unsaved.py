"""What is not on the server yet stays on the desk, says so in red, and is not left by accident."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person, heading, ready

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]
HOME = "Carla Mendonça"


@pytest.fixture
def desk(forum: Forum, person: Seat) -> tuple[Person, Page]:
    """The instructor at a desk with somebody before and somebody after."""
    ngozi = person("ngozi")
    return ngozi, ngozi.go(f"w/6/grade/{forum.user_id('carla')}?order=name")


def choose(page: Page, level: str) -> None:
    page.get_by_role("group", name="Sources").get_by_role("radio", name=level).check(force=True)


def asked(page: Page, go: Callable[[], object]) -> list[str]:
    """The kinds of questions the browser asks on the way; each is answered with staying."""
    kinds: list[str] = []

    def stay(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    go()
    page.wait_for_timeout(300)
    page.remove_listener("dialog", stay)
    return kinds


def leave(page: Page) -> Callable[[], object]:
    return lambda: page.locator("#students [data-key='[']").click(no_wait_after=True)


def test_offline_a_level_is_not_saved_in_red_until_retry_and_leaving_asks_first(desk) -> None:
    ngozi, page = desk
    line = page.locator("[data-grade-status]")
    again = page.get_by_role("button", name="Retry")
    expect(again).to_be_hidden()
    ngozi.context.set_offline(True)
    choose(page, "Developing")
    expect(line).to_have_text("Not saved yet. The level stays chosen here.")
    expect(line.locator("xpath=..")).to_have_class("save meta is-not")
    expect(
        page.get_by_role("radio", name="Developing").and_(page.locator(":checked"))
    ).to_have_count(1)
    ngozi.context.set_offline(False)
    assert asked(page, leave(page)) == ["beforeunload"]
    heading(page, HOME)
    again.click()
    expect(line).to_have_text("Held.")
    expect(again).to_be_hidden()
    assert asked(page, leave(page)) == []
    expect(page.get_by_role("heading", level=1)).not_to_have_text(HOME)
    ngozi.forgive("ERR_INTERNET_DISCONNECTED")


def test_signed_out_a_level_waits_and_is_held_once_one_has_signed_in_elsewhere(desk) -> None:
    ngozi, page = desk
    ngozi.context.clear_cookies()
    choose(page, "Beginning")
    line = page.locator("[data-grade-status]")
    expect(line).to_have_text("Signed out. What you chose and wrote is safe here.")
    expect(page.get_by_role("button", name="Retry")).to_be_hidden()
    with ngozi.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    other = opened.value
    other.get_by_label("E-mail").fill("ngozi@sample.colloquy.example")
    other.get_by_label("Password", exact=True).fill("write-first-then-answer")
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(line).to_have_text("Held.")
    page.reload()
    ready(page)
    expect(page.locator("[data-criterion] input:checked")).to_have_count(1)
    ngozi.forgive("401")


def test_leaving_a_comment_that_was_typed_asks_first_and_saving_it_does_not(desk) -> None:
    _, page = desk
    page.locator("#comment").fill("A first sentence.")
    assert asked(page, leave(page)) == ["beforeunload"]
    expect(page.locator("#comment")).to_have_value("A first sentence.")
    assert asked(page, page.get_by_role("button", name="Hold", exact=True).click) == []
    expect(page.get_by_text("Held. Students see nothing of it.")).to_be_visible()
    expect(page.locator("#comment")).to_have_value("A first sentence.")
