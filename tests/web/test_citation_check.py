"""The check of citations where it is read: writing, before publishing, after it, on the desk."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from forum.discussion.models import Revision
from forum.prompts.models import TermsVersion
from forum.prompts.readings.actions import add_readings
from forum.rules.citations import Reference
from tests.support.client import text
from tests.support.marking import Marking
from tests.support.weeks import at

BECK = Reference("Beck, M. E., & Rabbitt, A.", "2015", "Finding help", "Pediatrics, 135(4), 1-9")
LINE = "Your text is compared with your own list. Whether the work exists is not checked."


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """A week that asks for two references, in a course with a reading list."""
    desk = Marking(app, session, clock)
    add_readings(session, desk.course, [BECK], by=desk.prof.id, now=at(1, "09:00"))
    terms = session.scalars(select(TermsVersion)).one()
    terms.data = {**terms.data, "references": 2}
    session.commit()
    return desk


def form(desk, **fields):
    """The writing form: a problem, a check of the course's list, a style hint, no site named."""
    site = desk.see(desk.ana, "w/1").select_one("input[name=site]")["value"]
    return {
        "site": site,
        "part-overview": "So says Mead (1935), and so it is (Beck and Rabbitt, 2015).",
        "references-0-author": "Beck, M. E., & Rabbitt, A.",
        "references-0-year": "2015",
        "references-0-title": "Finding help",
        "references-0-source": "Paediatrics",
        "submission_key": "a-key-of-one-use-only-0001",
        **fields,
    }


def said(page) -> list[str]:
    """The rows below the levels, in their order."""
    return [text(row.select_one("p")) for row in page.select(".hints li")]


ROWS = [
    "“Mead (1935)” is cited but has no reference.",
    "“Beck, M. E., & Rabbitt, A. (2015). Finding help. Paediatrics.” differs from the course's"
    " entry: journal.",
    "“(Beck and Rabbitt, 2015)” joins names with “and” in brackets.",
]


def test_the_same_rows_stand_everywhere(desk):
    now = at(2, "10:00")
    desk.clock(now)
    sent = form(desk)
    fragment = BeautifulSoup(desk.send(desk.ana, "w/1/references", **sent).data, "html.parser")
    assert said(fragment) == ROWS
    assert [text(head) for head in fragment.select("h3")] == [
        "Problem 1",
        "Check 1",
        "Style hint 1",
    ]
    assert "is neither named nor linked in the text, nor listed." in text(fragment)
    assert text(fragment).endswith(LINE)
    assert desk.send(desk.ana, "w/1/writing", review="1", **sent).status_code == 303
    review = desk.see(desk.ana, "w/1/review")
    assert said(review) == ROWS
    assert desk.send(desk.ana, "w/1/posts", **sent).status_code == 303
    own = desk.see(desk.ana, "w/1").select_one("#check-citations")
    assert said(own) == ROWS
    assert LINE in text(own)
    assert [one["value"] for one in own.select("option")][1:-1] == ROWS
    grading = desk.see(desk.prof, "grade/ana")
    assert said(grading.select_one("[id$=-list]").parent) == ROWS
    assert grading.select_one(".hints a[href^='#p']")


def test_what_was_found_is_kept_though_the_reading_list_changes(desk):
    desk.clock(at(2, "10:00"))
    desk.send(desk.ana, "w/1/posts", **form(desk))
    other = Reference(BECK.authors, "2016", BECK.title, "Press")
    add_readings(desk.session, desk.course, [other], by=desk.prof.id, now=at(2, "11:00"))
    desk.session.commit()
    assert said(desk.see(desk.ana, "w/1").select_one("#check-citations")) == ROWS


def test_a_version_from_before_checks_were_kept_says_so_and_is_checked_on_the_desk(desk):
    desk.clock(at(2, "10:00"))
    desk.send(desk.ana, "w/1/posts", **form(desk))
    desk.session.execute(update(Revision).values(checked=None))
    desk.session.commit()
    own = desk.see(desk.ana, "w/1").select_one("#check-citations")
    assert "saved before checks were kept" in text(own)
    grading = desk.see(desk.prof, "grade/ana")
    assert said(grading.select_one("[id$=-list]").parent) == [ROWS[0], ROWS[2]]


def test_the_chosen_site_is_found_by_name_or_by_an_own_address(desk):
    desk.clock(at(2, "10:00"))
    own = {
        "site": "own",
        "own_site_name": "Helpers",
        "own_site_address": "https://helpers.example.org",
    }
    sent = form(desk, **own, **{"part-overview": "See https://helpers.example.org/about."})
    fragment = text(
        BeautifulSoup(desk.send(desk.ana, "w/1/references", **sent).data, "html.parser")
    )
    assert "Helpers is named in the text but does not stand in the list." in fragment
    sent |= {"references-1-author": "Helpers", "references-1-title": "Home"}
    fragment = text(
        BeautifulSoup(desk.send(desk.ana, "w/1/references", **sent).data, "html.parser")
    )
    assert "Helpers is named in the text and stands in the list." in fragment
    for nonsense in ("", "99999999", "x", "9" * 40):
        answer = desk.send(desk.ana, "w/1/references", **{**sent, "site": nonsense})
        assert answer.status_code == 200
        assert "Helpers" not in answer.text.replace("Helpers. (n.d.)", "").replace("helpers", "")


def test_a_pasted_list_becomes_rows_and_lines_nobody_can_read_are_kept(desk):
    desk.clock(at(2, "10:00"))
    pasted = (
        "Lee, S. (2018). A title. *Journal, 4*, 5-9.\n\nI read the website of the organisation\n"
    )
    sent = form(desk, **{"references-pasted": pasted})
    assert desk.send(desk.ana, "w/1/writing", draft="1", **sent).status_code == 303
    page = desk.see(desk.ana, "w/1")
    rows = {one["name"]: one.get("value") for one in page.select("input[name^=references-]")}
    assert rows["references-1-author"] == "Lee, S."
    assert rows["references-1-source"] == "Journal, 4, 5-9"
    assert "I read the website" in rows["references-2-title"]
    sent = {**sent, "submission_key": "a-key-of-one-use-only-0002"}
    assert desk.send(desk.ana, "w/1/posts", **sent).status_code == 303
    revision = desk.session.scalars(select(Revision).order_by(Revision.id.desc())).first()
    assert (revision.listed, revision.unread) == (2, 1)
    own = desk.see(desk.ana, "w/1")
    shown = own.select("ol.references li.ref")
    assert text(shown[1]).startswith("Lee, S. (2018). A title.")
    assert shown[1].select_one("cite").text == "Journal, 4"
    assert any("could not be read as a reference" in row for row in said(own))
