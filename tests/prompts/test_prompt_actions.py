"""Making, changing, publishing and copying a week, as staff do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.prompts.actions.copying import content_of, copy_prompt
from forum.prompts.actions.prompts import (
    create_prompt,
    publish_prompt,
    update_prompt,
    withdraw_prompt,
)
from forum.prompts.actions.refusals import (
    NotPublishable,
    StaleVersion,
    WeekOutside,
    WeekTaken,
)
from forum.prompts.actions.terms import set_terms
from forum.prompts.content import PartInput, PromptInput
from forum.prompts.problems import Surroundings, find_problems
from forum.prompts.queries import get_setup
from forum.rules.facts import Terms
from tests.support.factories import BEGINNING, enrol, make_course, make_user
from tests.support.weeks import at, make_prompt

NOW = at(1, "09:00")
LATER = NOW + timedelta(days=1)
CONTENT = PromptInput(
    title="Allies",
    body="Choose a site.",
    parts=(PartInput("", "The organisation"), PartInput("", "The organisation")),
)


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session)


@pytest.fixture
def staff_id(session: Session, course: Course) -> int:
    """The id of the course's instructor."""
    user = make_user(session, "Prof. Okafor")
    enrol(session, course, user, "instructor")
    return user.id


def test_a_new_week_is_a_draft_whose_parts_have_keys_of_their_own(
    session: Session, course: Course, staff_id: int
) -> None:
    prompt = create_prompt(session, course, 3, CONTENT, by=staff_id, now=NOW)
    assert [part.key for part in get_setup(session, prompt).parts] == [
        "the-organisation",
        "the-organisation-2",
    ]
    assert not prompt.is_published
    assert verbs(session) == ["prompt_created"]


@pytest.mark.parametrize("week", [0, -1, 13, 2**40])
def test_a_week_that_the_course_does_not_have_is_refused(
    session: Session, course: Course, staff_id: int, week: int
) -> None:
    with pytest.raises(WeekOutside):
        create_prompt(session, course, week, CONTENT, by=staff_id, now=NOW)


def test_a_week_has_one_prompt(session: Session, course: Course, staff_id: int) -> None:
    create_prompt(session, course, 3, CONTENT, by=staff_id, now=NOW)
    with pytest.raises(WeekTaken):
        create_prompt(session, course, 3, CONTENT, by=staff_id, now=NOW)


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(
    session: Session, course: Course, staff_id: int
) -> None:
    prompt = create_prompt(session, course, 3, CONTENT, by=staff_id, now=NOW)
    first = replace(CONTENT, title="The first editor's")
    update_prompt(session, prompt, first, version=1, by=staff_id, now=NOW)
    with pytest.raises(StaleVersion) as stale:
        update_prompt(session, prompt, CONTENT, version=1, by=staff_id, now=LATER)
    assert stale.value.version == 2
    assert prompt.title == "The first editor's"


def test_the_log_says_before_and_after_but_no_text(
    session: Session, course: Course, staff_id: int
) -> None:
    prompt = create_prompt(session, course, 3, CONTENT, by=staff_id, now=NOW)
    changed = replace(CONTENT, points=50, body="A text nobody should find in the log.")
    update_prompt(session, prompt, changed, version=1, by=staff_id, now=NOW)
    session.flush()
    row = session.scalars(select(Activity).order_by(Activity.id.desc())).first()
    assert row is not None
    assert row.detail == {"before": {"points": 100}, "after": {"points": 50}, "texts": ["body"]}


def test_a_part_keeps_its_key_when_it_is_renamed_moved_or_has_neighbours_removed(
    session: Session, course: Course, staff_id: int
) -> None:
    parts = (PartInput("a", "One"), PartInput("b", "Two"), PartInput("c", "Three"))
    content = replace(CONTENT, parts=parts)
    prompt = create_prompt(session, course, 3, content, by=staff_id, now=NOW)
    moved = replace(content, parts=(PartInput("c", "Last"), PartInput("a", "One")))
    update_prompt(session, prompt, moved, version=1, by=staff_id, now=NOW)
    found = [(part.key, part.heading) for part in get_setup(session, prompt).parts]
    assert found == [("c", "Last"), ("a", "One")]


@pytest.mark.parametrize("key", ["a", "A key; with signs", "x" * 40, "\x00"])
def test_a_key_that_is_repeated_or_malformed_is_made_anew(
    session: Session, course: Course, staff_id: int, key: str
) -> None:
    parts = (PartInput("a", "One"), PartInput(key, "Zwölf Übungen"))
    prompt = create_prompt(session, course, 3, replace(CONTENT, parts=parts), by=staff_id, now=NOW)
    found = [part.key for part in get_setup(session, prompt).parts]
    assert found == ["a", "zwolf-ubungen"]


