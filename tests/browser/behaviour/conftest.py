"""The one-page forum, and people at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.behaviour.server import Forum, Running


@pytest.fixture
def forum() -> Iterator[Forum]:
    """A fresh forum, served."""
    running = Running()
    yield running.forum
    running.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What scripts and the security policy complained of; must stay empty."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def visit(
    forum: Forum, complaints: list[str], open_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """Opens a page of the forum as the person `user`, in `context` or a profile of its own."""

    def go(
        path: str = "/write", user: str = "7", context: BrowserContext | None = None, **options: Any
    ) -> Page:
        context = context or open_context(**options)
        if user:
            context.request.get(f"{forum.url}/sign-in?user={user}")
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if is_fault(line.text) else 0)
        page.goto(forum.url + path)
        page.wait_for_selector("html[data-behaviours=ready]", state="attached")
        if path == "/write":
            page.wait_for_selector("autosave-form[data-ready]", state="attached")
        return page

    return go


def is_fault(line: str) -> bool:
    """Failed requests are asked for here; anything else on the console is a fault."""
    return "Failed to load resource" not in line
