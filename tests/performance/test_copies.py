"""The copy of a course of 4 weeks and of 40 is looked at in the same few statements."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.extensions import db
from tests.support.copy_pages import PAGE, confirm_fields, form_of
from tests.support.factories import make_course, make_user, sign_in
from tests.support.statements import count_statements
from tests.support.weeks import make_prompt


def test_more_weeks_send_no_more_statements_before_the_copy_is_made(
    client: FlaskClient, session: Session
) -> None:
    course = make_course(session, slug="sowk-510")
    course.weeks_total = 40
    session.commit()
    sign_in(client, session, make_user(session, "Ada Admin", is_admin=True))
    numbers = []
    for weeks in (range(1, 5), range(5, 41)):
        for week in weeks:
            make_prompt(session, course, week)
        fields = form_of(client)
        with count_statements(db.engine) as sent:
            answer = client.post(PAGE, data=fields)
        assert len(confirm_fields(answer)["seen"]) == 64
        for statement in sent:
            assert statement.lstrip().upper().startswith(("SELECT", "WITH")), statement
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 10
