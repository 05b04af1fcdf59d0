"""Finds an installed Chromium and starts it as the browser tests need it.

    with open_chromium() as browser:
        page = browser.new_page()

`python -m tests.support.browser` prints where the browser is, or exits with 1.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

# No traffic of its own, no sandbox (containers run as root), no first-run pages.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> Path | None:
    """Return the browser's executable: `CHROMIUM_PATH`, else one on PATH, else Playwright's own.

    A `CHROMIUM_PATH` that names no file raises `FileNotFoundError`, so that a slip is not read
    as "no browser".
    """
    if named := os.environ.get("CHROMIUM_PATH"):
        if not Path(named).is_file():
            raise FileNotFoundError(f"CHROMIUM_PATH names no file: {named}")
        return Path(named)
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


@contextmanager
def open_chromium(*, headless: bool = True) -> Iterator[Browser]:
    """Start Chromium through Playwright and close it at the end of the block.

    Raises `LookupError` where no browser is installed; a fixture turns that into
    `unavailable(...)` of `tests.support.machine`.
    """
    executable = find_chromium()
    if executable is None:
        raise LookupError("No Chromium was found: install one, or name it in CHROMIUM_PATH.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=list(CHROMIUM_FLAGS), headless=headless
        )
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    path = find_chromium()
    print(path or "No Chromium was found.")
    sys.exit(path is None)
