"""Due times and extensions: what is kept, and the instants that follow from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Course
from forum.prompts.actions.extensions import end_extension, give_extension
from forum.prompts.actions.refusals import DueTooSoon, ExtensionTooEarly, NotAStudent
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.content import DueInput
from forum.prompts.models import Checkpoint, Prompt
from forum.prompts.queries import get_setup, list_extensions
from forum.prompts.schedule import get_personal_schedule
from tests.support.factories import enrol, make_course, make_user
from tests.support.weeks import at, make_prompt

NOW = at(1, "09:00")


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session)


@pytest.fixture
def prompt(session: Session, course: Course) -> Prompt:
    prompt = make_prompt(session, course)
    prompt.course = course
    return prompt


@pytest.fixture
def ana(session: Session, course: Course) -> User:
    ana = make_user(session, "Ana")
    enrol(session, course, ana)
    return ana


@pytest.fixture
def staff(session: Session, course: Course) -> User:
    staff = make_user(session, "Prof. Okafor")
    enrol(session, course, staff, "instructor")
    return staff


@pytest.mark.parametrize(
    ("starts_on", "breaks", "kind", "due", "expected"),
    [
        # 23:59 lasts to the end of its minute.
        (date(2025, 10, 6), [], "T1", (1, 3, "23:59"), datetime(2025, 10, 9, 4, 0, tzinfo=UTC)),
        # The opening is its own first minute.
        (date(2025, 10, 6), [], "opens", (1, 1, "00:00"), datetime(2025, 10, 6, 4, 0, tzinfo=UTC)),
        # Day 9 is the Tuesday after.
        (date(2025, 10, 6), [], "close", (1, 9, "23:59"), datetime(2025, 10, 15, 4, 0, tzinfo=UTC)),
        # A break in week 2 moves week 2, and not week 1; any day of that week names it.
        (
            date(2025, 10, 6),
            ["2025-10-15"],
            "T1",
            (2, 3, "23:59"),
            datetime(2025, 10, 23, 4, 0, tzinfo=UTC),
        ),
        (
            date(2025, 10, 6),
            ["2025-10-15"],
            "T1",
            (1, 3, "23:59"),
            datetime(2025, 10, 9, 4, 0, tzinfo=UTC),
        ),
        # Two breaks, the second named by its first day, after the clocks have changed.
        (
            date(2025, 10, 6),
            ["2025-10-13", "2025-11-24"],
            "T1",
            (7, 3, "23:59"),
            datetime(2025, 12, 4, 5, 0, tzinfo=UTC),
        ),
        # Half past one happens twice on the first Sunday of November: the later one holds.
        (
            date(2026, 10, 26),
            [],
            "opens",
            (1, 7, "01:30"),
            datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
        ),
    ],
)
def test_instants_follow_from_week_day_and_local_time(
    session: Session,
    starts_on: date,
    breaks: list[str],
    kind: str,
    due: tuple[int, int, str],
    expected: datetime,
) -> None:
    course = make_course(session, starts_on=starts_on, breaks=breaks)
    prompt = make_prompt(session, course)
    set_checkpoint(session, prompt, course, kind, DueInput(*due), by=None, now=NOW)
    assert get_setup(session, prompt).due(kind) == expected


def test_every_due_time_that_was_set_is_kept(
    session: Session, course: Course, prompt: Prompt, staff: User
) -> None:
    before = get_setup(session, prompt).due("T1")
    later = DueInput(1, 4, "23:59")
    set_checkpoint(session, prompt, course, "T1", later, by=staff.id, now=NOW)
    set_checkpoint(session, prompt, course, "T1", later, by=staff.id, now=NOW + timedelta(hours=1))
    rows = session.scalars(
        select(Checkpoint)
        .where(Checkpoint.prompt_id == prompt.id, Checkpoint.kind == "T1")
        .order_by(Checkpoint.set_at)
    ).all()
    assert before is not None
    assert [row.due_at for row in rows] == [before, before + timedelta(days=1)]
    log = session.scalars(select(Activity).where(Activity.verb == "due_time_set")).all()
    assert [(row.detail["before"], row.detail["after"]) for row in log] == [
        (before.isoformat(), rows[1].due_at.isoformat())
    ]


def test_an_extension_holds_for_its_student_alone_and_ends(
    session: Session, course: Course, prompt: Prompt, ana: User, staff: User
) -> None:
    bea = make_user(session, "Bea")
    enrol(session, course, bea)
    setup = get_setup(session, prompt)
    due = at(5, "23:59") + timedelta(minutes=1)
    row = give_extension(session, prompt, ana.id, "T1", due, by=staff.id, now=NOW, reason="Ill")
    assert get_personal_schedule(session, setup, ana.id, NOW).initial_due == due
    assert get_personal_schedule(session, setup, bea.id, NOW).initial_due == setup.due("T1")
    end_extension(session, prompt, row, by=staff.id, now=NOW)
    assert get_personal_schedule(session, setup, ana.id, NOW).initial_due == setup.due("T1")
    log = session.scalars(select(Activity).order_by(Activity.id)).all()
    assert [(one.verb, one.subject_id) for one in log] == [
        ("extension_given", ana.id),
        ("extension_ended", ana.id),
    ]
    assert "Ill" not in str([one.detail for one in log])


def test_a_new_extension_replaces_the_earlier_one_of_its_kind(
    session: Session, prompt: Prompt, ana: User, staff: User
) -> None:
    for day in (7, 5):
        give_extension(
            session, prompt, ana.id, "T1", at(day, "12:00"), by=staff.id, now=at(2, f"1{day}:00")
        )
    give_extension(session, prompt, ana.id, "T2", at(8, "12:00"), by=staff.id, now=at(2, "18:00"))
    found = [(row.kind, row.due_at) for row in list_extensions(session, prompt.id)]
    assert found == [("T1", at(5, "12:00")), ("T2", at(8, "12:00"))]


def test_an_extension_never_asks_for_more(
    session: Session, prompt: Prompt, ana: User, staff: User
) -> None:
    with pytest.raises(ExtensionTooEarly):
        give_extension(session, prompt, ana.id, "T1", at(3, "12:00"), by=staff.id, now=NOW)
    assert not list_extensions(session, prompt.id)


def test_only_students_of_the_course_get_extensions(
    session: Session, prompt: Prompt, staff: User
) -> None:
    stranger = make_user(session, "Sam")
    for user in (stranger, staff):
        with pytest.raises(NotAStudent):
            give_extension(session, prompt, user.id, "T1", at(9, "12:00"), by=staff.id, now=NOW)


def test_a_published_due_time_moves_forward_only_with_a_days_notice(
    session: Session, course: Course, prompt: Prompt, staff: User
) -> None:
    # Due on day 3 at 23:59; it is day 2, noon.
    now = at(2, "12:00")
    with pytest.raises(DueTooSoon) as refused:
        set_checkpoint(session, prompt, course, "T1", DueInput(1, 3, "11:00"), by=staff.id, now=now)
    assert refused.value.kind == "T1"
    for due in (DueInput(1, 3, "12:30"), DueInput(1, 5, "23:59"), DueInput(1, 4, "23:59")):
        assert set_checkpoint(session, prompt, course, "T1", due, by=staff.id, now=now)
    prompt.published_at = None
    assert set_checkpoint(
        session, prompt, course, "T1", DueInput(1, 2, "13:00"), by=staff.id, now=now
    )
