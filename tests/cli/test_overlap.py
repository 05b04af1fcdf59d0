"""``flask overlap rerun``: everything compared once more."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from forum.integrity.models import Fingerprint, Overlap
from tests.integrity.conftest import LOST, check, parts, room
from tests.support.classroom import TUESDAY, Classroom

__all__ = ["room"]


@pytest.fixture
def run(app: Flask):
    """Run the command as the operator types it."""
    return lambda *words: app.test_cli_runner().invoke(args=["overlap", "rerun", *words])


def test_what_was_never_compared_is_compared(run, room: Classroom):
    room.post(room.ana, parts=parts(LOST, "ana"))
    room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY.replace(minute=30))
    room.session.rollback()
    done = run()
    assert done.exit_code == 0, done.output
    assert "2 versions compared, 1 passages found." in done.output
    assert room.session.scalar(select(func.count(Overlap.id))) == 1
    assert all(row.checked_at for row in room.session.scalars(select(Fingerprint)))


def test_what_was_found_before_is_found_again_and_not_twice(run, room: Classroom):
    room.post(room.ana, parts=parts(LOST, "ana"))
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY.replace(minute=30))
    check(room.session, later)
    room.session.execute(delete(Overlap))
    room.session.commit()
    for _ in range(2):
        assert run("--course", room.course.slug).exit_code == 0
        room.session.rollback()
        assert room.session.scalar(select(func.count(Overlap.id))) == 1


def test_a_course_that_is_not_there_is_said(run, room: Classroom):
    room.session.rollback()
    done = run("--course", "nowhere")
    assert done.exit_code == 1
    assert "There is no course at nowhere." in done.output
