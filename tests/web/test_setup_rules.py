"""The rules of a week read as sentences whose blanks are the inputs."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forum.courses.models import Course
from tests.support.setup_pages import WEEK_3, fields_of, form_of, teach
from tests.support.weeks import make_prompt


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    course = teach(client, session)
    make_prompt(session, course, 3)
    return course


def sentences_in(html: str) -> list[str]:
    """The sentences of the rules as one reads them, with what stands in each blank."""
    said = []
    for sentence in BeautifulSoup(html, "html.parser").select(".sentence"):
        for label in sentence.select("label"):
            label.decompose()
        for control in sentence.select("input, select"):
            control.replace_with(f"[{value_of(control)}]")
        said.append(" ".join(sentence.text.split()))
    return said


def value_of(control: Tag) -> str:
    """What a blank shows."""
    if control.name == "input":
        return str(control["value"])
    chosen = control.select_one("option[selected]")
    return chosen.text if chosen else ""


def test_the_rules_say_words_sites_and_due_times_in_one_sentence(
    client: FlaskClient, course: Course
) -> None:
    post, responses, *_rest = sentences_in(client.get(WEEK_3).text)
    assert post == ("Each student writes a post of at least 15 words by [Wed 22 Oct] [23:59].")
    assert responses == (
        "Each student responds to [2] different colleagues who chose [a different site], "
        "at least 10 words each, by [Sat 25 Oct] [23:59]."
    )


def test_the_words_of_the_sentence_are_those_typed_for_the_parts(
    client: FlaskClient, course: Course
) -> None:
    typed = form_of(client, 3) | {"parts-0-min_words": "120", "parts-1-min_words": "30"}
    page = client.post(WEEK_3, data=typed | {"rows": "parts:add"})
    # A new part needs 50 words.
    assert "at least 200 words by" in sentences_in(page.text)[0]


def test_every_blank_has_a_label_of_its_own(client: FlaskClient, course: Course) -> None:
    soup = BeautifulSoup(client.get(WEEK_3).text, "html.parser")
    labels = [
        " ".join(label.text.split())
        for control in soup.select(".sentence input, .sentence select")
        for label in soup.select(f'label[for="{control["id"]}"]')
    ]
    assert len(labels) == len(soup.select(".sentence input, .sentence select"))
    assert len(set(labels)) == len(labels)
    assert {"Responses due on", "Responses due at", "Number of colleagues"} <= set(labels)


def test_each_due_time_stands_in_the_page_once(client: FlaskClient, course: Course) -> None:
    page = client.get(WEEK_3).text
    assert fields_of(page)["T2_time"] == "23:59"
    for kind in ("opens", "T1", "T2", "close"):
        assert page.count(f'name="{kind}_day"') == page.count(f'name="{kind}_time"') == 1
