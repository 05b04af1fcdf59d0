"""What staff type into a week's set-up is kept as their own draft, apart from the week."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Course
from forum.prompts.drafts.models import SetupDraft
from tests.support.factories import BEGINNING, enrol, make_user, sign_in
from tests.support.setup_pages import (
    WEEK_3,
    Fields,
    facts_of,
    fields_of,
    form_of,
    prompt_of,
    teach,
)
from tests.support.weeks import make_prompt

DRAFT = f"{WEEK_3}/draft"


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    course = teach(client, session)
    make_prompt(session, course, 3)
    return course


def written(fields: Fields) -> str:
    """A form as the script writes it down."""
    rows = [
        [name, str(value)]
        for name, given in fields.items()
        if name not in ("csrf_token", "form")
        for value in (given if isinstance(given, list) else [given])
    ]
    return json.dumps(rows)


def keep(browser: FlaskClient, text: str, base: int = 0, page: str = "first", **other: Any) -> Any:
    """What the server answers to a save of the script in one of the browser's windows."""
    field = {"field": "form", "text": text, "base_version": base, "seq": 1} | other
    return browser.put(DRAFT, json={"client": page, "fields": [field]})


def type_title(client: FlaskClient, title: str, base: int = 0) -> Any:
    """The page as it is, with another title, kept by the script."""
    return keep(client, written(form_of(client, 3) | {"title": title}), base)


def notice_in(html: str) -> str:
    """What the page says of changes that are not saved to the week."""
    found = [box.text for box in BeautifulSoup(html, "html.parser").select(".notice")]
    return " ".join(" ".join(text.split()) for text in found if "not saved to the week" in text)


def test_what_is_typed_is_kept_and_the_week_stays_as_it_is(
    client: FlaskClient, session: Session, course: Course
) -> None:
    before = facts_of(session, course, 3)
    rows = session.scalar(select(func.count()).select_from(Activity))
    answer = type_title(client, "Half a ti")
    assert answer.status_code == 200
    assert answer.json["fields"][0]["status"] == "saved"
    assert answer.json["saved_text"]
    assert facts_of(session, course, 3) == before
    assert session.scalar(select(func.count()).select_from(Activity)) == rows
    assert "Half a ti" not in client.get("/c/sowk-510/w/3/preview").text
    page = client.get(WEEK_3)
    assert fields_of(page.text)["title"] == "Half a ti"
    assert "You have changes from" in notice_in(page.text)
    assert "They stand in the form: Title." in notice_in(page.text)


def test_rows_numbers_that_are_none_and_boxes_come_back_as_they_were_left(
    client: FlaskClient, course: Course
) -> None:
    typed = form_of(client, 3) | {
        "parts-2-key": "",
        "parts-2-heading": "Half a h",
        "parts-2-min_words": "many",
        "points": "1o0",
        "sites": form_of(client, 3)["sites"][:1],
        "private_allowed": ["y"],
        "body": "One\n\nTwo  \nThree",
    }
    keep(client, written(typed))
    again = fields_of(client.get(WEEK_3).text)
    for name in ("parts-2-heading", "parts-2-min_words", "points", "sites", "private_allowed"):
        assert again[name] == typed[name], name
    assert again["body"] == typed["body"]


def test_saving_the_week_leaves_nothing_unsaved(
    client: FlaskClient, session: Session, course: Course
) -> None:
    type_title(client, "Typed")
    assert client.post(WEEK_3, data=fields_of(client.get(WEEK_3).text)).status_code == 303
    assert prompt_of(session, course, 3).title == "Typed"
    page = client.get(WEEK_3)
    assert notice_in(page.text) == ""
    assert [row.text for row in session.scalars(select(SetupDraft))] == [""]


def test_a_refused_save_and_one_that_is_overtaken_keep_the_draft(
    client: FlaskClient, session: Session, course: Course
) -> None:
    stale = form_of(client, 3) | {"title": "Mine"}
    keep(client, written(stale))
    assert client.post(WEEK_3, data=stale | {"points": "many"}).status_code == 422
    other = form_of(client, 3) | {"title": "Theirs", "version": "1"}
    colleague = client.application.test_client()
    _seat(colleague, session, course, "Prof. Reyes")
    assert colleague.post(WEEK_3, data=other).status_code == 303
    assert client.post(WEEK_3, data=stale).status_code == 409
    page = client.get(WEEK_3)
    assert fields_of(page.text)["title"] == "Mine"
    assert "The week was saved by somebody meanwhile" in notice_in(page.text)


def test_discarded_changes_are_gone_and_do_not_come_back_late(
    client: FlaskClient, session: Session, course: Course
) -> None:
    typed = written(form_of(client, 3) | {"title": "Typed"})
    keep(client, typed)
    answer = client.post(f"{DRAFT}/deletion")
    assert answer.status_code == 303
    assert answer.location.endswith("/w/3/setup")
    # The page that was left sends its last words after that.
    late = keep(client, typed, base=1, seq=2)
    assert late.json["fields"][0]["status"] == "conflict"
    page = client.get(WEEK_3)
    assert fields_of(page.text)["title"] == "Developing alliances"
    assert notice_in(page.text) == ""
    # Nothing to discard is no fault.
    assert client.post(f"{DRAFT}/deletion").status_code == 303


