"""Templates in the browser: a week kept, found again, started from, renamed, shared, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.database import utc_now
from forum.extensions import db
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.library import SHAPES, get_shape
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from forum.prompts.templates.models import PromptTemplate
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.setup_pages import errors_of, facts_of, form_of, prompt_of, teach
from tests.support.statements import count_statements
from tests.support.weeks import make_prompt

NEW = "/c/sowk-510/setup/new"
TEMPLATES = "/c/sowk-510/setup/templates"
KEEP = "/c/sowk-510/w/3/setup/template"


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    course = teach(client, session)
    data = {"week": 3, "title": "Allies", "source": "shape-alliances"}
    assert client.post(NEW, data=data).status_code == 303
    return course


def keep(client: FlaskClient, session: Session, name: str = "Our allies") -> PromptTemplate:
    """Keep week 3 under a name."""
    answer = client.post(KEEP, data={"name": name})
    assert answer.status_code == 303, errors_of(answer.text)
    return template_of(session, name)


def template_of(session: Session, name: str) -> PromptTemplate:
    """The template of that name, as it is now."""
    session.rollback()
    session.expire_all()
    return session.scalars(select(PromptTemplate).where(PromptTemplate.name == name)).one()


def make_template(session: Session, course: Course, name: str, **values: Any) -> PromptTemplate:
    """A template of somebody else's."""
    row = PromptTemplate(
        course_id=course.id,
        owner_id=make_user(session, f"Owner of {name}").id,
        name=name,
        **{"document": {"schema": 1, "prompt": {"title": name}}, "saved_at": utc_now()} | values,
    )
    session.add(row)
    session.commit()
    return row


@pytest.mark.parametrize("name", SHAPES)
def test_a_week_from_the_library_is_a_draft_that_can_be_published(
    client: FlaskClient, session: Session, course: Course, name: str
) -> None:
    answer = client.post(NEW, data={"week": 4, "title": "", "source": f"shape-{name}"})
    assert answer.location.endswith("/c/sowk-510/w/4/setup")
    prompt = prompt_of(session, course, 4)
    shape = get_shape(name).content
    assert prompt.title == shape.title
    assert not prompt.is_published
    assert get_setup(session, prompt).is_complete
    rubric = find_rubric(session, prompt.id)
    assert rubric is not None
    assert rubric.points_total == shape.points
    # The editor saves it as it is.
    before = facts_of(session, course, 4)
    answer = client.post("/c/sowk-510/w/4/setup", data=form_of(client, 4))
    assert answer.status_code == 303, errors_of(answer.text)
    assert facts_of(session, course, 4) == before
    assert client.post("/c/sowk-510/w/4/setup/publication").status_code == 303
    assert prompt_of(session, course, 4).is_published


def test_a_blank_week_has_one_part_and_is_called_by_its_number(
    client: FlaskClient, session: Session, course: Course
) -> None:
    assert client.post(NEW, data={"week": 5, "source": "blank"}).status_code == 303
    prompt = prompt_of(session, course, 5)
    assert prompt.title == "Week 5"
    assert [part.heading for part in get_setup(session, prompt).parts] == ["Your post"]
    assert find_rubric(session, prompt.id) is None


def test_all_weeks_from_one_shape_are_told_apart_by_their_numbers(
    client: FlaskClient, session: Session, course: Course
) -> None:
    assert client.post(NEW, data={"week": 0, "source": "shape-debate"}).status_code == 303
    titles = session.scalars(select(Prompt.title).order_by(Prompt.week)).all()
    assert titles[:4] == ["Week 1", "Week 2", "Allies", "Week 4"]


def test_a_week_kept_as_a_template_makes_the_same_week_again(
    client: FlaskClient, session: Session, course: Course
) -> None:
    typed = form_of(client, 3) | {
        "new_sites-0-name": "Polaris",
        "new_sites-0-address": "polarisproject.org",
        "parts-0-heading": "Ours",
    }
    assert client.post("/c/sowk-510/w/3/setup", data=typed).status_code == 303
    template = keep(client, session)
    assert "Our allies" in client.get(TEMPLATES).text
    form = {"week": 7, "source": f"template-{template.id}"}
    assert client.post(NEW, data=form).status_code == 303
    source, made = (facts_of(session, course, week) for week in (3, 7))
    assert made[0] == "Allies"
    assert made[:5] == source[:5]
    assert made[4] == ["Polaris"]
    assert {(row[0], *row[2:]) for row in made[6]} == {(row[0], *row[2:]) for row in source[6]}
    assert {row[1] for row in made[6]} == {7}


