"""What comes along into the next term of a course and what does not; made once, whoever asks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.chain import seal_activity, verify_chain
from forum.activity.models import Activity
from forum.copies.actions import CopyInput, PlanChanged, make_copy, remove_copy
from forum.copies.plan import plan_copy
from forum.courses.models import Course
from forum.courses.turns import take_turn
from forum.database import transaction
from forum.extensions import db
from forum.grading.actions.rubrics import save_rubric
from forum.grading.bank.models import BankComment
from forum.grading.documents import rubric_from
from forum.grading.models import PromptWeight, Weighting
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.actions.site_merges import merge_sites
from forum.prompts.actions.sites import add_site, propose_site, rename_site
from forum.prompts.library import get_shape
from forum.prompts.models import Prompt
from forum.prompts.moves import fingerprint
from forum.prompts.overview import list_course_setups
from forum.prompts.patterns import USUAL, CourseSchedule, get_course_schedule
from forum.prompts.sites import find_known_site, list_current_sites
from tests.support.factories import make_course, make_group_set, make_user
from tests.support.weeks import at, make_prompt

NOW = at(4, "10:00")
RUBRIC = rubric_from(get_shape("alliances").rubric or {})
FIRST = date(2026, 10, 5)
GIVEN = CopyInput("next", "SOWK 510", "Foundations", FIRST, CourseSchedule(USUAL), None, "Next")


@pytest.fixture
def source(session: Session) -> Course:
    """A course with two weeks, in Tokyo, with all that may be set for a week."""
    course = make_course(session, zone_name="Asia/Tokyo", agreements=["Be kind."])
    groups = make_group_set(session, course, "Halves")
    make_prompt(session, course, 1, late_rate=7, grace_minutes=3, group_set_id=groups.id)
    make_prompt(session, course, 2, title="Allies", write_first=False, terms={"responses": 3})
    return course


@pytest.fixture
def admin(session: Session) -> User:
    return make_user(session, "Ada Admin", is_admin=True)


def seen(session: Session, source: Course, given: CopyInput = GIVEN) -> str:
    """The mark of the plan, as its page carries it."""
    setups = list_course_setups(session, source.id)
    before = get_course_schedule(session, source)
    return fingerprint(plan_copy(source, setups, before, given.schedule, given.starts_on).weeks)


def copied(session: Session, source: Course, admin: User) -> Course:
    mark = seen(session, source)
    course = make_copy(session, source, GIVEN, key="a" * 32, seen=mark, by=admin.id, now=NOW)
    session.commit()
    return course


def weeks_of(session: Session, course: Course) -> Sequence[Prompt]:
    return [setup.prompt for setup in list_course_setups(session, course.id)]


def test_weeks_come_with_what_was_set_and_without_their_groups(
    session: Session, source: Course, admin: User
) -> None:
    course = copied(session, source, admin)
    first, second = list_course_setups(session, course.id)
    assert (first.prompt.late_rate, first.prompt.grace_minutes) == (7, 3)
    assert first.prompt.group_set_id is None
    assert (second.prompt.title, second.prompt.write_first) == ("Allies", False)
    assert second.current_terms.responses == 3
    assert [part.key for part in first.parts] == ["overview", "ally"]
    assert [site.name for site in first.sites] == [
        "Polaris Project",
        "La Strada International",
        "Love146",
    ]
    assert {site.course_id for site in first.sites} == {course.id}
    assert (course.zone_name, course.weeks_total, course.agreements) == (
        "Asia/Tokyo",
        12,
        ["Be kind."],
    )


def test_rubrics_weights_and_shared_comments_come(
    session: Session, source: Course, admin: User
) -> None:
    grader = make_user(session, "Tomas")
    first, second = weeks_of(session, source)
    save_rubric(session, second, RUBRIC, by=grader.id, now=NOW)
    session.add(PromptWeight(prompt_id=first.id, weight=Decimal("2.5")))
    session.add(
        Weighting(
            course_id=source.id, drop_lowest=1, version=4, updated_at=NOW, updated_by_id=grader.id
        )
    )
    for said, shared in (("Well seen.", NOW), ("My own.", None)):
        session.add(
            BankComment(
                course_id=source.id, owner_id=grader.id, text=said, saved_at=NOW, shared_at=shared
            )
        )
    session.commit()
    course = copied(session, source, admin)
    one, two = weeks_of(session, course)
    rubric = find_rubric(session, two.id)
    assert rubric is not None
    assert [row.title for row in rubric.criteria] == [row.title for row in RUBRIC.criteria]
    assert find_rubric(session, one.id) is None
    weights = session.scalars(select(PromptWeight).where(PromptWeight.prompt_id == one.id)).one()
    assert weights.weight == Decimal("2.5")
    assert session.get_one(Weighting, course.id).drop_lowest == 1
    comments = session.scalars(select(BankComment).where(BankComment.course_id == course.id)).all()
    assert [(one.text, one.owner_id) for one in comments] == [("Well seen.", admin.id)]


def test_sites_come_with_every_name_they_are_known_by(
    session: Session, source: Course, admin: User
) -> None:
    renamed = add_site(session, source, "Old Name", "https://newname.org", by=None, now=NOW)
    rename_site(session, renamed, "New Name", by=admin.id, now=NOW)
    into = find_known_site(session, source.id, "love146.org")
    assert into is not None
    merged = add_site(session, source, "Love 146 UK", "https://love146.co.uk", by=None, now=NOW)
    merge_sites(session, merged, into, by=admin.id, now=NOW)
    propose_site(session, source, "Mine", "https://mine.net", admin.id, NOW)
    session.commit()
    course = copied(session, source, admin)
    names = {site.name for site in list_current_sites(session, course.id)}
    assert names == {"Polaris Project", "La Strada International", "Love146", "New Name"}
    for said, name in (
        ("Old Name", "New Name"),
        ("Love 146 UK", "Love146"),
        (merged.identity, "Love146"),
    ):
        found = find_known_site(session, course.id, said)
        assert found is not None, said
        assert found.name == name


def test_what_was_not_shown_is_not_made(session: Session, source: Course, admin: User) -> None:
    with pytest.raises(PlanChanged):
        make_copy(session, source, GIVEN, key="b" * 32, seen="else", by=admin.id, now=NOW)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Course)) == 1


def test_a_double_click_makes_one_course(
    app: Flask, session: Session, source: Course, admin: User
) -> None:
    mark, by, source_id = seen(session, source), admin.id, source.id
    session.commit()
    made: list[int] = []
    at_once = threading.Barrier(3)

    def click() -> None:
        with app.app_context():
            own = db.session().get_one(Course, source_id)
            at_once.wait(10)
            with transaction() as mine:
                made.append(make_copy(mine, own, GIVEN, key="c" * 32, seen=mark, by=by, now=NOW).id)

    clicks = [threading.Thread(target=click) for _ in range(3)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(60)
    assert len(made) == 3
    assert len(set(made)) == 1
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Course)) == 2


def test_whoever_writes_in_the_old_course_does_not_wait_for_the_copy(
    session: Session, source: Course, admin: User
) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets in one writer of the whole database at a time")
    mark = seen(session, source)
    make_copy(session, source, GIVEN, key="d" * 32, seen=mark, by=admin.id, now=NOW)
    with db.engine.connect() as other:
        other.execute(text("SET lock_timeout = '300ms'"))
        with Session(other) as second:
            take_turn(second, source.id)
            assert second.get_one(Course, source.id).removed_at is None
    session.rollback()


def test_a_removed_copy_takes_nothing_out_of_the_sealed_log(
    session: Session, source: Course, admin: User
) -> None:
    course = copied(session, source, admin)
    seal_activity(session)
    session.commit()
    before = len(session.scalars(select(Activity.id)).all())
    remove_copy(session, course, by=admin.id, now=NOW)
    remove_copy(session, course, by=admin.id, now=NOW)
    session.commit()
    seal_activity(session)
    assert verify_chain(session, NOW).holds
    rows = session.scalars(select(Activity).order_by(Activity.id)).all()
    assert [row.verb for row in rows[before:]] == ["copy_removed"]
    assert rows[-1].detail == {"slug": "next"}
