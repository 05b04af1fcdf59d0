"""Somebody's hands at a page, which count what they do."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from playwright.sync_api import Locator, Page


class Hands:
    """Does what a person does on a page, and counts it by the task of the moment.

    ``done`` holds the actions: each button or link pressed, each field filled, each choice made.
    Looking, waiting and scrolling are none.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.task = ""
        self.done: Counter[str] = Counter()

    @property
    def main(self) -> Locator:
        """The content of the page."""
        return self.page.locator(".page")

    def fill(self, label: str, value: str | date, within: str = "") -> None:
        """Fill the first field of that label, in the page or in what ``within`` selects."""
        self._labelled(label, within).fill(str(value))
        self._count()

    def choose(self, label: str, option: str) -> None:
        """Choose in the list of that label."""
        self._labelled(label).select_option(label=option)
        self._count()

    def tick(self, label: str) -> None:
        """Tick the box of that label."""
        self._labelled(label).check()
        self._count()

    def untick(self, label: str) -> None:
        """Take the tick out of the box of that label."""
        self._labelled(label).uncheck()
        self._count()

    def unfold(self, words: str) -> None:
        """Open what folds under these words."""
        self.main.locator("summary").filter(has_text=words).click()
        self._count()

    def bring(self, label: str, name: str, text: str) -> None:
        """Choose a file."""
        file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        self._labelled(label).set_input_files(files=[file])
        self._count()

    def press(self, words: str) -> None:
        """Press the button of these words and wait for the page it leads to."""
        self._go(self.main.get_by_role("button", name=_begins(words)).last)

    def press_for(self, words: str, what: str) -> None:
        """Press the button of these words that is for ``what``, as screen readers are told."""
        name = re.compile(rf"^{re.escape(words)} ?, {re.escape(what)}$")
        self._go(self.main.get_by_role("button", name=name))

    def follow(self, words: str) -> None:
        """Follow the link of these words and wait for the page it leads to."""
        self._go(self.page.get_by_role("link", name=_begins(words)).first)

    def _labelled(self, label: str, within: str = "") -> Locator:
        """The first field of that label, which may say that it is optional."""
        whole = re.compile(rf"^{re.escape(label)}( \(optional\))?$")
        place = self.main.locator(within) if within else self.main
        return place.get_by_label(whole).first

    def _go(self, target: Locator) -> None:
        with self.page.expect_event("domcontentloaded"):
            target.click()
        self._count()

    def _count(self) -> None:
        self.done[self.task] += 1


def _begins(words: str) -> re.Pattern[str]:
    """These words, and what screen readers are told behind a comma."""
    return re.compile(rf"^{re.escape(words)}( ?,.*)?$")
