"""One writer of a course at a time, and nobody waits for them who need not."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.actions import AlreadyEnrolled, enrol
from forum.courses.models import Course, Enrollment
from forum.courses.turns import take_turn
from forum.database import transaction
from forum.extensions import db
from forum.rules.roles import Role
from tests.support.factories import make_course, make_user

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)


def test_a_second_writer_of_the_course_waits_and_a_line_of_the_log_does_not(
    app: Flask, session: Session
) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets in one writer of the whole database at a time")
    course, user = make_course(session), make_user(session)
    take_turn(session, course.id)
    with db.engine.connect() as other:
        other.execute(text("SET lock_timeout = '300ms'"))
        log = "INSERT INTO activity (at, actor_id, verb, course_id, object_kind, detail)"
        values = {"at": NOW, "who": user.id, "course": course.id}
        other.execute(text(f"{log} VALUES (:at, :who, 'post_hidden', :course, '', '{{}}')"), values)
        with pytest.raises(OperationalError), Session(other) as second:
            take_turn(second, course.id)
    session.rollback()


def test_a_double_click_enrols_somebody_new_once(app: Flask, session: Session) -> None:
    course = make_course(session)
    outcomes: list[str] = []
    at_once = threading.Barrier(4)

    def click() -> None:
        with app.app_context():
            own = db.session().get_one(Course, course.id)
            at_once.wait(10)
            try:
                with transaction() as mine:
                    enrol(
                        mine,
                        own,
                        email="new@example.org",
                        name="Nia New",
                        role=Role.STUDENT,
                        by=None,
                        now=NOW,
                    )
                outcomes.append("enrolled")
            except AlreadyEnrolled:
                outcomes.append("there already")

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(20)
    assert sorted(outcomes) == ["enrolled", "there already", "there already", "there already"]
    session.rollback()
    assert session.scalar(select(func.count(Enrollment.id))) == 1
    assert session.scalar(select(func.count(User.id))) == 1
