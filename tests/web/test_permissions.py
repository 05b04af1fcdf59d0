"""Every route, every method, every kind of person: what they get is written in one table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.web.routes import BLUEPRINTS
from tests.web.permission_table import ACTORS, CLASSES, OK, OUT, ROUTES, expected
from tests.web.permission_world import NOW, World, address, build_world

READS = ("GET", "HEAD")


@pytest.fixture
def world(app: Flask, session: Session) -> Iterator[World]:
    with time_machine.travel(NOW):
        yield build_world(app, session)


def writing_endpoints() -> list[str]:
    """The routes with a method that may change something, known before any test begins."""
    bare = Flask("the routes alone")
    for blueprint in BLUEPRINTS:
        bare.register_blueprint(blueprint)
    safe = {*READS, "OPTIONS"}
    rules = [rule for rule in bare.url_map.iter_rules() if (rule.methods or set()) - safe]
    return sorted({rule.endpoint for rule in rules})


def methods_of(app: Flask, endpoint: str) -> list[str]:
    found = {method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods or ()}
    return sorted(found - {"OPTIONS"})


def methods_at(app: Flask, endpoint: str) -> set[str]:
    """The methods of every route that shares an address with this one."""
    rules = {rule.rule for rule in app.url_map.iter_rules(endpoint)}
    shared = [rule for rule in app.url_map.iter_rules() if rule.rule in rules]
    return {method for rule in shared for method in rule.methods or ()}


def what_is_got(browser: FlaskClient, method: str, target: str) -> str:
    """Send the request as a page would, and name the answer in the words of the table."""
    sent: dict[str, Any] = {"json": {}} if method == "PUT" else {}
    if method == "POST":
        sent = {"data": {"submission_key": uuid4().hex}}
    answer = browser.open(target, method=method, **sent)
    led_out = method in READS and (answer.location or "").startswith("/sign-in")
    if answer.status_code == 401 or led_out:
        return OUT
    if answer.status_code in (403, 404):
        return str(answer.status_code)
    return OK if answer.status_code < 300 or answer.status_code in TAKEN else answer.status


# Led on, or the empty form was looked at and found wanting.
TAKEN = (302, 303, 304, 400, 409, 422)


def test_every_route_is_in_the_table(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert known - ROUTES.keys() == set(), "classify these in permission_table.py"
    assert ROUTES.keys() - known == set(), "these routes are gone"


def test_every_class_speaks_of_every_actor() -> None:
    assert {name for name, answers in CLASSES.items() if answers.keys() != set(ACTORS)} == set()


def test_everybody_reads_what_the_table_says(app: Flask, world: World) -> None:
    wrong = {}
    for endpoint in sorted(ROUTES):
        for method in set(methods_of(app, endpoint)) & set(READS):
            if found := differences(app, world, endpoint, method):
                wrong[method, endpoint] = found
    assert wrong == {}


@pytest.mark.parametrize("endpoint", writing_endpoints())
def test_everybody_writes_what_the_table_says(app: Flask, session: Session, endpoint: str) -> None:
    writes = sorted(set(methods_of(app, endpoint)) - set(READS))
    with time_machine.travel(NOW):
        world = build_world(app, session)
        assert {method: differences(app, world, endpoint, method) for method in writes} == {
            method: {} for method in writes
        }


def differences(app: Flask, world: World, endpoint: str, method: str) -> dict[str, tuple[str, str]]:
    """Who gets something else than the table says: actor -> (got, expected)."""
    # Those who are refused come first: what others change must not help them.
    answers = {actor: expected(endpoint, method, actor) for actor in ACTORS}
    found = {}
    for actor in sorted(ACTORS, key=lambda actor: answers[actor] == OK):
        target = address(app, world, endpoint, actor)
        got = what_is_got(world.browsers[actor], method, target)
        if got != answers[actor]:
            found[actor] = (got, answers[actor])
    return found


def test_other_methods_are_refused_everywhere(app: Flask, world: World) -> None:
    for endpoint in sorted(ROUTES):
        target = address(app, world, endpoint)
        for method in {"DELETE", "PATCH", "PUT", "TRACE"} - methods_at(app, endpoint):
            answer = world.browsers["OWN"].open(target, method=method)
            assert answer.status_code == 405, f"{method} {target}"


def test_a_guest_learns_nothing_from_addresses_that_are_near_a_route(
    app: Flask, world: World
) -> None:
    for endpoint in sorted(ROUTES):
        target = address(app, world, endpoint)
        for near in (f"{target.rstrip('/')}.json", f"{target}?format=json", f"{target}//"):
            answer = world.browsers["A0"].get(near)
            assert answer.status_code in (200, 302, 308, 401, 404, 405), near
            if answer.status_code == 200:
                assert "public" in ROUTES[endpoint], near