def test_two_windows_never_write_over_each_other_unasked(
    client: FlaskClient, course: Course
) -> None:
    one, other = (written(form_of(client, 3) | {"title": title}) for title in ("One", "Other"))
    assert keep(client, one).json["fields"][0]["version"] == 1
    refused = keep(client, other, page="second").json["fields"][0]
    assert (refused["status"], refused["text"]) == ("conflict", one)
    assert refused["changed_at_text"]
    kept = keep(client, other, base=1, page="second", seq=2, resolve="mine").json["fields"][0]
    assert (kept["status"], kept["version"]) == ("saved", 2)
    taken = keep(client, one, base=2, seq=2, resolve="theirs").json["fields"][0]
    assert (taken["status"], taken["text"]) == ("saved", other)
    # The same save twice is one, and an overtaken one changes nothing.
    assert keep(client, one, base=2, page="second", seq=1).json["fields"][0]["text"] == other


def test_a_draft_is_seen_by_nobody_else(
    client: FlaskClient, session: Session, course: Course
) -> None:
    type_title(client, "Canary")
    colleague = client.application.test_client()
    _seat(colleague, session, course, "Prof. Reyes")
    assert "Canary" not in colleague.get(WEEK_3).text
    assert colleague.get(DRAFT).json["fields"] == []
    assert client.get(DRAFT).json["fields"][0]["version"] == 1


def test_somebody_else_who_signed_in_meanwhile_does_not_keep_it(
    client: FlaskClient, session: Session, course: Course
) -> None:
    body = {"client": "tab", "user": "999", "fields": [{"field": "form", "text": "[]"}]}
    assert client.put(DRAFT, json=body).status_code == 403
    assert session.scalars(select(SetupDraft)).all() == []


BAD: dict[str, Any] = {
    "no fields": {},
    "another field": {"fields": [{"field": "title", "text": "[]"}]},
    "two of them": {"fields": [{"field": "form", "text": "[]"}] * 2},
    "no JSON in it": {"fields": [{"field": "form", "text": "title=x"}]},
    "no list": {"fields": [{"field": "form", "text": "{}"}]},
    "no pairs": {"fields": [{"field": "form", "text": '[["title"]]'}]},
    "no text in a pair": {"fields": [{"field": "form", "text": '[["title", 7]]'}]},
    "depth": {"fields": [{"field": "form", "text": "[" * 100_000}]},
    "too many": {"fields": [{"field": "form", "text": json.dumps([["a", ""]] * 6000)}]},
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_what_our_script_would_not_send_is_refused(
    client: FlaskClient, session: Session, course: Course, body: Any
) -> None:
    assert client.put(DRAFT, json=body).status_code == 422
    assert session.scalars(select(SetupDraft)).all() == []


def test_more_than_a_week_can_hold_is_refused_with_a_sentence(
    client: FlaskClient, course: Course
) -> None:
    answer = keep(client, json.dumps([["body", "x" * 300_000]]))
    assert answer.status_code == 413
    assert "more than a week can hold" in answer.json["message"]


def test_signs_that_no_page_can_show_do_not_break_it(client: FlaskClient, course: Course) -> None:
    keep(client, r'[["title", "A\u0000\ud800"], ["parts-0-key", "\ud800"], ["\ud800", "x"]]')
    page = client.get(WEEK_3)
    assert page.status_code == 200
    assert fields_of(page.text)["title"].startswith("A")


def test_a_version_over_unsaved_changes_is_not_kept_by_itself(
    client: FlaskClient, session: Session, course: Course
) -> None:
    assert client.post(WEEK_3, data=form_of(client, 3) | {"title": "First"}).status_code == 303
    links = BeautifulSoup(client.get(f"{WEEK_3}/history").text, "html.parser")
    number = str(links.select(".revisions h2 a")[1]["href"]).rpartition("/")[2]
    restored = BeautifulSoup(client.get(f"{WEEK_3}?version={number}").text, "html.parser")
    assert restored.select("autosave-form[data-typed]")
    type_title(client, "Typed", base=1)
    page = client.get(f"{WEEK_3}?version={number}")
    assert fields_of(page.text)["title"] == "Developing alliances"
    assert "Saving this version takes their place." in notice_in(page.text)
    assert not BeautifulSoup(page.text, "html.parser").select("autosave-form")
    assert fields_of(client.get(WEEK_3).text)["title"] == "Typed"


def test_a_week_in_the_archive_keeps_no_draft(
    client: FlaskClient, session: Session, course: Course
) -> None:
    course.archived_at = BEGINNING
    session.commit()
    assert not BeautifulSoup(client.get(WEEK_3).text, "html.parser").select("autosave-form")
    assert type_title(client, "Typed").status_code == 403


def _seat(client: FlaskClient, session: Session, course: Course, name: str) -> User:
    """One more instructor, signed in."""
    person = make_user(session, name)
    enrol(session, course, person, "instructor")
    sign_in(client, session, person)
    return person
