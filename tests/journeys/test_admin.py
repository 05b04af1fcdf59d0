"""The administrator's work: a course, its people, a week from a copy."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forum.sample.people import SHARED_PHRASE
from tests.journeys.forum import Forum
from tests.journeys.people import Person, heading

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


def test_pages_about_other_people_ask_for_the_password_again(person: Seat, forum: Forum) -> None:
    forum.age_confirmation("ada")
    ada = person("ada")
    page = ada.go("/admin/people?q=elise")
    heading(page, "Confirm your password")
    page.get_by_label("Password").fill("not this one at all")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#problems")).to_be_focused()
    ada.forgive("422")
    page.get_by_label("Password").fill(SHARED_PHRASE)
    page.get_by_role("button", name="Go on").click()
    heading(page, "People and accounts")
    expect(page.locator("tbody")).to_contain_text("Elise Fontaine")
    elise = person("elise")
    page.get_by_role("button", name=re.compile("Disable.*Elise")).click()
    expect(page.locator("tbody")).to_contain_text("Disabled")
    # It holds at the next click.
    heading(elise.go("w/6"), "Sign in")


def test_a_course_is_made_and_people_are_enrolled(person: Seat, forum: Forum) -> None:
    ada = person("ada")
    page = ada.go("/admin/courses/new")

    # What is missing is said at the field, what was typed stays.
    page.get_by_label("Title").fill("Practice with groups")
    page.get_by_role("button", name="Make the course").click()
    expect(page.locator("#problems")).to_be_focused()
    assert page.title().startswith("Error:")
    ada.forgive("422")
    page.get_by_role("link", name="Enter the course's code, such as SOWK 510.").click()
    expect(page.get_by_label("Code")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("Practice with groups")
    complete_course(page)

    page = ada.go("/c/sowk-620/people")
    enrol(page, "lena.berg@school.example", "Lena Berg", "Instructor")
    expect(page.locator("tbody")).to_contain_text("Lena Berg")
    enrol(page, "elise@sample.colloquy.example", "Elise Fontaine", "Student")
    expect(page.locator("tbody")).to_contain_text("Elise Fontaine")
    enrol(page, "nobody", "No Address", "Student")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("No Address")
    ada.forgive("422")

    # Elise finds the new course on her home page, with nothing in it yet.
    home = person("elise").go("/")
    expect(home.get_by_role("heading", name="Practice with groups")).to_be_visible()


def complete_course(page: Page) -> None:
    """Fill in what a course needs besides its title, and make it."""
    page.get_by_label("Code").fill("SOWK 620")
    page.get_by_label("Name of the new term").fill("Spring 2027")
    page.get_by_label("Time zone").select_option("America/Chicago")
    page.get_by_label("First day of week 1").fill("2027-01-11")
    page.get_by_role("button", name="Make the course").click()
    expect(page.locator("#flash")).to_be_visible()


def enrol(page: Page, email: str, name: str, role: str) -> None:
    """Fill the form of a new member."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Role").select_option(label=role)
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Enrol", exact=True).click()


def test_a_week_of_a_new_course_is_copied_from_another(person: Seat, forum: Forum) -> None:
    ada = person("ada")
    page = ada.go("/admin/courses/new")
    page.get_by_label("Title").fill("Practice with groups")
    complete_course(page)
    page = ada.go("/c/sowk-620/setup/new")
    source = page.locator("[name=source]")
    week_6 = source.locator("option", has_text="Week 6: Developing alliances").first
    source.select_option(week_6.get_attribute("value"))
    page.get_by_role("button", name="Set up as a draft").click()
    heading(page, "Set up: Developing alliances")
    assert page.url.endswith("/c/sowk-620/w/1/setup")
    expect(page.locator("[name=body]")).to_have_value(re.compile("Return to Daniela"))
    expect(page.locator("[name$=-heading]").first).to_have_value("The organisation")


