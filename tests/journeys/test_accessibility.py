"""Every page, in its states, narrow and wide, light and dark: axe, outline, widths, targets.

The same walk hears what the console and the security policy say.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from werkzeug.exceptions import NotFound

from tests.journeys import eyes
from tests.journeys.forum import Forum
from tests.journeys.pages import NO_PAGES, WALKS, stops
from tests.journeys.people import Person, ready
from tests.journeys.stop import Stop

pytestmark = pytest.mark.browser
Seat = Callable[..., Person]


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("walk", WALKS)
def test_every_page_is_open_to_everybody(forum: Forum, person: Seat, walk: str) -> None:
    people: dict[str, Person] = {}
    problems = []
    for stop in WALKS[walk](forum):
        if stop.who not in people:
            people[stop.who] = person(stop.who)
        found = examine(people[stop.who], stop)
        problems += [f"{stop.who}, {stop.name}: {problem}" for problem in found]
    assert not problems, "\n".join(problems)


def examine(somebody: Person, stop: Stop) -> list[str]:
    """What is wrong with one page in any of its four looks."""
    page = arrive(somebody, stop)
    problems = eyes.outline(page)
    eyes.look(page, 1280, "light")
    problems += [f"1280 light {found}" for found in eyes.violations(page)]
    eyes.look(page, 1280, "dark")
    problems += [f"1280 dark {found}" for found in eyes.violations(page, eyes.LOOKS)]
    eyes.look(page, 320, "light")
    problems += [f"320 light {found}" for found in eyes.violations(page, eyes.LOOKS)]
    problems += [f"320 too wide {found}" for found in eyes.too_wide(page)]
    problems += [f"320 too small {found}" for found in eyes.too_small(page)]
    eyes.look(page, 320, "dark")
    problems += [f"320 dark {found}" for found in eyes.violations(page, eyes.LOOKS)]
    somebody.forgive(f"status of {stop.status}" if stop.status >= 400 else "status of nothing")
    problems += somebody.complaints
    somebody.complaints.clear()
    return problems


def arrive(somebody: Person, stop: Stop) -> Page:
    """Bring somebody to the state the stop names, which the server answers with its status."""
    page = somebody.page
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status))
    somebody.go(stop.path)
    if stop.then:
        stop.then(page)
        ready(page)
    assert stop.status in answers, f"{stop.name}: {stop.status} was never answered"
    return page


def test_every_route_that_shows_a_page_is_walked(forum: Forum) -> None:
    adapter = forum.app.url_map.bind("localhost")
    walked = set()
    for stop in stops(forum):
        path = stop.path if stop.path.startswith("/") else forum.path(stop.path)
        try:
            walked.add(adapter.match(path.partition("?")[0])[0])
        except NotFound:
            continue
    shown = {
        rule.endpoint for rule in forum.app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert shown - NO_PAGES - walked == set()
