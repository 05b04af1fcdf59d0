"""A student's own total, and what is told of the class."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import update

from forum.courses.models import Enrollment
from forum.grading.queries.standing import get_own_standing
from tests.support.factories import make_section
from tests.support.marking import GRADING_TIME, Marking
from tests.support.released import release_rows


@pytest.fixture
def desk(app, session, clock) -> Marking:
    return Marking(app, session, clock)


def class_of(desk: Marking, number: int) -> list:
    """So many students with a released grade, Ana among them: 50, 60, … of 100."""
    people = [desk.ana, *(desk.person(f"Student {index}") for index in range(number - 1))]
    totals = {person.id: (str(50 + 10 * index), "100") for index, person in enumerate(people)}
    release_rows(desk.session, desk.prompt, totals, by=desk.prof.id, now=GRADING_TIME)
    return people


def standing(desk: Marking, student):
    desk.session.expire_all()
    return get_own_standing(desk.session, desk.viewer(student), desk.course)


def test_five_people_with_a_grade_are_not_told_of_each_other(desk):
    class_of(desk, 5)
    own = standing(desk, desk.ana)
    assert own.total.percent == 50
    assert (own.class_total, own.class_weeks) == (None, {})


def test_six_people_with_a_grade_read_median_and_range(desk):
    class_of(desk, 6)
    own = standing(desk, desk.ana)
    for figures in (own.class_total, own.class_weeks[1]):
        assert (figures.people, figures.median) == (6, Decimal("75.00"))
        assert (figures.lowest, figures.highest) == (50, 100)


def test_somebody_without_a_grade_reads_nothing_of_the_class(desk):
    class_of(desk, 6)
    own = standing(desk, desk.bea)
    assert (own.total.percent, own.class_total, own.class_weeks) == (None, None, {})


def test_who_has_left_and_who_is_excused_is_not_among_the_six(desk):
    people = class_of(desk, 6)
    desk.session.execute(
        update(Enrollment).where(Enrollment.user_id == people[-1].id).values(ended_at=GRADING_TIME)
    )
    release_rows(
        desk.session, desk.prompt, {desk.cy.id: ("0", "0")}, by=desk.prof.id, now=GRADING_TIME
    )
    own = standing(desk, desk.ana)
    assert (own.class_total, own.class_weeks) == (None, {})


@pytest.mark.parametrize(("one_class", "people"), [(False, None), (True, 6)])
def test_a_section_is_a_class_of_its_own_unless_declared_one(desk, one_class, people):
    students = class_of(desk, 6)
    section = make_section(desk.session, desk.course, "East")
    desk.course.sections_are_one_class = one_class
    desk.session.execute(
        update(Enrollment)
        .where(Enrollment.user_id == students[-1].id)
        .values(section_id=section.id)
    )
    desk.session.commit()
    told = standing(desk, desk.ana).class_weeks.get(1)
    assert (told.people if told else None) == people
