"""The few fixtures everything stands on: an application on each database, its session, a client,
and the one Chromium of a test process.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy.orm import Session

from forum.extensions import db, limiter
from tests.support import databases
from tests.support.browser import CHROMIUM_FLAGS, find_chromium, open_chromium
from tests.support.machine import unavailable
from tests.support.postbox import Postbox


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, so that no process works on one alone while the others are done."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among the thousands of tests just collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(autouse=True, scope="session")
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every application of a test process finds the templates that another one has compiled."""
    folder = tmp_path_factory.mktemp("templates")
    usual = Flask.jinja_options
    Flask.jinja_options = {**usual, "bytecode_cache": FileSystemBytecodeCache(str(folder))}
    yield
    Flask.jinja_options = usual


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.Applications]:
    """Applications by database name, each built and migrated once per test process."""
    made = databases.Applications(tmp_path_factory.mktemp("instance"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, applications: databases.Applications) -> Iterator[Flask]:
    """The application on an empty database; each test runs on SQLite and on PostgreSQL."""
    application = applications.get(request.param)
    # The limiter is one for all applications of a process: another one may have switched it on.
    limiter.enabled = application.config["RATELIMIT_ENABLED"]
    with application.app_context():
        yield application
        db.session.rollback()
        databases.empty(db.engine)
        db.session.remove()
        application.extensions["fragments"].clear()  # the next test's posts may have the same ids


@pytest.fixture
def session(app: Flask) -> Session:
    """The test's own session, apart from that of the requests it makes; commit what they need."""
    return db.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def postbox(app: Flask) -> Postbox:
    """The mails that people get, once ``postbox.deliver()`` lets the worker work."""
    return Postbox(app)


@pytest.fixture
def clock() -> Iterator[Callable[[datetime], None]]:
    """Set the time by which the whole product goes: ``clock(at(3, "10:00"))``."""
    with ExitStack() as stack:
        yield lambda now: stack.enter_context(time_machine.travel(now, tick=False))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; each test opens contexts of its own."""
    try:
        opened = open_chromium()
        chromium = opened.__enter__()
    except LookupError as missing:
        unavailable(str(missing))
    try:
        yield chromium
    finally:
        opened.__exit__(None, None, None)


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser profiles; a folder as `profile` makes one that outlives its browser."""
    opened: list[BrowserContext] = []

    def open_one(profile: Path | None = None, **options: Any) -> BrowserContext:
        context = (
            browser.browser_type.launch_persistent_context(
                profile, executable_path=find_chromium(), args=list(CHROMIUM_FLAGS), **options
            )
            if profile
            else browser.new_context(**options)
        )
        context.set_default_timeout(8000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
