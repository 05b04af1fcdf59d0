"""Courses and their people: memberships are intervals, and a roster never makes staff."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.identity import IdentityError
from forum.activity.models import Activity
from forum.courses.actions import (
    AddressTaken,
    AlreadyEnrolled,
    CourseInput,
    NameTaken,
    NotInCourse,
    TermTaken,
    UnknownZone,
    change_enrollment,
    create_course,
    create_group,
    create_group_set,
    create_section,
    create_term,
    end_enrollment,
    enrol,
    enrol_person,
    entrust_assistant,
    put_in_group,
    rename_section,
    take_out_of_group,
)
from forum.courses.calendar import counted_week
from forum.courses.models import Course, Enrollment, GroupMembership
from forum.courses.policy import Viewer, can_entrust, can_manage_member, roles_given_by
from forum.courses.rosters import count_circles, find_member, list_people_seen
from forum.rules.roles import Role
from tests.support import factories
from tests.support.factories import make_course, make_section, make_user
from tests.support.weeks import at

NOW = at(1, "09:00")
GIVEN = CourseInput("sowk-510", "SOWK 510", "Foundations", "America/New_York", date(2026, 9, 7), 12)


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session)


def test_a_course_is_made_in_a_term_and_has_an_address_of_its_own(session: Session) -> None:
    term = create_term(session, "Autumn", date(2026, 9, 7), date(2026, 12, 18), by=None, now=NOW)
    course = create_course(session, term, GIVEN, by=None, now=NOW)
    assert (course.slug, course.term.name, course.zone.key) == (
        "sowk-510",
        "Autumn",
        "America/New_York",
    )
    with pytest.raises(AddressTaken):
        create_course(session, term, GIVEN, by=None, now=NOW)
    with pytest.raises(TermTaken):
        create_term(session, "Autumn", date(2027, 9, 6), date(2027, 12, 17), by=None, now=NOW)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "America", "a\x00b"])
def test_a_course_needs_a_zone_that_exists(session: Session, zone: str) -> None:
    term = create_term(session, "Autumn", date(2026, 9, 7), date(2026, 12, 18), by=None, now=NOW)
    with pytest.raises(UnknownZone):
        given = CourseInput("x", "X", "X", zone, date(2026, 9, 7), 12)
        create_course(session, term, given, by=None, now=NOW)


@pytest.mark.parametrize(
    ("week", "breaks", "starts"),
    [
        (1, [], date(2026, 9, 7)),
        (2, [], date(2026, 9, 14)),
        (2, ["2026-09-16"], date(2026, 9, 21)),
        (1, ["2026-09-07"], date(2026, 9, 14)),
        (3, ["2026-09-14", "2026-09-21"], date(2026, 10, 5)),
        (3, ["2026-09-14", "2026-09-18"], date(2026, 9, 28)),
        (2, ["2026-11-23"], date(2026, 9, 14)),
        (2, ["2026-08-31"], date(2026, 9, 14)),
    ],
)
def test_class_weeks_skip_the_weeks_off(week: int, breaks: list[str], starts: date) -> None:
    assert counted_week(date(2026, 9, 7), breaks, week) == starts


def test_somebody_new_gets_an_account_and_a_link_and_somebody_known_only_a_place(
    session: Session, course: Course
) -> None:
    first, token = enrol(
        session,
        course,
        email="Ana@Example.org ",
        name="Ana  Silva",
        role=Role.STUDENT,
        by=None,
        now=NOW,
    )
    assert token
    assert (first.user.email, first.user.name) == ("ana@example.org", "Ana Silva")
    other = make_course(session, "SOWK 520")
    second, token = enrol(
        session,
        other,
        email="ana@example.org",
        name="Somebody Else",
        role=Role.STUDENT,
        by=None,
        now=NOW,
    )
    # A link would open the account to whoever enrolled it here.
    assert token is None
    assert second.user_id == first.user_id
    assert second.user.name == "Ana Silva"


def test_nobody_is_enrolled_twice_or_into_another_courses_section(
    session: Session, course: Course
) -> None:
    ana = make_user(session, "Ana")
    elsewhere = make_section(session, make_course(session, "SOWK 520"), "A")
    with pytest.raises(NotInCourse):
        enrol_person(session, course, ana, Role.STUDENT, by=None, now=NOW, section=elsewhere)
    enrol_person(session, course, ana, Role.STUDENT, by=None, now=NOW)
    with pytest.raises(AlreadyEnrolled):
        enrol_person(session, course, ana, Role.INSTRUCTOR, by=None, now=NOW)


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b@c", "x" * 300 + "@example.org", "a\x00@b.org"]
)
def test_an_address_that_is_none_is_refused(session: Session, course: Course, email: str) -> None:
    with pytest.raises(IdentityError):
        enrol(session, course, email=email, name="A", role=Role.STUDENT, by=None, now=NOW)


def test_a_change_ends_one_row_and_starts_another(session: Session, course: Course) -> None:
    ana, section = make_user(session, "Ana"), make_section(session, course, "B")
    before = enrol_person(session, course, ana, Role.ASSISTANT, by=None, now=NOW)
    entrust_assistant(session, before, may_release=True, may_manage=False, by=ana.id, now=NOW)
    later = NOW + timedelta(days=2)
    moved = change_enrollment(
        session, before, role=Role.ASSISTANT, section=section, by=None, now=later
    )
    assert (before.ended_at, moved.started_at, moved.may_release) == (later, later, True)
    demoted = change_enrollment(
        session, moved, role=Role.STUDENT, section=section, by=None, now=later
    )
    assert not demoted.may_release
    assert (
        change_enrollment(session, demoted, role=Role.STUDENT, section=section, by=None, now=later)
        is demoted
    )
    end_enrollment(session, demoted, by=None, now=later)
    with pytest.raises(NotInCourse):
        change_enrollment(session, demoted, role=Role.STUDENT, section=None, by=None, now=later)
    verbs = session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == [
        "enrolled",
        "assistant_entrusted",
        "enrollment_changed",
        "enrollment_changed",
        "enrollment_ended",
    ]


def test_only_assistants_are_entrusted(session: Session, course: Course) -> None:
    ana = enrol_person(session, course, make_user(session), Role.STUDENT, by=None, now=NOW)
    with pytest.raises(NotInCourse):
        entrust_assistant(session, ana, may_release=True, may_manage=True, by=1, now=NOW)


def test_a_person_is_in_one_group_of_a_set(session: Session, course: Course) -> None:
    ana = make_user(session, "Ana")
    _, (red, blue) = create_group_set(session, course, "Colours", ["Red", "Blue"], by=None, now=NOW)
    put_in_group(session, course, red, ana, by=None, now=NOW)
    put_in_group(session, course, blue, ana, by=None, now=NOW + timedelta(days=1))
    put_in_group(session, course, blue, ana, by=None, now=NOW + timedelta(days=2))
    rows = session.scalars(select(GroupMembership).order_by(GroupMembership.started_at)).all()
    assert [(row.group_id, row.ended_at is None) for row in rows] == [
        (red.id, False),
        (blue.id, True),
    ]


def test_names_are_taken_once_in_a_course(session: Session, course: Course) -> None:
    create_section(session, course, "A", by=None, now=NOW)
    create_section(session, make_course(session, "SOWK 520"), "A", by=None, now=NOW)
    with pytest.raises(NameTaken):
        create_section(session, course, "A", by=None, now=NOW)
    with pytest.raises(NameTaken):
        create_group_set(session, course, "Twins", ["A", "A"], by=None, now=NOW)


@pytest.mark.parametrize(
    ("role", "may_manage", "given"),
    [
        (Role.STUDENT, False, []),
        (Role.OBSERVER, False, []),
        (Role.ASSISTANT, False, []),
        (Role.ASSISTANT, True, [Role.STUDENT]),
        (Role.INSTRUCTOR, False, [Role.STUDENT]),
        (
            Role.ADMIN,
            False,
            [Role.STUDENT, Role.ASSISTANT, Role.INSTRUCTOR, Role.OBSERVER],
        ),
    ],
)
def test_roles_above_student_are_given_by_admins(
    role: Role, may_manage: bool, given: list[Role]
) -> None:
    viewer = Viewer(1, "Somebody", role, may_manage=may_manage)
    assert list(roles_given_by(viewer)) == given
    assert [one for one in Role if can_manage_member(viewer, one)] == given
    entrusts = role in (Role.INSTRUCTOR, Role.ADMIN)
    assert can_entrust(viewer, Role.ASSISTANT) is entrusts
    assert not can_entrust(viewer, Role.STUDENT)


def test_somebody_taken_out_of_a_group_is_in_none_of_its_set(
    session: Session, course: Course
) -> None:
    ana = make_user(session, "Ana")
    colours, (red, _) = create_group_set(
        session, course, "Colours", ["Red", "Blue"], by=None, now=NOW
    )
    _, (big,) = create_group_set(session, course, "Sizes", ["Big"], by=None, now=NOW)
    for group in (red, big):
        put_in_group(session, course, group, ana, by=None, now=NOW)
    later = NOW + timedelta(days=1)
    for _ in range(2):
        take_out_of_group(session, course, colours.id, ana, by=None, now=later)
    rows = session.scalars(select(GroupMembership).order_by(GroupMembership.id)).all()
    assert [(row.group_id, row.ended_at) for row in rows] == [(red.id, later), (big.id, None)]
    verbs = session.scalars(select(Activity.verb).where(Activity.subject_id == ana.id)).all()
    assert sorted(verbs) == ["group_joined", "group_joined", "group_left"]


def test_groups_of_another_course_are_not_touched(session: Session, course: Course) -> None:
    elsewhere, ana = make_course(session, "SOWK 520"), make_user(session, "Ana")
    foreign, (red,) = create_group_set(session, elsewhere, "Colours", ["Red"], by=None, now=NOW)
    put_in_group(session, elsewhere, red, ana, by=None, now=NOW)
    with pytest.raises(NotInCourse):
        put_in_group(session, course, red, ana, by=None, now=NOW)
    with pytest.raises(NotInCourse):
        create_group(session, course, foreign, "Blue", by=None, now=NOW)
    take_out_of_group(session, course, foreign.id, ana, by=None, now=NOW)
    assert session.scalars(select(GroupMembership.ended_at)).all() == [None]


def test_a_group_is_added_and_a_section_renamed_under_names_of_their_own(
    session: Session, course: Course
) -> None:
    colours, _ = create_group_set(session, course, "Colours", ["Red"], by=None, now=NOW)
    assert create_group(session, course, colours, "Blue", by=None, now=NOW).name == "Blue"
    with pytest.raises(NameTaken):
        create_group(session, course, colours, "Red", by=None, now=NOW)
    day = create_section(session, course, "Day", by=None, now=NOW)
    create_section(session, course, "Evening", by=None, now=NOW)
    with pytest.raises(NameTaken):
        rename_section(session, day, "Evening", by=None, now=NOW)
    for _ in range(2):
        rename_section(session, day, "Morning", by=None, now=NOW)
    assert day.name == "Morning"
    renamed = select(Activity.detail).where(Activity.verb == "section_renamed")
    assert session.scalars(renamed).all() == [{"before": "Day", "after": "Morning"}]


def test_students_see_their_section_and_the_staff(session: Session, course: Course) -> None:
    first, second = make_section(session, course, "A"), make_section(session, course, "B")
    people = {}
    for name, role, section in (
        ("Ana", "student", first),
        ("Bea", "student", first),
        ("Cy", "student", second),
        ("Dee", "student", None),
        ("Okafor", "instructor", None),
        ("Tomas", "assistant", second),
    ):
        people[name] = make_user(session, name)
        factories.enrol(session, course, people[name], role, section=section)
    gone = make_user(session, "Gone")
    factories.enrol(session, course, gone, section=first, ended_at=NOW)

    def seen(name: str, role: Role, section_id: int | None) -> list[str]:
        viewer = Viewer(people[name].id, name, role, section_id)
        return [row.user.name for row in list_people_seen(session, viewer, course)]

    assert seen("Ana", Role.STUDENT, first.id) == ["Ana", "Bea", "Okafor", "Tomas"]
    assert seen("Cy", Role.STUDENT, second.id) == ["Cy", "Okafor", "Tomas"]
    assert seen("Dee", Role.STUDENT, None) == ["Dee", "Okafor", "Tomas"]
    everybody = ["Ana", "Bea", "Cy", "Dee", "Okafor", "Tomas"]
    assert seen("Okafor", Role.INSTRUCTOR, None) == everybody
    assert seen("Dee", Role.OBSERVER, None) == everybody
    course.sections_are_one_class = True
    assert seen("Ana", Role.STUDENT, first.id) == everybody


def test_the_smallest_circle_is_what_responses_are_measured_by(
    session: Session, course: Course
) -> None:
    assert count_circles(session, course, None) == (0, 0)
    first, second = make_section(session, course, "A"), make_section(session, course, "B")
    people = [make_user(session) for _ in range(5)]
    for number, user in enumerate(people):
        section = first if number < 3 else second
        enrol_person(session, course, user, Role.STUDENT, by=None, now=NOW, section=section)
    assert count_circles(session, course, None) == (2, 3)
    course.sections_are_one_class = True
    assert count_circles(session, course, None) == (5, 5)
    group_set, (red, blue) = create_group_set(
        session, course, "Colours", ["Red", "Blue"], by=None, now=NOW
    )
    for number, user in enumerate(people):
        put_in_group(session, course, red if number else blue, user, by=None, now=NOW)
    assert count_circles(session, course, group_set.id) == (1, 4)


def test_a_member_is_found_in_their_own_course_only(session: Session, course: Course) -> None:
    row = enrol_person(session, course, make_user(session), Role.STUDENT, by=None, now=NOW)
    other = make_course(session, "SOWK 520")
    assert isinstance(find_member(session, course.id, row.id), Enrollment)
    assert find_member(session, other.id, row.id) is None
    end_enrollment(session, row, by=None, now=NOW)
    assert find_member(session, course.id, row.id) is None
