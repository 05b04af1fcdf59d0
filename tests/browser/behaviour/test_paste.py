"""What Word, Google Docs and Outlook put on the clipboard becomes honest Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.behaviour.server import Running

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

PASTE = """([html, plain]) => {
    const field = document.querySelector("#first");
    field.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", plain);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    return field.dispatchEvent(event);
  }"""

WORD_HEAD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0in; font-family:"Calibri";} --></style></head>
<body lang=EN-US><!--StartFragment-->"""


def word_item(level: int, marker: str, words: str) -> str:
    """One paragraph of a list as Word writes it."""
    return (
        "<p class=MsoListParagraphCxSpMiddle "
        f"style='margin-left:.5in;text-indent:-.25in;mso-list:l0 level{level} lfo1'>"
        "<![if !supportLists]><span style='font-family:Symbol'>"
        f"<span style='mso-list:Ignore'>{marker}<span style='font:7.0pt \"Times New Roman\"'>"
        "&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
        f"{words}<o:p></o:p></p>\n"
    )


SIGNS = "“Smart” quotes, soft\u00adhyphen, 3\u00a0pm \u2013 dashes, snake_case, 2 * 3, [Website]"

GOLDEN = {
    "word-paragraphs": (
        WORD_HEAD
        + "<p class=MsoNormal>One <i style='mso-bidi-font-style:normal'>two</i>.<o:p></o:p></p>\n"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n<p class=MsoNormal>Three\nfour.<o:p></o:p></p>",
        "One *two*.\n\nThree four.",
    ),
    "word-list": (
        WORD_HEAD
        + "<p class=MsoNormal>Before</p>"
        + word_item(1, "·", "Alpha")
        + word_item(2, "o", "Inner")
        + word_item(1, "·", "Beta")
        + "<p class=MsoNormal>After</p>",
        "Before\n\n- Alpha\n  - Inner\n- Beta\n\nAfter",
    ),
    "word-numbers": (
        WORD_HEAD
        + word_item(1, "1.", "Alpha")
        + word_item(2, "a.", "Inner")
        + word_item(1, "2.", "Beta"),
        "1. Alpha\n   1. Inner\n2. Beta",
    ),
    "word-reference": (
        WORD_HEAD
        + "<p class=MsoNormal style='margin-left:.5in;text-indent:-.5in'>Cast. (n.d.). <i>Cast</i> "
        "[Website]. https://www.castla.org<o:p></o:p></p>",
        "Cast. (n.d.). *Cast* [Website]. https://www.castla.org",
    ),
    "word-heading": (WORD_HEAD + "<h1>Title<o:p></o:p></h1><p>Text</p>", "### Title\n\nText"),
    "google-wrapper": (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
        '<p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;">Plain, </span>'
        '<span style="font-size:11pt;font-weight:700;">bold</span>'
        '<span style="font-style:italic;font-weight:400;">'
        " and slanted</span></p></b>",
        "Plain, **bold** *and slanted*",
    ),
    "google-list": (
        '<b style="font-weight:normal;"><ul><li dir="ltr"><p dir="ltr"><span>One</span></p></li>'
        '<ul><li dir="ltr"><p dir="ltr"><span>Inner</span></p></li></ul>'
        "<li><p>Two</p></li></ul></b>",
        "- One\n  - Inner\n- Two",
    ),
    "outlook-divs": ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
    "links": (
        '<p>See <a href="https://www.castla.org/">https://www.castla.org</a>, '
        '<a href="https://a.org/x_(y)">the page</a> and <a href="file:///C:/x">this</a>.</p>',
        "See https://www.castla.org/, [the page](https://a.org/x_%28y%29) and this.",
    ),
    "signs": (
        f"<p>{SIGNS}</p>",
        SIGNS,
    ),
    "marks": (
        "<p>*not slanted* and _not either_</p><p># no heading</p>",
        "\\*not slanted\\* and \\_not either\\_\n\n\\# no heading",
    ),
    "table": (
        "<table><tr><td><p>Site</p></td><td>Who</td></tr><tr><td>Cast</td><td>a|b</td></tr></table>",
        "| Site | Who |\n| --- | --- |\n| Cast | a\\|b |",
    ),
}


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    """One page for all golden cases; opening it anew for each would take most of the time."""
    running = Running()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{running.forum.url}/page/tools")
        page.wait_for_selector("html[data-behaviours=ready]", state="attached")
        yield page
    running.close()


@pytest.mark.parametrize("case", GOLDEN)
def test_golden_cases(sheet: Page, case: str) -> None:
    html, markdown = GOLDEN[case]
    sheet.fill("#first", "")
    sheet.evaluate(PASTE, [html, "plain"])
    expect(sheet.locator("#first")).to_have_value(markdown)


def test_pictures_are_left_out_with_a_word(visit: Visit) -> None:
    page = visit("/page/tools")
    page.evaluate(
        PASTE, ['<p>A</p><img src="file:///C:/x.png"><img src="data:image/png;base64,AA">', "A"]
    )
    expect(page.locator("#first")).to_have_value("A")
    expect(page.locator("[data-note]")).to_have_text("2 images were left out.")


def test_undo_takes_a_paste_back(visit: Visit) -> None:
    page = visit("/page/tools")
    page.type("#first", "Before ")
    page.evaluate(PASTE, ["<p><b>bold</b></p>", "bold"])
    expect(page.locator("#first")).to_have_value("Before **bold**")
    expect(page.locator("[data-note]")).to_have_text("Formatting was kept as Markdown.")
    page.click("[data-undo]")
    expect(page.locator("#first")).to_have_value("Before ")
    expect(page.locator("paste-note")).to_be_hidden()


def test_text_without_formatting_is_left_to_the_browser(visit: Visit) -> None:
    page = visit("/page/tools")
    assert page.evaluate(PASTE, ["<span>one *two*</span>", "one *two*"])
    assert not page.evaluate(PASTE, ["<b>one</b>", "one"])
