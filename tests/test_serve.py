"""`make run` says what is in its way in one sentence, and otherwise serves."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum import create_app, serve
from forum.accounts.actions import RESET
from forum.accounts.models import User
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.outbox.actions import Work, emit
from forum.outbox.models import OutboxEntry


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the database, and no setting from outside."""
    for name in ("COLLOQUY_ENV", "DATABASE_URL", "SECRET_KEY", "QUEUE_URL", "SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLLOQUY_INSTANCE", str(tmp_path))
    return tmp_path


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_the_port_is_5000_unless_told_otherwise() -> None:
    assert serve.read_port({}) == 5000
    assert serve.read_port({"PORT": ""}) == 5000
    assert serve.read_port({"PORT": "8080"}) == 8080


@pytest.mark.parametrize("given", ["0", "65536", "-1", "http", "5000 ", "٥٠٠٠"])
def test_a_port_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(serve.CannotServe, match="PORT must be a number from 1 to 65535"):
        serve.read_port({"PORT": given})


def test_a_taken_port_is_said_before_anything_is_made(instance: Path, taken_port: int) -> None:
    with pytest.raises(serve.CannotServe, match=f"Port {taken_port} is taken by another program"):
        serve.serve({"PORT": str(taken_port)})

    assert not list(instance.iterdir())


def test_a_problem_is_one_sentence_and_exit_code_1(
    instance: Path,
    taken_port: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))

    assert serve.main() == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_a_file_that_is_no_database_is_said(instance: Path, free_port: int) -> None:
    (instance / "colloquy.db").write_bytes(b"Dear all, " * 1000)

    with pytest.raises(serve.CannotServe, match="file is not a database"):
        serve.serve({"PORT": str(free_port)})


def test_a_damaged_database_is_said(instance: Path, free_port: int) -> None:
    path = instance / "colloquy.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE note (words TEXT)")
        database.executemany("INSERT INTO note VALUES (?)", [("word " * 200,)] * 100)
    database.close()
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 8192)

    with pytest.raises(serve.CannotServe, match=r"colloquy\.db is damaged"):
        serve.serve({"PORT": str(free_port)})


def test_a_database_of_another_version_is_said(instance: Path, free_port: int) -> None:
    with sqlite3.connect(instance / "colloquy.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES ('from_the_future')")
    database.close()

    with pytest.raises(serve.CannotServe, match="was made by another version of Colloquy"):
        serve.serve({"PORT": str(free_port)})


