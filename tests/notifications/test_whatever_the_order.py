"""Whatever comes late, twice or in another order, lists and counts end as they ought to be."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import User
from forum.courses.actions.people import change_enrollment, end_enrollment
from forum.courses.models import Enrollment
from forum.database import transaction
from forum.discussion.actions.moderation import show_post
from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Post
from forum.outbox.models import OutboxEntry
from forum.participation.evidence import gather_discussion
from forum.participation.queries import get_standing
from forum.participation.questions import (
    answer_question,
    ask_question,
)
from forum.prompts.actions.extensions import give_extension
from forum.prompts.actions.prompts import publish_prompt, withdraw_prompt
from forum.rules.roles import Role
from forum.rules.sentences import as_written
from tests.notifications.support import Told
from tests.support.classroom import TUESDAY
from tests.support.weeks import at, find_or_make_site, scene_of, words


def bell(room: Told, user: User) -> tuple[int, int]:
    """The number at the bell, and how many entries the list has."""
    page = room.look(user, "/notifications").text
    new = re.search(r"(\d+) (?:is|are) new\.", page)
    return int(new.group(1)) if new else 0, page.count('class="opener"')


def put_off(room: Told, which: int) -> None:
    """The worker that had this piece of news was killed: another one takes it minutes later."""
    room.session.commit()
    waiting = room.session.scalars(
        select(OutboxEntry)
        .where(OutboxEntry.kind == "relay", OutboxEntry.done_at.is_(None))
        .order_by(OutboxEntry.id)
    ).all()
    waiting[which].not_before = TUESDAY + timedelta(minutes=12)
    room.session.commit()


def show(room: Told, post: Post) -> None:
    reader = scene_of(room.session, room.teacher, room.prompt, TUESDAY)[0]
    show_post(room.session, reader, post, now=TUESDAY)
    room.session.commit()


def revise(room: Told, user: User, post: Post, **writing: object) -> None:
    reader, setup, schedule = scene_of(room.session, user, room.prompt, TUESDAY)
    writing.setdefault("parts", {part.key: words(20) for part in setup.parts})
    writing.setdefault("references", ())
    post = room.session.merge(post)
    revise_post(
        room.session,
        reader,
        setup,
        schedule,
        post,
        Writing(**writing),
        base=post.revision_number,
        now=TUESDAY + timedelta(minutes=2),
    )
    room.session.commit()


@pytest.fixture
def answered(room: Told) -> Told:
    """Bea has responded to Ana, who was told."""
    room.post(room.bea, "Love146")
    room.own = room.post(room.ana)
    room.response = room.respond(room.bea, room.own)
    room.later()
    assert bell(room, room.ana) == (1, 1)
    return room


def test_hidden_that_is_carried_after_shown_hides_nothing(answered: Told) -> None:
    answered.hide(answered.response)
    show(answered, answered.response)
    put_off(answered, 0)
    answered.later(11)
    answered.later(13)
    assert bell(answered, answered.ana) == (1, 1)
    assert "hidden" not in answered.list_of(answered.bea)


def test_an_answer_hidden_before_it_was_told_is_told_when_it_is_shown(room: Told) -> None:
    room.post(room.bea, "Love146")
    own = room.post(room.ana)
    response = room.respond(room.bea, own)
    room.hide(response)
    room.later(1)
    assert room.list_of(room.ana) == []
    show(room, response)
    room.later(3)
    assert room.list_of(room.ana) == ["response"]


def test_answers_from_before_the_gate_was_open_are_told_when_it_opens(room: Told) -> None:
    room.post(room.bea, "Love146")
    own = room.post(room.ana, length=2)
    room.respond(room.bea, own)
    room.later(1)
    assert room.list_of(room.ana) == []
    site = find_or_make_site(room.session, room.course, "Polaris Project")
    revise(room, room.ana, own, site_id=site.id)
    room.later(3)
    assert room.list_of(room.ana) == ["response"]


def test_a_post_that_became_private_leaves_the_list_and_the_bell(room: Told) -> None:
    room.prompt.private_allowed = True
    room.post(room.ana)
    other = room.post(room.bea, "Love146")
    room.later(1)
    assert bell(room, room.ana) == (1, 1)
    site = find_or_make_site(room.session, room.course, "Love146")
    revise(room, room.bea, other, site_id=site.id, is_private=True)
    room.later(3)
    assert bell(room, room.ana) == (0, 0)


def test_a_week_published_again_brings_back_only_what_still_holds(answered: Told) -> None:
    answered.hide(answered.response)
    answered.later(11)
    for act in (withdraw_prompt, publish_prompt):
        with transaction() as session:
            more = ((),) if act is publish_prompt else ()
            act(session, answered.prompt, *more, by=answered.teacher.id, now=TUESDAY)
        answered.later(12)
        assert bell(answered, answered.ana) == (0, 0)


def test_a_week_that_is_withdrawn_is_neither_listed_nor_counted(answered: Told) -> None:
    with transaction() as session:
        withdraw_prompt(session, answered.prompt, by=answered.teacher.id, now=TUESDAY)
    assert bell(answered, answered.ana) == (0, 0)  # at once: it waits for no worker
    with transaction() as session:
        publish_prompt(session, answered.prompt, (), by=answered.teacher.id, now=TUESDAY)
    assert bell(answered, answered.ana) == (1, 1)


def test_who_left_is_not_reached_by_a_post_that_is_shown_again(answered: Told) -> None:
    answered.hide(answered.response)
    row = answered.session.scalars(
        select(Enrollment).where(Enrollment.user_id == answered.ana.id)
    ).one()
    with transaction() as session:
        end_enrollment(session, row, by=None, now=TUESDAY)
    answered.later(11)
    show(answered, answered.response)
    answered.later(12)
    assert bell(answered, answered.ana) == (0, 0)


def test_a_question_answered_before_it_was_told_of_is_not_told_of(room: Told) -> None:
    room.post(room.ana)
    reader, setup, _ = scene_of(room.session, room.ana, room.prompt, TUESDAY)
    facts = gather_discussion(room.session, setup)
    finding = get_standing(facts, room.ana.id, TUESDAY, as_written).findings[0]
    with transaction() as session:
        question = ask_question(session, reader.viewer, room.prompt, finding, "Why?", now=TUESDAY)
    grader = scene_of(room.session, room.teacher, room.prompt, TUESDAY)[0].viewer
    with transaction() as session:
        answer_question(session, grader, room.prompt, question, "Because.", now=TUESDAY)
    put_off(room, -2)
    room.later(1)
    room.later(13)
    assert room.list_of(room.teacher) == []
    assert "answer" in room.list_of(room.ana)


def test_an_extension_that_was_replaced_before_it_was_told_of_is_told_as_it_is(room: Told) -> None:
    for hour in ("20:00", "21:00"):
        with transaction() as session:
            give_extension(
                session,
                room.prompt,
                room.ana.id,
                "T1",
                at(5, hour),
                by=room.teacher.id,
                now=TUESDAY,
            )
    put_off(room, 0)
    subjects = [*room.later(1), *room.later(13)]
    assert ["8:59 pm" in subject for subject in subjects] == [True]
    assert bell(room, room.ana) == (1, 1)


def test_an_assistant_who_becomes_a_student_hears_nothing_of_grading_any_more(room: Told) -> None:
    tea = room.person("Tea Assist", "assistant")
    room.post(room.ana)
    room.sweep(at(7, "00:20"))
    assert "ready" in room.list_of(tea)
    row = room.session.scalars(select(Enrollment).where(Enrollment.user_id == tea.id)).one()
    with transaction() as session:
        change_enrollment(session, row, role=Role.STUDENT, section=None, by=None, now=TUESDAY)
    room.later(1, at(7, "00:30"))
    assert bell(room, tea) == (0, 0)


def test_a_week_out_of_sight_when_its_reminder_was_due_is_reminded_of_later(room: Told) -> None:
    room.sweep(at(2, "23:00"))
    with transaction() as session:
        withdraw_prompt(session, room.prompt, by=room.teacher.id, now=at(2, "23:50"))
    room.sweep(at(3, "00:05"))
    with transaction() as session:
        publish_prompt(session, room.prompt, (), by=room.teacher.id, now=at(3, "00:30"))
    room.sweep(at(3, "02:00"))
    assert room.list_of(room.ana) == ["due"]


def test_an_extension_at_the_last_moment_is_reminded_of_although_others_were(room: Told) -> None:
    friday = at(6, "00:00")
    for user, when in ((room.ana, TUESDAY), (room.bea, at(5, "08:00"))):
        with transaction() as session:
            by = room.teacher.id
            give_extension(session, room.prompt, user.id, "T1", friday, by=by, now=when)
        room.sweep(at(3, "00:05"))
        room.sweep(at(5, "00:05"))
    room.sweep(at(5, "09:00"))
    assert room.list_of(room.ana).count("due") == 1
    assert room.list_of(room.bea).count("due") == 2  # the class's time, and the own one


def test_what_arrived_after_the_list_was_drawn_is_not_marked_with_it(answered: Told) -> None:
    page = answered.look(answered.ana, "/notifications").text
    newest = re.search(r'name="newest" value="(\d+)"', page)
    assert newest is not None
    cy = answered.person("Cy Young")
    answered.post(cy, "La Strada International")
    answered.respond(cy, answered.own)
    answered.later(11)
    path = "/notifications/seen"
    sent = {"newest": newest.group(1)}
    answer = answered.look(answered.ana, path, method="POST", data=sent)
    assert answer.status_code == 303
    assert bell(answered, answered.ana)[0] == 1
    assert any("Cy Young responded to you" in subject for subject in answered.later(30))


@pytest.mark.parametrize("newest", ["", "0", "-1", "x", "99999999999999"])
def test_marking_all_without_a_list_marks_nothing(answered: Told, newest: str) -> None:
    sent = {"newest": newest}
    answer = answered.look(answered.ana, "/notifications/seen", method="POST", data=sent)
    assert answer.status_code == 422
    assert bell(answered, answered.ana)[0] == 1