def test_a_week_nobody_could_do_is_not_published(
    session: Session, course: Course, staff_id: int
) -> None:
    prompt = create_prompt(session, course, 3, CONTENT, by=staff_id, now=NOW)
    around = Surroundings(smallest=5, largest=5, rubric_total=Decimal(100))
    problems = find_problems(get_setup(session, prompt), around)
    with pytest.raises(NotPublishable) as refused:
        publish_prompt(session, prompt, problems, by=staff_id, now=NOW)
    assert {one.code for one in refused.value.problems} == {"no_time"}
    assert not prompt.is_published


def test_a_withdrawn_week_comes_back_with_its_first_time(
    session: Session, course: Course, staff_id: int
) -> None:
    prompt = make_prompt(session, course, 2, published_at=None)
    publish_prompt(session, prompt, [], by=staff_id, now=NOW)
    withdraw_prompt(session, prompt, by=staff_id, now=LATER)
    assert not prompt.is_published
    publish_prompt(session, prompt, [], by=staff_id, now=LATER)
    assert prompt.published_at == NOW
    assert prompt.is_published
    assert verbs(session) == ["prompt_published", "prompt_withdrawn", "prompt_published"]


def test_publishing_twice_changes_nothing(session: Session, course: Course, staff_id: int) -> None:
    prompt = make_prompt(session, course, 2)
    publish_prompt(session, prompt, [], by=staff_id, now=NOW)
    assert prompt.published_at == BEGINNING
    assert verbs(session) == []


def test_terms_change_in_place_before_publication_and_by_a_new_version_after_it(
    session: Session, course: Course, staff_id: int
) -> None:
    prompt = create_prompt(session, course, 3, CONTENT, by=staff_id, now=NOW)
    for responses in (2, 3):
        terms = Terms(valid_from=NOW, responses=responses)
        set_terms(session, prompt, terms, by=staff_id, now=NOW)
    assert [terms.responses for terms in get_setup(session, prompt).terms] == [3]
    prompt.published_at = NOW
    for responses in (3, 1):
        terms = Terms(valid_from=LATER, responses=responses)
        set_terms(session, prompt, terms, by=staff_id, now=LATER)
    found = [(terms.valid_from, terms.responses) for terms in get_setup(session, prompt).terms]
    assert found == [(NOW, 3), (LATER, 1)]


def test_a_copy_brings_all_but_people_and_posts_and_moves_with_its_week(
    session: Session, course: Course, staff_id: int
) -> None:
    source = make_prompt(session, course, 2, late_rate=5, write_first=False)
    copy = copy_prompt(session, get_setup(session, source), course, 5, by=staff_id, now=NOW)
    old, new = get_setup(session, source), get_setup(session, copy)
    assert content_of(new, course) == content_of(old, course)
    assert [site.id for site in new.sites] == [site.id for site in old.sites]
    assert replace(new.current_terms, valid_from=BEGINNING) == replace(
        old.current_terms, valid_from=BEGINNING
    )
    assert not copy.is_published
    for kind in ("opens", "T1", "T2", "close"):
        before, after = old.due(kind), new.due(kind)
        assert before is not None
        assert after is not None
        # Three weeks by the wall clock, with the change from summer time between them.
        assert after - before == timedelta(days=21, hours=1)


def test_a_copy_into_another_course_makes_its_sites_there_once(
    session: Session, course: Course, staff_id: int
) -> None:
    source = get_setup(session, make_prompt(session, course, 2))
    other = make_course(session, "SOWK 520", zone_name="Asia/Tokyo")
    first = copy_prompt(session, source, other, 2, by=staff_id, now=NOW)
    second = copy_prompt(session, source, other, 3, by=staff_id, now=NOW)
    sites = get_setup(session, first).sites
    assert [site.name for site in sites] == [site.name for site in source.sites]
    assert {site.course_id for site in sites} == {other.id}
    assert get_setup(session, second).sites == sites
    opens = get_setup(session, first).due("opens")
    assert opens is not None
    assert opens.astimezone(other.zone).strftime("%a %H:%M") == "Mon 00:00"


def verbs(session: Session) -> list[str]:
    """What the log says, in the order of time."""
    session.flush()
    return list(session.scalars(select(Activity.verb).order_by(Activity.id)))
