"""`make run` says what is in its way in one sentence, and otherwise serves."""

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum import create_app, serve
from forum.accounts.models import User
from forum.extensions import db


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the database, and no setting from outside."""
    for name in ("COLLOQUY_ENV", "DATABASE_URL", "SECRET_KEY"):
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
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{instance / 'colloquy.db'}")
    app = create_app()

    with app.app_context():
        serve.open_database(app)
        serve.fill_database(app)
        assert db.session.scalar(select(func.count(User.id))) == 0
        db.engine.dispose()


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
