"""A web server that is killed between the commit and waking the worker has lost nothing."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import waitress
from flask import Flask
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity, _emit_news
from forum.discussion.models import Post
from forum.extensions import db
from forum.outbox.models import OutboxEntry
from forum.prompts.models import Checkpoint
from tests.support.classroom import Classroom
from tests.support.factories import sign_in
from tests.support.postbox import Postbox


@contextmanager
def serving(app: Flask, on_wake: Callable[[], None]) -> Iterator[int]:
    """A real server in a process of its own, in which waking the worker does this; its port."""
    db.session.close()  # not removed: the test goes on with this session, and the fixture ends it
    db.engine.dispose()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        app.testing = False  # from here on commits wake the worker
        app.extensions["queue"].wake = on_wake
        waitress.create_server(app, sockets=[listener], threads=2, ident=None).run()

    process = multiprocessing.get_context("fork").Process(target=serve, daemon=True)
    process.start()
    try:
        yield listener.getsockname()[1]
    finally:
        process.kill()
        process.join()
        listener.close()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def cookie_of(app: Flask, session: Session, user: User) -> str:
    client = app.test_client()
    sign_in(client, session, user)
    client.get("/")
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={client.get_cookie(name).value}"


def send(port: int, path: str, cookie: str, form: dict[str, str]) -> int | None:
    """Send a form; the status, or None where the connection broke."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", path, urlencode(form), headers)
        return connection.getresponse().status
    except (http.client.HTTPException, OSError):
        return None
    finally:
        connection.close()


@pytest.fixture
def room(app: Flask, session: Session) -> Classroom:
    """A week that is under way by the clock of the server's process."""
    found = Classroom(app, session)
    now = datetime.now(UTC)
    for kind, days in (("opens", -2), ("T1", 3), ("T2", 6), ("close", 9)):
        session.execute(
            update(Checkpoint)
            .where(Checkpoint.prompt_id == found.prompt.id, Checkpoint.kind == kind)
            .values(due_at=now + timedelta(days=days))
        )
    session.commit()
    return found


def test_what_was_committed_is_told_and_what_is_sent_again_is_one_post(
    app: Flask, session: Session, room: Classroom, postbox: Postbox
) -> None:
    cookie = cookie_of(app, session, room.ana)
    form = {**room.form(), "submission_key": uuid4().hex}
    with serving(app, die) as port:
        assert send(port, f"{room.week}/posts", cookie, form) is None
    session.rollback()
    assert session.scalar(select(func.count(Post.id))) == 1
    waiting = session.scalars(select(OutboxEntry).where(OutboxEntry.done_at.is_(None))).all()
    assert [entry.kind for entry in waiting] == ["relay"]
    session.rollback()
    with serving(app, lambda: None) as port:
        assert send(port, f"{room.week}/posts", cookie, form) == 303
    session.rollback()
    assert session.scalar(select(func.count(Post.id))) == 1
    (mail,) = postbox.deliver()
    assert mail["Subject"].startswith("[SOWK 510] Receipt ")


def test_a_server_that_tells_only_after_its_commit_is_found_out(
    app: Flask, session: Session, room: Classroom, postbox: Postbox
) -> None:
    """Planted: nothing is emitted in the transaction. The test above can fail."""
    cookie = cookie_of(app, session, room.ana)
    form = {**room.form(), "submission_key": uuid4().hex}
    event.remove(Activity, "after_insert", _emit_news)
    try:
        with serving(app, die) as port:
            assert send(port, f"{room.week}/posts", cookie, form) is not None  # nobody is woken
        session.rollback()
        assert session.scalar(select(func.count(Post.id))) == 1
        assert postbox.deliver() == []
    finally:
        event.listen(Activity, "after_insert", _emit_news)


def test_the_worker_is_woken_once_a_commit_and_not_where_nothing_was_left(
    app: Flask, session: Session, room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(app.extensions["queue"], "wake", lambda: woken.append(1))
    monkeypatch.setattr(app, "testing", False)
    browser = app.test_client()
    sign_in(browser, session, room.ana)
    session.commit()
    form = {**room.form(), "submission_key": uuid4().hex}
    woken.clear()
    assert browser.post(f"{room.week}/posts", data=form).status_code == 303
    assert woken == [1]
    assert browser.get(room.week).status_code == 200
    assert browser.post("/account", data={"name": "Ana L.", "zone": "", "theme": ""}).status_code
    assert woken == [1]
