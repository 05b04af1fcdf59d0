"""The desk of a student whose work changed after it was graded: compared, kept or graded again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.participation.actions import Decision, set_finding
from tests.support.marking import GRADING_TIME, Marking

LATER = GRADING_TIME + timedelta(hours=1)


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """Bea was graded; an hour later her responses were counted as done."""
    made = Marking(app, session, clock)
    made.write()
    made.grade(made.bea)
    set_finding(
        session,
        made.viewer(made.prof),
        made.prompt,
        made.bea.id,
        Decision("responses", "met", "Was ill."),
        now=LATER,
    )
    session.commit()
    clock(LATER)
    return made


def rows(page) -> list[list[str]]:
    table = page.select_one("[aria-labelledby=changed] table")
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in table.select("tbody tr")
    ]


def test_the_desk_shows_before_and_now_side_by_side(desk):
    page = desk.see(desk.prof, "grade/bea")
    assert rows(page) == [
        ["Responses that count", "Partly done, 1 of 2", "Done, 1 of 2"],
        ["Decision: Responses that count", "none", "Done: Was ill."],
    ]
    assert "The grade has not changed by that." in page.get_text(" ", strip=True)


def test_a_filter_finds_it(desk):
    page = desk.see(desk.prof, "grade/bea?show=changed")
    assert "Changed since graded 1" in page.get_text(" ", strip=True)
    assert "1 of 1" in page.get_text(" ", strip=True)


def test_keeping_it_says_so_and_ends_the_matter(desk):
    sent = desk.send(desk.prof, "grade/bea/keeping", version=1, reason="Counted already.")
    assert sent.status_code == 303
    page = desk.see(desk.prof, "grade/bea")
    assert page.select_one("#changed") is None
    assert "Counted already." in page.select_one("#rubric").get_text()
    assert "Changed since graded 0" in page.get_text(" ", strip=True)


def test_keeping_what_a_colleague_saved_in_between_shows_both(desk):
    assert desk.send(desk.prof, "grade/bea/keeping", version=9).status_code == 409


def test_a_reason_that_is_too_long_comes_back_open(desk):
    answer = desk.send(desk.prof, "grade/bea/keeping", version=1, reason="x" * 501)
    assert answer.status_code == 422
    assert "x" * 501 in answer.get_data(as_text=True)


def test_where_nothing_is_saved_there_is_nothing_to_keep(desk):
    desk.hold(desk.ana)
    sent = desk.send(desk.prof, "grade/ana/keeping", version=1)
    assert sent.status_code == 303
    page = desk.browser(desk.prof).get(sent.headers["Location"])
    assert page.status_code == 200


def test_students_learn_nothing_of_it(desk):
    assert desk.send(desk.bea, "grade/bea/keeping", version=1).status_code in (403, 404)
    for path in ("my-grades", "w/1"):
        assert "hanged since graded" not in desk.get(desk.bea, path).get_data(as_text=True)
