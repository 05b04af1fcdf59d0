"""A student reads each change of a released grade with its reason, and finds what it rests on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.marking import GRADING_TIME, Marking
from tests.web.test_grading import text


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """Ana's grade was released, and changed twice."""
    made = Marking(app, session, clock)
    made.write()
    for hours, note in enumerate(("", "I had missed a part.", "I had missed a source.")):
        now = GRADING_TIME + timedelta(hours=hours)
        clock(now)
        made.grade(made.ana, 2 + hours % 2, now=now)
        made.release({made.ana.id: note}, now=now)
    return made


def test_both_changes_stand_there_with_their_reasons(desk):
    page = text(desk.see(desk.ana, "my-grades"))
    assert "Changed Wed 15 Oct: I had missed a source." in page
    assert "Before: 90 of 100, released Wed 15 Oct. Changed then: I had missed a part." in page
    assert "Before: 70 of 100, released Wed 15 Oct." in page


def test_a_link_leads_to_the_findings_where_one_can_say_that_one_looks_wrong(desk):
    link = desk.see(desk.ana, "my-grades").select_one("#week-1 a[href$='#findings']")
    page = desk.see(desk.ana, link["href"].removeprefix(desk.path("")))
    assert page.select_one("#findings")
    assert "This looks wrong" in text(page)
