"""Suggestions that were filled in can be taken away again right where they were asked for."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.support.marking import Marking
from tests.web.test_grading import form_of


@pytest.fixture
def desk(app, session, clock) -> Marking:
    made = Marking(app, session, clock)
    made.write()
    return made


def test_after_filling_in_the_focus_is_on_undo_above_the_levels(desk):
    sent = desk.send(desk.prof, "grade/ana", **form_of(desk, desk.prof, level=None, suggest="1"))
    page = BeautifulSoup(desk.browser(desk.prof).get(sent.headers["Location"]).data, "html.parser")
    (focused,) = page.select("[autofocus]")
    assert focused.get_text() == "Undo: take the suggested levels away"
    assert focused.find_next("fieldset") == page.select_one("[data-criterion]")
    undo = page.find("form", id=focused["form"])
    assert undo["action"].endswith("/unmarking")
    assert undo.find_parent("form") is None


def test_without_suggestions_filled_in_nothing_is_offered_to_undo(desk):
    page = desk.see(desk.prof, "grade/ana")
    assert page.select("[autofocus], #undo-suggestions") == []


def test_where_every_level_is_set_suggestions_change_nothing_and_a_saved_grade_stays_saved(desk):
    desk.grade(desk.ana)
    form = form_of(desk, desk.prof, level=2, suggest="1", comment="Half a sentence")
    answer = desk.send(desk.prof, "grade/ana", **form)
    page = BeautifulSoup(answer.data, "html.parser")
    assert answer.status_code == 200
    assert "Every criterion that can be counted has a level already." in page.get_text()
    assert page.select_one("#comment").get_text().strip() == "Half a sentence"
    sheet = desk.sheet(desk.ana)
    assert (sheet.state, sheet.version) == ("graded", 1)
