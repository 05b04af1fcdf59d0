"""The tools beside a field."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forum.rules.text import count_words
from tests.browser.behaviour.server import Forum

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

WORDS = Path(__file__).parents[2] / "cases" / "words.csv"
BESIDES = [
    "don’t stop",
    "a\u00ad b",
    "नमस्ते दुनिया",
    "ไทย",
    "1st—2nd",
    "x_y",
    "(http://a.b c)",
    "> quoted",
]


@pytest.fixture
def tools(visit: Visit) -> Page:
    """The page with a toolbar, a quotable post and references."""
    return visit("/page/tools")


def test_words_are_counted_as_the_server_does(tools: Page) -> None:
    with WORDS.open(encoding="utf-8") as table:
        rows = [(row["text"], int(row["words"])) for row in csv.DictReader(table)]
    rows += [(text, count_words(text)) for text in BESIDES]
    counted = tools.evaluate(
        """async (texts) => {
            const { countWords } = await import("/static/js/writing/words.js");
            return texts.map(countWords);
          }""",
        [text for text, _ in rows],
    )
    assert counted == [words for _, words in rows]


def test_the_guide_counts_along(tools: Page) -> None:
    expect(tools.locator("word-guide")).to_have_text("0 words (about 80)")
    tools.type("#first", "One")
    expect(tools.locator("word-guide")).to_have_text("1 word (about 80)")
    tools.type("#first", " two")
    expect(tools.locator("word-guide")).to_have_text("2 words (about 80)")


@pytest.mark.parametrize(
    ("tool", "result"),
    [
        ("bold", "**word**"),
        ("italic", "*word*"),
        ("list", "- word"),
        ("quote", "> word"),
        ("link", "[word](https://)"),
    ],
)
def test_a_tool_can_be_undone(tools: Page, tool: str, result: str) -> None:
    tools.type("#first", "word")
    tools.press("#first", "Control+A")
    tools.click(f"[data-tool={tool}]")
    expect(tools.locator("#first")).to_have_value(result)
    tools.keyboard.press("Control+Z")
    expect(tools.locator("#first")).to_have_value("word")


def test_a_tool_pressed_twice_takes_its_marks_off(tools: Page) -> None:
    tools.type("#first", "one two")
    tools.press("#first", "Shift+Control+ArrowLeft")
    tools.keyboard.press("Control+b")
    tools.keyboard.press("Control+i")
    expect(tools.locator("#first")).to_have_value("one ***two***")
    tools.keyboard.press("Control+b")
    expect(tools.locator("#first")).to_have_value("one *two*")
    tools.keyboard.press("Control+i")
    expect(tools.locator("#first")).to_have_value("one two")


def test_the_toolbar_is_one_stop_and_tab_leaves_the_field(tools: Page) -> None:
    tools.focus("[data-tool=bold]")
    tools.keyboard.press("ArrowRight")
    expect(tools.locator("[data-tool=italic]")).to_be_focused()
    tools.keyboard.press("Tab")
    expect(tools.locator("#first")).to_be_focused()
    tools.keyboard.press("Tab")
    expect(tools.locator("#second")).to_be_focused()


def test_a_citation_goes_into_the_text_and_the_list(tools: Page) -> None:
    tools.type("#first", "As they say")
    tools.click("[data-tool=citation]")
    tools.get_by_role("dialog").get_by_label("Author").fill("Polaris Project")
    tools.get_by_role("dialog").get_by_label("Title").fill("Resources")
    tools.keyboard.press("Enter")
    expect(tools.locator("#first")).to_have_value("As they say (Polaris Project, n.d.)")
    expect(tools.locator("#first")).to_be_focused()
    expect(tools.locator("[name=references-0-author]")).to_have_value("Polaris Project")
    expect(tools.locator("[name=references-0-year]")).to_have_value("n.d.")
    expect(tools.locator("[data-check-hints]")).to_have_text(
        "Polaris Project is listed but not cited"
    )


def test_another_organisation_is_asked_about_while_it_is_typed(tools: Page) -> None:
    tools.fill("[name=own_site_address]", "polarisproject.com")
    tools.get_by_label("Yes").click()
    note = tools.locator("[data-own-site-note]")
    expect(note).to_have_text("yes: polarisproject.com")
    expect(tools.locator("[name=own_site_address]")).to_be_focused()


def test_without_a_connection_the_question_stays(tools: Page) -> None:
    tools.fill("[name=own_site_address]", "polarisproject.com")
    expect(tools.locator("[data-own-site-note] legend")).to_be_visible()
    tools.context.set_offline(True)
    tools.get_by_label("Yes").check()
    expect(tools.get_by_label("Yes")).to_be_checked()
    tools.context.set_offline(False)


def test_a_citation_can_be_thought_better_of(tools: Page) -> None:
    tools.click("[data-tool=citation]")
    tools.keyboard.press("Escape")
    expect(tools.locator("#first")).to_have_value("")
    expect(tools.locator("#first")).to_be_focused()


def test_rows_of_references_come_and_go(tools: Page) -> None:
    tools.fill("[name=references-0-author]", "One")
    tools.fill("[name=references-1-author]", "Two")
    tools.click("text=Add a row")
    expect(tools.locator("[name=references-2-author]")).to_be_focused()
    tools.keyboard.type("Three")
    tools.click("[data-remove-row][value='0']")
    values = [tools.input_value(f"[name=references-{row}-author]") for row in range(3)]
    assert values == ["Two", "Three", ""]


def test_quote_a_whole_part_or_what_is_selected(tools: Page) -> None:
    tools.click("text=Quote")
    quoted = "> Help should not be the price.\n>\n> I trust it.\n\n"
    expect(tools.locator("#first")).to_have_value(quoted)
    tools.keyboard.type("So do I.")
    tools.focus("#second")
    tools.evaluate(
        "getSelection().selectAllChildren(document.querySelectorAll('#carla-overview p')[1])"
    )
    tools.click("text=Quote")
    expect(tools.locator("#second")).to_have_value("> I trust it.\n\n")
    expect(tools.locator("#first")).to_have_value(quoted + "So do I.")


def test_a_quote_stands_where_the_caret_was(tools: Page) -> None:
    tools.fill("#first", "Before. After.")
    tools.evaluate("document.querySelector('#first').setSelectionRange(8, 8)")
    tools.evaluate(
        "getSelection().selectAllChildren(document.querySelectorAll('#carla-overview p')[1])"
    )
    tools.focus("#first")
    tools.evaluate("getSelection().removeAllRanges()")
    tools.click("text=Quote")
    tools.keyboard.type("Mine.")
    expect(tools.locator("#first")).to_have_value(
        "Before.\n\n> Help should not be the price.\n>\n> I trust it.\n\nMine.\n\nAfter."
    )


def test_a_look_at_the_post_returns_to_the_caret(tools: Page) -> None:
    tools.type("#first", "Half a sentence")
    tools.keyboard.press("ArrowLeft")
    tools.click("text=See Carla's post")
    expect(tools.locator("#carla")).to_be_focused()
    tools.click("text=Back to your response")
    tools.keyboard.type("!")
    expect(tools.locator("#first")).to_have_value("Half a sentenc!e")


def test_ctrl_enter_presses_the_first_button(tools: Page, forum: Forum) -> None:
    tools.press("#first", "Control+Enter")
    tools.wait_for_load_state()
    assert ("POST", "/publish") in forum.requests
