"""Templates: kept, renamed, shared, deleted; read again years later; never tied to a prompt."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.courses.policy import Viewer
from forum.prompts.models import Site
from forum.prompts.patterns import CourseSchedule
from forum.prompts.queries import get_setup
from forum.prompts.templates.actions import (
    NameTaken,
    delete_template,
    rename_template,
    save_template,
    share_template,
    start_prompt,
    unshare_template,
)
from forum.prompts.templates.documents import UnknownForm, document_of, read_document
from forum.prompts.templates.models import LONGEST_NAME, PromptTemplate
from forum.prompts.templates.policy import (
    can_change_template,
    can_use_template,
    templates_usable_by,
)
from forum.prompts.templates.queries import list_templates
from forum.rules.roles import Role
from tests.support.factories import make_course, make_user
from tests.support.weeks import at, make_prompt

NOW = at(1, "09:00")
LATER = NOW + timedelta(days=1)

#: A document as the first version of this form wrote it. It is never edited: what changes about
#: templates has to go on reading it.
FIRST_FORM: dict[str, Any] = {
    "schema": 1,
    "prompt": {"title": "Allies", "body": "Choose a site.", "points": 20, "late_rate": 5},
    "parts": [{"key": "overview", "heading": "The site", "guidance": "Who?", "min_words": 80}],
    "response_parts": [{"key": "common", "heading": "Alike", "guidance": "", "min_words": 25}],
    "terms": {"references": 1, "responses": 3, "different_site": False},
    "sites": [{"name": "Polaris", "address": "https://polarisproject.org"}],
    "rubric": None,
}


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session)


@pytest.fixture
def staff_id(session: Session) -> int:
    return make_user(session, "Prof. Okafor").id


def test_an_old_document_still_loads_and_what_it_lacks_has_its_default() -> None:
    shape = read_document(FIRST_FORM)
    assert (shape.content.title, shape.content.points, shape.content.late_rate) == ("Allies", 20, 5)
    assert shape.content.late_cap == 50
    assert shape.content.group_set_id is None
    assert shape.content.parts[0].min_words == 80
    terms = shape.terms_at(NOW)
    assert (terms.references, terms.responses, terms.different_site) == (1, 3, False)
    assert terms.fallback == "same_site"
    assert [part.key for part in terms.parts] == ["overview"]
    assert shape.sites[0].address == "https://polarisproject.org"


def test_what_a_document_holds_and_nobody_knows_any_more_is_passed_over() -> None:
    document = copy.deepcopy(FIRST_FORM)
    document["prompt"]["sounds_a_bell"] = True
    document["prompt"]["group_set_id"] = 7
    document["terms"]["smileys"] = 3
    document["weather"] = "fair"
    assert read_document(document) == read_document(FIRST_FORM)


@pytest.mark.parametrize("schema", [0, 2, 99, "1", None])
def test_a_document_of_a_form_that_is_not_known_is_refused(schema: object) -> None:
    with pytest.raises(UnknownForm):
        read_document(FIRST_FORM | {"schema": schema})
    with pytest.raises(UnknownForm):
        read_document({})


def test_a_prompt_goes_into_a_template_and_comes_out_in_another_course(
    session: Session, course: Course, staff_id: int
) -> None:
    prompt = make_prompt(session, course, 2, title="Allies", points=40, late_cap=30)
    setup = get_setup(session, prompt)
    template = save_template(
        session, course.id, "Allies", document_of(setup, None), by=staff_id, now=NOW
    )
    session.commit()
    session.expire_all()
    assert set(template.document) == set(FIRST_FORM)  # no dates among them

    other = make_course(session, "SOWK 520")
    shape = read_document(template.document)
    times = CourseSchedule().schedule_of(5)
    made = start_prompt(
        session, other, 5, shape, times, title="", started_from="Allies", by=staff_id, now=LATER
    )
    again = get_setup(session, made)
    assert (made.title, made.points, made.late_cap) == ("Allies", 40, 30)
    assert [part.key for part in again.parts] == [part.key for part in setup.parts]
    assert again.current_terms.parts == setup.current_terms.parts
    assert again.current_terms.responses == setup.current_terms.responses
    assert [site.name for site in again.sites] == [site.name for site in setup.sites]
    assert {site.course_id for site in again.sites} == {other.id}
    assert again.is_complete
    assert not made.is_published


def test_a_site_the_course_knows_is_not_added_twice(
    session: Session, course: Course, staff_id: int
) -> None:
    for week in (3, 4):
        start_prompt(
            session,
            course,
            week,
            read_document(FIRST_FORM),
            {},
            title="",
            started_from="Allies",
            by=staff_id,
            now=NOW,
        )
    assert len(session.scalars(select(Site).where(Site.course_id == course.id)).all()) == 1


def test_what_becomes_of_a_template_changes_no_prompt(
    session: Session, course: Course, staff_id: int
) -> None:
    template = save_template(session, course.id, "Allies", FIRST_FORM, by=staff_id, now=NOW)
    made = start_prompt(
        session,
        course,
        3,
        read_document(template.document),
        {},
        title="",
        started_from=template.name,
        by=staff_id,
        now=NOW,
    )
    changed = FIRST_FORM | {"prompt": {"title": "Otherwise", "points": 99}, "parts": []}
    save_template(session, course.id, "allies", changed, replaces=True, by=staff_id, now=LATER)
    delete_template(session, template, by=staff_id, now=LATER)
    session.commit()
    session.expire_all()
    assert (made.title, made.points) == ("Allies", 20)
    assert len(get_setup(session, made).parts) == 1


def test_a_name_is_taken_once_in_a_course_however_it_is_written(
    session: Session, course: Course, staff_id: int
) -> None:
    first = save_template(session, course.id, " Allies ", FIRST_FORM, by=staff_id, now=NOW)
    second = save_template(session, course.id, "Debate", FIRST_FORM, by=staff_id, now=NOW)
    with pytest.raises(NameTaken):
        save_template(session, course.id, "ALLIES", FIRST_FORM, by=staff_id, now=NOW)
    with pytest.raises(NameTaken):
        rename_template(session, second, "allies", by=staff_id, now=NOW)
    rename_template(session, first, "ALLIES", by=staff_id, now=LATER)
    assert (first.name, second.name) == ("ALLIES", "Debate")
    other = make_course(session, "SOWK 520")
    assert save_template(session, other.id, "Allies", FIRST_FORM, by=staff_id, now=NOW)


@pytest.mark.parametrize("name", ["", "  \n ", "\x00", "x" * (LONGEST_NAME + 1)])
def test_a_name_is_neither_empty_nor_too_long(
    session: Session, course: Course, staff_id: int, name: str
) -> None:
    with pytest.raises(ValueError, match="empty or too long"):
        save_template(session, course.id, name, FIRST_FORM, by=staff_id, now=NOW)
    assert session.scalars(select(PromptTemplate)).all() == []


def test_each_change_leaves_one_line_in_the_log(
    session: Session, course: Course, staff_id: int
) -> None:
    template = save_template(session, course.id, "Allies", FIRST_FORM, by=staff_id, now=NOW)
    for _twice in range(2):
        rename_template(session, template, "Alliances", by=staff_id, now=NOW)
        share_template(session, template, by=staff_id, now=NOW)
    for _twice in range(2):
        unshare_template(session, template, by=staff_id, now=NOW)
    delete_template(session, template, by=staff_id, now=NOW)
    verbs = session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs[-5:] == [
        "template_saved",
        "template_renamed",
        "template_shared",
        "template_unshared",
        "template_deleted",
    ]


def test_the_list_holds_exactly_what_each_person_may_start_from(
    session: Session, course: Course
) -> None:
    other = make_course(session, "SOWK 520")
    mine, theirs = make_user(session, "Mia").id, make_user(session, "Theo").id
    rows = [
        save_template(session, where.id, f"{who} {is_shared}", FIRST_FORM, by=who, now=NOW)
        for where in (course, other)
        for who in (mine, theirs)
        for is_shared in (False, True)
    ]
    for row in rows:
        if row.name.endswith("True"):
            share_template(session, row, by=row.owner_id, now=NOW)
    for role in Role:
        for may_manage in (False, True):
            viewer = Viewer(mine, "Mia", role, may_manage=may_manage)
            listed = set(session.scalars(templates_usable_by(viewer, course.id)))
            allowed = {row for row in rows if can_use_template(viewer, row, course.id)}
            assert listed == allowed
            assert len(listed) == (7 if viewer.may_edit_prompts else 0)
            assert {row for row in listed if can_change_template(viewer, row, course.id)} == {
                row for row in listed if row.course_id == course.id
            }
    lines = list_templates(session, Viewer(mine, "Mia", Role.INSTRUCTOR), course.id)
    assert [line.course_id for line in lines] == [course.id] * 4 + [other.id] * 3
