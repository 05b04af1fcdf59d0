"""Who people were is erased some years after their last course, where the operator says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course, Term
from forum.discussion.models import Post
from forum.erasure.actions import erase_if_due
from forum.erasure.models import Erasure
from forum.erasure.queries import plan_retention
from forum.extensions import db
from tests.support.factories import enrol, make_course, make_user
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt, post_initial

NOW = datetime(2030, 6, 1, 12, tzinfo=UTC)
SINCE = date(2027, 6, 1)


@dataclass
class School:
    """An old course, a young one, and people who were in one of them or in both."""

    old: Course
    young: Course
    ana: User
    bea: User
    prof: User
    ada: User
    nobody: User


@pytest.fixture
def school(app: Flask, session: Session, clock: Callable[..., None]) -> School:
    """Ana and the teacher were in the old course alone, Bea in both; Ada administers the site."""
    old, young = make_course(session, "SOWK 510"), make_course(session, "SOWK 520")
    session.get_one(Term, old.term_id).ends_on = date(2027, 5, 31)
    session.get_one(Term, young.term_id).ends_on = SINCE
    people = [make_user(session, name) for name in ("Ana Silva", "Bea Mills", "Prof. Okafor")]
    ana, bea, prof = people
    ada = make_user(session, "Ada", is_admin=True)
    enrol(session, old, ana, "student", ended_at=at(9, "10:00"))
    for user, role in ((bea, "student"), (prof, "instructor"), (ada, "instructor")):
        enrol(session, old, user, role)
    enrol(session, young, bea, "student", ended_at=at(9, "10:00"))
    nobody = make_user(session, "Nobody Yet")
    session.commit()
    clock(NOW)
    app.config["RETENTION_YEARS"] = 3
    return School(old, young, ana, bea, prof, ada, nobody)


@pytest.fixture(autouse=True)
def off_again(app: Flask):
    """What a test set holds for that test."""
    yield
    app.config["RETENTION_YEARS"] = 0


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["retention", *arguments], input=typed)


def erased(session: Session) -> set[int]:
    session.rollback()
    session.expire_all()
    return set(session.scalars(select(Erasure.user_id)))


def test_without_a_number_of_years_everything_is_kept(app, session, school):
    app.config["RETENTION_YEARS"] = 0
    done = run(app, "--yes")
    assert (done.exit_code, "Set RETENTION_YEARS first" in done.output) == (1, True)
    assert erased(session) == set()


def test_a_dry_run_says_which_courses_and_how_many_people_and_changes_nothing(app, session, school):
    done = run(app, "--dry-run")
    assert done.exit_code == 0
    assert "terms that ended before 2027-06-01: 1" in done.output
    assert f"{school.old.slug} (SOWK 510" in done.output
    assert "ended 2027-05-31, not in the archive): 2 of 4 people would be erased" in done.output
    assert school.young.slug not in done.output
    assert "People who would be erased: 2. Posts and grades stay." in done.output
    assert "Silva" not in done.output
    assert erased(session) == set()


def test_who_is_in_no_younger_course_is_erased_and_nobody_else(app, session, school):
    done = run(app, "--yes")
    assert (done.exit_code, "2 erased." in done.output) == (0, True)
    assert erased(session) == {school.ana.id, school.prof.id}
    names = [session.get_one(User, one.id).name for one in (school.bea, school.ada, school.nobody)]
    assert names == ["Bea Mills", "Ada", "Nobody Yet"]
    assert session.get_one(User, school.ana.id).name.startswith("Former participant ")
    again = run(app, "--yes")
    assert "People who would be erased: 0." in again.output


def test_it_asks_first(app, session, school):
    assert run(app, typed="n\n").exit_code == 1
    assert erased(session) == set()
    assert run(app, typed="y\n").exit_code == 0
    assert len(erased(session)) == 2


def test_posts_stay(app, session, clock, school):
    clock(at(2, "09:00"))
    prompt = make_prompt(session, school.young)
    session.get_one(Term, school.young.term_id).ends_on = date(2027, 5, 31)
    dee = make_user(session, "Dee Hall")
    enrol(session, school.young, dee, "student")
    post = post_initial(session, dee, prompt, now=at(2, "10:00"))
    session.commit()
    clock(NOW)
    run(app, "--yes")
    assert dee.id in erased(session)
    assert session.get_one(Post, post.id).author_id == dee.id


def test_who_was_enrolled_again_in_the_meantime_is_left(session, school):
    _past, people = plan_retention(session, SINCE)
    assert people == [school.ana.id, school.prof.id]
    enrol(session, school.young, school.ana, "student")
    session.commit()
    asked = {"kept_since": SINCE, "label": "Former participant", "now": NOW}
    assert [erase_if_due(session, user_id, **asked) for user_id in people] == [False, True]
    session.commit()
    assert erased(session) == {school.prof.id}


def test_more_courses_and_people_take_no_more_statements(session, school):
    numbers = []
    for more in (0, 20):
        for number in range(more):
            course = make_course(session, f"OLD {number}")
            session.get_one(Term, course.term_id).ends_on = date(2020, 5, 31)
            enrol(session, course, make_user(session), "student")
        session.commit()
        with count_statements(db.engine) as sent:
            plan_retention(session, SINCE)
        numbers.append(len(sent))
    assert numbers == [4, 4]
