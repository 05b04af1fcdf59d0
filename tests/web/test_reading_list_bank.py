"""The comment bank in a row of the reading list: found by a script, or inserted from a list."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.extensions import db
from forum.grading.models import Grade
from tests.support.client import text
from tests.support.statements import count_statements
from tests.web.grade_form import criterion_id
from tests.web.test_comment_bank import keep
from tests.web.test_reading_list import LIST, Class, fields_of, soup

JSON = {"Accept": "application/json"}


@pytest.fixture
def desk(app, session, clock) -> Class:
    made = Class(app, session, clock)
    made.write()
    return made


def opened(answer) -> BeautifulSoup:
    """The one row that came back open."""
    (row,) = soup(answer).select("details[open]:not(.fold)")
    return row


def test_every_comment_box_opens_the_bank_of_its_own_student(desk):
    page = desk.see(desk.prof, LIST)
    assert len(page.select("dialog[data-bank]")) == 1
    for student in (desk.ana, desk.bea):
        form = page.select_one(f"#s{student.id}-form")
        assert form["data-bank-url"] == desk.path(f"w/1/grade/{student.id}/bank")
        boxes = [box["id"] for box in form.select("textarea")]
        assert sorted(tag["data-bank-open"] for tag in form.select("[data-bank-open]")) == sorted(
            boxes
        )


def test_where_names_are_hidden_the_bank_is_asked_without_them(desk):
    keep(desk, "Clear, {first_name}.")
    page = desk.see(desk.prof, f"{LIST}?names=hidden")
    address = page.select_one(f"#s{desk.ana.id}-form")["data-bank-url"]
    (row,) = desk.browser(desk.prof).get(address).json["comments"]
    assert "Ana" not in row["text"]


def test_without_a_script_a_row_is_asked_for_the_bank_and_keeps_what_was_typed(desk):
    keep(desk, "Dear {first_name}, look at {reply_9_to}.")
    assert "Dear" not in desk.get(desk.prof, LIST).text
    form = desk.form(desk.prof, desk.ana, level=2, comment="Half a thought")
    answer = desk.save(desk.prof, desk.ana, **form, offer="1")
    assert answer.status_code == 200
    row = opened(answer)
    offers = row.select_one(f"select#s{desk.ana.id}-bank")
    assert offers.has_attr("autofocus")
    assert [text(one) for one in offers.select("option")] == [
        "Choose one",
        "Dear Ana, look at {reply_9_to}.",
    ]
    assert len(row.select("[checked]")) == 4
    assert row.select_one("textarea[name=comment]").text.strip() == "Half a thought"
    assert desk.session.scalars(select(Grade)).all() == []


@pytest.mark.parametrize("key", ["comment", "writing"])
def test_a_comment_goes_into_the_box_that_was_chosen_and_is_saved_with_the_row(desk, key):
    number = keep(desk, "Clear, {first_name}.")
    box = key if key == "comment" else f"comment-{criterion_id(desk, key)}"
    form = {**desk.form(desk.prof, desk.ana), box: "Before."}
    answer = desk.save(desk.prof, desk.ana, **form, insert="1", bank=number, into=box)
    assert answer.status_code == 200
    row = opened(answer)
    said = row.select_one("[role=status] a[autofocus]")
    assert said["href"] == f"#s{desk.ana.id}-{box}"
    field = row.select_one(said["href"])
    assert field.text.strip() == "Before.\n\nClear, Ana."
    assert desk.session.scalars(select(Grade)).all() == []
    sent = {**fields_of(row), box: field.text.strip()}
    assert desk.save(desk.prof, desk.ana, **sent).status_code == 303
    assert "Clear, Ana." in desk.get(desk.prof, "grade/ana").text


def test_an_insertion_without_a_comment_is_said_in_the_row_and_keeps_the_form(desk):
    private = keep(desk, "Not the instructor's", user=desk.tomas)
    form = desk.form(desk.prof, desk.ana, comment="Typed")
    answer = desk.save(desk.prof, desk.ana, **form, insert="1", bank=private, into="comment")
    assert answer.status_code == 422
    row = opened(answer)
    assert row.select_one(f".problem-list a[href='#s{desk.ana.id}-bank']")
    assert row.select_one("textarea[name=comment]").text.strip() == "Typed"
    assert "Not the instructor's" not in str(row)


def test_a_script_gets_the_row_and_learns_that_what_is_in_it_is_not_stored(desk):
    number = keep(desk, "Clear.")
    form = desk.form(desk.prof, desk.ana, comment="Typed")
    for pressed in ({"offer": "1"}, {"insert": "1", "bank": number, "into": "comment"}):
        answer = desk.save(desk.prof, desk.ana, headers=JSON, **form, **pressed)
        row = BeautifulSoup(answer.json["row"], "html.parser")
        assert row.select_one("form[data-unsaved]")
    assert row.select_one("textarea[name=comment]").text.strip() == "Typed\n\nClear."
    saved = desk.save(desk.prof, desk.ana, headers=JSON, **form)
    assert "data-unsaved" not in saved.json["row"]


def test_an_empty_bank_says_so_where_the_focus_is(desk):
    answer = desk.save(desk.prof, desk.ana, **desk.form(desk.prof, desk.ana), offer="1")
    assert text(opened(answer).select_one("[autofocus]")) == "No comment is kept yet."


def test_the_list_does_not_read_the_bank_until_it_is_asked_for(desk):
    keep(desk, "Kept")
    client = desk.browser(desk.prof)
    client.get("/help/counting")
    with count_statements(db.engine) as sent:
        assert client.get(desk.path(LIST)).status_code == 200
    assert [one for one in sent if "bank_comment" in one] == []
