"""Signed out, too quick, or clicked twice: the text is still there, and is stored once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.activity.models import Activity
from forum.discussion.models import Draft, Post, Revision
from forum.extensions import db
from tests.support.bad_input import response, typed
from tests.support.classroom import Classroom, room_with_two_posts, shows
from tests.support.factories import sign_in
from tests.support.weeks import at, words
from tests.web.test_nothing_typed_is_lost import form_to_send_again, token
from tests.web.trial import trial_app

TOGETHER = 20


@pytest.fixture
def room(app, session, clock) -> Classroom:
    return room_with_two_posts(app, session, clock)


@pytest.fixture
def limited(app: Flask) -> Iterator[Flask]:
    """The application as it runs in earnest, with limits on."""
    with trial_app(app, RATELIMIT_ENABLED=True) as made:
        yield made


# --- Signed out in the middle of a sentence ----------------------------------------------------


def test_a_form_of_an_expired_session_is_given_back_and_can_be_sent_once_more(room, clock):
    browser = room.app.test_client()
    sign_in(browser, room.session, room.cy)
    fields = room.form(**{"part-ally": "Short words", "submission_key": uuid4().hex})
    clock(at(2, "13:00"))
    for path, sent in (
        (f"{room.week}/posts", fields),
        (f"{room.week}/writing", fields),
        (room.at_post(room.theirs, "/answers"), response(**{"part-common": "Dear Bea,"})),
        (f"{room.week}/questions", {"requirement": "parts", "text": "Why is that so?"}),
    ):
        refused = browser.post(path, data=sent)
        assert refused.status_code == 401
        assert shows(refused, "Please sign in")
        for text in sent.values():
            if " " in text:
                assert text in typed(refused), path
    assert room.session.scalar(select(func.count(Post.id))) == 2
    sign_in(browser, room.session, room.cy)
    assert browser.post(f"{room.week}/posts", data=fields).status_code == 303


def test_the_autosave_of_an_expired_session_is_told_so_and_resumes_after_signing_in(room, clock):
    browser = room.app.test_client()
    sign_in(browser, room.session, room.cy)
    clock(at(2, "13:00"))
    body = {"client": "tab", "fields": [{"field": "part-ally", "text": "Kept in the page"}]}
    refused = browser.put(f"{room.week}/drafts/initial", json=body)
    assert (refused.status_code, refused.json["message"]) == (401, "You are signed out.")
    sign_in(browser, room.session, room.cy)
    assert browser.put(f"{room.week}/drafts/initial", json=body).status_code == 200


def test_a_form_with_an_old_token_is_given_back_and_taken_with_a_new_one(app, room):
    with trial_app(app, WTF_CSRF_ENABLED=True) as guarded:
        browser = guarded.test_client()
        sign_in(browser, room.session, room.cy)
        fields = room.form(submission_key=uuid4().hex, **{"part-ally": "Short words"})
        for old in ({}, {"csrf_token": "of yesterday"}):
            refused = browser.post(f"{room.week}/posts", data=fields | old)
            assert refused.status_code == 400
            assert "Short words" in typed(refused)
        address, again = form_to_send_again(refused.text)
        assert again["csrf_token"] == token(refused.text)
        assert browser.post(address, data=again).status_code == 303
        body = {"client": "tab", "fields": []}
        assert browser.put(f"{room.week}/drafts/initial", json=body).status_code == 403


# --- Too quick ---------------------------------------------------------------------------------


def test_the_twenty_first_post_in_ten_minutes_waits_with_its_text(room, limited):
    browser = limited.test_client()
    sign_in(browser, room.session, room.ana)
    path = room.at_post(room.theirs, "/answers")
    answers = [
        browser.post(path, data=response(submission_key=uuid4().hex)).status_code for _ in range(20)
    ]
    assert set(answers) == {303}
    late = browser.post(path, data=response(**{"part-common": "One word more"}))
    assert late.status_code == 429
    assert shows(late, "That was very quick", "Try again in 10 minutes.")
    assert 0 < int(late.headers["Retry-After"]) <= 601
    assert "One word more" in typed(late)
    assert room.session.scalar(select(func.count(Post.id))) == 22


def test_the_sixty_first_save_in_a_minute_waits_and_says_how_long(room, limited):
    browser = limited.test_client()
    sign_in(browser, room.session, room.cy)
    body = {"client": "tab", "fields": [{"field": "part-ally", "text": "Saved"}]}
    path = f"{room.week}/drafts/initial"
    assert {browser.put(path, json=body).status_code for _ in range(60)} == {200}
    late = browser.put(path, json=body)
    assert (late.status_code, 0 < late.json["retry_after"] <= 61) == (429, True)
    form = browser.post(f"{room.week}/writing", data=room.form(**{"part-ally": "Typed on"}))
    assert (form.status_code, "Typed on" in typed(form)) == (429, True)
    assert room.session.scalars(select(Draft.text)).one() == "Saved"


# --- Clicked twice -----------------------------------------------------------------------------


def send_until_there_is_room(browser, path, fields):
    """Send a form as its writer would: a busy database says 503, and the same form goes again."""
    for _ in range(TOGETHER):
        answer = browser.post(path, data=fields)
        if answer.status_code != 503:
            break
        assert int(answer.headers["Retry-After"]) > 0
    return answer


def sent_together(room: Classroom, user, path: str, fields: dict[str, str]) -> list[tuple]:
    """What twenty requests with the same form get, sent at the same moment."""
    room.session.commit()
    browsers = []
    for _ in range(TOGETHER):
        browser = room.app.test_client()
        sign_in(browser, room.session, user)
        browsers.append(browser)

    def send(browser):
        answer = send_until_there_is_room(browser, path, fields)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(TOGETHER) as threads:
        answers = list(threads.map(send, browsers))
    room.session.rollback()
    return answers


def test_twenty_clicks_at_once_make_one_post_and_get_one_address(room):
    fields = room.form(submission_key=uuid4().hex)
    answers = sent_together(room, room.cy, f"{room.week}/posts", fields)
    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert room.session.scalar(select(func.count()).where(Post.author_id == room.cy.id)) == 1
    assert room.session.scalar(select(func.count(Revision.id))) == 3
    published = select(func.count()).where(Activity.actor_id == room.cy.id)
    assert room.session.scalar(published) == 1


def test_twenty_clicks_at_once_make_one_answer_and_get_one_address(room):
    fields = response(submission_key=uuid4().hex)
    answers = sent_together(room, room.ana, room.at_post(room.theirs, "/answers"), fields)
    assert (len(set(answers)), answers[0][0]) == (1, 303)
    assert room.session.scalar(select(func.count()).where(Post.kind == "response")) == 1


def test_twenty_different_forms_at_once_make_one_initial_post(room):
    room.session.commit()
    forms = [room.form(submission_key=uuid4().hex) for _ in range(TOGETHER)]

    def send(fields):
        browser = room.app.test_client()
        with room.app.app_context():
            sign_in(browser, db.session(), db.session().merge(room.cy, load=False))
            db.session.remove()
        return send_until_there_is_room(browser, f"{room.week}/posts", fields).status_code

    room.session.expunge(room.cy)
    with ThreadPoolExecutor(TOGETHER) as threads:
        answers = list(threads.map(send, forms))
    assert sorted(answers) == [303] + [409] * (TOGETHER - 1)
    numbers = room.session.scalars(select(Post.number)).all()
    assert len(set(numbers)) == len(numbers) == 3


def test_twenty_saves_of_one_version_at_once_make_one_new_version(room):
    fields = room.form(base="1", **{"part-ally": words(12, "edited")})
    answers = sent_together(room, room.ana, room.at_post(room.own, "/revisions"), fields)
    assert sorted(status for status, _ in answers) == [303] + [409] * (TOGETHER - 1)
    of_own = select(func.count()).where(Revision.post_id == room.own.id)
    assert room.session.scalar(of_own) == 2


def test_a_late_repetition_after_the_close_still_finds_its_receipt(room, clock):
    fields = room.form(submission_key=uuid4().hex)
    first = room.send(room.cy, f"{room.week}/posts", **fields)
    clock(at(10, "00:10"))
    again = room.send(room.cy, f"{room.week}/posts", **fields)
    assert (again.status_code, again.location) == (303, first.location)
    receipt = room.session.scalars(select(Post.receipt).where(Post.author_id == room.cy.id)).one()
    assert receipt in unescape(room.look(room.cy, again.location.partition("#")[0]).text)
