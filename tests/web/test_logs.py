"""What is written to the log: enough to find a fault, and nobody's words or address."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from forum import create_app
from forum.extensions import db
from tests.support.client import Browser
from tests.web.trial import blueprint


@pytest.fixture
def production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Flask]:
    """An application as it runs in earnest, but on a file of its own."""
    root = logging.getLogger()
    before, level = list(root.handlers), logging.getLogger("colloquy").level
    monkeypatch.setenv("COLLOQUY_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "a key for this test alone, long enough")
    monkeypatch.setenv("COLLOQUY_URL", "https://forum.example.edu")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'one.db'}")
    monkeypatch.setenv("COLLOQUY_INSTANCE", str(tmp_path))
    app = create_app({"RATELIMIT_ENABLED": False, "WTF_CSRF_ENABLED": False})
    app.test_client_class = Browser
    app.register_blueprint(blueprint)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()
    root.handlers[:] = before
    app.logger.filters.clear()
    logging.getLogger("colloquy").setLevel(level)


@pytest.fixture
def written(production: Flask) -> io.StringIO:
    """What the log holds from now on."""
    stream = io.StringIO()
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    return stream


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_each_request_leaves_one_line_with_its_number(
    production: Flask, written: io.StringIO
) -> None:
    answer = production.test_client().get("/password/reset/a-secret-token", base_url="https://x")
    (line,) = lines(written)
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/password/reset/<token>",
        "status": 404,
        "request_id": answer.headers["X-Request-ID"],
    }


def test_nothing_personal_is_written(production: Flask, written: io.StringIO) -> None:
    browser = production.test_client()
    browser.post("/sign-in", data={"email": "carla@example.org", "password": "vivid otters"})
    browser.post("/trial/break", data={"overview": "What Carla wrote"}, headers={"X-A": "carla"})
    browser.get("/no/such/carla\r\nFAKE LINE")
    whole = written.getvalue()
    assert [line["event"] for line in lines(written)] == [
        "authn_login_fail",
        "request",
        "failure",
        "request",
        "request",
    ]
    for word in ("carla", "Carla", "otters", "127.0.0.1", "a secret", "FAKE"):
        assert word not in whole


def test_a_failure_names_its_kind_and_its_place(production: Flask, written: io.StringIO) -> None:
    answer = production.test_client().get("/trial/break")
    failure = lines(written)[0]
    assert (failure["kind"], failure["level"]) == ("RuntimeError", "error")
    assert failure["request_id"] == answer.headers["X-Request-ID"]
    assert failure["at"][-1].endswith("break_down")


def test_production_keeps_cookies_to_https(production: Flask) -> None:
    answer = production.test_client().get("/sign-in", base_url="https://forum.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert production.config["SESSION_COOKIE_NAME"] == "__Host-forum"
    assert production.config["SESSION_COOKIE_SECURE"] is True


def test_no_log_prints_the_values_of_a_failing_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    create_app({"INSTANCE": tmp_path, "SECRET_KEY": "a key for this test alone, long enough"})
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream := io.StringIO())

    def fail() -> None:
        written = "canary of a post"
        raise RuntimeError(f"{len(written)} letters")

    try:
        fail()
    except RuntimeError:
        logging.getLogger("of somebody").exception("Exception on /")
    assert "16 letters" in stream.getvalue()
    assert "canary of a post" not in stream.getvalue().replace('written = "canary of a post"', "")
