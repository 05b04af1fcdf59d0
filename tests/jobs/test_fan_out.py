"""Grades released to three hundred people: the request does not grow, the worker does the rest."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.actions import record
from forum.activity.models import Activity
from forum.courses.models import Enrollment
from forum.database import transaction
from forum.extensions import db
from forum.grading.models import GradeRelease, ReleasedGrade
from forum.jobs.work import work_off
from forum.notifications.models import Notification
from forum.outbox.models import OutboxEntry
from tests.notifications.support import Clock
from tests.support.classroom import TUESDAY
from tests.support.factories import BEGINNING, make_course, make_user
from tests.support.postbox import Postbox, text_of
from tests.support.statements import count_statements
from tests.support.weeks import make_prompt


def make_class(session: Session, size: int) -> GradeRelease:
    """A class of which everybody's grade was released on Tuesday, with its row in the log."""
    course = make_course(session)
    prompt = make_prompt(session, course)
    teacher = make_user(session, "Prof. Okafor")
    students = [
        User(
            name=f"Student {number}",
            email=f"s{number}-{course.id}@example.org",
            created_at=BEGINNING,
        )
        for number in range(size)
    ]
    session.add_all(students)
    session.flush()
    session.add_all(
        Enrollment(course_id=course.id, user_id=one.id, role="student", started_at=BEGINNING)
        for one in students
    )
    release = GradeRelease(prompt_id=prompt.id, released_at=TUESDAY, released_by_id=teacher.id)
    session.add(release)
    session.flush()
    points = {"raw": 90, "late_points": 0, "total": 90, "out_of": 100}
    session.add_all(
        ReleasedGrade(
            release_id=release.id,
            prompt_id=prompt.id,
            user_id=one.id,
            released_at=TUESDAY,
            marks=[],
            graded_by_id=teacher.id,
            **{name: Decimal(value) for name, value in points.items()},
        )
        for one in students
    )
    session.commit()
    with transaction() as own:
        record(
            own,
            "grades_released",
            now=TUESDAY,
            actor_id=teacher.id,
            course_id=course.id,
            prompt_id=prompt.id,
            target=("grade_release", release.id),
            students=size,
        )
    return release


def relay_statements(session: Session, clock: Clock, size: int) -> int:
    """What the worker sends to tell a class of this size, before any mail."""
    clock(TUESDAY)
    make_class(session, size)
    with count_statements(db.engine) as sent:
        assert work_off(1) == 1
    session.rollback()
    told = select(func.count(Notification.id)).where(Notification.kind == "grade")
    assert (session.scalar(told) or 0) >= size
    session.execute(OutboxEntry.__table__.update().values(done_at=TUESDAY))
    session.commit()
    return len(sent)


def test_telling_three_hundred_takes_as_many_statements_as_telling_thirty(
    app: Flask, session: Session, clock: Clock
) -> None:
    few, many = (relay_statements(session, clock, size) for size in (30, 300))
    assert few == many
    assert many <= 20


def test_releasing_puts_one_row_into_the_outbox(app: Flask, session: Session, clock: Clock) -> None:
    clock(TUESDAY)
    make_class(session, 300)
    assert session.scalar(select(func.count(OutboxEntry.id))) == 1
    assert session.scalar(select(func.count(Activity.id))) == 1


def test_everybody_gets_one_mail_without_the_grade(
    app: Flask, session: Session, clock: Clock, postbox: Postbox
) -> None:
    clock(TUESDAY)
    make_class(session, 25)
    mails = postbox.deliver()
    assert len({mail["To"] for mail in mails}) == len(mails) == 25
    assert {str(mail["Subject"]) for mail in mails} == {
        "[SOWK 510] Your grade is released (week 1)"
    }
    assert not [mail for mail in mails if re.search(r"(?<!\S)90\b", text_of(mail))]
    clock(TUESDAY + timedelta(days=1))
    assert postbox.deliver() == []
