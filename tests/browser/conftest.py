"""The browser that all browser tests share: one Chromium per test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import open_chromium
from tests.support.machine import unavailable


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
