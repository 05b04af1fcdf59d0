"""Files about a class of 300 are made with as many statements as those about 30."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from forum.extensions import db
from forum.grading.models import GradeRelease, ReleasedGrade
from tests.bench.stage import NOW, Room, build_room
from tests.support.factories import sign_in
from tests.support.statements import count_statements

#: What is asked for, and how many statements it may take; the last is the line in the log.
MOST = {
    "gradebook": ({"form": "csv"}, 9),
    "evidence": ({"form": "xlsx", "week": "1"}, 24),
    "moodle": ({"week": "1"}, 9),
    "archive": ({}, 44),  # three for each of the twelve weeks
}


@pytest.fixture
def rooms(session: Session, clock: Callable[..., None]) -> tuple[Room, Room]:
    """Classes of 30 and of 300 in which everybody has a released grade."""
    clock(NOW)
    made = build_room(session, 30, 76), build_room(session, 300, 130)
    for room in made:
        release_to_all(session, room)
    return made


def release_to_all(session: Session, room: Room) -> None:
    """Give every student a released grade for the first week."""
    by = {"prompt_id": room.prompt.id, "released_at": NOW}
    release = GradeRelease(released_by_id=room.instructor.id, **by)
    session.add(release)
    session.flush()
    session.add_all(
        ReleasedGrade(
            release_id=release.id,
            user_id=student.id,
            marks=[],
            raw=90,
            late_points=0,
            total=90,
            out_of=100,
            graded_by_id=room.instructor.id,
            **by,
        )
        for student in room.students
    )
    session.commit()


def statements(app: Flask, session: Session, room: Room, what: str) -> list[str]:
    """What the file takes; the first one is asked for to warm up."""
    client = app.test_client()
    sign_in(client, session, room.instructor)
    path, form = f"/c/{room.course.slug}/exports/{what}", MOST[what][0]
    assert client.post(path, data=form).status_code == 200
    with count_statements(db.engine) as sent:
        assert client.post(path, data=form).status_code == 200
    return sent


def test_files_about_30_and_about_300_take_the_same_few_statements(app, session, rooms):
    for what, (_form, most) in MOST.items():
        few, many = (statements(app, session, room, what) for room in rooms)
        assert len(few) == len(many), what
        assert len(few) <= most, f"{what}: {len(few)}"
