"""An assistant with sections of their own meets the students of these sections, and no others: on
no page, in no file, by no number, and with no form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forum.accounts.models import User
from forum.courses.actions import change_enrollment, end_enrollment, entrust_assistant
from forum.courses.models import Enrollment, Group, GroupMembership, GroupSet
from forum.courses.queries import find_membership, list_holders
from forum.discussion.models import Draft
from forum.discussion.policy import can_hide_post, can_read_text, can_read_versions
from forum.discussion.queries.posts import list_outlines
from forum.grading.models import Grade, GradeRelease, ReleasedGrade
from forum.grading.policy import can_read_released
from forum.grading.queries.plans import list_open_plans
from forum.grading.queries.released import list_released
from forum.participation.models import Question, Setting
from forum.participation.policy import can_read_question
from forum.participation.queries import list_questions
from forum.prompts.models import Extension
from forum.rules.roles import Permission, Role
from tests.support.classroom import TUESDAY, Classroom, words_of
from tests.support.factories import enrol, make_section, make_user
from tests.support.marking import make_rubric
from tests.support.twins import nothing_changes_for
from tests.support.weeks import at, scene_of
from tests.visibility.test_twins import coming, revise

LATER = at(10, "10:00")


@pytest.fixture
def room(app, session, clock) -> Classroom:
    """Ana and Bea in section A, Cy and Dan in B, and Tia, who assists in A alone and may release,
    extend and export."""
    clock(TUESDAY)
    made = Classroom(app, session)
    make_rubric(session, made.prompt)
    made.sections = {name: make_section(session, made.course, name) for name in ("A", "B")}
    for name, people in {"A": ("Ana", "Bea"), "B": ("Cy", "Dan")}.items():
        for first in people:
            person = getattr(made, first.lower(), None) or made.person(f"{first} Of{name}")
            setattr(made, first.lower(), person)
            place(made, person).section_id = made.sections[name].id
    made.tia = made.person(
        "Tia Moss",
        "assistant",
        own_sections=[made.sections["A"].id],
        may_release=True,
        may_manage=True,
    )
    made.own = made.post(made.ana)
    made.known = [made.own]
    session.commit()
    return made


def place(room: Classroom, user: User) -> Enrollment:
    """Where somebody is in the course now."""
    rows = room.session.query(Enrollment).filter_by(user_id=user.id, course_id=room.course.id)
    return rows.filter(Enrollment.ended_at.is_(None)).one()


def viewer(room: Classroom, user: User):
    """The person in the course, as of now."""
    room.session.expire_all()
    return find_membership(room.session, room.course.slug, user).viewer


def graded(room: Classroom, user: User) -> None:
    """A grade of somebody's that was saved and released, with a comment, as rows."""
    said = {"prompt_id": room.prompt.id, "user_id": user.id}
    by = room.teacher.id
    room.session.add(
        Grade(
            **said,
            comment="canarycomment",
            updated_at=TUESDAY,
            updated_by_id=by,
            graded_at=TUESDAY,
        )
    )
    act = GradeRelease(prompt_id=room.prompt.id, released_at=TUESDAY, released_by_id=by)
    room.session.add(act)
    room.session.flush()
    room.session.add(
        ReleasedGrade(
            **said,
            release_id=act.id,
            released_at=TUESDAY,
            marks=[],
            raw=Decimal(7),
            late_points=Decimal(0),
            total=Decimal(7),
            out_of=Decimal(10),
            comment_html="canaryreleased",
            graded_by_id=by,
        )
    )


def decided(room: Classroom, user: User) -> Question:
    """An extension and an excuse of somebody's, and a question that waits."""
    said = {"prompt_id": room.prompt.id, "user_id": user.id}
    by = {"set_at": TUESDAY, "set_by_id": room.teacher.id}
    question = Question(
        **said, requirement="parts", sentence="canarysaid", text="canaryasked", asked_at=TUESDAY
    )
    room.session.add_all(
        [
            question,
            Extension(**said, **by, kind="T1", due_at=at(8, "23:59"), reason="canaryreason"),
            Setting(**said, **by, requirement="parts", status="waived", reason="canarysetting"),
        ]
    )
    room.session.commit()
    return question


# --- Twin worlds ---------------------------------------------------------------------------------


def test_what_another_section_writes_changes_no_page_of_the_assistants(room):
    eve = room.person("Eve Stone", section=room.sections["B"])
    room.known += coming(room)
    with nothing_changes_for(room, room.tia):
        post = room.post(room.cy, "Canary Own Site", stem="canarypost")
        room.post(room.dan, "Love146", stem="canarysecond")
        room.respond(room.dan, post, stem="canaryresponse")
        room.respond(room.teacher, post, kind="reply", stem="canarystaff")
        revise(room, room.cy, post, "Canary Own Site", "canarylater", 40)
        private = room.post(eve, "Love146", stem="canaryprivate", is_private=True)
        room.hide(private, "canaryhidden")
        room.session.add(
            Draft(
                user_id=room.dan.id,
                prompt_id=room.prompt.id,
                slot="response-1",
                field="text",
                text="canarydraft",
                saved_at=TUESDAY,
                begun_at=TUESDAY,
            )
        )


