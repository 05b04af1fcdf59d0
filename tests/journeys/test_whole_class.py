"""A whole class is graded with the keyboard alone, and what that costs is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.forum import Forum
from tests.journeys.people import Person, ready

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]

_FOCUSED = """() => {
  const { activeElement: at } = document;
  const group = at.closest("[data-criterion]");
  return {
    suggests: at.name === "suggest",
    open: Boolean(group && at.type === "radio" && !group.querySelector("input:checked")),
  };
}"""


class Grader:
    """Somebody who has a keyboard and no mouse; counts what they decide and what they wait for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0
        self.loads = 0
        page.on("framenavigated", self._count)

    def _count(self, _frame: object) -> None:
        self.loads += 1

    def go_to(self, what: str) -> None:
        """Tab until the focus is where it is wanted."""
        for _ in range(250):
            if self.page.evaluate(_FOCUSED)[what]:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never came to: {what}")

    def act(self, key: str) -> None:
        """Press a key that decides something."""
        self.page.keyboard.press(key)
        self.actions += 1

    def grade(self) -> None:
        """Take the suggestions, judge what is left as Proficient, save and go on."""
        before = self.page.get_by_role("heading", level=1).inner_text()
        if self.page.get_by_role("button", name="Use suggestions").count():
            self.go_to("suggests")
            self.act("Enter")
            expect(self.page.locator("[name=filled], form[action*=unmarking]")).not_to_have_count(0)
            ready(self.page)
        while left := self.page.locator("[data-criterion]:not(:has(input:checked))").count():
            self.go_to("open")
            self.act("ArrowDown")  # from the first, Exemplary, to Proficient
            expect(self.page.locator("[data-criterion]:not(:has(input:checked))")).to_have_count(
                left - 1
            )
        self.act("Control+Enter")
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text(before)
        ready(self.page)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_one_student_and_then_everybody(
    forum: Forum, person: Seat, capsys: pytest.CaptureFixture[str]
) -> None:
    ngozi = person("ngozi")
    # Somebody whose checks suggest every level that can be counted: the shortest way there is.
    grader = Grader(ngozi.go(f"w/6/grade/{forum.user_id('grace')}"))
    grader.loads = 0
    grader.grade()
    one = (grader.actions, grader.loads)
    students = 1
    title = grader.page.get_by_role("heading", level=1)
    while title.inner_text() != "Release of the grades":
        grader.grade()
        students += 1
    with capsys.disabled():
        print(f"\none student, all checks met: {one[0]} actions, {one[1]} page loads")
        print(f"{students} students: {grader.actions} actions, {grader.loads} page loads")
    assert (one, students) == ((4, 2), 26)
    expect(grader.page.get_by_text("26 of 26 graded.")).to_be_visible()
    assert grader.actions <= 5 * students
    assert grader.loads <= 2 * students
    # Nobody grades a student in two seconds; holding each level at once is limited, saving is not.
    ngozi.forgive("429")
