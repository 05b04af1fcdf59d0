"""What the autosave sends is checked field by field, and kept or refused in one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from forum.discussion.models import Draft, DraftSnapshot
from tests.support.bad_input import NAUGHTY, SURVIVES
from tests.support.classroom import TUESDAY, Classroom
from tests.support.weeks import at


@pytest.fixture
def room(app, session, clock) -> Classroom:
    """A week under way in which nobody has written anything."""
    clock(TUESDAY)
    return Classroom(app, session)


def change(text: str = "One", field: str = "part-overview", **more: Any) -> dict[str, Any]:
    """One field as the script sends it."""
    return {"field": field, "text": text, **more}


def save(room: Classroom, *fields: Any, slot: str = "initial", **more: Any) -> TestResponse:
    """Save fields of a draft of Ana's."""
    body = {"client": "tab", "fields": list(fields), **more}
    return room.look(room.ana, f"{room.week}/drafts/{slot}", method="PUT", json=body)


def texts(room: Classroom) -> list[str]:
    """What is stored."""
    return list(room.session.scalars(select(Draft.text).order_by(Draft.id)))


def test_strange_signs_are_kept_as_far_as_a_database_can(room):
    answer = save(room, change(NAUGHTY, snapshot=NAUGHTY), client="tab\x00\ud800")
    assert answer.status_code == 200
    (text,) = texts(room)
    assert all(part in text for part in SURVIVES)
    assert room.session.scalars(select(DraftSnapshot.text)).one() == text
    assert save(room, change("lone \ud800 half")).status_code == 200


@pytest.mark.parametrize("text", ["x" * 60_001, "word " * 40_000], ids=["60,001 letters", "200 KB"])
def test_a_field_that_is_too_long_is_refused_by_name_and_nothing_is_stored(room, text):
    for fields in ([change("Short", "part-ally"), change(text)], [change("Short", snapshot=text)]):
        answer = save(room, *fields)
        assert (answer.status_code, answer.json["field"]) == (413, "part-overview")
        assert answer.json["message"] == "A part can hold 60,000 characters."
    assert texts(room) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"{not json",
        b'{"fields": {}}',
        b'{"fields": [1]}',
        b'{"fields": [{"field": "part-ally"}]}',
        b'{"fields": [{"field": "part-ally", "text": 7}]}',
        b'{"fields": [{"field": "part-ally", "text": "x", "seq": -1}]}',
        b'{"fields": [{"field": "part-ally", "text": "x", "seq": 2147483648}]}',
        b'{"fields": [{"field": "part-ally", "text": "x", "seq": 1.5}]}',
        b'{"fields": [{"field": "part-ally", "text": "x", "seq": "1"}]}',
        b'{"fields": [{"field": "part-ally", "text": "x", "base_version": 1e400}]}',
        b'{"fields": [{"field": "part-ally", "text": "x", "snapshot": 1}]}',
        b'{"fields": [{"field": "part-ally", "text": "x", "resolve": "both"}]}',
        b'{"fields": [{"field": "../x", "text": "x"}]}',
        b'{"fields": [{"field": "part-ally\\u0000", "text": "x"}]}',
        b'{"fields": [{"field": null, "text": "x"}]}',
        b'{"client": {}, "fields": []}',
        b'{"user": [], "fields": []}',
        b'{"fields": [' + b"9" * 5000 + b"]}",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"fields": [' + b",".join([b'{"field": "a", "text": ""}'] * 401) + b"]}",
    ],
    ids=lambda body: body[:60].decode("latin-1"),
)
def test_what_our_script_does_not_send_is_refused_and_nothing_is_stored(room, body):
    answer = room.look(
        room.ana,
        f"{room.week}/drafts/initial",
        method="PUT",
        data=body,
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert answer.json["message"]
    assert texts(room) == []


@pytest.mark.parametrize("user", ["0", "999999", "9" * 5000, "-1", "²", 10**100, "bea", "1\x00"])
def test_a_page_of_somebody_else_saves_nothing(room, user):
    answer = save(room, change(), user=user)
    assert answer.status_code == 403
    assert texts(room) == []


def test_slots_and_fields_that_cannot_be_are_not_found(room):
    for slot in (
        "",
        "x",
        "edit-",
        "edit-0",
        "edit--1",
        "edit-9999999999",
        "initial%00",
        "reply-1e3",
    ):
        answer = save(room, change(), slot=slot)
        assert answer.status_code in (404, 405), slot
    for field in ("A", "1", "%00", "x" * 60, "part overview", "../../x"):
        path = f"{room.week}/drafts/initial/{field}/versions"
        assert room.look(room.ana, path).status_code == 404, field
        assert room.send(room.ana, path, snapshot="1").status_code == 404, field


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "2147483648", "9" * 5000, "1.0", "²"])
def test_an_earlier_version_that_cannot_be_is_refused(room, number):
    path = f"{room.week}/drafts/initial/part-ally/versions"
    assert room.send(room.ana, path, snapshot=number).status_code == 422
    assert room.send(room.ana, path, snapshot="2147483647").status_code == 404


def test_after_the_close_the_script_is_told_so(room, clock):
    clock(at(10, "00:10"))
    answer = save(room, change())
    assert (answer.status_code, answer.json["message"]) == (409, "This discussion has closed.")


def test_a_draft_for_a_post_that_is_not_there_says_nothing_about_it(room):
    theirs = room.post(room.bea, "Love146")
    slots = (f"response-{theirs.number}", "response-777", f"edit-{theirs.number}", "edit-777")
    answers = [save(room, change(), slot=slot) for slot in slots]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1


def test_only_a_text_that_can_have_a_place_is_kept(room):
    theirs, own = room.post(room.bea, "Love146"), room.post(room.ana)
    for slot, status in {
        f"response-{theirs.number}": 200,
        f"reply-{theirs.number}": 200,
        f"edit-{own.number}": 200,
        f"edit-{theirs.number}": 404,
        "response-777": 404,
        "reply-777": 404,
    }.items():
        assert save(room, change(), slot=slot).status_code == status, slot
    slots = set(room.session.scalars(select(Draft.slot)))
    assert slots == {f"response-{theirs.number}", f"reply-{theirs.number}", f"edit-{own.number}"}
    versions = f"{room.week}/drafts/edit-{theirs.number}/part-ally/versions"
    assert room.send(room.ana, versions, snapshot="1").status_code == 404


def test_a_draft_grows_only_as_far_as_a_form_can(room):
    sentence = "A draft can hold 300,000 characters in all. Please shorten it."
    for index in range(5):
        assert save(room, change("x" * 60_000, f"part-{index}")).status_code == 200
    answer = save(room, change("x", "part-more"))
    assert (answer.status_code, answer.json["message"]) == (413, sentence)
    assert save(room, change("shorter", "part-0", seq=1)).status_code == 200
    assert len(texts(room)) == 5


def test_a_draft_has_no_more_fields_than_a_form(room):
    names = [f"references-{index}-author" for index in range(400)]
    assert save(room, *(change("x", name) for name in names)).status_code == 200
    assert save(room, change("x", "part-more")).status_code == 413
    assert save(room, change("y", names[0], seq=1)).status_code == 200


def test_the_fields_of_one_page_may_name_the_same_field_twice(room):
    answer = save(room, change("One", seq=1), change("Two", seq=2))
    assert answer.status_code == 200
    assert texts(room) == ["Two"]
