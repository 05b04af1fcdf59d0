"""A template's contents are taken into a week that is a draft, shown beside what they replace."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.database import utc_now
from forum.prompts.models import Site
from forum.prompts.templates.models import PromptTemplate
from tests.support.factories import make_course, make_user
from tests.support.setup_pages import (
    WEEK_3,
    errors_of,
    facts_of,
    fields_of,
    form_of,
    prompt_of,
    teach,
)

NEW = "/c/sowk-510/setup/new"
TAKE = {"rows": "week:take"}


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    """Week 3 has the shape of an alliance, week 4 of a debate, both as drafts."""
    course = teach(client, session)
    for week, name in ((3, "alliances"), (4, "debate")):
        data = {"week": week, "source": f"shape-{name}"}
        assert client.post(NEW, data=data).status_code == 303
    return course


def source_of(session: Session, course: Course, client: FlaskClient, kind: str) -> str:
    """The choice that stands for the debate, of this kind."""
    if kind == "prompt":
        return f"prompt-{prompt_of(session, course, 4).id}"
    if kind == "template":
        client.post("/c/sowk-510/w/4/setup/template", data={"name": "Debate"})
        session.rollback()
        return f"template-{session.scalars(select(PromptTemplate.id)).one()}"
    return "shape-debate"


def without_times(facts):
    """What is set, but for its times and the instant from which it is asked."""
    *others, terms, _times, rubric = facts
    asked = [{**vars_of(one), "valid_from": None} for one in terms]
    return others, asked, rubric and (rubric.title, [row.key for row in rubric.criteria])


def vars_of(terms):
    return {name: getattr(terms, name) for name in terms.__slots__}


@pytest.mark.parametrize("kind", ["shape", "prompt", "template"])
def test_all_contents_are_taken_into_the_form_and_saved_with_it(
    client: FlaskClient, session: Session, course: Course, kind: str
) -> None:
    before = facts_of(session, course, 3)
    source = source_of(session, course, client, kind)
    typed = form_of(client, 3) | {"start_source": source, "T1_time": "20:45"}
    page = client.post(WEEK_3, data=typed | TAKE)
    assert page.status_code == 200, errors_of(page.text)
    assert facts_of(session, course, 3) == before
    taken = fields_of(page.text)
    times = {name for name in typed if name.endswith(("_day", "_time"))}
    assert {name: taken[name] for name in times} == {name: typed[name] for name in times}
    assert client.post(WEEK_3, data=taken).status_code == 303
    debate = facts_of(session, course, 4)
    assert without_times(facts_of(session, course, 3)) == without_times(debate)


def test_what_it_replaces_is_said_as_it_was_typed(
    client: FlaskClient, session: Session, course: Course
) -> None:
    typed = form_of(client, 3) | {"title": "Typed and not saved", "start_source": "shape-debate"}
    page = BeautifulSoup(client.post(WEEK_3, data=typed | TAKE).text, "html.parser")
    told = page.select_one("#replaced")
    assert told is not None
    names = [term.text for term in told.select("dt")]
    assert "Title" in names
    assert "Typed and not saved" in told.text
    assert not [name for name in names if name.startswith(("Opens", "Posts due", "Closes"))]


def test_a_site_the_course_does_not_know_becomes_a_new_row(
    client: FlaskClient, session: Session, course: Course
) -> None:
    elsewhere = make_course(session, "SOWK 520")
    sites = [{"name": "Irina Project", "address": "https://irina.example.org"}]
    template = PromptTemplate(
        course_id=elsewhere.id,
        owner_id=make_user(session, "Owner").id,
        name="Theirs",
        document={"schema": 1, "prompt": {"title": "Theirs"}, "sites": sites},
        saved_at=utc_now(),
        shared_at=utc_now(),
    )
    session.add(template)
    session.commit()
    typed = form_of(client, 3) | {"start_source": f"template-{template.id}"}
    taken = fields_of(client.post(WEEK_3, data=typed | TAKE).text)
    assert taken["new_sites-0-address"] == "https://irina.example.org"
    assert session.scalars(select(Site).where(Site.name == "Irina Project")).first() is None
    taken |= {"parts-0-heading": "Anything", "parts-0-min_words": "50", "parts-0-key": ""}
    saved = client.post(WEEK_3, data=taken)
    assert saved.status_code == 303, errors_of(saved.text)
    session.rollback()
    assert session.scalars(select(Site).where(Site.name == "Irina Project")).one()


@pytest.mark.parametrize("source", ["", "shape-none", "template-99", "prompt-99999", "x" * 40])
def test_where_there_is_nothing_the_form_stays_as_typed_and_says_so(
    client: FlaskClient, session: Session, course: Course, source: str
) -> None:
    typed = form_of(client, 3) | {"title": "Typed and not saved", "start_source": source}
    page = client.post(WEEK_3, data=typed | TAKE)
    assert page.status_code == 422
    assert fields_of(page.text)["title"] == "Typed and not saved"
    assert any("nothing to take there" in said for said in errors_of(page.text))


def test_a_week_that_was_published_is_not_replaced_at_once(
    client: FlaskClient, session: Session, course: Course
) -> None:
    assert 'value="week:take"' in client.get(WEEK_3).text
    published = client.post(f"{WEEK_3}/publication", data=form_of(client, 3))
    assert published.status_code == 303, errors_of(published.text)
    assert 'value="week:take"' not in client.get(WEEK_3).text
    typed = form_of(client, 3) | {"start_source": "shape-debate"}
    page = client.post(WEEK_3, data=typed | TAKE)
    assert page.status_code == 422
    assert fields_of(page.text)["title"] == typed["title"]
    assert any("has been published" in said for said in errors_of(page.text))
