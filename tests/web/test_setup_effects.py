"""A change of a running week shows whom it changes, and how, before it is saved."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.extensions import db
from forum.grading.models import Grade
from forum.participation.changes import differs
from forum.participation.models import Setting
from forum.participation.queries import get_standings
from forum.prompts.models import TermsVersion
from forum.rules.facts import Finding
from forum.rules.sentences import as_written
from tests.support.marking import GRADING_TIME, Marking
from tests.support.setup_pages import fields_of
from tests.support.statements import count_statements
from tests.support.weeks import at, post_initial

MORE = {"responses": "3"}


@pytest.fixture
def desk(desk: Marking) -> Marking:
    """Ana has done everything, Bea one response, Dee none, Cy posted late, Flo not at all."""
    desk.add_late_and_silent()
    return desk


def typed(desk, **changes: Any) -> dict[str, Any]:
    return fields_of(desk.get(desk.prof, "w/1/setup").text) | changes


def save(desk, fields, path="w/1/setup", user=None):
    return desk.send(user or desk.prof, path, **fields)


def hidden_of(answer) -> dict[str, list[str]]:
    """What *Apply* sends."""
    fields: dict[str, list[str]] = {}
    page = BeautifulSoup(answer.data, "html.parser")
    form = page.select_one("main form[method=post]:has(input[name=seen])")
    assert form is not None, " ".join(page.get_text(" ").split())[:1500]
    for control in form.select("input[type=hidden][name], input[checked]"):
        fields.setdefault(str(control["name"]), []).append(str(control["value"]))
    return fields


def changes_of(answer, at_table: int = 0) -> set[tuple[str, ...]]:
    """The rows of a table: student, finding, now, then (without the sentence)."""
    page = BeautifulSoup(answer.data, "html.parser")
    tables = page.select("table")
    rows = set()
    for row in tables[at_table].select("tbody tr") if tables else ():
        then = row.select("td")[2].select_one("p")
        cells = [row.th, *row.select("td")[:2], then]
        rows.add(tuple(" ".join(cell.get_text(" ").split()) for cell in cells))
    return rows


def findings(desk) -> dict[tuple[str, str], Finding]:
    """What is found of everybody, by name and requirement."""
    desk.session.rollback()
    discussion = desk.book().discussion
    found = get_standings(discussion, GRADING_TIME, as_written)
    return {
        (member.name, finding.requirement): finding
        for member in discussion.members
        if member.id in found
        for finding in found[member.id].findings
    }


def said(finding: Finding, other: Finding) -> str:
    """A finding as the table says it."""
    word = {"met": "Done", "late": "Done late", "partial": "Partly done", "unmet": "Not done"}
    if finding.status == "late":
        return f"Done late lateness takes {finding.late_share * 100:.1f} %"
    numbers = f" {finding.have}/{finding.need}" if max(finding.need, other.need) > 1 else ""
    return word[finding.status] + (numbers if finding.status != "met" else "")


def said_both(before: Finding, after: Finding) -> tuple[str, str]:
    """The two of them side by side."""
    return said(before, after), said(after, before)


def fresh(desk, statement):
    desk.session.rollback()
    desk.session.expire_all()
    return desk.session.scalars(statement).all()


RESPONSES, LATE = "Responses that count", "Done late lateness takes"
NAMES = {
    "initial_post": "Initial post",
    "choice": "Names a site",
    "parts": "Parts",
    "responses": RESPONSES,
}
#: What is typed, and the table: student, finding, now, then.
TABLE: dict[str, tuple[dict[str, str], set[tuple[str, ...]]]] = {
    "fewer responses": (
        {"responses": "1"},
        {
            ("Bea Mills", RESPONSES, "Partly done 1/2", "Done"),
            ("Cy Ng", RESPONSES, "Not done 0/2", "Not done 0/1"),
            ("Dee Hall", RESPONSES, "Not done 0/2", "Not done 0/1"),
            ("Flo Ray", RESPONSES, "Not done 0/2", "Not done 0/1"),
        },
    ),
    "more responses, who has begun keeps the old": (
        MORE,
        {("Flo Ray", RESPONSES, "Not done 0/2", "Not done 0/3")},
    ),
    "posts due later": (
        {"T1_day": "1:5"},
        {
            ("Cy Ng", name, f"{LATE} 20.0 %", "Done")
            for name in ("Initial post", "Names a site", "Parts")
        },
    ),
    "lateness takes more": (
        {"late_rate": "20"},
        {
            ("Cy Ng", name, f"{LATE} 20.0 %", f"{LATE} 40.0 %")
            for name in ("Initial post", "Names a site", "Parts")
        },
    ),
    "lateness takes at most a little": (
        {"late_cap": "5"},
        {
            ("Cy Ng", name, f"{LATE} 20.0 %", f"{LATE} 5.0 %")
            for name in ("Initial post", "Names a site", "Parts")
        },
    ),
}


@pytest.mark.parametrize(("changes", "expected"), TABLE.values(), ids=TABLE.keys())
def test_who_changes_and_how_is_shown_and_then_true(desk, changes, expected):
    before = findings(desk)
    shown = save(desk, typed(desk, **changes))
    assert shown.status_code == 200
    assert changes_of(shown) == expected
    assert findings(desk) == before
    assert save(desk, hidden_of(shown)).status_code == 303
    after = findings(desk)
    assert expected == {
        (name, NAMES[what], *said_both(before[name, what], after[name, what]))
        for name, what in before
        if differs(before[name, what], after[name, what])
    }


@pytest.mark.parametrize(
    "changes",
    [{}, {"title": "Allies"}, {"T1_time": "23:59"}, {"close_day": "1:12"}, {"points": "90"}],
    ids=str,
)
def test_what_changes_nobody_is_saved_at_once(desk, changes):
    assert save(desk, typed(desk, **changes)).status_code == 303


@pytest.mark.parametrize("reach", ["from_now", "everyone", "undone"])
def test_new_requirements_bind_whom_staff_choose(desk, reach):
    shown = save(desk, typed(desk, **MORE))
    page = BeautifulSoup(shown.data, "html.parser")
    assert [box["value"] for box in page.select("input[name=reach]")] == [
        "from_now",
        "everyone",
        "undone",
    ]
    at_table = ["from_now", "everyone", "undone"].index(reach)
    rows = changes_of(shown, at_table)
    assert save(desk, hidden_of(shown) | {"reach": reach}).status_code == 303
    book = desk.book()
    found = {
        student.name: book.standings[student.id].find("responses") for student in book.students
    }
    statuses = {name: (row.status, row.need) for name, row in found.items()}
    ana = {"from_now": ("met", 2), "everyone": ("partial", 3), "undone": ("met", 3)}[reach]
    assert statuses["Ana Lopez"] == ana
    assert statuses["Bea Mills"] == ("partial", 2 if reach == "from_now" else 3)
    assert statuses["Flo Ray"] == ("unmet", 3)
    assert {row[0] for row in rows} == {
        "from_now": {"Flo Ray"},
        "everyone": {"Ana Lopez", "Bea Mills", "Cy Ng", "Dee Hall", "Flo Ray"},
        "undone": {"Bea Mills", "Cy Ng", "Dee Hall", "Flo Ray"},
    }[reach]
    settings = fresh(desk, select(Setting))
    kept = [(desk.ana.id, "met", "All that was asked before had been done.")]
    assert [(row.user_id, row.status, row.reason) for row in settings] == (
        kept if reach == "undone" else []
    )
    assert len(fresh(desk, select(TermsVersion))) == 2
    log = fresh(desk, select(Activity).where(Activity.verb == "terms_set"))[-1]
    assert log.detail.get("for_everyone", False) == (reach != "from_now")
    assert ("for those too who had begun" in desk.get(desk.prof, "log").text) == (
        reach != "from_now"
    )


def test_terms_for_everyone_stay_so_and_the_next_change_shelters_again(desk):
    shown = save(desk, typed(desk, **MORE))
    save(desk, hidden_of(shown) | {"reach": "everyone"})
    assert save(desk, typed(desk, title="Again")).status_code == 303
    assert len(fresh(desk, select(TermsVersion))) == 2
    shown = save(desk, typed(desk, responses="4"))
    assert save(desk, hidden_of(shown)).status_code == 303
    book = desk.book()
    finding = book.standings[desk.ana.id].find("responses")
    assert (finding.status, finding.need) == ("partial", 3)


def test_no_grade_changes_and_the_page_says_how_many_are_concerned(desk):
    desk.grade(desk.bea)
    desk.release()
    desk.grade(desk.cy)
    desk.grade(desk.ana)
    before = [(row.user_id, row.version) for row in fresh(desk, select(Grade))]
    released = {key: row.total for key, row in desk.book().released.items()}
    shown = save(desk, typed(desk, responses="1"))
    said = " ".join(BeautifulSoup(shown.data, "html.parser").get_text(" ").split())
    assert "2 of these students are graded , 1 with a grade that is released." in said
    assert save(desk, hidden_of(shown)).status_code == 303
    assert [(row.user_id, row.version) for row in fresh(desk, select(Grade))] == before
    assert {key: row.total for key, row in desk.book().released.items()} == released


def test_back_leads_to_the_form_with_all_that_was_typed(desk):
    sent = typed(desk, **MORE, title="Typed", body="Two\nlines & <signs>")
    shown = save(desk, sent)
    back = save(desk, hidden_of(shown) | {"rows": "back"})
    assert back.status_code == 200
    again = fields_of(back.text)
    assert {name: again[name] for name in sent if name != "csrf_token"} == {
        name: value for name, value in sent.items() if name != "csrf_token"
    }
    assert len(fresh(desk, select(TermsVersion))) == 1


def test_due_times_that_come_sooner_are_confirmed_although_nobody_changes(desk, clock):
    clock(at(4, "10:00"))
    shown = save(desk, typed(desk, T2_day="1:6", T2_time="12:00"))
    assert shown.status_code == 200
    assert "Due times come sooner." in shown.text
    assert save(desk, hidden_of(shown)).status_code == 303
    refused = save(desk, typed(desk, T2_day="1:4", T2_time="20:00"))
    assert refused.status_code == 422
    assert "less than a day away" in refused.text


def test_two_editors_at_once_lose_nothing(desk):
    mine = save(desk, typed(desk, **MORE, title="Mine"))
    assert save(desk, typed(desk, title="Theirs")).status_code == 303
    answer = save(desk, hidden_of(mine))
    assert answer.status_code == 409
    assert "Somebody else saved this week" in answer.text
    assert fields_of(answer.text)["title"] == "Mine"
    assert len(fresh(desk, select(TermsVersion))) == 1


def test_what_students_did_since_is_shown_before_anything_is_saved(desk, clock):
    clock(at(4, "10:00"))
    shown = save(desk, typed(desk, **MORE))
    flo = next(row.id for row in desk.book().discussion.members if row.name == "Flo Ray")
    post_initial(desk.session, desk.session.get_one(User, flo), desk.prompt, now=at(4, "09:59"))
    answer = save(desk, hidden_of(shown))
    assert answer.status_code == 409
    assert "Something has changed since this was shown" in answer.text
    assert save(desk, hidden_of(answer)).status_code == 303


@pytest.mark.parametrize("reach", ["all", "", "undone"])
def test_a_choice_that_is_not_offered_saves_nothing(desk, reach):
    shown = save(desk, typed(desk, responses="1"))
    answer = save(desk, hidden_of(shown) | {"reach": reach})
    assert answer.status_code == 409
    assert len(fresh(desk, select(TermsVersion))) == 1


def test_saving_and_withdrawing_asks_as_well(desk):
    shown = save(desk, typed(desk, **MORE), "w/1/setup/withdrawal")
    assert shown.status_code == 200
    assert save(desk, hidden_of(shown), "w/1/setup/withdrawal").status_code == 303
    desk.session.refresh(desk.prompt)
    assert desk.prompt.withdrawn_at is not None


def test_the_page_needs_as_many_statements_for_many_as_for_few(desk):
    fields = typed(desk, responses="1")
    browser, address = desk.browser(desk.prof), desk.path("w/1/setup")
    with count_statements(db.engine) as few:
        assert browser.post(address, data=fields).status_code == 200
    for number in range(30):
        student = desk.person(f"Student {number}")
        post_initial(desk.session, student, desk.prompt, now=at(2, "16:00"))
    with count_statements(db.engine) as many:
        assert len(changes_of(browser.post(address, data=fields))) == 34
    print("statements of the page", len(few))
    assert len(many) == len(few)
