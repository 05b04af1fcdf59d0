"""Dates written out in the text of a week are made to follow the schedule, by a button each."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.courses.models import Course
from tests.support.setup_pages import WEEK_3, errors_of, fields_of, prompt_of, teach
from tests.support.weeks import make_prompt

BODY = "Write by Wednesday, 22 October at 11:59 pm. Last year it was Wednesday, 8 October."


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    course = teach(client, session)
    make_prompt(session, course, 3, body=BODY)
    return course


def buttons_in(html: str) -> list[str]:
    """What the buttons at dates would send."""
    found = BeautifulSoup(html, "html.parser").select("button[name=rows][value^='date:']")
    return [str(button["value"]) for button in found]


def test_the_date_of_a_due_time_is_offered_its_token_and_another_date_all_of_them(
    client: FlaskClient, course: Course
) -> None:
    page = client.get(WEEK_3)
    assert buttons_in(page.text) == [
        "date:body:post_due:Wednesday, 22 October at 11:59 pm",
        "date:body:post_due:Wednesday, 8 October",
        "date:body:responses_due:Wednesday, 8 October",
        "date:body:close:Wednesday, 8 October",
    ]
    said = errors_of(page.text)
    assert any("“Wednesday, 22 October at 11:59 pm”, when posts are due" in line for line in said)
    assert any("says “Wednesday, 8 October”. Make this" in line for line in said)


def test_the_button_puts_the_token_into_the_field_and_saves_nothing(
    client: FlaskClient, session: Session, course: Course
) -> None:
    page = client.get(WEEK_3)
    typed = fields_of(page.text) | {"title": "Typed", "rows": buttons_in(page.text)[0]}
    answer = client.post(WEEK_3, data=typed)
    assert answer.status_code == 200
    again = fields_of(answer.text)
    assert again["body"] == "Write by {{post_due}}. Last year it was Wednesday, 8 October."
    assert again["title"] == "Typed"
    assert "is {{post_due}} now. Save to keep it." in answer.text
    # What is left to look at is still offered, of the text as it is typed.
    assert len(buttons_in(answer.text)) == 3
    assert prompt_of(session, course, 3).body == BODY
    assert client.post(WEEK_3, data=again).status_code == 303
    assert prompt_of(session, course, 3).body == again["body"]


def test_a_date_over_two_lines_is_found_again_in_what_the_browser_sends(
    client: FlaskClient, session: Session, course: Course
) -> None:
    page = client.post(
        WEEK_3,
        data=fields_of(client.get(WEEK_3).text)
        | {"body": "By Wednesday,\r\n22 October", "rows": "date:body:post_due:Friday"},
    )
    assert "“Friday” is not in the text any more" in page.text
    (button,) = buttons_in(page.text)
    answer = client.post(
        WEEK_3, data=fields_of(page.text) | {"body": "By Wednesday,\r\n22 October", "rows": button}
    )
    assert fields_of(answer.text)["body"] == "By {{post_due}}"


@pytest.mark.parametrize(
    "command",
    [
        "date:title:post_due:Wednesday, 8 October",
        "date:body:due:Wednesday, 8 October",
        "date:body:post_due",
        "date::",
        "date:body:post_due:",
        "date:body:post_due:" + "x" * 5000,
    ],
)
def test_a_button_that_means_nothing_changes_nothing(
    client: FlaskClient, course: Course, command: str
) -> None:
    typed = fields_of(client.get(WEEK_3).text)
    answer = client.post(WEEK_3, data=typed | {"rows": command})
    assert answer.status_code == 200
    assert fields_of(answer.text)["body"] == BODY
