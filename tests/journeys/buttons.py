"""Buttons as a visitor of pages presses them, each on the page that the browser shows."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page


def press(words: str, exact: bool = False) -> Callable[[Page], object]:
    """Presses the first button of that name in the page's content and waits for the answer."""

    def go(page: Page) -> None:
        button = page.locator(".page").get_by_role("button", name=words, exact=exact).first
        with page.expect_event("domcontentloaded"):
            button.click()

    return go


def send(words: str) -> Callable[[Page], object]:
    """Presses a button of a form that is sent by script, which puts the answer in place."""

    def go(page: Page) -> None:
        page.locator("main").get_by_role("button", name=words).first.click()
        page.wait_for_selector(".error-summary, #problems, .conflict", state="attached")

    return go


def outdated(name: str, go: Callable[[Page], object], value: str = "0") -> Callable[[Page], object]:
    """Sends a form as from a page that somebody else has overtaken; ``name`` holds its version."""

    def then(page: Page) -> None:
        fields = page.locator(f".page [name={name}]")
        fields.evaluate_all("(all, old) => all.forEach((field) => { field.value = old; })", value)
        go(page)

    return then


def open_menus(page: Page) -> None:
    """Unfold everything that folds."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => fold.open = true)")