def test_what_is_decided_about_another_section_changes_no_page_of_the_assistants(room):
    with nothing_changes_for(room, room.tia):
        graded(room, room.cy)
        decided(room, room.dan)


def test_who_comes_to_another_section_or_leaves_it_changes_no_page_of_the_assistants(room):
    new = make_user(room.session, "Canary Flores")
    with nothing_changes_for(room, room.tia):
        enrol(room.session, room.course, new, section=room.sections["B"])
        end_enrollment(room.session, place(room, room.dan), by=room.teacher.id, now=TUESDAY)
        change_enrollment(
            room.session,
            place(room, room.cy),
            role=Role.STUDENT,
            section=None,
            by=room.teacher.id,
            now=TUESDAY,
        )


# --- Lists are the own students, and checks agree with them --------------------------------------


def test_lists_and_files_hold_the_own_students_alone(room, clock):
    for student in (room.ana, room.cy):
        graded(room, student)
    room.post(room.cy, "Love146")
    room.session.commit()
    clock(LATER)
    pages = ("/participation", "/participation/attention", "/participation/figures/all", "/release")
    for path in (*(room.week + page for page in pages), f"{room.home}/gradebook"):
        assert told(room, room.tia, path) == {"Ana", "Bea"}, path
        assert told(room, room.teacher, path) == {"Ana", "Bea", "Cy", "Dan"}, path
    files = {
        "gradebook": {"form": "csv"},
        "evidence": {"form": "csv", "week": room.prompt.week},
        "moodle": {"week": room.prompt.week},
    }
    for name, fields in files.items():
        answer = room.send(room.tia, f"{room.home}/exports/{name}", **fields)
        assert answer.status_code == 200, name
        assert "OfB" not in answer.text and room.cy.email not in answer.text, name
        assert "Ana Lopez" in answer.text or room.ana.email in answer.text, name
    assert told(room, room.tia, f"{room.home}/people") == {"Ana", "Bea"}


def told(room: Classroom, user: User, path: str) -> set[str]:
    """The first names of students on a page."""
    page = words_of(room.look(user, path))
    return {name for name in ("Ana", "Bea", "Cy", "Dan") if name in page}


def test_checks_and_lists_agree_for_every_student(room):
    questions = {user.id: decided(room, user) for user in (room.ana, room.bea, room.cy, room.dan)}
    for user in (room.ana, room.cy):
        graded(room, user)
    room.session.commit()
    for user in (room.tia, room.teacher):
        who = viewer(room, user)
        listed = {row.user_id for row in list_questions(room.session, who, room.prompt.id)}
        checked = {key for key, row in questions.items() if can_read_question(who, row)}
        assert listed == checked
        released = {row.user_id for row in list_released(room.session, who, room.course.id)}
        assert released == {one.id for one in (room.ana, room.cy) if can_read_released(who, one.id)}
    assert viewer(room, room.tia).own_students == {room.ana.id, room.bea.id}


def test_no_form_reaches_a_student_of_another_section(room, clock):
    clock(LATER)
    graded(room, room.cy)
    room.session.commit()
    cy = {"student": room.cy.id}
    due = {"kind": "T1", "day": "2025-10-20", "time": "23:59", "reason": "Ill"}
    refused = {
        f"{room.week}/extensions": {**cy, **due},
        f"{room.week}/release": {**cy, "when": "now"},
        f"{room.week}/participation/selection": {**cy, **due, "deed": "extension"},
        f"{room.week}/participation/decisions": {
            **cy,
            "deed": "finding",
            "requirement": "parts",
            "status": "waived",
            "reason": "Ill",
        },
    }
    for path, fields in refused.items():
        assert room.send(room.tia, path, **fields).status_code in (404, 409, 422), path
    assert room.session.query(Extension).count() == room.session.query(Setting).count() == 0
    assert room.session.query(GradeRelease).count() == 1


# --- What they may read of the discussion --------------------------------------------------------


def read_by(room: Classroom, user: User) -> dict[str, str]:
    """What somebody meets of each author's posts: text, or a place without it."""
    room.session.expire_all()
    reader = scene_of(room.session, user, room.prompt, LATER)[0]
    return {
        view.author_name.split()[0]: "text" if view.is_readable else "place"
        for view in list_outlines(room.session, reader)
    }


def test_in_a_course_of_one_class_they_read_along_but_not_what_is_hidden_elsewhere(room):
    room.course.sections_are_one_class = True
    room.session.commit()
    theirs, other = room.post(room.cy, "Love146"), room.post(room.dan, "La Strada International")
    room.hide(other)
    room.hide(room.own)
    assert read_by(room, room.tia) == {"Ana": "text", "Cy": "text", "Dan": "place"}
    reader = scene_of(room.session, room.tia, room.prompt, LATER)[0]
    for post, may in ((room.own, True), (theirs, False), (other, False)):
        assert can_hide_post(reader, post) is may
        assert can_read_versions(reader, post) is may
    assert (can_read_text(reader, theirs), can_read_text(reader, other)) == (True, False)
    desk = f"{room.week}/grade/{room.cy.id}"
    assert room.look(room.tia, desk).status_code == 404


