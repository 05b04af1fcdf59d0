"""Which posts a reader has had on the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.discussion.models import ReadMark
from tests.support.classroom import Classroom
from tests.support.factories import sign_in
from tests.support.weeks import at


def test_two_tabs_that_report_the_same_posts_at_once_make_one_mark_each(
    app: Flask, session: Session, clock: Callable[[datetime], None]
) -> None:
    clock(at(3, "12:00"))
    room = Classroom(app, session)
    ana_id = room.ana.id
    room.post(room.ana)
    numbers = [str(room.post(user).number) for user in (room.bea, room.person("Cy Ng"))]
    tabs = [app.test_client() for _ in range(4)]
    for tab in tabs:
        sign_in(tab, session, room.ana)
    address = f"{room.week}/reading"
    session.commit()
    at_once = threading.Barrier(4)
    answers: list[int] = []

    def report(number: int) -> None:
        at_once.wait(10)
        headers = {"X-Requested-With": "fetch"}
        answer = tabs[number].post(address, data={"number": numbers}, headers=headers)
        answers.append(answer.status_code)

    threads = [threading.Thread(target=report, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == [204] * 4
    session.rollback()
    marks = session.scalars(select(ReadMark).where(ReadMark.user_id == ana_id)).all()
    assert len(marks) == 2
