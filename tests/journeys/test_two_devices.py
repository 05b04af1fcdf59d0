"""One person, two devices: both texts are kept, and none is lost with its device."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person, ready, saved

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True}


def part(page: Page, key: str) -> Locator:
    """The field of a part."""
    return page.locator(f"[name=part-{key}]")


def conflicting(person: Seat) -> tuple[Page, Page]:
    """Laptop and phone, on which the same part was written; the laptop was first."""
    laptop, phone = person("ximena").go("w/6"), person("ximena", **PHONE).go("w/6")
    part(laptop, "ally").fill("Written on the laptop.")
    saved(laptop)
    part(phone, "ally").fill("Written on the phone.")
    expect(phone.locator("[data-conflict-of=part-ally]")).to_contain_text(
        "This part was changed on another device at"
    )
    return laptop, phone


def test_the_same_part_keeps_both_texts(person: Seat) -> None:
    laptop, phone = conflicting(person)
    expect(part(phone, "ally")).to_have_value("Written on the phone.")
    panel = phone.locator("[data-conflict-of=part-ally]")
    panel.get_by_role("button", name="Show both").click()
    expect(panel.get_by_label("The other text")).to_have_value("Written on the laptop.")
    panel.get_by_role("button", name="Keep this").click()
    expect(panel).to_have_count(0)
    expect(part(phone, "ally")).to_be_focused()
    saved(phone)

    # The laptop learns of it when it is looked at again; what lost is among the earlier versions.
    laptop.reload()
    ready(laptop)
    expect(part(laptop, "ally")).to_have_value("Written on the phone.")
    laptop.locator("#part-ally-part").get_by_role("link", name="Earlier versions").click()
    expect(laptop.locator("main")).to_contain_text("Written on the laptop.")


def test_the_other_text_is_taken_over(person: Seat) -> None:
    _, phone = conflicting(person)
    phone.get_by_role("button", name="Use the other").click()
    expect(part(phone, "ally")).to_have_value("Written on the laptop.")
    saved(phone)


def test_different_parts_never_conflict(person: Seat) -> None:
    laptop, phone = person("ximena").go("w/6"), person("ximena", **PHONE).go("w/6")
    part(laptop, "ally").fill("From the laptop.")
    part(phone, "steps").fill("From the phone.")
    saved(laptop)
    saved(phone)
    part(laptop, "ally").press_sequentially(" More of it.")
    part(phone, "steps").press_sequentially(" More of it.")
    saved(laptop)
    saved(phone)
    expect(phone.locator("[data-conflict-of]")).to_have_count(0)
    expect(laptop.locator("[data-conflict-of]")).to_have_count(0)
    phone.reload()
    ready(phone)
    expect(part(phone, "ally")).to_have_value("From the laptop. More of it.")
    expect(part(phone, "steps")).to_have_value("From the phone. More of it.")


def test_a_draft_begun_on_the_laptop_opens_on_the_phone(person: Seat) -> None:
    laptop = person("ximena").go("w/6")
    laptop.get_by_role("radio", name="Walk Free").check()
    part(laptop, "awareness").fill("Begun at the desk")
    laptop.fill("[name=references-0-author]", "Walk Free")
    saved(laptop)
    phone = person("ximena", **PHONE).go("/")
    phone.get_by_role("link", name="Go on writing").click()
    ready(phone)
    expect(phone.get_by_role("radio", name="Walk Free")).to_be_checked()
    expect(part(phone, "awareness")).to_have_value("Begun at the desk")
    expect(phone.locator("[name=references-0-author]")).to_have_value("Walk Free")
    expect(phone.locator("[data-save-status]")).to_contain_text("Saved")


@pytest.mark.parametrize("network", ["up", "down"])
def test_a_browser_killed_one_second_after_the_last_key(
    forum: Forum,
    open_context: Callable[..., BrowserContext],
    person: Seat,
    tmp_path: Path,
    network: str,
) -> None:
    context = open_context(profile=tmp_path)
    xime = Person(forum, context, "ximena")
    page = xime.go("w/6")
    if network == "down":
        page.route(re.compile("/drafts/"), lambda route: route.abort("internetdisconnected"))
    part(page, "ally").press_sequentially("Typed just before the lights went out.")
    page.wait_for_timeout(1000)
    kill(tmp_path)

    again = Person(forum, open_context(profile=tmp_path), "ximena")
    page = again.go("w/6")
    expect(part(page, "ally")).to_have_value("Typed just before the lights went out.")
    saved(page)
    # Now it is on the server: another device has it as well.
    other = person("ximena").go("w/6")
    expect(part(other, "ally")).to_have_value("Typed just before the lights went out.")
    assert again.complaints == []


def kill(profile: Path) -> None:
    """End at once, without a word, the browser that we started with this profile."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in words:
            os.kill(int(folder.name), signal.SIGKILL)
