"""Somebody who has been told of something, and the pages that say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.extensions import db
from forum.jobs.work import work_off
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import KINDS
from forum.notifications.models import Notification
from tests.support.classroom import TUESDAY, Classroom
from tests.support.client import text
from tests.support.factories import sign_in
from tests.support.statements import count_statements


def room_with_news(app: Flask, session: Session, clock: Callable[[datetime], None]) -> Classroom:
    """Ana has posted; Bea and Cy have posted and answered her, of which the worker has told her."""
    clock(TUESDAY)
    room = Classroom(app, session)
    room.cy = room.person("Cy Ng")
    room.post(room.bea, "Love146")  # before Ana, who never waits for anybody
    room.own = room.post(room.ana)
    room.post(room.cy, "La Strada International")
    room.first = room.respond(room.bea, room.own)
    room.second = room.respond(room.cy, room.own)
    work(room)
    return room


def work(room: Classroom) -> None:
    """Let the worker do what is due."""
    room.session.commit()
    work_off()
    room.session.rollback()


def page_of(room: Classroom, user: User, path: str = "/notifications") -> BeautifulSoup:
    answer = room.look(user, path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def entries(page: BeautifulSoup) -> list[str]:
    """The sentence of each entry."""
    return [text(row.select_one(".opener")) for row in page.select(".notifications > li")]


def bell(page: BeautifulSoup) -> str:
    return text(page.select_one("a.bell .hidden-text"))


def listed(room: Classroom, user: User, kind: str = "response") -> list[int]:
    """The ids of somebody's notifications of a kind, newest first."""
    room.session.rollback()
    wanted = select(Notification.id).where(
        Notification.user_id == user.id, Notification.kind == kind
    )
    return list(room.session.scalars(wanted.order_by(Notification.id.desc())))


def unseen(room: Classroom, user: User) -> int:
    room.session.rollback()
    return room.session.scalar(
        select(func.count(Notification.id)).where(
            Notification.user_id == user.id,
            Notification.seen_at.is_(None),
            Notification.is_listed,
        )
    )


def announce(room: Classroom, user: User, kind: str, **more: Any) -> int:
    """Tell somebody something of the week; the notification's id."""
    more.setdefault("prompt_id", room.prompt.id)
    about = {"course_id": room.course.id, "actor_id": room.teacher.id, **more}
    tell(room.session, [Announcement(user.id, KINDS[kind], f"{kind}:x", **about)], now=TUESDAY)
    room.session.commit()
    return listed(room, user, kind)[0]


def statements(room: Classroom) -> int:
    room.session.commit()
    client = room.app.test_client()
    sign_in(client, room.session, room.ana)
    client.get("/notifications")
    with count_statements(db.engine) as sent:
        assert client.get("/notifications").status_code == 200
    room.session.rollback()
    return len(sent)
