"""Whatever the hour of loading: nothing is ahead of time, and everybody has something to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import DateTime, func, select
from sqlalchemy.orm import Session

from forum.extensions import db
from forum.participation.evidence import gather_discussion
from forum.participation.models import Question
from forum.participation.queries import get_standings
from forum.prompts.queries import get_setup
from forum.prompts.schedule import get_personal_schedule
from forum.rules.sentences import as_written
from forum.sample import load_sample
from tests.sample.support import get_week, local, passing_session, person
from tests.support.databases import Applications

#: What is set for the future already: due times, and nothing else.
AHEAD = {"prompt_checkpoint.due_at", "extension.due_at"}
INSTANTS = {
    "a minute before Ximena's post": local("2025-10-10T19:59"),
    "day 4 in the evening": local("2025-10-10T20:00"),
    "the night the clocks go back": local("2025-11-02T01:30"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module", params=INSTANTS.values(), ids=INSTANTS)
def loaded(
    request: pytest.FixtureRequest, database: str, applications: Applications
) -> Iterator[tuple[Session, datetime]]:
    """The sample as loaded at an instant, and that instant."""
    with passing_session(applications.get(database)) as session:
        load_sample(session, request.param)
        yield session, request.param


def test_nothing_is_dated_later_than_now(loaded: tuple[Session, datetime]) -> None:
    session, now = loaded

    latest = {}
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(getattr(column.type, "impl", column.type), DateTime):
                latest[f"{table.name}.{column.name}"] = session.scalar(select(func.max(column)))
    assert latest["post.published_at"] > now - timedelta(days=1)
    assert [name for name, at in latest.items() if at and at > now and name not in AHEAD] == []


def test_one_student_owes_responses_and_one_may_still_post(
    loaded: tuple[Session, datetime],
) -> None:
    session, now = loaded
    setup = get_setup(session, get_week(session, 6))
    standings = get_standings(gather_discussion(session, setup), now, as_written)

    elise = standings[person(session, "elise").id]
    assert elise.find("initial_post").status == "met"
    assert elise.find("responses").status == "open"
    assert elise.find("responses").have < 2

    ximena = person(session, "xime")
    assert standings[ximena.id].find("initial_post").status == "open"
    assert get_personal_schedule(session, setup, ximena.id, now).initial.is_on_time(now)

    zach = standings[person(session, "zach").id]
    assert zach.find("initial_post").status == "unmet"


def test_questions_wait_for_the_instructor(loaded: tuple[Session, datetime]) -> None:
    session, _ = loaded

    asked = session.scalars(select(Question).where(Question.answered_at.is_(None))).all()
    assert {question.user_id for question in asked} == {
        person(session, key).id for key in ("elise", "ivan", "owen")
    }
    assert all(question.sentence for question in asked)
