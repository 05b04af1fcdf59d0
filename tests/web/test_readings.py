"""The reading list of a course: pasted, brought as a file, changed, removed, and copied along."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.prompts.readings import actions
from forum.prompts.readings.models import Reading
from tests.support.client import text
from tests.support.setup_pages import teach
from tests.support.weeks import at

LIST = """References

Beck, M. E., & Rabbitt, A. (2015). Finding help. *Pediatrics, 135*(4), 1-9.
    https://doi.org/10.1542/peds.2014-2814
Plummer, S.-B., Makris, S., & Brocksen, S. M. (Eds.). (2014). Case histories. Laureate.
"""


@pytest.fixture
def course(session: Session, client: FlaskClient, clock: Callable[[datetime], None]) -> Course:
    clock(at(2, "12:00"))
    return teach(client, session)


@pytest.fixture
def page(course: Course) -> str:
    return f"/c/{course.slug}/readings"


def add(client, page, entries=LIST):
    return client.post(page, data={"entries": entries})


def bring(client, page, data):
    chosen = FileStorage(BytesIO(data.encode()), filename="list.csv", name="file")
    boundary, body = encode_multipart({"file": chosen})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"{page}/file", data=body, content_type=kind)


def shown(client, page):
    return text(BeautifulSoup(client.get(page).data, "html.parser"))


def titles(session):
    session.rollback()
    return session.scalars(select(Reading.title).order_by(Reading.title)).all()


def problems(answer):
    found = BeautifulSoup(answer.data, "html.parser").select("#problems li")
    return [text(line) for line in found]


def test_a_pasted_list_is_split_and_shown_as_references_are(client, page, session):
    assert add(client, page).status_code == 303
    soup = BeautifulSoup(client.get(page).data, "html.parser")
    first, second = soup.select(".ref")
    assert text(first).startswith("Beck, M. E., & Rabbitt, A. (2015). Finding help. Pediatrics")
    assert first.select_one("cite").text == "Pediatrics, 135"
    assert first.select_one("a")["href"] == "https://doi.org/10.1542/peds.2014-2814"
    assert second.select_one("cite").text == "Case histories."
    detail = session.scalars(
        select(Activity.detail).where(Activity.verb == "reading_list_changed")
    ).one()
    assert detail == {"added": 2}


def test_lines_that_cannot_be_read_are_named_and_nothing_is_added(client, page, session):
    answer = add(client, page, LIST + "\nI read the website.")
    assert answer.status_code == 422
    assert problems(answer) == [
        "Line 7: No author, year and title can be told apart in “I read the website.”."
    ]
    assert "I read the website." in BeautifulSoup(answer.data, "html.parser").textarea.text
    assert titles(session) == []


def test_what_stands_in_the_list_already_is_passed_over(client, page, session):
    add(client, page)
    assert "0 entries are added." in text(
        BeautifulSoup(client.get(add(client, page).location).data, "html.parser")
    )
    assert titles(session) == ["Case histories", "Finding help"]


@pytest.mark.parametrize("entries", ["", " \n ", "\x00"])
def test_nothing_pasted_is_said_so(client, page, entries):
    answer = add(client, page, entries)
    assert answer.status_code == 422
    assert problems(answer) == ["No entry stands here."]


def test_a_list_that_is_too_long_is_refused_whole(client, page, session, monkeypatch):
    assert problems(add(client, page, "x" * 60_001)) == ["Paste at most 60000 characters at once."]
    monkeypatch.setattr(actions, "MOST_READINGS", 1)
    assert problems(add(client, page)) == ["A reading list has at most 300 entries."]
    assert titles(session) == []
    long = "Beck, M. (2015). " + "Long " * 250 + ". Press."
    assert problems(add(client, page, long)) == ["Line 1: A field has more than 1000 characters."]


def test_a_file_is_read_by_its_columns_and_comes_back_as_it_went(client, page, session):
    data = "Title,Authors,publisher,YEAR,note\nSigns,Polaris Project,Polaris,n.d.,x\n,,,,\n"
    assert bring(client, page, data).status_code == 303
    taken = list(csv.reader(StringIO(client.get(f"{page}.csv").data.decode("utf-8-sig"))))
    assert taken == [
        ["author", "year", "title", "source", "link"],
        ["Polaris Project", "n.d.", "Signs", "Polaris", ""],
    ]
    again = bring(client, page, client.get(f"{page}.csv").data.decode("utf-8-sig"))
    assert "0 entries are added." in shown(client, again.location)
    assert titles(session) == ["Signs"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("author,year\nLee,2018\n", ["Line 1: No column is called “title”."]),
        ("title,title,author\n", ["Line 1: Two columns are called “title”."]),
        ("author,title\n", ["No entry stands here."]),
        (
            "author,title,year\nLee,One,2018\n,,2019\n",
            ["Line 3: Neither an author nor a title stands here."],
        ),
        (
            "author,title\n" + "x" * 1001 + ",One\n",
            ["Line 2: A field has more than 1000 characters."],
        ),
        ("", ["The file is empty. Choose the file of the list."]),
        ('author,title\n"Lee,One\n', ["Line 2: A quotation mark opens here and is never closed."]),
    ],
)
def test_a_file_with_a_mistake_adds_nothing_and_names_the_line(client, page, session, data, said):
    answer = bring(client, page, data)
    assert answer.status_code == 422
    assert problems(answer) == said
    assert titles(session) == []


def test_no_file_and_a_huge_one_are_refused_in_words(client, page):
    assert problems(client.post(f"{page}/file")) == ["Choose the file of the list."]
    answer = bring(client, page, "author,title\n" + "Lee,One\n" * 150_000)
    assert answer.status_code == 413
    assert problems(answer) == ["The file is larger than 1 MB. This is no reading list."]


def test_an_entry_is_changed_field_by_field_and_removed(client, page, session):
    add(client, page)
    number = session.scalars(select(Reading.id).where(Reading.title == "Case histories")).one()
    soup = BeautifulSoup(client.get(f"{page}/{number}").data, "html.parser")
    fields = {one["name"]: one.get("value", "") for one in soup.select("main input[name]")}
    assert fields["source"] == "Laureate"
    sent = {**fields, "source": "Laureate Publishing"}
    assert client.post(f"{page}/{number}", data=sent).status_code == 303
    assert "Case histories. Laureate Publishing." in shown(client, page)
    assert client.post(f"{page}/{number}", data=sent).status_code == 303
    blank = {**fields, "authors": " ", "title": ""}
    answer = client.post(f"{page}/{number}", data=blank)
    assert answer.status_code == 422
    assert problems(answer) == ["Give the work an author or a title."]
    assert client.post(f"{page}/{number}/removal").status_code == 303
    assert client.post(f"{page}/{number}/removal").status_code == 404
    assert titles(session) == ["Finding help"]
    session.rollback()
    logged = select(Activity.detail).where(Activity.verb == "reading_list_changed")
    details = session.scalars(logged.order_by(Activity.id)).all()
    assert details == [{"added": 2}, {"changed": 1}, {"removed": 1}]


def test_the_set_up_leads_to_the_list(client, course, page):
    soup = BeautifulSoup(client.get(f"/c/{course.slug}/setup").data, "html.parser")
    assert soup.select_one(f"a[href='{page}']")
