"""A rubric whose points change after grading asks what becomes of those already graded."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.marking import Marking
from tests.support.setup_pages import errors_of, fields_of


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """Ana is graded; the rubric stands."""
    made = Marking(app, session, clock)
    made.write()
    made.grade(made.ana)
    return made


def change(desk, **more):
    """Save the week with one level worth more."""
    browser = desk.browser(desk.prof)
    path = desk.path("w/1/setup")
    form = fields_of(browser.get(path).text) | {"criteria-0-points_3": "38"} | more
    return browser.post(path, data=form)


def raw(desk) -> Decimal:
    desk.session.rollback()  # what the requests wrote meanwhile
    return desk.sheet(desk.ana).total.raw


def test_points_that_change_are_asked_about_and_nothing_is_saved(desk):
    answer = change(desk)
    assert answer.status_code == 422
    assert any("changes the points of 1 graded student" in said for said in errors_of(answer.text))
    assert 'value="38"' in answer.text
    assert raw(desk) == Decimal("90.00")


def test_from_now_on_leaves_the_grade_as_it_is(desk):
    assert change(desk, marked_points="keep").status_code == 303
    assert raw(desk) == Decimal("90.00")
    page = desk.see(desk.prof, "grade/ana").get_text(" ", strip=True)
    assert "Graded as 36 of 40, before the rubric changed." in page


def test_for_all_gives_the_new_points_for_the_level(desk):
    assert change(desk, marked_points="new").status_code == 303
    assert raw(desk) == Decimal("92.00")
    page = desk.see(desk.prof, "grade/ana").get_text(" ", strip=True)
    assert "Given the points of the changed rubric" in page


def test_words_that_change_ask_nothing(desk):
    browser = desk.browser(desk.prof)
    path = desk.path("w/1/setup")
    form = fields_of(browser.get(path).text) | {"criteria-0-words_3": "Every part is there."}
    assert browser.post(path, data=form).status_code == 303


def test_an_answer_that_is_none_is_refused(desk):
    assert change(desk, marked_points="perhaps").status_code == 422
