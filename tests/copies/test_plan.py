"""Where the times of a week fall in another term, as a table; and what is pointed out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from forum.copies.plan import CopyPlan, breaks_outside, find_copy_problems, plan_copy
from forum.courses.models import Course
from forum.prompts.patterns import USUAL, CourseSchedule
from forum.prompts.problems import Days
from forum.prompts.queries import get_setup
from forum.rules.pattern import WeekTime
from tests.support.factories import make_course
from tests.support.weeks import make_prompt

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
#: As the tests' weeks have it, which is not what courses usually follow.
AS_SET = {
    "opens": WeekTime(1, "00:00"),
    "T1": WeekTime(3, "23:59"),
    "T2": WeekTime(6, "23:59"),
    "close": WeekTime(9, "23:59"),
}
BEFORE = CourseSchedule(AS_SET, version=1)


def planned(
    session: Session, zone: str, week: int, starts_on: str, after: CourseSchedule = BEFORE
) -> CopyPlan:
    course = make_course(session, zone_name=zone)
    setup = get_setup(session, make_prompt(session, course, week))
    return plan_copy(course, [setup], BEFORE, after, date.fromisoformat(starts_on))


# Zone, week, first day, breaks; then the opening and the first late instant of posts, in UTC.
TABLE = [
    ("America/New_York", 1, "2026-01-12", (), "2026-01-12T05:00", "2026-01-15T05:00"),
    # Week 9 is the one in which the clocks go forward on Sunday 8 March, week 10 comes after it.
    ("America/New_York", 8, "2026-01-12", (), "2026-03-02T05:00", "2026-03-05T05:00"),
    ("America/New_York", 9, "2026-01-12", (), "2026-03-09T04:00", "2026-03-12T04:00"),
    ("America/New_York", 8, "2026-01-12", ("2026-02-18",), "2026-03-09T04:00", "2026-03-12T04:00"),
    ("America/New_York", 4, "2026-10-12", (), "2026-11-02T05:00", "2026-11-05T05:00"),
    ("Europe/Berlin", 3, "2026-10-12", (), "2026-10-25T23:00", "2026-10-28T23:00"),
    ("Europe/Berlin", 2, "2026-10-12", (), "2026-10-18T22:00", "2026-10-21T22:00"),
    ("Asia/Tokyo", 12, "2026-04-06", (), "2026-06-21T15:00", "2026-06-24T15:00"),
    ("Australia/Sydney", 6, "2026-03-02", (), "2026-04-05T14:00", "2026-04-08T14:00"),
]


@pytest.mark.parametrize(("zone", "week", "first", "breaks", "opens", "posts"), TABLE)
def test_a_week_keeps_its_weekday_and_hour_in_the_zone_of_the_course(
    session: Session,
    zone: str,
    week: int,
    first: str,
    breaks: tuple[str, ...],
    opens: str,
    posts: str,
) -> None:
    after = replace(BEFORE, breaks=tuple(date.fromisoformat(on) for on in breaks))
    (moved,) = planned(session, zone, week, first, after).weeks
    said = {time.kind: time.due_at.strftime("%Y-%m-%dT%H:%M") for time in moved.times}
    assert (said["opens"], said["T1"]) == (opens, posts)


def test_another_pattern_moves_what_follows_it_and_leaves_what_was_set_otherwise(
    session: Session,
) -> None:
    course = make_course(session)
    setup = get_setup(session, make_prompt(session, course, 2))
    before = CourseSchedule(AS_SET | {"T2": WeekTime(7, "20:00")}, version=1)
    after = CourseSchedule(USUAL | {"T1": WeekTime(4, "18:00"), "T2": WeekTime(5, "18:00")})
    (moved,) = plan_copy(course, [setup], before, after, date(2026, 10, 5)).weeks
    dues = {time.kind: (time.due.day, time.due.local_time) for time in moved.times}
    assert (dues["T1"], dues["T2"]) == ((4, "18:00"), (6, "23:59"))


def test_the_course_ends_with_its_last_class_or_with_what_is_due_after_it(
    session: Session,
) -> None:
    assert planned(session, "Asia/Tokyo", 2, "2026-04-06").ends_on == date(2026, 6, 28)
    late = planned(session, "Asia/Tokyo", 12, "2026-04-06")
    assert (late.last_day, late.ends_on) == (date(2026, 6, 28), date(2026, 6, 30))


# First day of the copy, what is asked; what is pointed out of week 1, posts due on Wednesday.
PROBLEMS = [
    ("2026-10-05", {}, "2026-12-31", LONG_AGO, set()),
    ("2026-10-05", {date(2026, 10, 7): "Feast"}, "2026-12-31", LONG_AGO, {("T1", "holiday")}),
    ("2026-10-05", {}, "2026-10-10", LONG_AGO, {("close", "after_term")}),
    ("2026-10-05", {}, "2026-10-13", LONG_AGO, set()),
    ("2026-10-05", {}, "2026-12-31", datetime(2026, 10, 8, 12, tzinfo=UTC), {("T1", "passed")}),
]


@pytest.mark.parametrize(("first", "holidays", "ends", "now", "found"), PROBLEMS)
def test_what_does_not_fit_the_new_term_is_pointed_out(
    session: Session,
    first: str,
    holidays: dict[date, str],
    ends: str,
    now: datetime,
    found: set[tuple[str, str]],
) -> None:
    course = make_course(session)
    setup = get_setup(session, make_prompt(session, course, 1))
    plan = plan_copy(course, [setup], BEFORE, BEFORE, date.fromisoformat(first))
    days = Days(course.zone, holidays)
    problems = find_copy_problems(setup, plan.weeks[0], days, date.fromisoformat(ends), now)
    assert {(one.at, one.code) for one in problems} == found


def test_an_hour_that_the_clocks_skip_and_a_date_in_the_text_are_pointed_out(
    session: Session,
) -> None:
    course: Course = make_course(session)
    prompt = make_prompt(session, course, 1, body="Write by Friday.")
    after = CourseSchedule(AS_SET | {"T2": WeekTime(7, "02:30")})
    setup = get_setup(session, prompt)
    plan = plan_copy(course, [setup], BEFORE, after, date(2026, 3, 2))
    days = Days(course.zone)
    problems = find_copy_problems(setup, plan.weeks[0], days, date(2026, 12, 1), LONG_AGO)
    assert {(one.at, one.code) for one in problems} == {("T2", "never"), ("body", "literal_date")}


def test_a_break_that_moves_nothing_is_found(session: Session) -> None:
    course = make_course(session)
    on = [date(2026, 10, 4), date(2026, 11, 25), date(2027, 1, 3), date(2027, 1, 4)]
    # Twelve weeks and the one of 25 November: the last day of class is Sunday 3 January.
    assert breaks_outside(course, date(2026, 10, 5), on[1:3]) == []
    assert breaks_outside(course, date(2026, 10, 5), [on[0], on[1]]) == [on[0]]
    assert breaks_outside(course, date(2026, 10, 5), [on[1], date(2027, 2, 1)]) == [
        date(2027, 2, 1)
    ]
