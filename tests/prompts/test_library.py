"""The shapes of the library: each can be published, adds up, and has words that hold."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from forum.grading.actions.rubrics import save_rubric
from forum.grading.documents import rubric_from
from forum.grading.queries.rubrics import LEVELS, get_rubric
from forum.prompts.library import BLANK, SHAPES, get_shape, list_library
from forum.prompts.patterns import CourseSchedule
from forum.prompts.problems import TEXTS, Surroundings, find_literal_date, find_problems
from forum.prompts.queries import get_setup
from forum.prompts.templates.actions import start_prompt
from forum.prompts.templates.documents import document_of, read_document
from forum.prompts.text import TOKENS, unknown_tokens
from forum.rules.facts import REQUIREMENTS
from tests.support.factories import make_course, make_user
from tests.support.weeks import at

NOW = at(1, "09:00")
every_shape = pytest.mark.parametrize("name", SHAPES)


@pytest.mark.parametrize("name", [*SHAPES, BLANK])
def test_a_week_in_a_shape_can_be_published_once_its_times_are_set(
    session: Session, name: str
) -> None:
    course, user, shape = make_course(session), make_user(session, "Dr. Reyes"), get_shape(name)
    prompt = start_prompt(
        session,
        course,
        3,
        shape,
        CourseSchedule().schedule_of(3),
        title="Week 3",
        started_from=name,
        by=user.id,
        now=NOW,
    )
    total = None
    if shape.rubric is not None:
        save_rubric(session, prompt, rubric_from(shape.rubric), by=user.id, now=NOW)
        total = get_rubric(session, prompt.id).points_total
    setup = get_setup(session, prompt)
    around = Surroundings(smallest=25, largest=25, rubric_total=total)
    found = {problem.code: problem.blocks for problem in find_problems(setup, around)}
    assert not any(found.values())
    # Sites are the course's to list, and a blank week has no rubric yet.
    expected = {"few_sites"} if prompt.asks_site else set()
    assert set(found) == (expected if name != BLANK else {"no_rubric"})
    assert not prompt.is_published
    # What was made comes out as it went in.
    document = document_of(setup, shape.rubric)
    again = read_document(document)
    assert again.content.parts == shape.content.parts
    assert (again.terms, again.rubric) == (shape.terms, shape.rubric)


@every_shape
def test_the_rubric_of_a_shape_adds_up_and_points_at_what_is_asked(name: str) -> None:
    shape = get_shape(name)
    assert shape.rubric is not None
    rubric = rubric_from(shape.rubric)
    assert sum(row.points[0] for row in rubric.criteria) == shape.content.points
    for row in rubric.criteria:
        assert len(row.points) == len(LEVELS)
        assert list(row.points) == sorted(row.points, reverse=True)
        assert row.points[-1] == 0
        assert all(row.descriptions)
        assert set(row.counted_from) <= set(REQUIREMENTS)
    pointed = {name for row in rubric.criteria for name in row.counted_from}
    assert {"parts", "responses"} <= pointed
    assert ("references" in pointed) is bool(shape.terms["references"])
    assert len({row.key for row in rubric.criteria}) == len(rubric.criteria)


@every_shape
def test_the_words_of_a_shape_speak_of_due_times_by_tokens_alone(name: str) -> None:
    content = get_shape(name).content
    for text in TEXTS:
        assert unknown_tokens(getattr(content, text)) == []
        assert find_literal_date(getattr(content, text)) == ""
    assert "{{post_due}}" in content.body
    assert "{{responses_due}}" in content.respond
    said = content.body + content.respond
    assert said.count("{{") == sum(said.count(f"{{{{{token}}}}}") for token in TOKENS)


@every_shape
def test_a_shape_fits_the_editor(name: str) -> None:
    content = get_shape(name).content
    assert 0 < len(content.title) <= 200
    assert 0 < len(content.purpose) <= 500
    assert content.respond
    assert content.response_parts
    for part in (*content.parts, *content.response_parts):
        assert part.key
        assert 0 < len(part.heading) <= 120
        assert 0 < len(part.guidance) <= 1000
        assert part.min_words > 0


def test_the_allyship_assignment_comes_first_and_asks_what_it_is_known_for() -> None:
    (name, shape), *others = list_library()
    assert name == "alliances"
    assert len(others) == 4
    assert shape.content.asks_site
    assert shape.terms["different_site"]
    assert (shape.terms["references"], shape.terms["responses"]) == (2, 2)
    assert [part.key for part in shape.content.response_parts] == [
        "common",
        "differences",
        "impact",
    ]
    assert len({shape.content.title for _name, shape in list_library()}) == 5


def test_there_is_no_shape_by_another_name() -> None:
    with pytest.raises(KeyError):
        get_shape("../library/alliances")


def test_a_rubric_keeps_its_points_to_the_last_place() -> None:
    rubric = get_shape("case_consultation").rubric
    assert rubric is not None
    assert str(rubric_from(rubric).criteria[-1].points[1]) == "4.5"
