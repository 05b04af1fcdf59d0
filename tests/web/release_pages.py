"""The pages of a release, as they are sent and read."""

from __future__ import annotations

from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.grading.models import PlannedRelease
from tests.support.client import text

PAGE = "w/1/release"


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def problems(answer) -> str:
    found = page_of(answer).select_one("#problems")
    return text(found) if found else ""


def ticks(page: BeautifulSoup) -> dict[str, bool]:
    boxes = page.select("input[name=student]")
    return {
        text(page.select_one(f"label[for={box['id']}]")): box.has_attr("checked") for box in boxes
    }


def plans(desk) -> list[PlannedRelease]:
    desk.session.rollback()
    rows = select(PlannedRelease).order_by(PlannedRelease.id)
    return list(desk.session.scalars(rows.execution_options(populate_existing=True)))


def send_plan(desk, day="2025-10-17", time="09:00", when="later", user=None, **form):
    """Plan a release for Friday of the week after, 9 am in New York, unless said else."""
    return desk.send(user or desk.prof, PAGE, **{"when": when, "day": day, "time": time, **form})


def told(desk, path=PAGE, **form) -> str:
    """What the instructor reads on the page that a form leads to."""
    browser = desk.browser(desk.prof)
    answer = browser.post(desk.path(path), data=form, follow_redirects=True)
    assert answer.status_code == 200
    return text(page_of(answer))
