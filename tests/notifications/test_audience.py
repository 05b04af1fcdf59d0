"""Who is told of what."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import NEWS, Activity
from forum.courses.actions.people import end_enrollment, enrol
from forum.courses.models import Enrollment
from forum.database import transaction
from forum.discussion.actions.moderation import restore_post, show_post
from forum.notifications.audience import CARRIERS, carry
from forum.notifications.models import Notification
from forum.participation.evidence import gather_discussion
from forum.participation.queries import get_standing
from forum.participation.questions import (
    answer_question,
    ask_about_check,
    ask_question,
)
from forum.prompts.actions.extensions import end_extension, give_extension
from forum.prompts.actions.prompts import publish_prompt, withdraw_prompt
from forum.prompts.queries import get_setup
from forum.rules.roles import Role
from forum.rules.sentences import as_written
from tests.notifications.support import Told
from tests.support.classroom import TUESDAY
from tests.support.factories import enrol as put_in
from tests.support.factories import make_section
from tests.support.weeks import at, scene_of


def test_everything_that_is_news_has_somebody_to_tell() -> None:
    assert set(CARRIERS) == NEWS


def test_whom_an_answer_is_to_and_under_whose_post_it_stands_are_told_once_each(
    room: Told,
) -> None:
    cy = room.person("Cy Young")
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    room.post(cy, "La Strada International")
    response = room.respond(room.bea, own)
    room.respond(cy, response, kind="reply")
    room.respond(cy, own)
    room.later()
    assert room.list_of(room.ana).count("response") == 3  # two under the post, one to it
    assert room.list_of(room.bea).count("response") == 1
    assert "response" not in room.list_of(cy)


def test_nobody_is_told_of_their_own_answer(room: Told) -> None:
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    response = room.respond(room.bea, own)
    room.respond(room.ana, response, kind="reply")
    room.later()
    assert room.list_of(room.ana).count("response") == 1
    assert room.list_of(room.bea).count("response") == 1


def test_the_same_news_carried_again_tells_nobody_twice(room: Told) -> None:
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    room.respond(room.bea, own)
    room.later()
    before = room.list_of(room.ana)
    with transaction() as session:
        for activity in session.scalars(select(Activity).where(Activity.verb.in_(NEWS))):
            carry(session, activity, TUESDAY)
    assert room.list_of(room.ana) == before


def test_before_the_gate_is_open_nobody_is_told_who_answered(room: Told) -> None:
    thin = room.post(room.ana, length=1)
    room.post(room.bea, "Love146")
    room.respond(room.bea, thin)
    assert [subject for subject in room.later() if "responded" in subject] == []
    assert room.list_of(room.ana) == []


def test_whoever_waited_is_told_of_the_first_colleague_with_another_site(room: Told) -> None:
    room.post(room.ana)
    cy = room.person("Cy Young")
    room.post(cy)  # the same site: Ana goes on waiting
    room.later()
    assert room.list_of(room.ana) == []
    room.post(room.bea, "Love146")
    room.later()
    assert room.list_of(room.ana) == ["eligible"]
    assert room.list_of(cy) == ["eligible"]
    dee = room.person("Dee Kay")
    room.post(dee, "La Strada International")
    room.later()
    assert room.list_of(room.ana) == ["eligible"]  # she waits no more


def test_two_colleagues_at_once_are_one_piece_of_news(room: Told) -> None:
    """However late the worker comes, it looks at who was there before."""
    room.post(room.ana)
    room.post(room.bea, "Love146", now=TUESDAY + timedelta(minutes=1))
    room.post(room.person("Dee Kay"), "La Strada International", now=TUESDAY + timedelta(minutes=2))
    room.later()
    assert room.list_of(room.ana) == ["eligible"]
    assert room.list_of(room.bea) == []  # Ana was there when Bea posted


def test_who_has_not_posted_was_not_waiting(room: Told) -> None:
    room.post(room.bea, "Love146")
    room.later()
    assert room.list_of(room.ana) == []


def test_a_private_post_ends_nobodys_waiting(room: Told) -> None:
    room.prompt.private_allowed = True
    room.post(room.ana)
    room.post(room.bea, "Love146", is_private=True)
    room.later()
    assert room.list_of(room.ana) == []


def test_sections_that_are_kept_apart_end_no_waiting_of_each_other(room: Told) -> None:
    other = make_section(room.session, room.course, "Evening")
    cy = room.person("Cy Young", section=other)
    room.post(room.ana)
    room.post(cy, "Love146")
    room.later()
    assert room.list_of(room.ana) == []


def test_the_author_of_a_hidden_post_is_told_and_others_forget_it(room: Told) -> None:
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    response = room.respond(room.bea, own)
    room.later()
    assert "response" in room.list_of(room.ana)
    room.hide(response)
    room.later()
    assert "response" not in room.list_of(room.ana)
    assert room.list_of(room.bea)[-1] == "hidden"


def test_a_post_that_is_shown_again_stands_in_lists_again(room: Told) -> None:
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    response = room.respond(room.bea, own)
    room.hide(response)
    room.later()
    reader = scene_of(room.session, room.teacher, room.prompt, TUESDAY)[0]
    show_post(room.session, reader, response, now=TUESDAY)
    room.later()
    assert "hidden" not in room.list_of(room.bea)


def test_a_withdrawn_answer_is_taken_from_lists_and_comes_back_with_it(room: Told) -> None:
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    response = room.respond(room.bea, own)
    room.later()
    room.withdraw(room.bea, response)
    room.later()
    assert "response" not in room.list_of(room.ana)
    reader = scene_of(room.session, room.bea, room.prompt, TUESDAY)[0]
    restore_post(room.session, reader, response, now=TUESDAY)
    room.later()
    assert "response" in room.list_of(room.ana)


def test_a_question_reaches_those_who_grade_and_its_answer_the_student(room: Told) -> None:
    tea = room.person("Tea Assist", "assistant")
    watcher = room.person("Ob Server", "observer")
    room.post(room.ana)
    _reader, setup, _schedule = scene_of(room.session, room.ana, room.prompt, TUESDAY)
    viewer = _reader.viewer
    standing = get_standing(
        gather_discussion(room.session, setup), room.ana.id, TUESDAY, as_written
    )
    with transaction() as session:
        question = ask_question(
            session, viewer, room.prompt, standing.findings[0], "Why?", now=TUESDAY
        )
    room.later()
    assert room.list_of(room.teacher) == ["question"]
    assert room.list_of(tea) == ["question"]
    assert room.list_of(watcher) == []
    grader = scene_of(room.session, room.teacher, room.prompt, TUESDAY)[0].viewer
    with transaction() as session:
        answer_question(session, grader, room.prompt, question, "Because.", now=TUESDAY)
    subjects = room.later()
    assert room.list_of(room.ana) == ["answer"]
    assert room.list_of(room.teacher) == room.list_of(tea) == []  # nobody need look any more
    assert "[SOWK 510] Prof. Okafor answered your question about a finding (week 1)" in subjects


def test_a_question_about_a_check_is_told_in_its_own_words(room: Told) -> None:
    room.post(room.ana)
    viewer = scene_of(room.session, room.ana, room.prompt, TUESDAY)[0].viewer
    with transaction() as session:
        question = ask_about_check(
            session, viewer, room.prompt, "citations", "A row.", "Why?", now=TUESDAY
        )
    room.later()
    assert room.list_of(room.teacher) == ["question"]
    grader = scene_of(room.session, room.teacher, room.prompt, TUESDAY)[0].viewer
    with transaction() as session:
        answer_question(session, grader, room.prompt, question, "Because.", now=TUESDAY)
    assert "[SOWK 510] Prof. Okafor answered your question about a check (week 1)" in room.later()


def test_a_student_is_told_of_an_own_due_time_and_that_it_ended(room: Told) -> None:
    with transaction() as session:
        row = give_extension(
            session,
            room.prompt,
            room.ana.id,
            "T1",
            at(5, "23:59") + timedelta(minutes=1),
            by=room.teacher.id,
            now=TUESDAY,
        )
    subjects = room.later()
    assert subjects == [
        "[SOWK 510] You have an extension for your post: Fri 10 Oct, 11:59 pm (week 1)"
    ]
    with transaction() as session:
        end_extension(session, room.prompt, row, by=room.teacher.id, now=TUESDAY)
    assert "taken back" in room.later()[0]
    assert room.list_of(room.ana) == ["extension"]  # what holds now


def test_an_extension_that_was_taken_back_before_the_mail_is_not_announced(room: Told) -> None:
    with transaction() as session:
        row = give_extension(
            session,
            room.prompt,
            room.ana.id,
            "T1",
            at(5, "23:59") + timedelta(minutes=1),
            by=room.teacher.id,
            now=TUESDAY,
        )
        end_extension(session, room.prompt, row, by=room.teacher.id, now=TUESDAY)
    assert ["taken back" in subject for subject in room.later()] == [True]


def test_who_is_new_gets_a_link_and_who_has_a_password_is_told(room: Told) -> None:
    known = room.person("Kim Known")  # somewhere else
    known.password_hash = "set"
    room.session.execute(
        Enrollment.__table__.delete().where(Enrollment.__table__.c.user_id == known.id)
    )
    room.session.commit()
    for email, name in (("new@example.org", "Nia New"), (known.email, known.name)):
        with transaction() as session:
            enrol(
                session,
                room.course,
                email=email,
                name=name,
                role=Role.STUDENT,
                by=room.teacher.id,
                now=TUESDAY,
            )
    assert sorted(room.later()) == [
        "[SOWK 510] You are enrolled in SOWK 510, Foundations of Social Work Practice",
        "[SOWK 510] You are invited to SOWK 510",
    ]


def test_who_left_the_course_is_told_nothing_of_it_any_more(room: Told) -> None:
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    room.respond(room.bea, own)
    room.later(1)
    row = room.session.scalars(select(Enrollment).where(Enrollment.user_id == room.ana.id)).one()
    with transaction() as session:
        end_enrollment(session, row, by=room.teacher.id, now=TUESDAY)
    assert [subject for subject in room.later(20) if "responded" in subject] == []
    assert room.list_of(room.ana) == []


def test_a_withdrawn_week_is_out_of_lists_and_back_when_it_is_published_again(room: Told) -> None:
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    room.respond(room.bea, own)
    room.later()
    with transaction() as session:
        withdraw_prompt(session, room.prompt, by=room.teacher.id, now=TUESDAY)
    room.later()
    assert room.list_of(room.ana) == []
    with transaction() as session:
        publish_prompt(session, room.prompt, (), by=room.teacher.id, now=TUESDAY)
    room.later()
    assert "response" in room.list_of(room.ana)


def test_news_of_one_course_reaches_nobody_of_another(
    room: Told, app: Flask, session: Session
) -> None:
    other = Told(app, session, room.clock, room.postbox)
    put_in(session, other.course, room.teacher, "instructor")
    own = room.post(room.ana)
    room.post(room.bea, "Love146")
    room.respond(room.bea, own)
    room.later()
    told = set(session.scalars(select(Notification.user_id)))
    assert told <= {room.ana.id, room.bea.id}
    assert get_setup(session, other.prompt).is_complete