def test_the_template_changes_and_goes_without_the_weeks_made_from_it(
    client: FlaskClient, session: Session, course: Course
) -> None:
    template = keep(client, session)
    client.post(NEW, data={"week": 7, "source": f"template-{template.id}"})
    before = facts_of(session, course, 7)
    typed = form_of(client, 3) | {"title": "Otherwise"}
    client.post("/c/sowk-510/w/3/setup", data=typed)
    assert client.post(KEEP, data={"name": "our ALLIES", "replaces": "y"}).status_code == 303
    document = template_of(session, "Our allies").document
    assert document["prompt"]["title"] == "Otherwise"
    assert client.post(f"{TEMPLATES}/{template.id}/deletion").status_code == 303
    assert "Our allies" not in client.get(TEMPLATES, follow_redirects=True).text
    assert facts_of(session, course, 7) == before


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "OUR allies"])
def test_a_bad_name_is_refused_in_words_and_what_was_typed_stays(
    client: FlaskClient, session: Session, course: Course, name: str
) -> None:
    keep(client, session)
    other = keep(client, session, "Debate")
    for address in (KEEP, f"{TEMPLATES}/{other.id}"):
        answer = client.post(address, data={"name": name})
        assert answer.status_code == 422
        soup = BeautifulSoup(answer.text, "html.parser")
        assert soup.title is not None
        assert soup.title.text.startswith("Error:")
        field = soup.select_one("#name")
        assert field is not None
        assert (field["value"], field["aria-invalid"]) == (name.strip(), "true")
        assert errors_of(answer.text)
    assert template_of(session, "Debate").id == other.id


def test_a_template_is_renamed_and_shared(
    client: FlaskClient, session: Session, course: Course
) -> None:
    template = keep(client, session)
    address = f"{TEMPLATES}/{template.id}"
    assert client.post(address, data={"name": "Alliances"}).status_code == 303
    assert client.post(f"{address}/sharing").status_code == 303
    assert template_of(session, "Alliances").is_shared
    assert "Stop sharing" in client.get(address).text

    other = make_course(session, "SOWK 520", slug="sowk-520")
    theo = make_user(session, "Theo")
    enrol(session, other, theo, "instructor")
    sign_in(client, session, theo)
    assert "Alliances" in client.get("/c/sowk-520/setup/templates").text
    form = {"week": 2, "source": f"template-{template.id}"}
    assert client.post("/c/sowk-520/setup/new", data=form).status_code == 303
    # Who may start from it may not change it.
    for path in ("", "/sharing", "/unsharing", "/deletion"):
        elsewhere = f"/c/sowk-520/setup/templates/{template.id}{path}"
        assert client.post(elsewhere, data={"name": "Theirs"}).status_code == 403

    session.get_one(PromptTemplate, template.id).shared_at = None
    session.commit()
    assert "Alliances" not in client.get("/c/sowk-520/setup/templates").text
    assert client.post(f"/c/sowk-520/setup/templates/{template.id}").status_code == 404


def test_a_template_of_another_course_stays_there(
    client: FlaskClient, session: Session, course: Course
) -> None:
    foreign = make_template(session, make_course(session, "SOWK 520"), "Canary")
    assert "Canary" not in client.get(TEMPLATES).text + client.get(NEW).text
    answer = client.post(NEW, data={"week": 4, "source": f"template-{foreign.id}"})
    assert answer.status_code == 422
    assert errors_of(answer.text)


def test_a_template_that_is_gone_meanwhile_is_said_and_the_title_stays(
    client: FlaskClient, session: Session, course: Course
) -> None:
    template = keep(client, session)
    client.post(f"{TEMPLATES}/{template.id}/deletion")
    form = {"week": 4, "title": "Mine", "source": f"template-{template.id}"}
    answer = client.post(NEW, data=form)
    assert answer.status_code == 422
    assert "This template is not there any more." in answer.text
    assert 'value="Mine"' in answer.text
    for path in ("", "/sharing", "/deletion"):
        assert client.post(f"{TEMPLATES}/{template.id}{path}").status_code == 404


def test_a_template_of_a_newer_version_is_refused_in_words(
    client: FlaskClient, session: Session, course: Course
) -> None:
    template = make_template(session, course, "From tomorrow", document={"schema": 2})
    assert "From tomorrow" in client.get(TEMPLATES).text
    answer = client.post(NEW, data={"week": 4, "source": f"template-{template.id}"})
    assert answer.status_code == 422
    assert "newer version" in " ".join(errors_of(answer.text))


@pytest.mark.parametrize(
    "source",
    [
        "template-",
        "template-x",
        "template-²",
        "template-99999999999999999999",
        "shape-blank",
        "shape-../alliances",
        "shape-",
        "prompt-\x00",
    ],
)
def test_a_start_that_is_none_is_refused(
    client: FlaskClient, session: Session, course: Course, source: str
) -> None:
    answer = client.post(NEW, data={"week": 4, "source": source})
    assert answer.status_code == 422
    assert errors_of(answer.text)
    assert client.get(NEW, query_string={"from": source}).status_code == 200


def test_the_lists_take_as_many_statements_for_one_template_as_for_forty(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 5)
    counts = []
    for names in (["Only one"], [f"Template {number}" for number in range(40)]):
        for name in names:
            make_template(session, course, name)
        for address in (TEMPLATES, NEW, "/c/sowk-510/w/3/setup"):
            with count_statements(db.engine) as statements:
                assert client.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:3] == counts[3:] == [3, 6, 15]
