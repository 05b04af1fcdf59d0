"""Redis stopped, paused, emptied: posting goes on, and the rest catches up."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from forum.database import transaction
from forum.jobs import queue
from forum.outbox.models import OutboxEntry
from tests.notifications.support import Clock
from tests.support.classroom import TUESDAY, Classroom
from tests.support.machine import unavailable
from tests.support.postbox import Postbox

pytestmark = pytest.mark.redis


class Server:
    """A Redis of this test's own, which it may stop, pause and empty."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            unavailable("No redis-server is installed.")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._command = [program, "--port", str(self.port), "--dir", str(folder)]
        self._command += ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process: subprocess.Popen[bytes] | None = None
        self.client = redis.Redis(port=self.port, socket_timeout=5)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def waiting(self) -> int:
        """How many tasks wait in the queue."""
        return int(self.client.llen("huey.redis.colloquy"))

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while True:
            try:
                self.client.ping()
                return
            except redis.ConnectionError:
                assert time.monotonic() < deadline, "Redis did not start"
                time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def room(
    app: Flask,
    session: Session,
    clock: Clock,
    server: Server,
    postbox: Postbox,
    monkeypatch: pytest.MonkeyPatch,
) -> Classroom:
    """A class on an application whose commits wake a worker through that Redis."""
    clock(TUESDAY)
    found = Classroom(app, session)
    monkeypatch.setitem(app.config, "QUEUE_URL", server.url)
    monkeypatch.setitem(app.extensions, "queue", queue.Queue(app, queue._build(app)))
    monkeypatch.setattr(app, "testing", False)
    return found


@contextmanager
def warnings() -> Iterator[list[str]]:
    """The events that the log tells of."""
    events: list[str] = []
    with capture_logs() as lines:
        yield events
    events += [str(line["event"]) for line in lines]


def test_a_commit_wakes_the_worker(room: Classroom, server: Server, postbox: Postbox) -> None:
    room.post(room.ana)
    assert server.waiting >= 1
    assert len(postbox.deliver()) == 1


def test_posting_goes_on_while_redis_is_stopped_and_it_is_asked_once(
    room: Classroom, server: Server, postbox: Postbox
) -> None:
    server.stop()
    with warnings() as events:
        room.post(room.ana)
        room.post(room.bea, "Love146")
        room.respond(room.bea, room.post(room.person("Cy Young"), "La Strada International"))
    assert events.count("worker_not_woken") == 1
    subjects = [str(mail["Subject"]) for mail in postbox.deliver()]
    assert len([subject for subject in subjects if "eceipt" in subject]) == 3


def test_once_it_is_back_commits_wake_the_worker_again(
    room: Classroom, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.stop()
    room.post(room.ana)
    server.start()
    monkeypatch.setattr(room.app.extensions["queue"], "_not_before", 0.0)  # half a minute later
    room.post(room.bea, "Love146")
    assert server.waiting >= 1


def test_a_redis_that_is_paused_keeps_one_post_waiting_for_a_moment_and_the_next_not_at_all(
    room: Classroom, server: Server, postbox: Postbox
) -> None:
    server.client.execute_command("CLIENT", "PAUSE", "60000")
    with warnings() as events:
        room.post(room.ana)
        room.post(room.bea, "Love146")
    assert events.count("worker_not_woken") == 1
    assert len(postbox.deliver()) == 3  # two receipts, and Ana waits no more


def test_a_queue_that_was_emptied_is_made_up_for_by_the_sweep(
    room: Classroom, server: Server, postbox: Postbox
) -> None:
    room.post(room.ana)
    server.client.flushall()
    assert server.waiting == 0
    assert len(postbox.deliver()) == 1


def test_no_text_and_no_person_stands_in_the_queue(room: Classroom, server: Server) -> None:
    room.post(room.ana, stem="canary")
    for task in server.client.lrange("huey.redis.colloquy", 0, -1):
        assert b"canary" not in task
        assert b"Ana" not in task


def test_nobody_is_signed_out_by_a_redis_that_is_gone(room: Classroom, server: Server) -> None:
    server.stop()
    assert room.look(room.ana, room.week).status_code == 200


def test_what_stood_in_the_queue_alone_would_be_lost_with_it(
    room: Classroom, server: Server, postbox: Postbox
) -> None:
    """Planted: mail as a task of its own, and no outbox. The test about emptying can fail."""
    huey = room.app.extensions["queue"].huey
    room.post(room.ana)
    with transaction() as session:
        session.execute(delete(OutboxEntry))
    huey.task(name="mail")(lambda address: address)("ana@example.org")
    server.client.flushall()
    assert (server.waiting, postbox.deliver()) == (0, [])
