"""A class in front of one week's prompt, looked at through the real doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forum.accounts.models import User
from forum.courses.models import Course
from forum.discussion.actions.moderation import hide_post, withdraw_post
from forum.discussion.models import Post
from forum.prompts.models import Prompt
from tests.support.client import text
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.weeks import (
    at,
    find_or_make_site,
    make_prompt,
    post_initial,
    respond,
    scene_of,
    words,
)

TUESDAY = at(2, "10:00")
_ONE_USE = re.compile(
    r'(?:name="(?:csrf_token|submission_key)"|id="csrf_token") [^>]*value="[^"]*"'
)


class Classroom:
    """A course with a published week, an instructor, and students who look and write.

    ``site_cap`` and the like are columns of the prompt; ``course`` is one that exists already.
    """

    def __init__(
        self, app: Flask, session: Session, course: Course | None = None, **prompt: Any
    ) -> None:
        self.app = app
        self.session = session
        self.course = course or make_course(session)
        self.prompt: Prompt = make_prompt(session, self.course, **prompt)
        self.teacher = self.person("Prof. Okafor", "instructor")
        self.ana = self.person("Ana Lopez")
        self.bea = self.person("Bea Mills")

    def person(self, name: str, role: str = "student", **values: Any) -> User:
        """Somebody of the course; names begin with a first name nobody else has."""
        user = make_user(self.session, name)
        enrol(self.session, self.course, user, role, **values)
        return user

    @property
    def home(self) -> str:
        """The course's address."""
        return f"/c/{self.course.slug}"

    @property
    def week(self) -> str:
        """The week's address."""
        return f"{self.home}/w/{self.prompt.week}"

    def at_post(self, post: Post, more: str = "") -> str:
        """The address of a post, or of what stands below it."""
        return f"{self.home}/p/{post.number}{more}"

    def look(self, user: User, path: str, *, method: str = "GET", **request: Any) -> TestResponse:
        """Open an address in a browser of this person that has just signed in."""
        self.session.commit()
        client = self.app.test_client()
        sign_in(client, self.session, user)
        answer = client.open(path, method=method, **request)
        self.session.rollback()
        return answer

    def send(self, user: User, path: str, **fields: Any) -> TestResponse:
        """Send a form; it carries a one-use key of its own unless one is given."""
        fields.setdefault("submission_key", uuid4().hex)
        return self.look(user, path, method="POST", data=fields)

    def post(self, user: User, site: str | None = "Polaris Project", **more: Any) -> Post:
        """Publish somebody's initial post; ``stem`` is the word its text is made of."""
        more.setdefault("now", TUESDAY)
        return post_initial(self.session, user, self.prompt, site, **more)

    def respond(self, user: User, parent: Post, **more: Any) -> Post:
        """Publish somebody's answer to a post."""
        more.setdefault("now", TUESDAY)
        return respond(self.session, user, parent, **more)

    def hide(self, post: Post, reason: str = "Names a client.") -> None:
        """Let the instructor hide a post."""
        reader = scene_of(self.session, self.teacher, self.prompt, TUESDAY)[0]
        hide_post(self.session, reader, post, reason=reason, now=TUESDAY)
        self.session.commit()

    def withdraw(self, user: User, post: Post) -> None:
        """Let somebody take an own post back."""
        reader = scene_of(self.session, user, self.prompt, TUESDAY)[0]
        withdraw_post(self.session, reader, post, now=TUESDAY)
        self.session.commit()

    def form(self, site: str = "Polaris Project", **more: Any) -> dict[str, Any]:
        """The fields of the writing form, filled in so that they open the gate."""
        site_id = find_or_make_site(self.session, self.course, site).id
        self.session.commit()
        return {
            "site": str(site_id),
            "part-overview": words(20, "overview"),
            "part-ally": words(20, "ally"),
            **more,
        }


def room_with_two_posts(
    app: Flask, session: Session, clock: Callable[[datetime], None]
) -> Classroom:
    """Ana and Bea have posted about different sites, Cy has not. It is Tuesday."""
    clock(TUESDAY)
    room = Classroom(app, session)
    room.cy = room.person("Cy Ng")
    room.own = room.post(room.ana)
    room.theirs = room.post(room.bea, "Love146")
    return room


def shows(answer: TestResponse, *texts: str) -> bool:
    """Whether a page says each of these sentences, whatever entities it writes them with."""
    page = " ".join(unescape(answer.text).split())
    return all(" ".join(text.split()) in page for text in texts)


def words_of(answer: TestResponse) -> str:
    """The words of a page, one space between them."""
    return text(BeautifulSoup(answer.text, "html.parser"))


def plain(answer: TestResponse) -> str:
    """A page without what differs from one request to the next: tokens and one-use keys."""
    return _ONE_USE.sub("", answer.text)
