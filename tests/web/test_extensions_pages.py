"""Extensions in the browser."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.prompts.models import Extension
from tests.support.factories import enrol, make_user
from tests.support.setup_pages import (
    Fields,
    errors_of,
    teach,
)
from tests.support.weeks import make_prompt

EXTENSIONS = "/c/sowk-510/w/3/extensions"


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    return teach(client, session)


def test_an_extension_is_given_and_taken_back(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    ana = make_user(session, "Ana Silva")
    enrol(session, course, ana)
    form = {"student": ana.id, "kind": "T1", "day": "2025-10-24", "time": "23:59", "reason": "Ill"}
    assert client.post(EXTENSIONS, data=form).status_code == 303
    row = session.scalars(select(Extension)).one()
    # The minute lasts to its end: midnight in New York.
    assert row.due_at.isoformat() == "2025-10-25T04:00:00+00:00"
    assert "Ana Silva" in client.get(EXTENSIONS).text
    assert client.post(f"{EXTENSIONS}/{row.id}/end").status_code == 303
    assert client.post(f"{EXTENSIONS}/{row.id}/end").status_code == 404
    assert client.post(f"{EXTENSIONS}/999999/end").status_code == 404
    assert "Nobody has an extension" in client.get(EXTENSIONS).text


@pytest.mark.parametrize(
    "changes",
    [
        {"student": "2147483647"},
        {"student": "Ana"},
        {"kind": "T9"},
        {"day": ""},
        {"day": "2025-02-31"},
        {"day": "99999-01-01"},
        {"day": "0001-01-01"},
        {"day": "2025-10-01"},
        {"time": "24:61"},
        {"reason": "x" * 501},
    ],
)
def test_an_extension_that_makes_no_sense_is_said_and_given_back(
    client: FlaskClient, session: Session, course: Course, changes: Fields
) -> None:
    make_prompt(session, course, 3)
    ana = make_user(session, "Ana Silva")
    enrol(session, course, ana)
    form = {"student": ana.id, "kind": "T1", "day": "2025-10-24", "time": "23:59", "reason": "Ill"}
    answer = client.post(EXTENSIONS, data=form | changes)
    assert answer.status_code == 422
    assert errors_of(answer.text)
    if "reason" not in changes:
        assert 'value="Ill"' in answer.text
    assert session.scalars(select(Extension)).all() == []
