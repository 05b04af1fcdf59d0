"""The student's week, from reading the prompt to two responses that count."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from forum.sample.people import SHARED_PHRASE
from tests.journeys.forum import Forum, address
from tests.journeys.people import Person, heading, ready, saved
from tests.journeys.writing import PARTS, publish_post, words, write_post, write_response

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


def progress(page: Page, item: str) -> Locator:
    """The line of the progress with that word."""
    return page.locator(".side .checklist li").filter(has_text=item)


def test_a_week_from_the_prompt_to_two_responses(forum: Forum, person: Seat) -> None:
    page = person().page

    # Signing in leads on to the week.
    page.goto(forum.url + forum.path("w/6"))
    page.get_by_label("E-mail").fill(address("ximena"))
    page.get_by_label("Password").fill(SHARED_PHRASE)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Developing alliances")
    ready(page)
    expect(page.locator(".side")).to_contain_text("0 of 10 done")
    expect(page.get_by_text("Return to Daniela.")).to_be_visible()
    expect(page.get_by_text("Daniela is nineteen")).to_be_hidden()
    page.get_by_text("The case: Daniela").click()
    expect(page.get_by_text("Daniela is nineteen")).to_be_visible()

    # Before the own post: the board with its numbers, and nobody's name.
    expect(page.locator(".choice").first).to_contain_text(re.compile(r"3 of 2\d chose it"))
    expect(page.locator("main")).to_contain_text("colleagues have written")
    expect(page.locator("main")).not_to_contain_text("Amina Yusuf")

    # A site, the parts, the references; every word is on the server before anything is published.
    page.get_by_role("radio", name="GEMS").check()
    write_post(page)
    page.locator("[name=part-awareness]").press_sequentially("My own words first. ")
    saved(page)
    expect(page.locator("[data-save-status]")).to_have_text(
        re.compile(r"Saved .+\. You can close this page\.")
    )
    expect(progress(page, "Ways in")).to_contain_text("To do")
    page.reload()
    ready(page)
    expect(page.get_by_role("radio", name="GEMS")).to_be_checked()
    expect(page.locator("[name=part-awareness]")).to_have_value(re.compile("My own words first"))
    expect(page.locator("[name=references-1-author]")).to_have_value("Hopper, E. K.")
    expect(progress(page, "Ways in")).to_contain_text("In your draft")

    # A citation at the caret brings its reference along.
    awareness = page.locator("#part-awareness-part")
    page.locator("[name=part-awareness]").press("Control+End")
    awareness.get_by_role("button", name="Insert citation").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Author").fill("Gibson")
    dialog.get_by_label("Year").fill("2014")
    dialog.get_by_label("Title").fill("Teaching allyship")
    dialog.get_by_role("button", name="Insert").click()
    expect(page.locator("[name=part-awareness]")).to_have_value(re.compile(r"\(Gibson, 2014\)$"))
    expect(page.locator("[name=references-2-author]")).to_have_value("Gibson")
    expect(page.locator("[data-check-hints]")).to_contain_text("3 listed, 3 of them cited")

    # Ctrl+Enter leads to the review; publishing to the receipt and to the colleagues.
    saved(page)
    page.locator("[name=part-steps]").press("Control+Enter")
    heading(page, "Review your post")
    expect(page.get_by_role("heading", name="Everything is there")).to_be_visible()
    expect(page.locator("article")).to_contain_text("GEMS")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#receipt")).to_contain_text("Published on time")
    expect(page.locator("#receipt")).to_contain_text(re.compile(r"Receipt [A-Z0-9]{4}-[A-Z0-9]{2}"))
    expect(page.locator(".side")).to_contain_text("7 of 10 done")
    ready(page)

    # Those without a response come first; the one who chose GEMS as well stands apart.
    cards = page.locator("article.colleague")
    expect(cards.first).to_contain_text("No response yet")
    expect(page.get_by_text("1 colleague chose the same site as you")).to_be_visible()
    page.get_by_text("1 colleague chose the same site as you").click()
    page.get_by_role("link", name="Respond to Nadia").click()
    heading(page, "Respond to Nadia")
    expect(page.get_by_text("This will not count, because")).to_be_visible()

    # The verdict stands before the first letter, the colleague's words are one button away.
    respond(
        page,
        forum,
        "owen",
        "Owen",
        "Your organisation asks visitors to wait, and ours asks them to write",
    )
    expect(page.locator("#receipt")).to_contain_text("1 of 2")
    page.get_by_role("link", name="Back to colleagues").click()
    expect(progress(page, "Response 1")).to_contain_text("Done")
    expect(progress(page, "Response 2")).to_contain_text("To do")
    respond(
        page,
        forum,
        "priya",
        "Priya",
        "Shelter comes first in yours while company comes first in what I found",
    )
    page.get_by_role("link", name="Back to colleagues").click()
    expect(progress(page, "Response 2")).to_contain_text("Done")
    expect(page.locator(".side")).to_contain_text("9 of 10 done")
    expect(page.locator("main")).to_contain_text("2 of 2 responses. Requirement met.")

    # All of it is in one place.
    page.get_by_role("link", name="My work").click()
    heading(page, "My work")
    expect(page.locator("main")).to_contain_text("Developing alliances")
    posts = forum.posts_by("ximena")
    assert [post.kind for post in posts] == ["initial", "response", "response"]


def respond(page: Page, forum: Forum, key: str, name: str, subject: str) -> None:
    """Respond to a colleague with another site, quoting a passage."""
    page.goto(forum.url + forum.path(f"p/{forum.initial_post(key)}/respond"))
    ready(page)
    expect(page.get_by_text("This will count")).to_be_visible()
    page.get_by_role("link", name=re.compile(f"Quote {name} from For Daniela")).click()
    first = page.locator("main [name^=part-]").first
    expect(first).to_have_value(re.compile("^> "))
    expect(first).to_be_focused()
    write_response(page, subject)
    page.get_by_role("button", name="Publish response").click()
    expect(page.locator("#receipt")).to_contain_text("Published")
    ready(page)


def test_another_version_withdrawn_and_restored(forum: Forum, person: Seat) -> None:
    elise = person("elise")
    page = elise.go("w/6")
    page.get_by_role("link", name="Edit your post").click()
    heading(page, "Edit your post")
    ready(page)
    page.locator("[name=part-steps]").fill(words(45, "I have thought about it again"))
    saved(page)
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#flash")).to_contain_text("Saved. Colleagues see the new version.")
    expect(page.locator("main")).to_contain_text("thought about it again")

    page.get_by_role("link", name="Versions").first.click()
    heading(page, "ersions")
    expect(page.locator("#v2")).to_contain_text("thought about it again")
    expect(page.locator("#v1")).not_to_contain_text("thought about it again")

    page = elise.go("w/6")
    page.get_by_text("Withdraw your post").click()
    page.get_by_role("button", name="Withdraw the post").click()
    expect(page.get_by_text("Only its author and the staff can read it.")).to_be_visible()
    page = elise.go("w/6")
    expect(page.locator("main")).to_contain_text("You withdrew this post")
    expect(progress(page, "The organisation")).not_to_contain_text("Done")
    ready(page)
    page.get_by_role("button", name="Restore the post").click()
    page = elise.go("w/6")
    expect(page.locator("#receipt")).to_contain_text("Published on time")
    expect(progress(page, "The organisation")).to_contain_text("Done")
    (post,) = (post for post in forum.posts_by("elise") if post.kind == "initial")
    assert post.revision_number == 2
    assert post.withdrawn_at is None


def test_a_reply_one_level_deeper_and_earlier_versions(forum: Forum, person: Seat) -> None:
    page = person("ben").go("w/6")
    page.get_by_role("link", name=re.compile("wrote to you")).first.click()
    ready(page)
    page.get_by_role("link", name=re.compile("^Reply to")).first.click()
    heading(page, "Reply to")
    ready(page)
    box = page.locator("main [name^=part-]")
    box.fill(words(60, "Thank you for reading it so closely"))
    saved(page)
    box.fill("A shorter thought.")
    saved(page)
    page.reload()
    ready(page)
    page.get_by_role("link", name="Earlier versions").click()
    heading(page, "Earlier versions")
    page.get_by_role("button", name="Put this back").first.click()
    ready(page)
    expect(page.locator("main [name^=part-]")).to_have_value(re.compile("Thank you for reading"))
    page.get_by_role("button", name="Publish reply").click()
    expect(page.locator("#receipt")).to_contain_text("Published")


def test_partial_work_goes_through_and_is_honest(forum: Forum, person: Seat) -> None:
    page = person("ximena").go("w/6")
    for key in PARTS[1:]:
        page.locator(f"[name=part-{key}]").fill("")
    publish_post_as_it_is(page)
    expect(page.locator(".side")).to_contain_text("of 10 done")
    expect(progress(page, "The organisation")).to_contain_text("Done")
    expect(progress(page, "Ways in")).to_contain_text("To do")
    # The gate asks for substance: the colleagues stay closed.
    expect(page.locator("main")).to_contain_text("It opens once your site is named")
    expect(page.locator("article.colleague")).to_have_count(0)


def publish_post_as_it_is(page: Page) -> None:
    """Publish past the list of what is missing."""
    saved(page)
    page.get_by_role("button", name="Review and publish").click()
    expect(page.get_by_role("heading", name=re.compile("things are missing"))).to_be_visible()
    page.get_by_role("button", name="Publish anyway").click()
    expect(page.locator("#receipt")).to_contain_text("Published on time")


def test_a_private_post_is_for_the_instructor_alone(forum: Forum, person: Seat) -> None:
    page = person("ximena").go("w/6")
    write_post(page)
    page.get_by_label("Only my instructor may read this post").check()
    publish_post(page)
    number = forum.initial_post("ximena")
    colleague = person("elise")
    answer = colleague.page.goto(forum.url + forum.path(f"p/{number}"))
    assert answer
    assert answer.status == 404
    colleague.forgive("404")
    staff = person("ngozi").go(f"p/{number}")
    expect(staff.locator("main")).to_contain_text("Visible to the instructor only")
