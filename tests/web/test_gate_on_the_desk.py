"""Who grades sees with which version a student's post opened the discussion."""

from __future__ import annotations

import pytest

from tests.support.client import text
from tests.support.marking import Marking
from tests.support.weeks import at, post_initial


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """A week in which nobody has written yet."""
    return Marking(app, session, clock)


def test_the_timeline_names_the_version_that_opened_the_discussion(desk):
    post = post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"))
    page = text(desk.see(desk.prof, "grade/ana"))
    assert f"Could read the colleagues from version 1 of #{post.number} on" in page


def test_a_post_without_substance_opened_nothing(desk):
    post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"), length=1)
    assert "Could read the colleagues" not in text(desk.see(desk.prof, "grade/ana"))
