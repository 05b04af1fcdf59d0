"""The demo class loaded whole, and every expected figure read off the pages that staff see."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.accounts.models import User
from forum.extensions import db
from forum.sample import files, load_sample
from forum.sample.placement import place
from tests.cases.demo import FOLDER, SITE_KEYS
from tests.sample.support import NEW_YORK, NOON
from tests.support import databases
from tests.support.client import Browser
from tests.support.factories import sign_in

EXPECTED = json.loads((FOLDER / "demo_expected.json").read_text(encoding="utf-8"))
KEYS = {row["name"]: row["id"] for row in files.roster()}
PAGES = ("figures", "figures/all", "waiting")


@dataclass(frozen=True)
class Pages:
    """What the instructor sees, by address, in the middle of the week."""

    by_path: dict[str, BeautifulSoup]

    def text(self, path: str) -> str:
        return " ".join(self.by_path[path].get_text(" ").replace("\N{NO-BREAK SPACE}", " ").split())

    def rows(self, heading: str, path: str = "figures/all") -> list[list[str]]:
        """The cells of the table under a heading."""
        table = self.by_path[path].select_one(f"section[aria-labelledby={heading}] table")
        return [
            [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
            for row in table.select("tbody tr")
        ]

    def figure(self, id: str) -> list[str]:
        """The lines of a figure: its value, the counts it is made of, what it means."""
        found = self.by_path["figures/all"].select(f"#{id} dd")
        return [line.text.strip().replace("\N{NO-BREAK SPACE}", " ") for line in found]

    def named(self, id: str) -> list[str]:
        """The students named beside a word, by their keys."""
        said, _, number = self.by_path["figures/all"].find(id=id).text.rpartition(" (")
        names = [KEYS[name] for name in said.split(", ")]
        assert number == f"{len(names)})"
        return names


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """The pages made of each database, read once."""
    made = databases.Applications(tmp_path_factory.mktemp("figures"))
    application = made.get(request.param)
    with application.app_context():
        session = db.session()
        report = load_sample(session, NOON, whole=True)
        session.commit()
        slug = report.course.slug
        teacher = session.scalars(select(User).where(User.email.startswith("ngozi"))).one()
        with time_machine.travel(place(NOON, NEW_YORK).at(6, "7/09:00"), tick=False):
            browser = Browser(application)
            sign_in(browser, session, teacher)
            answers = {path: browser.get(f"/c/{slug}/w/6/participation/{path}") for path in PAGES}
        assert {answer.status_code for answer in answers.values()} == {200}
        yield Pages({path: BeautifulSoup(got.data, "html.parser") for path, got in answers.items()})
        db.session.remove()
    made.close()


def percent(share: float, digits: int = 0) -> str:
    return f"{share * 100:.{digits}f} %"


def _received(pages: Pages) -> dict[str, int]:
    return {KEYS[row[0]]: int(row[1]) for row in pages.rows("network")}


def _runway(pages: Pages) -> dict[str, float]:
    hours = {KEYS[row[0]]: float(row[1]) for row in pages.rows("runway")}
    return {student: hours[student] for student in EXPECTED["runway_hours"]}


def _edges(pages: Pages) -> int:
    """As many as there are names in the column of whom each wrote to."""
    wrote = [row[4] for row in pages.rows("network") if row[4] != "nobody"]
    assert pages.figure("density")[0] == str(sum(len(names.split(", ")) for names in wrote))
    return int(pages.figure("density")[0])


def _next_for_tess(pages: Pages) -> list[str]:
    rows = {KEYS[row[0]]: row[2] for row in pages.rows("owing", "waiting")}
    return [KEYS[name] for name in rows["tess"].split(", ")]


def _heat(pages: Pages, column: int) -> list[int]:
    return [int(row[column] or 0) for row in _heat_rows(pages)]


def _heat_rows(pages: Pages) -> list[list[str]]:
    rows = pages.by_path["figures/all"].select(".heat tbody tr")
    return [[cell.text.strip() for cell in row.select("td")] for row in rows]


def _number_before(words: str, path: str = "figures/all") -> Callable[[Pages], float]:
    """The number that stands before these words."""

    def read(pages: Pages) -> float:
        before, said, _ = pages.text(path).partition(f" {words}")
        assert said, words
        return float(before.split()[-1].strip("("))

    return read


#: How each expected figure is read off a page, and as what it was expected there.
READ: dict[str, Callable[[Pages], object]] = {
    "posted": _number_before("of 26 students have posted"),
    "received": _received,
    "nobody_answered": lambda pages: pages.named("nobody-answered"),
    "students": lambda pages: len(pages.rows("network")),
    "edges": _edges,
    "messages": _number_before("messages to classmates"),
    "isolates": lambda pages: pages.named("isolates"),
    "unanswered": lambda pages: pages.named("unanswered"),
    "silent": lambda pages: pages.named("silent"),
    "median_lead_hours": _number_before("hours before the due time"),
    "sites": lambda pages: {SITE_KEYS[row[0]]: int(row[1]) for row in pages.rows("spread")},
    "effective_sites": _number_before("sites that were chosen equally often"),
    "runway_hours": _runway,
    "next_for_tess": _next_for_tess,
    "reading_minutes": _number_before("minutes of reading"),
    "heat_by_day": lambda pages: _heat(pages, 24),
    "heat_23h": lambda pages: _heat(pages, 23),
}
#: Shares: where each stands, and the counts beside it.
SHARES: dict[str, tuple[str, str]] = {
    "reply_equity": ("evenness", "16 of 26 heard from somebody"),
    "top_fifth_share": ("top-fifth", "33 of 51 pairs lead to them"),
    "reciprocity": ("reciprocity", "20 of 51 pairs"),
    "centralisation": ("centralisation", "most heard from: 9 of 25"),
    "density_ratio": ("density-ratio", "51 of 52"),
}
#: Shares that stand in a sentence with their counts.
SAID = {
    "gini": lambda share: f"how many each heard from (here {share})",
    "density": lambda share: f"51 of 650 there could be ({percent(share, 2)})",
    "bunching_2h": lambda share: (
        "5 of 22 posts that came in time came in the last two hours before the post was due "
        f"({percent(share)})"
    ),
    "answer_back_rate": lambda share: (
        f"11 of 47 messages under a post were answered by the one they were to ({percent(share)})"
    ),
    "instructor_share": lambda share: (
        f"Staff wrote 0 of 58 messages under posts ({percent(share)})"
    ),
}


def test_every_expected_figure_is_read():
    assert {*READ, *SHARES, *SAID} == EXPECTED.keys() - {"as_of"}


@pytest.mark.parametrize("name", READ)
def test_a_figure_stands_on_the_page(pages: Pages, name: str) -> None:
    assert READ[name](pages) == EXPECTED[name]


@pytest.mark.parametrize("name", SHARES)
def test_a_share_stands_beside_its_counts(pages: Pages, name: str) -> None:
    id, counts = SHARES[name]
    assert pages.figure(id)[:2] == [percent(EXPECTED[name]), counts]


@pytest.mark.parametrize("name", SAID)
def test_a_share_is_said_with_its_counts(pages: Pages, name: str) -> None:
    assert SAID[name](EXPECTED[name]) in pages.text("figures/all")


def test_the_overview_says_the_same(pages: Pages) -> None:
    overview = pages.text("figures")
    for name in ("bunching_2h", "answer_back_rate", "instructor_share"):
        assert SAID[name](EXPECTED[name]) in overview
    for words in ("hours before the due time", "minutes of reading"):
        read = _number_before(words, "figures")
        assert read(pages) == _number_before(words)(pages)
    assert f"{len(EXPECTED['nobody_answered'])} posts have no answer yet" in overview


def test_those_whom_nobody_answered_wait_in_the_order_of_their_posts(pages: Pages) -> None:
    waiting = [KEYS[row[0]] for row in pages.rows("posts", "waiting")]
    assert sorted(waiting) == EXPECTED["nobody_answered"]
    times = [
        time["datetime"] for time in pages.by_path["waiting"].select("section #posts ~ * td time")
    ]
    assert len(times) == len(waiting)
    assert times == sorted(times)
