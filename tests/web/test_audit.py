"""Site admins may read every course; the operator's log says which they read."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from forum.accounts.models import User
from tests.support.classroom import TUESDAY, Classroom
from tests.support.factories import enrol, make_user, sign_in


@pytest.fixture
def room(app: Flask, session: Session, clock: Any) -> Classroom:
    clock(TUESDAY)
    return Classroom(app, session)


def read(room: Classroom, user: User, *paths: str) -> list[dict[str, Any]]:
    """What the log says while this person opens the pages."""
    room.session.commit()
    browser = room.app.test_client()
    sign_in(browser, room.session, user)
    with capture_logs() as lines:
        for path in paths:
            assert browser.get(path).status_code == 200, path
    return [dict(line) for line in lines if line["event"] == "sensitive_read"]


def test_what_an_admin_reads_in_a_course_of_others_is_logged(room: Classroom) -> None:
    admin = make_user(room.session, "Iris", is_admin=True)
    post = room.post(room.ana)
    pages = {
        room.week: "discussion.show",
        f"{room.home}/p/{post.number}": "discussion.post",
        f"{room.week}/all": "discussion.read_all",
        f"{room.week}/participation": "participation.matrix",
        f"{room.home}/log": "activity.index",
    }
    found = read(room, admin, *pages)
    assert [line["endpoint"] for line in found] == list(pages.values())
    assert {(line["user_id"], line["course_id"]) for line in found} == {(admin.id, room.course.id)}


def test_nothing_that_was_written_is_in_the_line(room: Classroom) -> None:
    admin = make_user(room.session, "Iris", is_admin=True)
    room.post(room.ana, stem="canary")
    assert "canary" not in str(read(room, admin, room.week))


def test_people_of_the_course_read_it_without_a_line(room: Classroom) -> None:
    room.post(room.ana)
    assert read(room, room.teacher, room.week, f"{room.week}/participation") == []
    assert read(room, room.ana, room.week) == []
    both = make_user(room.session, "Iris", is_admin=True)
    enrol(room.session, room.course, both, "instructor")
    assert read(room, both, room.week) == []


def test_what_is_refused_was_not_read(room: Classroom) -> None:
    admin = make_user(room.session, "Iris", is_admin=True)
    browser = room.app.test_client()
    sign_in(browser, room.session, admin)
    with capture_logs() as lines:
        assert browser.get(f"{room.week}/grade/{room.ana.id}").status_code == 403
    assert "sensitive_read" not in [line["event"] for line in lines]