def test_a_server_that_does_not_answer_is_said_without_its_password(
    instance: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://forum:secret@{serve.HOST}:{free_port}/forum")

    with pytest.raises(serve.CannotServe, match="see that it runs") as problem:
        serve.serve({"PORT": str(free_port)})

    assert "secret" not in str(problem.value)


def test_an_address_that_names_no_database_is_said(
    instance: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "the blue one")

    with pytest.raises(serve.CannotServe, match="DATABASE_URL names no database"):
        serve.serve({"PORT": str(free_port)})


def test_a_new_database_holds_the_sample_course_and_the_next_start_leaves_it_alone(
    instance: Path, free_port: int
) -> None:
    with _running(free_port) as first:
        assert "Loading the sample course" in first
        assert f"Colloquy answers on http://127.0.0.1:{free_port}" in first
        assert "@" in first.split("Colloquy answers on")[1], "the sample's sign-ins are missing"

    with _running(free_port) as second:
        assert "Loading the sample course" not in second
        assert second.split("Colloquy answers on")[1] == first.split("Colloquy answers on")[1]


def test_production_begins_with_an_empty_database(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLOQUY_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "a key for this test alone, which protects nothing")
    monkeypatch.setenv("COLLOQUY_URL", "https://forum.example.edu")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{instance / 'colloquy.db'}")
    app = create_app()

    with app.app_context():
        serve.open_database(app)
        serve.fill_database(app)
        assert db.session.scalar(select(func.count(User.id))) == 0
        db.engine.dispose()


# --- The worker beside it ----------------------------------------------------------------------


@pytest.fixture
def small(instance: Path) -> Iterator[Flask]:
    """An installation with one person and no course, which starts quickly."""
    app = create_app()
    with app.app_context():
        serve.open_database(app)
        with transaction() as session:
            session.add(User(email="ada@example.org", name="Ada", created_at=utc_now()))
        yield app
        db.engine.dispose()


def test_it_says_where_mails_go(
    small: Flask, instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    serve.announce(small, "http://here")
    assert f"Mails are written to {instance / 'mail'}." in capsys.readouterr().out

    monkeypatch.chdir(instance.parent)
    serve.announce(small, "http://here")
    assert f"Mails are written to {instance.name}/mail." in capsys.readouterr().out

    monkeypatch.setenv("SMTP_HOST", "smtp.example.edu")
    serve.announce(create_app(), "http://here")
    assert "Mails go to smtp.example.edu:587." in capsys.readouterr().out


def test_a_mail_is_a_file_seconds_after_it_was_asked_for(
    small: Flask, instance: Path, free_port: int
) -> None:
    with _process(free_port):
        _ask_for_a_link(free_port, "ada@example.org")
        assert _until(lambda: bool(list((instance / "mail").glob("*.eml")))), _outbox()


def test_ctrl_c_ends_both_at_once_and_says_nothing(small: Flask, free_port: int) -> None:
    with _process(free_port) as server:
        worker = _worker_of(server)
        _work_is_taken("one")
        began = time.monotonic()
        server.send_signal(signal.SIGINT)
        assert server.wait(10) == 0
        assert time.monotonic() - began < 6
        assert not _is_there(worker)
        assert "Traceback" not in server.said()
        assert "worker" not in server.said()


def test_the_worker_ends_with_a_server_that_is_killed(small: Flask, free_port: int) -> None:
    with _process(free_port) as server:
        worker = _worker_of(server)
        _work_is_taken("one")
        server.kill()
        server.wait(10)
        assert _until(lambda: not _is_there(worker), 15)


def test_the_worker_ends_with_a_server_that_is_killed_before_it_is_ready(
    small: Flask, free_port: int
) -> None:
    with _process(free_port) as server:
        worker = _worker_of(server)
        server.kill()
        server.wait(10)
        assert _until(lambda: not _is_there(worker), 15)


def test_a_worker_that_is_killed_is_started_again(small: Flask, free_port: int) -> None:
    with _process(free_port) as server:
        first = _worker_of(server)
        _work_is_taken("one")
        os.kill(first, signal.SIGKILL)
        assert _until(lambda: not _is_there(first))
        second = _worker_of(server)
        assert second != first
        _work_is_taken("two")
        assert server.said().count("worker_died") == 1


class _Server(subprocess.Popen[bytes]):
    """The forum as `make run` starts it, and what it has printed."""

    def __init__(self, port: int, output: IO[bytes]) -> None:
        super().__init__(
            [sys.executable, "-m", "forum.serve"],
            env={**os.environ, "PORT": str(port)},
            cwd=Path(serve.__file__).parent.parent,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        self._output = output

    def said(self) -> str:
        self._output.seek(0)
        return self._output.read().decode()


@contextmanager
def _process(port: int) -> Iterator[_Server]:
    """A server that has answered its first page."""
    with tempfile.TemporaryFile() as output, _Server(port, output) as server:
        try:
            assert _answers(server, port), server.said()
            yield server
        finally:
            server.terminate()


def _until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait until something holds; whether it came to that."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _worker_of(server: subprocess.Popen[bytes]) -> int:
    """The number of the server's one child, as soon as it is there."""
    found: list[int] = []

    def look() -> bool:
        listed = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True)
        found[:] = [int(line) for line in listed.stdout.split()]
        return len(found) == 1

    assert _until(look), found
    return found[0]


def _is_there(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return listed.stdout.strip() not in ("", "Z", "Z+", "Zs")


def _work_is_taken(key: str) -> None:
    """Put a row into the outbox as any process may, and wait until the worker has done it."""
    with transaction() as session:
        work = Work(RESET, key, {"email": "nobody@example.org"})
        emit(session, [work], now=utc_now())

    def is_done() -> bool:
        db.session.rollback()
        found = select(OutboxEntry.done_at).where(OutboxEntry.key == key)
        return db.session.scalar(found) is not None

    assert _until(is_done), _outbox()


def _outbox() -> list[Any]:
    """What stands in the outbox, for the message of a test that failed."""
    db.session.rollback()
    rows = select(OutboxEntry.kind, OutboxEntry.attempts, OutboxEntry.reason)
    return list(db.session.execute(rows).all())


def _ask_for_a_link(port: int, email: str) -> None:
    """Ask for a new password as a browser does."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"http://{serve.HOST}:{port}/password/reset"
    page = browser.open(address, timeout=30).read().decode()
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    fields = urllib.parse.urlencode({"csrf_token": token, "email": email})
    assert browser.open(address, fields.encode(), timeout=30).status == 200


@contextmanager
def _running(port: int) -> Iterator[str]:
    """Start the forum as `make run` does; give what it printed once its first page is there."""
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            [sys.executable, "-m", "forum.serve"],
            env={**os.environ, "PORT": str(port)},
            cwd=Path(serve.__file__).parent.parent,
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            is_up = _answers(process, port)
            said.seek(0)
            output = said.read()
            assert is_up, f"The server ended with exit code {process.returncode}: {output}"
            yield output
        finally:
            process.terminate()


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the first page was answered before the server ended."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{serve.HOST}:{port}/", timeout=30) as page:
                return page.status == 200
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    return False
