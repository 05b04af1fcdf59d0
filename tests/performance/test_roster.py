"""A roster by file of 300 people takes as many statements as one of 30."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.extensions import db
from forum.jobs.work import work_off
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.statements import count_statements
from tests.web.test_roster_pages import seen_on, send

#: What each step may take: two of each are the session and the course. The writing is one for each
#: thousand rows of accounts, memberships (ended, begun) and the log.
MOST = {"bring": 4, "look": 6, "carry out": 23, "tell": 12}


@dataclass(frozen=True)
class Class:
    """A course, and the two rosters that come to it one after the other."""

    course: Course
    people: int

    def roster(self, section: str, begin: int = 0) -> bytes:
        """Students of one section; ``begin`` leaves out the first ones."""
        rows = (
            f"s{n}@{self.course.slug}.example.org,Given,Family,,{section}\n"
            for n in range(begin, self.people)
        )
        return ("email,first name,last name,role,section\n" + "".join(rows)).encode()


def steps_of(app: Flask, session: Session, made: Class, engine: Engine) -> dict[str, int]:
    """The statements of each step of a second roster: people come, move, leave, come back."""
    teacher = make_user(session)
    enrol(session, made.course, teacher, "instructor")
    browser = app.test_client()
    sign_in(browser, session, teacher)
    place = f"/c/{made.course.slug}/people/file"
    half = made.people // 2

    def carry_out(where: str, number: int) -> dict[str, int]:
        counts: dict[str, int] = {}
        with count_statements(engine) as sent:
            page = browser.get(where)
        counts["look"] = len(sent)
        form = {"seen": seen_on(page), "ends_missing": "y", "number": str(number)}
        with count_statements(engine) as sent:
            assert browser.post(f"{where}/application", data=form).status_code == 303
        counts["carry out"] = len(sent)
        session.rollback()
        with count_statements(engine) as sent:
            assert work_off(1) == 1  # the row of the log that stands for all
        counts["tell"] = len(sent)
        return counts

    carry_out(send(browser, place, made.roster("Day")).location, 0)
    carry_out(send(browser, place, made.roster("Day", half)).location, half)
    with count_statements(engine) as sent:
        where = send(browser, place, made.roster("Evening")).location
    return {"bring": len(sent), **carry_out(where, 0)}


def test_300_take_as_few_statements_as_30(app: Flask, session: Session) -> None:
    found = {}
    for people in (30, 300):
        made = Class(make_course(session, slug=f"of-{people}"), people)
        found[people] = steps_of(app, session, made, db.engine)
    assert found[30] == found[300]
    assert {name: number for name, number in found[300].items() if number > MOST[name]} == {}