def test_twelve_weeks_are_made_from_the_pattern(person: Seat, forum: Forum) -> None:
    """From a new course to twelve drafts with their times; ``done`` counts what a person does."""
    ada = person("ada")
    page = ada.go("/admin/courses/new")
    page.get_by_label("Title").fill("Practice with groups")
    complete_course(page)
    page = ada.go("/c/sowk-620/setup")
    done = 0

    def act(step: Callable[[], object], leads_on: bool = False) -> None:
        nonlocal done
        done += 1
        if leads_on:
            with page.expect_event("domcontentloaded"):
                step()
        else:
            step()

    # The pattern, a week without class and a holiday.
    act(lambda: page.get_by_text("Change the pattern, weeks without class").click())
    act(lambda: page.select_option("#T1_day", label="Thursday"))
    act(lambda: page.select_option("#T2_day", label="Sunday"))
    act(lambda: page.get_by_label("Week of Mon 8 Mar").check())
    act(lambda: page.fill("[name=holidays-0-on]", "2027-01-21"))
    act(lambda: page.fill("[name=holidays-0-name]", "Founders' Day"))
    act(lambda: page.get_by_role("button", name="Show what moves").last.click(), True)
    expect(page.locator("main")).to_contain_text("No time of any week changes.")
    act(lambda: page.get_by_role("button", name="Apply").click(), True)

    # All weeks at once.
    act(lambda: page.get_by_role("link", name="Set up all 12 weeks").click(), True)
    act(lambda: page.get_by_role("button", name="Set up as a draft").click(), True)
    expect(page.locator("#flash")).to_contain_text("12 weeks are set up.")
    assert done == 10

    # Spring break is over before the clocks go forward on 14 March: the hour stays.
    expect(page.locator("#w8-T1_day option:checked")).to_have_text("Thu 4 Mar")
    expect(page.locator("#w9-T1_day option:checked")).to_have_text("Thu 18 Mar")
    expect(page.locator("#w9-T1_time")).to_have_value("23:59")
    expect(page.locator("#week-2")).to_contain_text("Due on a holiday: Founders' Day.")
    expect(page.locator("tbody")).not_to_contain_text("custom")

    # One of them otherwise, taken back.
    page.fill("#w3-T1_time", "18:00")
    page.locator("#row-3 button").first.click()
    expect(page.locator("#saved")).to_be_focused()
    expect(page.locator("#week-3")).to_contain_text("custom")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#flash")).to_contain_text("Week 3 is as it was.")
    expect(page.locator("#w3-T1_time")).to_have_value("23:59")


def test_next_week_is_finished_checked_and_published(person: Seat, forum: Forum) -> None:
    ada = person("ada")
    copied = ada.go("w/6/setup").input_value("[name=body]")
    page = ada.go("setup")
    expect(page.locator("tbody tr")).to_have_count(12)

    # Impossible settings are said at their fields, and everything typed stays.
    page = ada.go("w/7/setup")
    page.fill("[name=title]", "Allies in the agency")
    page.fill("[name=body]", copied)
    page.fill("[name=responses]", "400")
    page.get_by_role("button", name="Save", exact=True).click()
    ada.forgive("422")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("[name=responses]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=responses]")).to_have_value("400")
    expect(page.locator("[name=title]")).to_have_value("Allies in the agency")

    # What no student could meet may be saved, and not published.
    page.fill("[name=responses]", "2")
    for kind, day in (("opens", "1"), ("T1", "5"), ("T2", "3"), ("close", "7")):
        page.select_option(f"[name={kind}_day]", index=int(day))
        page.fill(f"[name={kind}_time]", "23:00")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("#problems")).to_contain_text("Not published yet; what you typed is saved")
    ada.forgive("422")
    page.select_option("[name=T2_day]", index=6)

    # What is typed is looked at before it is saved, as wide as a phone, and is there again after.
    page.fill("[name=purpose]", "To find allies where one works.")
    page.get_by_role("button", name="Preview what is typed").click()
    expect(page.locator("main")).to_contain_text("To find allies where one works.")
    page.get_by_role("button", name="Responding").click()
    expect(page.locator("main")).to_contain_text("Daniela Ruiz wrote to you")
    page.get_by_role("button", name="320 pixels").click()
    narrow = page.frame_locator("iframe")
    expect(narrow.locator("main")).to_contain_text("Daniela Ruiz wrote to you")
    assert narrow.locator("html").evaluate("html => html.scrollWidth") == 320
    page.get_by_role("button", name="Leave preview").click()
    expect(page.locator("[name=purpose]")).to_have_value("To find allies where one works.")
    expect(page).to_have_url(re.compile("#purpose$"))

    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("#flash")).to_contain_text("Week 7 is published.")

    page.get_by_role("link", name="See it as a student").click()
    heading(page, "Allies in the agency")
    expect(page.get_by_text("nothing can be written")).to_be_visible()
    expect(page.locator("main :is(input, textarea, button):enabled")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Return to Daniela.")
    page.get_by_role("link", name="Leave preview").first.click()
    heading(page, "Set up: Allies in the agency")
    student = person("elise").go("")
    expect(student.locator("main")).to_contain_text("Allies in the agency")
