"""The worker: it takes what is there, needs no queue for it, and ends when it is asked to."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import forum
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.jobs import work, worker
from forum.jobs.job import Hopeless, Job
from forum.outbox.actions import Work, emit
from forum.outbox.models import OutboxEntry
from tests.support import databases
from tests.support.machine import unavailable

ROOT = Path(forum.__file__).parent.parent


def put(app: Flask, *keys: str, **values: Any) -> None:
    """Put work of this file's kind into the outbox."""
    with app.app_context(), transaction() as session:
        emit(session, [Work("trial", key, **values) for key in keys], now=utc_now())


def done(app: Flask) -> set[str]:
    """The keys of what is done."""
    with app.app_context():
        finished = select(OutboxEntry.key).where(OutboxEntry.done_at.is_not(None))
        return set(db.session.scalars(finished))


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait until something holds; whether it came to that."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def settle(job: Job) -> None:
    """Do nothing else."""
    with transaction() as session:
        job.settle(session)


def refuse(job: Job) -> None:
    """What cannot be done."""
    raise Hopeless("The address cannot be written to.")


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[Job], None]]:
    """The worker's table with this file's kinds."""
    table: dict[str, Callable[[Job], None]] = {"trial": settle, "refused": refuse}
    monkeypatch.setattr(work, "HANDLERS", table)
    return table


@pytest.fixture
def build(applications: databases.Applications, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Builds applications with a database and a queue of their own."""
    made: list[Flask] = []

    def build_one(**settings: Any) -> Flask:
        address = f"sqlite:///{tmp_path / 'worker.db'}"
        made.append(applications.build(address, INSTANCE=tmp_path, **settings))
        return made[-1]

    yield build_one
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute of the worker's own sweep passes in half a second."""
    monkeypatch.setattr(worker, "LOOK", 0.05)
    monkeypatch.setattr(worker, "UNSWEPT", 0.5)


@contextmanager
def meanwhile(app: Flask, check: Callable[[], bool]) -> Iterator[list[bool]]:
    """Run the worker in this thread until ``check`` holds or time is up; what came of it."""
    said: list[bool] = []

    def look() -> None:
        said.append(until(check))
        os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in worker.SIGNALS}
    huey = logging.getLogger("huey")
    handlers, level, propagate = huey.handlers[:], huey.level, huey.propagate
    looking = Thread(target=look)
    looking.start()
    try:
        worker.run(app)
        looking.join()
        yield said
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        huey.handlers[:], huey.propagate = handlers, propagate
        huey.setLevel(level)


# --- Once --------------------------------------------------------------------------------------


def run_once(app: Flask) -> Any:
    return app.test_cli_runner().invoke(args=["worker", "--once"])


def test_once_does_what_is_due_and_leaves_what_is_dated(app, session, handlers):
    put(app, "one", "two")
    put(app, "later", not_before=utc_now() + timedelta(hours=1))
    result = run_once(app)
    assert (result.exit_code, result.output) == (0, "Done: 2, given up: 0.\n")
    assert done(app) == {"one", "two"}
    assert run_once(app).output == "Done: 0, given up: 0.\n"


def test_once_ends_with_1_where_something_was_given_up(app, session, handlers):
    put(app, "one")
    with transaction() as changing:
        emit(changing, [Work("refused", "two")], now=utc_now())
    result = run_once(app)
    assert (result.exit_code, result.output) == (1, "Done: 1, given up: 1.\n")
    assert run_once(app).exit_code == 0, "what was given up before is in sight, not news"


# --- At work -----------------------------------------------------------------------------------


def test_it_takes_what_waited_while_it_was_down(build, handlers):
    app = build()
    put(app, *(f"mail:{number}" for number in range(30)))
    for _ in range(3):
        app.extensions["queue"].wake()
    with meanwhile(app, lambda: len(done(app)) == 30) as said:
        assert said == [True]


def test_a_commit_wakes_it_within_seconds(build, handlers):
    app = build()

    def a_commit_later() -> bool:
        put(app, "one")
        app.extensions["queue"].wake()  # in tests commits do not
        return until(lambda: done(app) == {"one"}, 5)

    with meanwhile(app, a_commit_later) as said:
        assert said == [True]


