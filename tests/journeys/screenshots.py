"""Pictures of every page: ``python -m tests.journeys.screenshots OUT_DIR [WORD]``.

Each stop of the walk is taken at 320 and 1280 px, light and dark. WORD keeps only the stops whose
name or person contains it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.forum import load_master, serving
from tests.journeys.pages import stops
from tests.journeys.people import Person
from tests.journeys.stop import Stop
from tests.support.browser import open_chromium

WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")


def main(out: Path, word: str = "") -> None:
    """Walk once per person and save the pictures as ``person-page-width-scheme.png``."""
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_chromium() as browser,
        serving(load_master(Path(folder)), "pictures") as forum,
    ):
        people: dict[str, Person] = {}
        for stop in stops(forum):
            if word not in f"{stop.who} {stop.name}":
                continue
            if stop.who not in people:
                people[stop.who] = Person(forum, browser.new_context(), stop.who)
            visit(people[stop.who], stop)
            take(people[stop.who].page, out / name_of(stop))


def visit(somebody: Person, stop: Stop) -> None:
    """Bring somebody to the state the stop names."""
    page = somebody.go(stop.path)
    if stop.then:
        stop.then(page)


def take(page: Page, name: Path) -> None:
    """The whole page in each width and scheme."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.screenshot(path=f"{name}-{width}-{scheme}.png", full_page=True)


def name_of(stop: Stop) -> str:
    """A name for the file."""
    return re.sub(r"[^a-z0-9]+", "-", f"{stop.who or 'anybody'} {stop.name}".lower()).strip("-")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), *sys.argv[2:])
