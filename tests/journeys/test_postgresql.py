"""The shortest whole journey once more, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from forum.extensions import db
from tests.journeys.forum import Forum, build, fill
from tests.journeys.people import Person, heading, ready
from tests.journeys.writing import publish_post, write_post, write_response
from tests.support.databases import Applications

pytestmark = [pytest.mark.browser, pytest.mark.postgresql]


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Forum]:
    """The forum on a PostgreSQL database of its own."""
    databases = Applications(tmp_path)
    app = build(databases.address("postgresql"), tmp_path)
    running = Forum(app, fill(app))
    yield running
    running.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.close()


def test_a_post_a_response_and_the_desk(
    on_postgresql: Forum, open_context: Callable[..., BrowserContext]
) -> None:
    forum = on_postgresql
    xime = Person(forum, open_context(), "ximena")
    page = xime.go("w/6")
    page.get_by_role("radio", name="GEMS").check()
    write_post(page)
    publish_post(page)
    ready(page)
    page = xime.go(f"p/{forum.initial_post('owen')}/respond")
    write_response(page)
    page.get_by_role("button", name="Publish response").click()
    expect(page.locator("#receipt")).to_contain_text("1 of 2")

    ngozi = Person(forum, open_context(), "ngozi")
    desk = ngozi.go(f"w/6/grade/{forum.user_id('ximena')}")
    heading(desk, "Ximena Rojas")
    expect(desk.locator("#finding-responses")).to_contain_text("1 of 2")
    page = ngozi.go("w/6/participation")
    expect(page.locator("table.matrix tbody tr")).to_have_count(26)
    assert xime.complaints + ngozi.complaints == []
