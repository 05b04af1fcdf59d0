"""The forum in use, and people at it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.forum import Forum, Master, load_master, serving
from tests.journeys.people import Person


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Master:
    """The sample course, loaded once per test process."""
    return load_master(tmp_path_factory.mktemp("journeys"))


@pytest.fixture
def forum(master: Master) -> Iterator[Forum]:
    """The forum on a fresh copy of the sample course."""
    with serving(master, uuid.uuid4().hex) as running:
        yield running


@pytest.fixture
def person(
    forum: Forum, open_context: Callable[..., BrowserContext]
) -> Iterator[Callable[..., Person]]:
    """Seats somebody at a browser: ``person("ximena")``, ``person()`` for nobody.

    At the end nobody's browser may have complained of anything.
    """
    seated: list[Person] = []

    def seat(name: str = "", **options: object) -> Person:
        context = open_context(**options)
        context.set_default_timeout(20_000)
        seated.append(Person(forum, context, name))
        return seated[-1]

    yield seat
    assert [line for somebody in seated for line in somebody.complaints] == []


@pytest.fixture(autouse=True, scope="session")
def patience() -> None:
    """A machine with much to do answers late; it is not wrong because of that."""
    expect.set_options(timeout=15_000)
