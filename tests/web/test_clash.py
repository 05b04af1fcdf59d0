"""Two people who make the same thing at the same moment: one does, the others are told."""

from __future__ import annotations

import sqlite3
import threading

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forum.courses.models import Section
from forum.database import is_clash
from tests.support.factories import enrol, make_course, make_user, sign_in


def test_a_section_made_twice_at_once_is_one_section(app: Flask, session: Session) -> None:
    course, prof = make_course(session), make_user(session, "Ngozi Okafor")
    enrol(session, course, prof, "instructor")
    address = f"/c/{course.slug}/people/sections"
    windows = [app.test_client() for _ in range(4)]
    for window in windows:
        sign_in(window, session, prof)
    at_once = threading.Barrier(4)
    answers: list[int] = []

    def click(number: int) -> None:
        at_once.wait(10)
        answers.append(windows[number].post(address, data={"name": "Evening"}).status_code)

    threads = [threading.Thread(target=click, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers) == [303, 409, 409, 409]
    session.rollback()
    assert session.scalar(select(func.count(Section.id))) == 1


def test_other_refused_rows_are_our_own_mistakes() -> None:
    assert not is_clash(IntegrityError("", {}, sqlite3.IntegrityError("NOT NULL")))
    assert not is_clash(RuntimeError("x"))
    assert not is_clash(None)
