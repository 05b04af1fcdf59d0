"""Being told: the list by keyboard, links of mails, choices without script, stopping mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from forum.jobs.work import work_off
from forum.notifications.models import Notification
from forum.notifications.queries import get_choices
from forum.outbox.models import OutboxEntry
from tests.journeys.forum import Forum, address
from tests.journeys.news import tell_many
from tests.journeys.people import Person, heading

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


def bell(page: Page) -> str:
    return page.locator("a.bell .hidden-text").inner_text()


def unseen(forum: Forum, name: str) -> int:
    """How many of the notifications in somebody's list are new."""
    with forum.looking() as session:
        wanted = select(Notification.id).where(
            Notification.user_id == forum.user_id(name),
            Notification.seen_at.is_(None),
            Notification.is_listed,
        )
        return len(session.scalars(wanted).all())


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what says so."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            return
    pytest.fail(f"Tab never came to “{words}”")


def test_a_student_opens_the_list_by_keyboard_and_the_number_goes_down(
    forum: Forum, person: Seat
) -> None:
    with forum.looking() as session:
        tell_many(session, forum.user_id("elise"))
    page = person("elise").go("/")
    assert bell(page) == "45 new notifications"
    tab_to(page, "45 new notifications")
    page.keyboard.press("Enter")
    heading(page, "Notifications")
    tab_to(page, "more answered you.")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/p/\d+#p\d+$"))
    assert bell(page) == "5 new notifications"
    page.go_back()
    page.goto(forum.url + "/notifications")
    tab_to(page, "Mark all as read")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_contain_text("Everything is marked as read.")
    assert bell(page) == "Notifications"


def test_a_group_unfolds_without_a_script(forum: Forum, person: Seat) -> None:
    with forum.looking() as session:
        tell_many(session, forum.user_id("elise"))
    page = person("elise", java_script_enabled=False).page
    page.goto(forum.url + "/notifications")
    fold = page.locator(".notifications details").first
    fold.locator("summary").click()
    lines = fold.locator(".opener")
    expect(lines).to_have_count(20)
    expect(fold).to_contain_text("And 20 more.")
    lines.nth(2).click()
    page.wait_for_url(re.compile(r"/p/\d+#p\d+$"))
    assert unseen(forum, "elise") == 44


def test_the_page_that_a_mails_link_leads_to_reports_it(forum: Forum, person: Seat) -> None:
    with forum.looking() as session:
        newest = tell_many(session, forum.user_id("elise"))["newest"]
    page = person("elise").page
    with page.expect_response(lambda answer: answer.url.endswith("/opening")) as reported:
        page.goto(f"{forum.url}/notifications/{newest}")
    assert reported.value.status == 204
    assert unseen(forum, "elise") == 44
    page.wait_for_url(re.compile(r"/p/\d+#p\d+$"))  # without the number


def test_choices_are_saved_without_a_script(forum: Forum, person: Seat) -> None:
    page = person("elise", java_script_enabled=False).page
    page.goto(forum.url + "/account/notifications")
    expect(page.get_by_text("reach nobody")).to_be_visible()
    row = page.get_by_role("group", name="Answers to me")
    row.get_by_label("Digest", exact=True).check()
    page.get_by_label("Hour of the digest").select_option("7:00 am")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#flash")).to_contain_text("Saved.")
    expect(row.get_by_label("Digest", exact=True)).to_be_checked()
    expect(page.get_by_label("Hour of the digest")).to_have_value("7")
    with forum.looking() as session:
        choices = get_choices(session, forum.user_id("elise"))
    assert (choices.modes["response"], choices.hour) == ("digest", 7)


def test_the_link_of_a_mail_stops_mails_without_signing_in(forum: Forum, person: Seat) -> None:
    mail = a_mail_to(forum, "elise")
    link = re.search(r"No more mails of this kind: (\S+)", text_of(mail))
    assert link
    somebody = person()
    page = somebody.page
    page.goto(forum.url + urlsplit(link[1]).path)
    heading(page, "Stop these mails")
    page.get_by_role("button", name="Stop these mails").click()
    heading(page, "These mails are stopped")
    expect(page.get_by_role("main")).to_contain_text("e…@")
    page.get_by_role("button", name="Undo").click()
    heading(page, "These mails come again")
    page.get_by_role("link", name="Choose which mails you get").click()
    heading(page, "Sign in")


def a_mail_to(forum: Forum, name: str) -> EmailMessage:
    """Tell somebody of many answers, let the worker write its mails, and take one of them."""
    with forum.looking() as session:
        tell_many(session, forum.user_id(name))
        session.execute(update(OutboxEntry).values(not_before=OutboxEntry.created_at))
    folder = Path(forum.app.config["MAIL_FOLDER"])
    for old in folder.glob("*.eml"):
        old.unlink()
    with forum.app.app_context():
        work_off()
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in folder.glob("*.eml")
    ]
    return next(
        mail
        for mail in mails
        if address(name) in str(mail["To"]) and "answered you" in str(mail["Subject"])
    )


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())
