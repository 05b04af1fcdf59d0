"""What is kept of a set-up, and what is said to have changed; documents are plain values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.prompts.content import DueInput
from forum.prompts.history.actions import keep_version
from forum.prompts.history.changes import list_changes
from forum.prompts.history.documents import read_version, version_document
from forum.prompts.history.models import PromptVersion
from forum.prompts.history.queries import find_version, list_versions
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from forum.prompts.templates.documents import UnknownForm
from tests.support.factories import BEGINNING, make_course, make_user
from tests.support.weeks import make_prompt

LATER = BEGINNING + timedelta(hours=1)


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session)


@pytest.fixture
def prompt(session: Session, course: Course) -> Prompt:
    return make_prompt(session, course)


@pytest.fixture
def document(session: Session, prompt: Prompt) -> dict[str, Any]:
    return version_document(get_setup(session, prompt), {"title": "Read", "criteria": []})


def test_a_version_holds_all_that_was_set_for_the_week(
    session: Session, prompt: Prompt, document: dict[str, Any]
) -> None:
    kept = read_version(document)
    assert kept.shape.content.title == prompt.title
    assert [part.key for part in kept.shape.content.parts] == ["overview", "ally"]
    assert kept.times["T1"] == DueInput(1, 3, "23:59")
    assert kept.site_ids == tuple(site.id for site in get_setup(session, prompt).sites)
    assert kept.shape.rubric == {"title": "Read", "criteria": []}
    assert kept.group_set_id is None


def test_the_first_save_keeps_what_stood_before_it_too(
    session: Session, prompt: Prompt, document: dict[str, Any]
) -> None:
    ada = make_user(session, "Ada")
    after = document | {"group_set_id": 7}
    keep_version(session, prompt.id, document, after, since=BEGINNING, by=ada.id, now=LATER)
    new, old = list_versions(session, prompt.id, most=9)
    assert (new.saved_by, new.saved_at, new.document["group_set_id"]) == ("Ada", LATER, 7)
    assert (old.saved_by, old.saved_at, old.document) == ("", BEGINNING, document)
    # The next save stands on the last one, and on nothing else.
    keep_version(session, prompt.id, after, document, since=LATER, by=ada.id, now=LATER)
    assert [row.saved_by for row in list_versions(session, prompt.id, most=9)] == [
        *("Ada", "Ada"),
        "",
    ]


def test_what_was_changed_on_another_page_in_between_is_kept_by_nobody(
    session: Session, prompt: Prompt, document: dict[str, Any]
) -> None:
    ada = make_user(session, "Ada")
    first, moved, last = (document | {"group_set_id": number} for number in (1, 2, 3))
    keep_version(session, prompt.id, document, first, since=BEGINNING, by=ada.id, now=BEGINNING)
    keep_version(session, prompt.id, moved, last, since=LATER, by=ada.id, now=LATER)
    found = list_versions(session, prompt.id, most=9)
    assert [(row.document["group_set_id"], row.saved_by) for row in found] == [
        (3, "Ada"),
        (2, ""),
        (1, "Ada"),
        (None, ""),
    ]
    assert list_versions(session, prompt.id, most=2, before=found[1].id) == found[2:]


def test_a_save_that_changes_nothing_keeps_nothing(
    session: Session, prompt: Prompt, document: dict[str, Any]
) -> None:
    ada = make_user(session, "Ada")
    same = dict(document)
    keep_version(session, prompt.id, document, same, since=BEGINNING, by=ada.id, now=LATER)
    assert session.scalars(select(PromptVersion)).all() == []


def test_a_version_is_found_under_its_own_prompt_alone(
    session: Session, course: Course, prompt: Prompt, document: dict[str, Any]
) -> None:
    ada = make_user(session, "Ada")
    other = make_prompt(session, course, 2)
    keep_version(
        session,
        prompt.id,
        document,
        document | {"group_set_id": 7},
        since=BEGINNING,
        by=ada.id,
        now=LATER,
    )
    (row, _first) = list_versions(session, prompt.id, most=9)
    assert find_version(session, prompt.id, row.id) == row
    assert find_version(session, other.id, row.id) is None


def test_a_document_of_a_newer_product_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(UnknownForm):
        read_version(document | {"schema": 99})


@pytest.mark.parametrize(
    ("where", "value", "name", "before", "after"),
    [
        (("prompt", "title"), "Allies", "title", "Developing alliances", "Allies"),
        (("terms", "responses"), 3, "responses", 2, 3),
        (("times", "T2"), [1, 7, "12:00"], "T2", [1, 6, "23:59"], [1, 7, "12:00"]),
        (("rubric",), None, "rubric_title", "Read", ""),
        (("group_set_id",), 4, "group_set_id", None, 4),
        (("parts",), [], "parts", None, []),
        (("sites",), [], "sites", None, []),
    ],
)
def test_each_thing_that_is_otherwise_is_a_change(
    document: dict[str, Any],
    where: tuple[str, ...],
    value: Any,
    name: str,
    before: Any,
    after: Any,
) -> None:
    changed = document | {
        where[0]: value if len(where) == 1 else document[where[0]] | {where[1]: value}
    }
    (change,) = list_changes(document, changed)
    assert (change.name, change.after) == (name, after)
    assert change.before == (
        document[where[0]] if before is None and where[0] != "group_set_id" else before
    )


def test_what_an_older_product_did_not_know_is_no_change(document: dict[str, Any]) -> None:
    old = document | {"prompt": {k: v for k, v in document["prompt"].items() if k != "points"}}
    assert list_changes(old, document) == []
    # What follows from another setting is told with that one alone.
    implied = document | {"terms": document["terms"] | {"choice": not document["terms"]["choice"]}}
    assert list_changes(document, implied) == []
