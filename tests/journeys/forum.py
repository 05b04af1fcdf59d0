"""The real application on the sample course, served to real browsers.

The course is loaded once into a file (`load_master`); every test gets a copy of it, an application
of its own and a port of its own. CSRF protection and the limits are on, as in production.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import waitress
from flask import Flask
from playwright.sync_api import BrowserContext
from sqlalchemy import create_engine, delete, select, update
from sqlalchemy.orm import Session

from forum import create_app
from forum.accounts.models import User, UserSession
from forum.courses.actions import make_code
from forum.courses.models import Course
from forum.database import transaction, utc_now
from forum.discussion.models import Post
from forum.extensions import db
from forum.grading.models import PlannedRelease
from forum.outbox.models import OutboxEntry
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.content import DueInput
from forum.prompts.models import Prompt
from forum.sample import load_sample
from forum.sample.people import DOMAIN, SHARED_PHRASE

SLUG = "sowk-510"
#: Who is signed in beforehand, by the first part of the address.
PEOPLE = ("ximena", "elise", "ben", "owen", "ngozi", "tomas", "ruth", "ada")
_SECRET = "a key for journeys alone, which protects nothing"
_REFUSED = "550 5.1.1 The mailbox of this address does not exist at smtp.example.edu"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Master:
    """The loaded course: its database, and a cookie for each of PEOPLE."""

    folder: Path
    cookies: dict[str, str]

    @property
    def database(self) -> Path:
        """The file that is copied for each test."""
        return self.folder / "master.db"


def build(address: str, folder: Path) -> Flask:
    """The application as it is in use, on the database at ``address``."""
    return create_app(
        {
            "SECRET_KEY": _SECRET,
            "INSTANCE": folder,
            "MAIL_FOLDER": folder / "mail",
            "SQLALCHEMY_DATABASE_URI": address,
        }
    )


def fill(app: Flask) -> dict[str, str]:
    """Load the sample course into an empty database and sign people in; return their cookies."""
    with app.app_context():
        flask_migrate.upgrade()
        with transaction() as session:
            load_sample(session, utc_now())
        db.session.remove()
        db.engine.dispose()
    return {name: sign_in(app, name) for name in PEOPLE}


def load_master(folder: Path) -> Master:
    """Load the course into a file, once per test process."""
    app = build(f"sqlite:///{folder / 'master.db'}", folder)
    cookies = fill(app)
    with app.app_context():
        # Everything into the one file that is copied.
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return Master(folder, cookies)


def sign_in(app: Flask, name: str) -> str:
    """Sign in through the form; return the cookie."""
    client = app.test_client()
    found = _TOKEN.search(client.get("/sign-in").get_data(as_text=True))
    assert found, "the sign-in page has no token"
    given = {"csrf_token": found[1], "email": address(name), "password": SHARED_PHRASE}
    answer = client.post("/sign-in", data=given)
    assert answer.status_code == 303, f"{name} was not signed in"
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    return cookie.value


def address(name: str) -> str:
    """The e-mail address of somebody of the sample."""
    return f"{name}@{DOMAIN}"


class Forum:
    """A forum that answers at ``url`` until it is closed."""

    def __init__(self, app: Flask, cookies: dict[str, str]) -> None:
        self.app = app
        self.cookies = cookies
        self.server = waitress.create_server(app, host="127.0.0.1", port=0, threads=6, ident=None)
        self.url = f"http://127.0.0.1:{self.server.effective_port}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        try:
            self.server.run()
        except OSError:
            # The listener is closed from the test's thread while the loop waits on it.
            return

    def close(self) -> None:
        """Stop answering and let go of the database."""
        self.server.task_dispatcher.shutdown()  # lets requests under way end
        self.server.close()
        self.thread.join(timeout=5)
        for channel in list(self.server.active_channels.values()):
            channel.handle_close()  # connections that browsers keep open
        with self.app.app_context():
            db.engine.dispose()

    def let_in(self, context: BrowserContext, name: str) -> None:
        """Sign a browser in as somebody of PEOPLE."""
        cookie = {"name": self.app.config["SESSION_COOKIE_NAME"], "value": self.cookies[name]}
        context.add_cookies([{**cookie, "url": self.url}])

    def path(self, rest: str) -> str:
        """A path inside the sample course: ``path("w/6")``."""
        return f"/c/{SLUG}/{rest}"

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A look into the database; what is changed in it is committed at the end."""
        engine = create_engine(self.app.config["SQLALCHEMY_DATABASE_URI"])
        with Session(engine) as session, session.begin():
            yield session
        engine.dispose()

    def user_id(self, name: str) -> int:
        """The number of somebody's account."""
        with self.looking() as session:
            return self._one(session, select(User.id).where(User.email == address(name)))

    def initial_post(self, name: str, week: int = 6) -> int:
        """The short number of somebody's post in a week."""
        with self.looking() as session:
            wanted = (
                select(Post.number)
                .join(User, User.id == Post.author_id)
                .join(Prompt, Prompt.id == Post.prompt_id)
                .join(Course, Course.id == Prompt.course_id)
                .where(User.email == address(name), Prompt.week == week, Post.kind == "initial")
                .where(Course.slug == SLUG)
            )
            return self._one(session, wanted)

    def posts_by(self, name: str, week: int = 6) -> list[Post]:
        """What somebody has published in a week, in the order of time."""
        with self.looking() as session:
            wanted = (
                select(Post)
                .join(User, User.id == Post.author_id)
                .join(Prompt, Prompt.id == Post.prompt_id)
                .where(User.email == address(name), Prompt.week == week)
                .order_by(Post.id)
            )
            found = list(session.scalars(wanted))
            session.expunge_all()
            return found

    def enrolment_code(self) -> str:
        """Make a code with which people enrol themselves."""
        with self.looking() as session:
            course = session.scalars(select(Course).where(Course.slug == SLUG)).one()
            by, now = self._id(session, "ngozi"), utc_now()
            return make_code(session, course, section=None, ends_at=None, by=by, now=now).code

    def planned_release(self, week: int) -> int:
        """Plan a release of everybody's grades for a month from now; its id."""
        at = utc_now() + timedelta(days=30)
        with self.looking() as session:
            prompts = select(Prompt.id).join(Course).where(Course.slug == SLUG, Prompt.week == week)
            by, now = self._id(session, "ngozi"), utc_now()
            plan = PlannedRelease(
                prompt_id=self._one(session, prompts),
                part="all",
                release_at=at,
                planned_at=now,
                planned_by_id=by,
            )
            session.add(plan)
            session.flush()
            return plan.id

    def publish_week(self, week: int) -> None:
        """Give a week its due times and publish it; nobody has written in it."""
        days = {"opens": 1, "T1": 3, "T2": 6, "close": 9}
        with self.looking() as session:
            chosen = select(Prompt).join(Course).where(Course.slug == SLUG, Prompt.week == week)
            prompt, now = session.scalars(chosen).one(), utc_now()
            course = session.get_one(Course, prompt.course_id)
            for kind, day in days.items():
                due = DueInput(week=week, day=day, local_time="23:59")
                set_checkpoint(session, prompt, course, kind, due, by=None, now=now)
            prompt.published_at = now

    def put_into_outbox(self) -> None:
        """Leave mails of each state: done, waiting since long ago, and given up."""
        ago = utc_now() - timedelta(hours=3)
        with self.looking() as session:
            ids = session.scalars(select(User.id).order_by(User.id).limit(9)).all()
            session.execute(delete(OutboxEntry))
            for number, user_id in enumerate(ids):
                state = (
                    {"done_at": ago},
                    {"failed_at": ago, "attempts": 7, "reason": _REFUSED},
                    {},
                )
                entry = {"kind": "mail", "key": f"journey:{number}", "cause": "digest:2026-11-25"}
                times = {"created_at": ago, "not_before": ago, "recipient_id": user_id}
                session.add(OutboxEntry(**entry, **times, **state[number % 3]))

    def end_sessions(self, name: str) -> None:
        """Let every session of somebody expire, as after two idle hours."""
        with self.looking() as session:
            mine = UserSession.user_id == self._id(session, name)
            session.execute(update(UserSession).where(mine).values(ended_at=utc_now()))

    def confirm_everybody(self) -> None:
        """Everybody gave the password just now, however long ago the master was made."""
        with self.looking() as session:
            session.execute(update(UserSession).values(confirmed_at=utc_now()))

    def age_confirmation(self, name: str) -> None:
        """The password was last given an hour ago."""
        with self.looking() as session:
            mine = UserSession.user_id == self._id(session, name)
            hour_ago = utc_now() - timedelta(hours=1)
            session.execute(update(UserSession).where(mine).values(confirmed_at=hour_ago))

    def _id(self, session: Session, name: str) -> int:
        return self._one(session, select(User.id).where(User.email == address(name)))

    @staticmethod
    def _one(session: Session, wanted: Any) -> int:
        found: int = session.scalars(wanted).one()
        return found


@contextmanager
def serving(master: Master, name: str) -> Iterator[Forum]:
    """Serve a copy of the loaded course, called ``name``."""
    file = master.folder / f"{name}.db"
    shutil.copyfile(master.database, file)
    forum = Forum(build(f"sqlite:///{file}", master.folder), master.cookies)
    forum.confirm_everybody()
    try:
        yield forum
    finally:
        forum.close()
        for rest in ("", "-wal", "-shm"):
            file.with_name(file.name + rest).unlink(missing_ok=True)


@contextmanager
def serving_nothing(folder: Path) -> Iterator[Forum]:
    """Serve an installation in ``folder`` for which the operator has done nothing yet."""
    forum = Forum(build(f"sqlite:///{folder / 'forum.db'}", folder), {})
    try:
        yield forum
    finally:
        forum.close()
