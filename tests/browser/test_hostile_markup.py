"""Hostile markup, rendered by the product and shown in a real Chromium: nothing may run.

Vectors come from the corpus that lies beside the repository, else a few of our own stand in.
``ALL_VECTORS=1`` takes all of them instead of a sample. The raw vectors do fire in the same
browser, which shows that the test could fail.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable
from html import escape

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from forum.markup import TooComplex, clean_html, render_markdown
from forum.web.security import HEADERS
from tests.markup.test_hostile import CORPUS, OWN

pytestmark = pytest.mark.browser

ADDRESS = "http://forum.example/post"
SAMPLE, RAW, POLICY = 300, 60, 30
#: A vector that says what it would run; the others of the corpus test parsers and strings.
_ATTACK = re.compile(
    r"<script>|<\w+[\s/][^<>]*\bon(error|load|click|toggle|mouseover)=", re.IGNORECASE
)
_CALL = re.compile(r"\b(alert|confirm|prompt)\s*[(`]", re.IGNORECASE)
#: Whatever a vector would run ends in one of these.
_TRAP = """for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  const trap = () => { (window.top.fired ??= []).push(name); };
  Object.defineProperty(window, name, { value: trap });
}"""
#: What a reader may do by accident: every element is pointed at, focused and clicked.
_TOUCH = """() => {
  addEventListener("submit", (event) => event.preventDefault());
  for (const node of document.querySelectorAll("body *")) {
    for (const type of ["mouseover", "mousemove", "focus", "pointerdown", "toggle", "input"])
      node.dispatchEvent(new Event(type, { bubbles: true }));
    const link = node.closest?.("a, area");
    if (!link || /^javascript:/i.test(String(link.href?.baseVal ?? link.href))) node.click?.();
  }
}"""


def vectors(number: int) -> list[str]:
    """The same sample in every run; the long run takes them all."""
    if not CORPUS.exists():
        return OWN
    found = corpus()
    if os.environ.get("ALL_VECTORS"):
        return OWN + found
    return OWN + random.Random(2026).sample(found, number)


def attacks(number: int) -> list[str]:
    """A sample of those that would run something in a browser that let them."""
    found = [one for one in corpus() if _ATTACK.search(one) and _CALL.search(one)]
    return random.Random(2026).sample(found, number)


def corpus() -> list[str]:
    """All vectors that lie beside the repository; skips where there are none."""
    if not CORPUS.exists():
        pytest.skip("the corpus of hostile markup does not lie beside the repository")
    return [json.loads(line)["html"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]


class Show:
    """Pages made of given markup, under our policy or none, and what they did."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.asked: list[str] = []
        self.window: Page | None = None
        self.body = ""
        self.headers: dict[str, str] = {}
        context.add_init_script(_TRAP)
        context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        if route.request.url == ADDRESS and route.request.is_navigation_request():
            route.fulfill(body=self.body, headers={**self.headers, "Content-Type": "text/html"})
        else:
            self.asked.append(route.request.url)
            route.abort()

    def page(self, body: str, *, guarded: bool) -> Page:
        """Open a page of that markup; ``guarded`` sends the headers of every page of ours."""
        self.body = f"<!doctype html><meta charset=utf-8><title>Post</title><main>{body}</main>"
        self.headers = HEADERS if guarded else {}
        self.window = self.window or self.context.new_page()
        self.window.goto(ADDRESS)
        return self.window

    def fired(self, page: Page) -> list[str]:
        """What ran, after everything on the page has been touched."""
        page.evaluate(_TOUCH)
        page.wait_for_timeout(60)
        found: list[str] = page.evaluate("window.fired ?? []")
        return found


@pytest.fixture
def show(open_context: Callable[..., BrowserContext]) -> Show:
    """Shows markup in a browser profile of its own."""
    return Show(open_context())


@pytest.fixture(scope="module")
def rendered() -> list[tuple[str, str]]:
    """(vector, what the product makes of it), as typed Markdown and as pasted HTML."""
    made = []
    for vector in vectors(SAMPLE):
        for render in (render_markdown, clean_html):
            try:
                made.append((vector, str(render(vector))))
            except TooComplex:
                continue
    return made


@pytest.mark.parametrize("guarded", [True, False], ids=["with our policy", "without it"])
def test_nothing_runs_in_a_page(show: Show, rendered: list[tuple[str, str]], guarded: bool) -> None:
    assert len(rendered) > len(OWN)
    page = show.page(
        "".join(f"<div class=prose>{html}</div>" for _, html in rendered), guarded=guarded
    )
    assert page.locator("div.prose").count() == len(rendered)
    assert show.fired(page) == []
    assert show.asked == []
    assert page.url == ADDRESS


def test_nothing_runs_when_a_script_puts_it_in(show: Show, rendered: list[tuple[str, str]]) -> None:
    page = show.page("<div id=place></div>", guarded=False)
    page.evaluate(
        """(all) => all.forEach((html) => {
          const part = document.createElement("div");
          part.innerHTML = html;
          document.querySelector("#place").append(part);
        })""",
        [html for _, html in rendered],
    )
    assert page.locator("#place > div").count() == len(rendered)
    assert show.fired(page) == []
    assert show.asked == []


def test_the_text_one_edits_is_the_text_one_typed(show: Show) -> None:
    typed = [vector.replace("\r\n", "\n").replace("\r", "\n") for vector in vectors(SAMPLE)]
    typed = [vector.replace("\0", "") for vector in typed]
    # As Jinja writes it, behind the first line break that a browser leaves out.
    body = "".join(f"<textarea>\n{escape(vector)}</textarea>" for vector in typed)
    page = show.page(body, guarded=True)
    shown = page.evaluate("[...document.querySelectorAll('textarea')].map((box) => box.value)")
    assert shown == typed
    assert show.fired(page) == []


def test_raw_vectors_do_run_here(show: Show) -> None:
    fired = sum(bool(show.fired(show.page(raw, guarded=False))) for raw in attacks(RAW))
    assert fired >= 0.3 * RAW, f"{fired} of {RAW}"


def test_our_policy_alone_stops_raw_vectors(show: Show) -> None:
    for raw in attacks(POLICY):
        assert show.fired(show.page(raw, guarded=True)) == [], raw
