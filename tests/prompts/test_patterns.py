"""The pattern of a course's weeks: what follows it, what stays, and what may not move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Course
from forum.prompts.actions.patterns import change_schedule
from forum.prompts.actions.refusals import DueTooSoon, MovesChanged, MovesRefused, StaleVersion
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.content import DueInput
from forum.prompts.models import Checkpoint, Prompt
from forum.prompts.moves import WeekMoves, fingerprint, plan_moves
from forum.prompts.overview import list_course_setups
from forum.prompts.patterns import USUAL, CourseSchedule, get_course_schedule
from forum.rules.pattern import KINDS, WeekTime
from tests.support.factories import enrol, make_course, make_user
from tests.support.weeks import ZONE, at, make_prompt

#: Wednesday of week 2, noon: week 1 is over for posts and responses and closes the day before.
NOW = at(10, "12:00")
BREAK = date(2025, 10, 20)  # day 1 of what would be week 3


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session)


@pytest.fixture
def staff(session: Session, course: Course) -> User:
    staff = make_user(session, "Prof. Okafor")
    enrol(session, course, staff, "instructor")
    return staff


def plan(session: Session, course: Course, given: CourseSchedule) -> tuple[WeekMoves, ...]:
    stands = get_course_schedule(session, course)
    return plan_moves(course, list_course_setups(session, course.id), stands, given, NOW)


def change(
    session: Session,
    course: Course,
    staff: User,
    given: CourseSchedule,
    leave: frozenset[int] = frozenset(),
) -> list[int]:
    """Change it as shown; the weeks that moved."""
    seen = fingerprint(plan(session, course, given))
    moved = change_schedule(session, course, given, leave=leave, seen=seen, by=staff.id, now=NOW)
    session.commit()
    return [week.prompt.week for week in moved]


def with_time(kind: str, day: int, local_time: str, version: int = 0) -> CourseSchedule:
    return CourseSchedule(pattern={**USUAL, kind: WeekTime(day, local_time)}, version=version)


def local(session: Session, course: Course) -> dict[int, dict[str, str]]:
    """What is due when, by week and kind: "10-08 23:59"."""
    session.expire_all()
    found = {}
    for setup in list_course_setups(session, course.id):
        found[setup.prompt.week] = {
            kind: said(kind, setup.due(kind)) for kind in KINDS if setup.due(kind)
        }
    return found


def said(kind: str, due_at: datetime | None) -> str:
    assert due_at is not None
    minute = timedelta(0) if kind == "opens" else timedelta(minutes=1)
    return (due_at - minute).astimezone(ZONE).strftime("%m-%d %H:%M")


def make_weeks(session: Session, course: Course, *weeks: int, **values: object) -> list[Prompt]:
    return [make_prompt(session, course, week, **values) for week in weeks]


def test_a_course_begins_with_the_usual_pattern(session: Session, course: Course) -> None:
    stands = get_course_schedule(session, course)
    assert (stands.version, dict(stands.pattern)) == (0, USUAL)
    assert stands.schedule_of(5)["T1"] == DueInput(5, 3, "23:59")


def test_what_follows_the_pattern_moves_and_what_was_set_otherwise_stays(
    session: Session, course: Course, staff: User
) -> None:
    _, custom = make_weeks(session, course, 3, 4)
    set_checkpoint(session, custom, course, "T1", DueInput(4, 4, "18:00"), by=staff.id, now=NOW)
    session.commit()
    assert change(session, course, staff, with_time("T1", 2, "20:00")) == [3]
    found = local(session, course)
    assert found[3] == {
        "opens": "10-20 00:00",
        "T1": "10-21 20:00",
        "T2": "10-25 23:59",
        "close": "10-28 23:59",
    }
    assert found[4]["T1"] == "10-30 18:00"
    stands = get_course_schedule(session, course)
    assert (stands.version, stands.pattern["T1"]) == (1, WeekTime(2, "20:00"))
    rows = session.scalars(select(Checkpoint).where(Checkpoint.kind == "T1")).all()
    assert len(rows) == 4  # what was set before is kept
    log = session.scalars(select(Activity).where(Activity.verb == "schedule_changed")).one()
    assert log.detail == {"texts": ["pattern"], "weeks": [3]}


def test_a_break_moves_every_week_after_it_by_one(
    session: Session, course: Course, staff: User
) -> None:
    _, _, late = make_weeks(session, course, 2, 3, 9)
    set_checkpoint(session, late, course, "T1", DueInput(9, 4, "18:00"), by=staff.id, now=NOW)
    session.commit()
    before = local(session, course)
    given = replace(get_course_schedule(session, course), breaks=(BREAK,))
    assert change(session, course, staff, given) == [3, 9]
    after = local(session, course)
    assert after[2] == before[2]
    assert after[3]["T1"] == "10-29 23:59"
    # In between the clocks went back: the hour is the same, by the wall. What was set otherwise
    # moves with its week.
    assert (before[9]["T1"], after[9]["T1"]) == ("12-04 18:00", "12-11 18:00")
    assert (before[9]["T2"], after[9]["T2"]) == ("12-06 23:59", "12-13 23:59")
    assert course.breaks == [BREAK.isoformat()]

    # Without the break all is as it was.
    again = replace(get_course_schedule(session, course), breaks=())
    assert change(session, course, staff, again) == [3, 9]
    assert local(session, course) == before


def test_in_a_published_week_what_has_passed_stays_where_it_is(
    session: Session, course: Course, staff: User
) -> None:
    # It is Wednesday of week 2, and the teacher is ill: there is no class this week.
    make_weeks(session, course, 1, 2)
    given = replace(get_course_schedule(session, course), breaks=(date(2025, 10, 15),))
    assert change(session, course, staff, given) == [2]
    found = local(session, course)
    assert found[1] == {
        "opens": "10-06 00:00",
        "T1": "10-08 23:59",
        "T2": "10-11 23:59",
        "close": "10-14 23:59",
    }
    # It has opened, so it stays open.
    assert found[2]["opens"] == "10-13 00:00"
    assert found[2]["T1"] == "10-22 23:59"
    rows = {row.kind: row for row in list_course_setups(session, course.id)[1].checkpoints}
    opening = rows["opens"]
    assert (opening.week, opening.day) == (2, -6)
    assert get_course_schedule(session, course).is_custom(opening, 2)


def test_a_draft_moves_whatever_the_time(session: Session, course: Course, staff: User) -> None:
    make_weeks(session, course, 1, published_at=None)
    assert change(session, course, staff, with_time("T1", 2, "09:00")) == [1]
    assert local(session, course)[1]["T1"] == "10-07 09:00"


def test_sooner_than_in_a_day_is_refused_unless_the_week_is_left_out(
    session: Session, course: Course, staff: User
) -> None:
    make_weeks(session, course, 2, 3)
    given = with_time("T1", 3, "20:00")
    weeks = plan(session, course, given)
    assert [(week.prompt.week, week.is_refused) for week in weeks] == [(2, True), (3, False)]
    with pytest.raises(MovesRefused) as refused:
        change(session, course, staff, given)
    assert refused.value.weeks == (2,)
    session.rollback()
    assert get_course_schedule(session, course).version == 0
    assert local(session, course)[3]["T1"] == "10-22 23:59"

    assert change(session, course, staff, given, leave=frozenset({2})) == [3]
    found = local(session, course)
    assert (found[2]["T1"], found[3]["T1"]) == ("10-15 23:59", "10-22 20:00")


def test_an_order_that_nobody_can_meet_is_refused_where_students_know_the_week(
    session: Session, course: Course, staff: User
) -> None:
    known, draft = (
        make_prompt(session, course, 3),
        make_prompt(session, course, 4, published_at=None),
    )
    for prompt in (known, draft):
        due = DueInput(prompt.week, 6, "12:00")
        set_checkpoint(session, prompt, course, "T1", due, by=None, now=NOW)
    session.commit()
    given = with_time("T2", 5, "23:59")
    with pytest.raises(MovesRefused) as refused:
        change(session, course, staff, given)
    assert refused.value.weeks == (3,)
    session.rollback()
    assert change(session, course, staff, given, leave=frozenset({3})) == [4]


def test_a_week_left_out_of_a_break_keeps_its_instants(
    session: Session, course: Course, staff: User
) -> None:
    make_weeks(session, course, 3, 4)
    before = local(session, course)
    given = replace(get_course_schedule(session, course), breaks=(BREAK,))
    assert change(session, course, staff, given, leave=frozenset({3})) == [4]
    assert local(session, course)[3] == before[3]
    # Kept as a day of the week as it is counted now, so that saving it again moves nothing.
    setup = list_course_setups(session, course.id)[0]
    row = setup.checkpoint("T1")
    assert row is not None
    assert (row.week, row.day, row.local_time) == (3, -4, "23:59")
    due = DueInput(row.week, row.day, row.local_time)
    assert set_checkpoint(session, setup.prompt, course, "T1", due, by=None, now=NOW) is None


def test_two_editors_of_the_pattern_are_told_apart(
    session: Session, course: Course, staff: User
) -> None:
    change(session, course, staff, with_time("T1", 2, "20:00"))
    with pytest.raises(StaleVersion) as stale:
        change(session, course, staff, with_time("T1", 4, "20:00"))
    assert stale.value.version == 1


def test_other_moves_than_were_shown_are_not_applied(
    session: Session, course: Course, staff: User
) -> None:
    (prompt,) = make_weeks(session, course, 3)
    given = with_time("T1", 2, "20:00")
    seen = fingerprint(plan(session, course, given))
    set_checkpoint(session, prompt, course, "T1", DueInput(3, 4, "18:00"), by=None, now=NOW)
    with pytest.raises(MovesChanged):
        change_schedule(session, course, given, seen=seen, by=staff.id, now=NOW)


def test_whoever_has_a_moved_week_open_is_told(
    session: Session, course: Course, staff: User
) -> None:
    moved, stays = make_weeks(session, course, 3, 4)
    set_checkpoint(session, stays, course, "T1", DueInput(4, 4, "18:00"), by=None, now=NOW)
    session.commit()
    versions = (moved.version, stays.version)
    change(session, course, staff, with_time("T1", 2, "20:00"))
    session.expire_all()
    assert (moved.version, stays.version) == (versions[0] + 1, versions[1])


def test_holidays_move_nothing(session: Session, course: Course, staff: User) -> None:
    make_weeks(session, course, 3)
    holiday = (date(2025, 11, 27), "Thanksgiving")
    given = replace(get_course_schedule(session, course), holidays=(holiday,))
    assert change(session, course, staff, given) == []
    assert get_course_schedule(session, course).holidays == (holiday,)


def test_a_slip_is_taken_back_within_half_a_minute(
    session: Session, course: Course, staff: User
) -> None:
    (prompt,) = make_weeks(session, course, 2)
    usual, slip = DueInput(2, 3, "23:59"), DueInput(2, 13, "23:59")

    def move(due: DueInput, seconds: int) -> None:
        when = NOW + timedelta(seconds=seconds)
        set_checkpoint(session, prompt, course, "T1", due, by=staff.id, now=when)

    move(slip, 0)
    with pytest.raises(DueTooSoon):
        move(DueInput(2, 3, "20:00"), 10)
    move(usual, 20)
    move(slip, 60)
    with pytest.raises(DueTooSoon):
        move(usual, 120)
