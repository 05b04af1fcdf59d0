"""The pages of a course's copy, filled in and sent as a browser does it."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forum.courses.models import Course
from tests.support.schedule_page import fields_in

PAGE = "/c/sowk-510/copy"
Fields = dict[str, Any]
#: A term of the year after, as somebody types it; the rest of the form stays as it is.
TYPED = {"starts_on": "2026-10-05", "term": "0", "term_name": "Autumn 2026"}


def form_of(client: FlaskClient, **typed: str) -> Fields:
    """What the form would send, with what somebody typed."""
    page = BeautifulSoup(client.get(PAGE).text, "html.parser")
    return fields_in(page.select_one("main form")) | TYPED | typed


def plan(client: FlaskClient, **typed: str) -> TestResponse:
    """The page of old and new dates."""
    return client.post(PAGE, data=form_of(client, **typed))


def confirm_fields(answer: TestResponse) -> Fields:
    """What the button that makes the copy would send."""
    page = BeautifulSoup(answer.text, "html.parser")
    return fields_in(page.select_one("form:has([name=seen])"))


def rows(answer: TestResponse) -> list[list[str]]:
    """The table of dates in words."""
    page = BeautifulSoup(answer.text, "html.parser")
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("tbody tr")
    ]


def make(client: FlaskClient, **typed: str) -> TestResponse:
    """Look at the dates and make the copy."""
    return client.post(PAGE, data=confirm_fields(plan(client, **typed)))


def course_at(session: Session, slug: str) -> Course | None:
    """The course of an address as the requests left it."""
    session.rollback()
    session.expire_all()
    return session.scalars(select(Course).where(Course.slug == slug)).first()
