"""A course in its first week, looked at through the real client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.accounts.models import User
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.weeks import at, find_or_make_site, make_prompt, words

Clock = Callable[[datetime], None]


class Classroom:
    """A course in its first week, and browsers for its people."""

    def __init__(self, app: Flask, session: Session, clock: Clock) -> None:
        self.app, self.session, self.clock = app, session, clock
        self.course = make_course(session)
        self.prof = self.person("Ngozi Okafor", "instructor")
        self.ana, self.bea = self.person("Ana Lopez"), self.person("Bea Mills")
        self.cy = self.person("Cy Ng")

    def person(self, name: str, role: str = "student") -> User:
        user = make_user(self.session, name)
        enrol(self.session, self.course, user, role)
        return user

    def prompt(self, **values):
        self.week = make_prompt(self.session, self.course, **values)
        return self.week

    def browser(self, user: User) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.session, user)
        return client

    def see(self, user: User, path: str = "w/1", status: int = 200) -> BeautifulSoup:
        answer = self.browser(user).get(f"/c/{self.course.slug}/{path}")
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        return BeautifulSoup(answer.data, "html.parser")

    def send(self, user: User, path: str, **form):
        return self.browser(user).post(f"/c/{self.course.slug}/{path}", data=form)


@pytest.fixture
def room(app: Flask, session: Session, clock: Clock) -> Classroom:
    """The classroom on Tuesday at ten, before any prompt."""
    clock(at(2, "10:00"))
    return Classroom(app, session, clock)


def publish_form(room, site="Polaris Project", **more) -> dict[str, object]:
    site_id = find_or_make_site(room.session, room.course, site).id
    room.session.commit()
    return {
        "site": site_id,
        "part-overview": words(20),
        "part-ally": words(20),
        "submission_key": "k" * 32,
        **more,
    }
