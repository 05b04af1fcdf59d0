"""Large rosters in the worker's hands: whole or not at all, once, and only as they were shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.imports import actions
from forum.courses.imports.models import RosterImport
from forum.courses.models import Course, Enrollment
from forum.database import utc_now
from forum.extensions import db
from forum.jobs.work import work_off
from forum.outbox.models import OutboxEntry
from tests.support.classroom import shows
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.postbox import Postbox
from tests.web.test_roster_pages import FILE, HEAD, apply, bring, seen_on, state_of

PEOPLE = actions.WORTH_THE_WORKER
LARGE = HEAD + "".join(f"s{n}@example.org,Given,Family,,Section {n % 3}\n" for n in range(PEOPLE))


class Killed(BaseException):
    """The process ends in the middle of it: nothing catches this."""


@pytest.fixture
def teacher(client: FlaskClient, session: Session) -> User:
    """An instructor of the course, signed in."""
    course, user = make_course(session, slug="sowk-510"), make_user(session, "Tess Teacher")
    enrol(session, course, user, "instructor")
    sign_in(client, session, user)
    return user


def asked(client: FlaskClient) -> str:
    """The address of a large roster that waits for the worker."""
    where = bring(client, LARGE).location
    assert apply(client, where).status_code == 303
    return str(where)


def work() -> None:
    """Let the worker take one thing."""
    db.session.rollback()
    work_off(1)
    db.session.rollback()


def test_the_page_says_how_far_it_is_until_everybody_is_there(
    client: FlaskClient, session: Session, teacher: User, postbox: Postbox
) -> None:
    where = asked(client)
    assert len(state_of(session)["members"]) == 1
    waiting = client.get(where)
    assert shows(
        waiting, "Being carried out", f"{PEOPLE} people of the file", "waits for the worker"
    )
    assert "data-progress" in waiting.text
    work()
    assert len(state_of(session)["members"]) == PEOPLE + 1
    assert shows(client.get(where), "They are being prepared.")
    work()
    assert shows(client.get(where), f"0 of {PEOPLE} are done.")
    for _ in range(5):
        work()
    assert shows(client.get(where), f"5 of {PEOPLE} are done.")
    assert len(postbox.take()) == 5
    sign_in(client, session, make_user(session, "Ada Admin", is_admin=True))
    assert shows(client.get("/admin/deliveries"), "Roster by file: SOWK 510")


def test_a_worker_that_dies_has_done_nothing_and_the_next_does_it_once(
    client: FlaskClient,
    session: Session,
    teacher: User,
    monkeypatch: pytest.MonkeyPatch,
    clock: Callable[..., None],
) -> None:
    where = asked(client)
    before = state_of(session)
    run = actions.run_import

    def dies(*args: Any, **kwargs: Any) -> str:
        run(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("forum.jobs.roster.run_import", dies)
        work()
    assert state_of(session) == before
    clock(utc_now() + timedelta(hours=1))
    work()
    work()
    session.rollback()
    assert len(state_of(session)["members"]) == PEOPLE + 1
    assert session.scalars(select(RosterImport.outcome)).all() == ["applied"]
    assert where


def test_where_the_roster_changed_the_preview_is_shown_anew(
    client: FlaskClient, session: Session, teacher: User
) -> None:
    where = asked(client)
    course = session.scalars(select(Course)).one()
    enrol(session, course, make_user(session, email="s0@example.org"))
    before = state_of(session)
    work()
    assert state_of(session) == before
    page = client.get(where)
    assert shows(page, "The roster changed before this could be carried out", "What would change")
    assert apply(client, where).status_code == 303
    work()
    assert len(state_of(session)["members"]) == PEOPLE + 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("archive", "The course is in the archive, so nothing was changed."),
        ("leave", "Who asked for it may not manage people here any more"),
        ("disable", "Who asked for it may not manage people here any more"),
    ],
)
def test_what_was_allowed_is_asked_again_when_it_runs(
    client: FlaskClient, session: Session, teacher: User, change: str, sentence: str
) -> None:
    where = asked(client)
    course = session.scalars(select(Course)).one()
    if change == "archive":
        course.archived_at = utc_now()
    elif change == "leave":
        session.scalars(select(Enrollment)).one().ended_at = utc_now()
    else:
        session.get_one(User, teacher.id).disabled_at = utc_now()
    session.commit()
    before = state_of(session)
    work()
    assert state_of(session) == before
    admin = make_user(session, "Ada Admin", is_admin=True)
    sign_in(client, session, admin)
    assert shows(client.get(where), sentence)
    assert session.scalars(select(RosterImport.lines)).all() == [[]]


def test_what_waits_can_be_cancelled(client: FlaskClient, session: Session, teacher: User) -> None:
    where = asked(client)
    before = state_of(session)
    assert client.post(f"{where}/cancellation").status_code == 303
    work()
    assert state_of(session) == before
    reason = session.scalars(select(OutboxEntry.reason)).one()
    assert reason == "It was cancelled, or done before."


def test_a_failure_is_said_on_the_page(
    client: FlaskClient, session: Session, teacher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = asked(client)

    def fails(*_args: Any, **_kwargs: Any) -> str:
        raise RuntimeError("no room")

    with monkeypatch.context() as patch:
        patch.setattr("forum.jobs.roster.run_import", fails)
        work()
    assert shows(client.get(where), "It could not be carried out, and nothing was written.")


def test_a_failure_at_any_statement_leaves_nothing_half_done(
    app: Flask, client: FlaskClient, session: Session, teacher: User
) -> None:
    course = session.scalars(select(Course)).one()
    for name in ("mover", "stayer", "other", "gone"):
        enrol(session, course, make_user(session, email=f"{name}@example.org"))
    where = bring(client, FILE).location
    form = {"seen": seen_on(client.get(where)), "ends_missing": "y"}
    before = state_of(session)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        for at in range(1, 60):
            status = failing_at(at, lambda: client.post(f"{where}/application", data=form))
            if status == 303:
                break
            assert status >= 500, f"at statement {at}: {status}"
            assert state_of(session) == before, f"at statement {at}"
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None
    assert at > 15
    assert state_of(session) != before


def failing_at(number: int, act: Callable[[], Any]) -> int:
    """The status of what is done while the database fails once, at the statement of this number."""
    left = [number]

    def fail(*_args: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise RuntimeError("the database is gone")

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        return int(act().status_code)
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)


def test_of_two_clicks_at_once_one_carries_it_out(
    app: Flask, client: FlaskClient, session: Session, teacher: User
) -> None:
    where = bring(client, FILE).location
    form = {"seen": seen_on(client.get(where))}
    statuses: list[int] = []
    at_once = threading.Barrier(4)
    browsers = [app.test_client() for _ in range(4)]
    for browser in browsers:
        sign_in(browser, session, teacher)

    def click(browser: FlaskClient) -> None:
        at_once.wait(20)
        statuses.append(browser.post(f"{where}/application", data=form).status_code)

    clicks = [threading.Thread(target=click, args=[browser]) for browser in browsers]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(60)
    assert statuses == [303] * 4
    after = state_of(session)
    assert (len(after["members"]), after["enrollment"]) == (7, 7)