def test_in_a_week_of_groups_they_read_the_groups_of_their_students(room):
    groups = GroupSet(course_id=room.course.id, name="Twos")
    room.session.add(groups)
    room.session.flush()
    for name, people in (("One", (room.ana, room.cy)), ("Two", (room.dan,))):
        group = Group(group_set_id=groups.id, name=name)
        room.session.add(group)
        room.session.flush()
        room.session.add_all(
            GroupMembership(group_id=group.id, user_id=one.id, started_at=at(1, "09:00"))
            for one in people
        )
    room.prompt.group_set_id = groups.id
    room.session.commit()
    room.post(room.cy, "Love146")
    room.post(room.dan, "La Strada International")
    room.post(room.bea, "La Strada International")
    assert read_by(room, room.tia) == {"Ana": "text", "Bea": "text", "Cy": "text"}


def test_who_moves_to_another_section_is_theirs_no_more_and_who_leaves_still_is(room):
    section, now = room.sections["B"], at(3, "10:00")
    change_enrollment(
        room.session, place(room, room.bea), role=Role.STUDENT, section=section, by=None, now=now
    )
    end_enrollment(room.session, place(room, room.ana), by=None, now=now)
    room.session.commit()
    assert viewer(room, room.tia).own_students == {room.ana.id}


# --- What they may do, and who says so -----------------------------------------------------------


def test_what_is_the_whole_courses_is_not_theirs_whatever_they_were_entrusted_with(room):
    who = viewer(room, room.tia)
    granted = {one for one in Permission if who.can(one)}
    unbound = make_user(room.session, "Uli Stein")
    enrol(room.session, room.course, unbound, "assistant", may_release=True, may_manage=True)
    all_of_it = {one for one in Permission if viewer(room, unbound).can(one)}
    assert all_of_it - granted == {
        Permission.EDIT_PROMPT,
        Permission.MANAGE_SITES,
        Permission.MANAGE_PEOPLE,
    }
    assert room.send(room.tia, f"{room.home}/exports/archive").status_code == 403
    assert "The whole course" not in words_of(room.look(room.tia, f"{room.home}/exports"))


def test_the_instructor_ticks_sections_and_it_holds_from_the_next_click_on(room):
    enrollment = place(room, room.tia)
    path = f"{room.home}/people/{enrollment.id}/trust"
    sections = {name: row.id for name, row in room.sections.items()}
    assert room.send(room.teacher, path, sections=[sections["A"], sections["B"]]).status_code == 303
    page = words_of(room.look(room.teacher, f"{room.home}/people"))
    assert "works with A, B" in page
    assert told(room, room.tia, f"{room.home}/gradebook") == {"Ana", "Bea", "Cy", "Dan"}
    assert room.send(room.teacher, path, sections=[sections["B"]]).status_code == 303
    assert told(room, room.tia, f"{room.home}/gradebook") == {"Cy", "Dan"}
    assert room.look(room.tia, f"{room.week}/grade/{room.ana.id}").status_code == 404
    assert room.send(room.teacher, path, sections=[]).status_code == 303
    assert viewer(room, room.tia).own_students is None
    assert room.send(room.teacher, path, sections=["999999"]).status_code == 422
    assert room.send(room.tia, path, sections=[]).status_code == 403


def test_another_role_or_course_ends_what_was_said_about_sections(room):
    now, enrollment = at(3, "10:00"), place(room, room.tia)
    changed = change_enrollment(
        room.session, enrollment, role=Role.ASSISTANT, section=room.sections["B"], by=None, now=now
    )
    assert changed.own_sections == [room.sections["A"].id]
    later = at(4, "10:00")
    changed = change_enrollment(
        room.session, changed, role=Role.OBSERVER, section=None, by=None, now=later
    )
    assert changed.own_sections == []


# --- Whom news reaches ---------------------------------------------------------------------------


def test_those_who_work_with_a_student_are_found_by_permission(room):
    def hear(student: User) -> set[int]:
        viewers = list_holders(room.session, room.course.id, Permission.GRADE)
        return {one.user_id for one in viewers if one.works_with(student.id)}

    assert hear(room.ana) == {room.teacher.id, room.tia.id}
    assert hear(room.cy) == {room.teacher.id}
    entrust_assistant(
        room.session,
        place(room, room.tia),
        may_release=False,
        may_manage=False,
        sections=[room.sections["B"]],
        by=room.teacher.id,
        now=TUESDAY,
    )
    assert hear(room.cy) == {room.teacher.id, room.tia.id}
    assert list_open_plans(room.session, viewer(room, room.tia), room.prompt.id) == []
