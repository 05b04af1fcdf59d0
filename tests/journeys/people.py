"""Somebody at a browser: pages of the forum, and everything they complain of."""

from __future__ import annotations

from time import monotonic

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.forum import Forum

#: Tells of whatever the security policy forbids, before any script of the page runs.
_REPORT = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`))"""


class Person:
    """One browser profile in which somebody is signed in, or nobody.

    ``complaints`` collects console errors, errors of scripts, violations of the security policy
    and answers that a server may never give; what a test provokes itself, it removes with
    ``forgive``.
    """

    def __init__(self, forum: Forum, context: BrowserContext, name: str = "") -> None:
        self.forum = forum
        self.context = context
        self.complaints: list[str] = []
        context.add_init_script(_REPORT)
        context.on("page", self._listen)
        if name:
            forum.let_in(context, name)
        self.page = context.new_page()

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda line: (
                self.complaints.append(f"{page.url}: {line.text}") if line.type == "error" else None
            ),
        )
        page.on(
            "response",
            lambda answer: (
                self.complaints.append(f"{answer.status} {answer.url}")
                if answer.status >= 500
                else None
            ),
        )

    def forgive(self, *words: str) -> None:
        """Forget complaints that contain one of ``words``."""
        self.complaints[:] = [
            line for line in self.complaints if not any(word in line for word in words)
        ]

    def go(self, path: str, page: Page | None = None) -> Page:
        """Open a path of the forum (or of the sample course) and wait for its behaviours."""
        page = page or self.page
        answer = page.goto(
            self.forum.url + (path if path.startswith("/") else self.forum.path(path))
        )
        assert answer, path
        assert answer.status < 500, f"{answer.status} at {answer.url}"
        return ready(page)

    def another_page(self) -> Page:
        """One more tab of the same browser."""
        return self.context.new_page()


def ready(page: Page) -> Page:
    """Wait until the page's behaviours are at work."""
    page.wait_for_selector("html[data-behaviours=ready]", state="attached")
    # In a preview nothing is saved, so nothing there becomes ready.
    if page.locator("autosave-form:not([data-still] *)").count():
        page.wait_for_selector("autosave-form[data-ready]", state="attached")
    return page


_UNSAVED = """() => [...document.querySelectorAll("autosave-form")].flatMap((form) =>
  [...form.units.values()].filter((unit) => unit.isDirty).map((unit) => unit.name))"""


def saved(page: Page) -> None:
    """Wait until everything typed is on the server, and the page says so."""
    ends = monotonic() + 15
    while unsaved := page.evaluate(_UNSAVED):
        assert monotonic() < ends, f"not saved: {unsaved}"
        page.wait_for_timeout(50)
    expect(page.locator("[data-save-line]")).to_have_attribute("data-state", "saved")


def heading(page: Page, words: str) -> None:
    """Wait for the page with that h1."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