def test_on_a_signal_it_finishes_the_entry_in_hand_and_takes_no_other(build, handlers):
    app, begun, ended = build(), Event(), Event()

    def slow(job: Job) -> None:
        begun.set()
        app.extensions["queue"].stopping.wait(10)
        time.sleep(0.3)
        settle(job)
        ended.set()

    handlers["trial"] = slow
    put(app, "one")
    with meanwhile(app, begun.is_set) as said:
        put(app, "two")
        assert said == [True]
        assert ended.is_set()
    assert done(app) == {"one"}
    with app.app_context():
        left = db.session.scalars(select(OutboxEntry).where(OutboxEntry.done_at.is_(None)))
        assert [(entry.key, entry.attempts) for entry in left] == [("two", 0)]


def test_a_database_that_is_away_costs_a_line_and_not_the_worker(build, tmp_path, caplog):
    app = build()
    with app.app_context():
        db.metadata.drop_all(db.engine)
    app.extensions["queue"].sweep()
    assert caplog.text.count("worker_failed") == 1
    assert "OperationalError" in caplog.text
    assert "SELECT" not in caplog.text


# --- Without a queue ---------------------------------------------------------------------------


@pytest.fixture
def redis_port() -> int:
    """A port of 127.0.0.1 at which nothing answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def redis_at(port: int) -> Iterator[None]:
    """A Redis that answers there."""
    program = shutil.which("redis-server")
    if program is None:
        unavailable("redis-server is not installed")
    with subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            yield
        finally:
            server.terminate()


def test_without_redis_what_is_due_later_is_done_all_the_same(
    build, handlers, quick, redis_port, caplog
):
    app = build(QUEUE_URL=f"redis://127.0.0.1:{redis_port}/0")
    put(app, "now")
    put(app, "later", not_before=utc_now() + timedelta(seconds=1))
    began = time.process_time()
    with meanwhile(app, lambda: done(app) == {"now", "later"}) as said:
        assert said == [True]
    assert caplog.text.count("queue_away") == 1, "one line, however often it is tried"
    assert "Traceback" not in caplog.text
    assert time.process_time() - began < 3


def test_a_redis_that_comes_and_goes_is_used_while_it_is_there(build, handlers, redis_port, caplog):
    caplog.set_level(logging.INFO, "colloquy")
    app = build(QUEUE_URL=f"redis://127.0.0.1:{redis_port}/0")
    queue = app.extensions["queue"]

    def back_and_away() -> bool:
        away_first = until(lambda: "queue_away" in caplog.text)
        with redis_at(redis_port):

            def is_woken() -> bool:
                queue._not_before = 0.0  # another process would not have asked before
                queue.wake()
                return "queue_back" in caplog.text

            is_back = until(is_woken)
            put(app, "one")
            queue.wake()
            was_done = until(lambda: done(app) == {"one"}, 5)
        return away_first and is_back and was_done and until(lambda: is_away_again(caplog.text))

    with meanwhile(app, back_and_away) as said:
        assert said == [True]


def is_away_again(text: str) -> bool:
    return text.count("queue_away") == 2


def test_a_queue_that_is_damaged_is_made_anew(build, handlers, tmp_path, caplog):
    (tmp_path / "queue.db").write_bytes(b"Dear all, " * 1000)
    app = build()
    assert "queue_made_anew" in caplog.text
    queue = app.extensions["queue"]
    queue.wake()
    assert queue.huey.pending_count() == 1


def test_where_no_queue_can_be_made_the_work_is_done_all_the_same(
    build, handlers, quick, tmp_path, caplog
):
    (tmp_path / "queue.db").mkdir()
    app = build()
    assert "queue_unusable" in caplog.text
    app.extensions["queue"].wake()
    put(app, "later", not_before=utc_now() + timedelta(seconds=1))
    with meanwhile(app, lambda: done(app) == {"later"}) as said:
        assert said == [True]


# --- The command -------------------------------------------------------------------------------


def test_the_command_works_until_it_is_told_to_stop(build, tmp_path):
    app = build()
    with app.app_context(), transaction() as session:
        unknown = Work("reset", "reset:one", {"email": "nobody@example.org"})
        emit(session, [unknown], now=utc_now())
    said = tmp_path / "said.txt"
    settings = {
        "COLLOQUY_INSTANCE": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/worker.db",
    }
    with (
        said.open("w") as output,
        subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--threads", "1"],
            env={**os.environ, **settings},
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            assert until(lambda: done(app) == {"reset:one"}, 40), said.read_text()
            process.terminate()
            assert process.wait(10) == 0
        finally:
            process.kill()
    lines = said.read_text().splitlines()
    assert ["worker_started" in lines[0], "worker_stopped" in lines[-1]] == [True, True]
    assert len(lines) == 2, "no banner, and no line for each task"
