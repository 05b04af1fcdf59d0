"""Worlds that differ in nothing but what a reader may not see answer byte for byte alike.

Counts, orders, states, sentences and words give away what a page does not show; comparing every
page before and after finds them all (the site's counts, which are declared, are kept equal).
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from forum.courses.models import Course, Group, GroupMembership, GroupSet
from forum.discussion.actions.moderation import hide_post, restore_post
from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.reading import mark_read
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Draft, Post
from forum.grading.bank.models import BankComment
from forum.grading.models import (
    Criterion,
    CriterionComment,
    Grade,
    GradeMark,
    GradeRelease,
    Rating,
    ReleasedGrade,
    Rubric,
)
from forum.participation.models import Question, Setting
from forum.prompts.models import Extension
from tests.support.classroom import TUESDAY, Classroom
from tests.support.factories import enrol, make_section, make_user
from tests.support.twins import nothing_changes_for
from tests.support.weeks import at, find_or_make_site, scene_of, words

ASKED = {"references": 1, "responses": 2, "days": 2, "answer_back": 1}


def gated(app, session, clock) -> Classroom:
    """Ana stands before the gate; Bea and Cy have posted, and Cy has answered Bea."""
    clock(TUESDAY)
    room = Classroom(app, session, private_allowed=True, terms=ASKED)
    room.cy = room.person("Cy Ng")
    room.dan = room.person("Dan Ruiz")
    room.theirs = room.post(room.bea, "Love146", stem="canarybea")
    room.other = room.post(room.cy, "La Strada International", stem="canarycy")
    room.answer = room.respond(room.cy, room.theirs, stem="canaryanswer")
    room.known = [room.theirs, room.other, room.answer]
    return room


def opened(app, session, clock) -> Classroom:
    """Ana has posted and answered; Bea's post is hidden, with an answer of Cy's under it."""
    clock(TUESDAY)
    room = Classroom(app, session, private_allowed=True, terms=ASKED)
    room.cy = room.person("Cy Ng")
    room.dan = room.person("Dan Ruiz")
    room.own = room.post(room.ana)
    room.theirs = room.post(room.bea, "Love146", stem="canarybea")
    room.other = room.post(room.cy, "La Strada International")
    room.answer = room.respond(room.cy, room.theirs)
    room.respond(room.ana, room.other)
    room.hide(room.theirs, "canaryreason")
    room.known = [room.own, room.theirs, room.other, room.answer]
    return room


@pytest.fixture
def room(app, session, clock) -> Classroom:
    return gated(app, session, clock)


@pytest.fixture
def open_room(app, session, clock) -> Classroom:
    return opened(app, session, clock)


def revise(room: Classroom, user, post: Post, site: str, stem: str, length: int = 25) -> None:
    """Save a new version of somebody's own post."""
    reader, setup, schedule = scene_of(room.session, user, room.prompt, at(2, "10:30"))
    row = room.session.get_one(Post, post.id)
    writing = Writing(
        parts={"overview": words(length, stem), "ally": words(length, stem)},
        site_id=find_or_make_site(room.session, room.course, site).id if site else None,
        is_private=row.is_private,
    )
    base = row.revision_number
    revise_post(room.session, reader, setup, schedule, row, writing, base=base, now=at(2, "10:30"))
    room.session.commit()


# --- Before the gate ---------------------------------------------------------------------------


def test_before_the_gate_a_colleagues_edit_changes_no_page(room):
    with nothing_changes_for(room, room.ana, room.dan):
        revise(room, room.bea, room.theirs, "Love146", "canarylater", 40)
        revise(room, room.cy, room.other, "La Strada International", "canarycut", 1)


def test_before_the_gate_talk_between_colleagues_changes_no_page(room):
    with nothing_changes_for(room, room.ana):
        back = room.respond(room.bea, room.answer, kind="reply", stem="canaryback")
        room.respond(room.bea, room.other, stem="canarymore")
        room.respond(room.teacher, back, kind="reply", stem="canarystaff")


def test_before_the_gate_it_does_not_show_who_has_written_only_how_many(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session, terms=ASKED)
    cy = room.person("Cy Ng")
    theirs, other = room.post(room.bea, stem="canarybea"), room.post(cy, stem="canarycy")
    room.known = [theirs, other]
    room.withdraw(room.bea, theirs)
    with nothing_changes_for(room, room.ana):
        room.withdraw(cy, other)
        reader = scene_of(room.session, room.bea, room.prompt, TUESDAY)[0]
        row = room.session.get_one(Post, theirs.id)
        restore_post(room.session, reader, row, now=TUESDAY)
        room.session.commit()


def test_before_the_gate_reading_hiding_and_unhiding_of_answers_changes_no_page(room):
    with nothing_changes_for(room, room.ana):
        reader = scene_of(room.session, room.bea, room.prompt, TUESDAY)[0]
        mark_read(room.session, reader, [room.other.number, room.answer.number], now=TUESDAY)
        room.hide(room.answer, "canaryreason")


def test_an_own_post_without_substance_stands_before_the_gate_in_every_page(room):
    own = room.post(room.ana, "Polaris Project", length=1)
    room.known.append(own)
    with nothing_changes_for(room, room.ana):
        room.respond(room.bea, own, stem="canaryresponse")
        revise(room, room.bea, room.theirs, "Love146", "canarylater", 40)


def test_without_a_site_board_the_sites_of_others_change_no_page(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session, site_board=False)
    room.cy = room.person("Cy Ng")
    theirs = room.post(room.bea, "Love146", stem="canarybea")
    room.known = [theirs]
    with nothing_changes_for(room, room.ana):
        revise(room, room.bea, theirs, "Polaris Project", "canarybea")
        revise(room, room.bea, theirs, "Canary Own Finding", "canarybea")


# --- What nobody but its owner sees ------------------------------------------------------------


@pytest.mark.parametrize("build", [gated, opened])
def test_drafts_of_others_change_no_page(app, session, clock, build):
    room = build(app, session, clock)
    slots = ("initial", f"response-{room.other.number}", f"edit-{room.theirs.number}")
    with nothing_changes_for(room, room.ana):
        for slot in slots:
            for user in (room.bea, room.dan):
                draft = Draft(
                    user_id=user.id,
                    prompt_id=room.prompt.id,
                    slot=slot,
                    field="part-overview",
                    text="canarydraft",
                    saved_at=TUESDAY,
                    begun_at=TUESDAY,
                )
                room.session.add(draft)
        room.session.commit()


def grade(room: Classroom, user, level: int, *, released: bool = False) -> None:
    """Put a grade into the tables, as a grader has saved it."""
    rubric = room.session.query(Rubric).filter_by(prompt_id=room.prompt.id).one()
    criterion = room.session.query(Criterion).filter_by(rubric_id=rubric.id).one()
    row = Grade(
        prompt_id=room.prompt.id,
        user_id=user.id,
        comment="canarycomment",
        updated_at=TUESDAY,
        updated_by_id=room.teacher.id,
        graded_at=TUESDAY,
    )
    room.session.add(row)
    room.session.flush()
    room.session.add(
        GradeMark(
            grade_id=row.id,
            criterion_id=criterion.id,
            level=level,
            reason="canarymark",
            set_at=TUESDAY,
            set_by_id=room.teacher.id,
        )
    )
    said = {"grade_id": row.id, "criterion_id": criterion.id, "text": "canarycriterion"}
    room.session.add(CriterionComment(**said, set_at=TUESDAY, set_by_id=room.teacher.id))
    kept = {"course_id": room.prompt.course_id, "text": "canarybank", "shared_at": TUESDAY}
    room.session.add(BankComment(**kept, saved_at=TUESDAY, owner_id=room.teacher.id))
    if released:
        release(room, user)
    room.session.commit()


def release(room: Classroom, user) -> None:
    """Release somebody's grade."""
    act = GradeRelease(
        prompt_id=room.prompt.id, released_at=TUESDAY, released_by_id=room.teacher.id
    )
    room.session.add(act)
    room.session.flush()
    room.session.add(
        ReleasedGrade(
            release_id=act.id,
            prompt_id=room.prompt.id,
            user_id=user.id,
            released_at=TUESDAY,
            marks=[],
            raw=Decimal(7),
            late_points=Decimal(0),
            total=Decimal(7),
            out_of=Decimal(10),
            comment_html="canaryreleased",
            graded_by_id=room.teacher.id,
        )
    )


def rubric(room: Classroom) -> None:
    """A rubric of one criterion, which everybody may read."""
    row = Rubric(prompt_id=room.prompt.id, title="Rubric")
    room.session.add(row)
    room.session.flush()
    criterion = Criterion(rubric_id=row.id, key="one", title="Substance", position=1)
    room.session.add(criterion)
    room.session.flush()
    for level in range(5):
        room.session.add(
            Rating(criterion_id=criterion.id, level=level, points=Decimal(level), description="As")
        )
    room.session.commit()


def test_grades_that_are_not_released_change_no_page(open_room):
    room = open_room
    rubric(room)
    with nothing_changes_for(room, room.ana):
        grade(room, room.ana, 4)
        grade(room, room.bea, 2)


def test_released_grades_of_others_change_no_page(open_room):
    room = open_room
    rubric(room)
    with nothing_changes_for(room, room.ana):
        grade(room, room.bea, 1, released=True)
        grade(room, room.cy, 3, released=True)


def test_settings_questions_and_extensions_of_others_change_no_page(open_room):
    room = open_room
    with nothing_changes_for(room, room.ana):
        owned = {"prompt_id": room.prompt.id, "user_id": room.bea.id}
        room.session.add_all(
            [
                Setting(
                    **owned,
                    requirement="parts",
                    status="waived",
                    reason="canarysetting",
                    set_at=TUESDAY,
                    set_by_id=room.teacher.id,
                ),
                Question(
                    **owned,
                    requirement="parts",
                    sentence="canarysentence",
                    text="canaryquestion",
                    asked_at=TUESDAY,
                    answer="canaryanswered",
                    answered_at=TUESDAY,
                ),
                Extension(
                    **owned,
                    kind="T1",
                    due_at=at(8, "23:59"),
                    set_at=TUESDAY,
                    set_by_id=room.teacher.id,
                ),
            ]
        )
        room.session.commit()


# --- Hidden, private, and elsewhere ------------------------------------------------------------


def test_the_text_of_a_hidden_post_and_why_it_is_hidden_change_no_page(open_room):
    room = open_room
    with nothing_changes_for(room, room.ana, room.dan):
        revise(room, room.bea, room.theirs, "Love146", "canarylater", 40)
        row = room.session.get_one(Post, room.theirs.id)
        row.hidden_reason = "canaryother"
        row.content_note = "canarynote"
        row.uses_alternative = True
        room.session.commit()


def test_a_private_post_its_edits_and_its_answers_change_no_page(open_room):
    room = open_room
    eve = room.person("Eve Stone")
    room.session.commit()
    room.known += coming(room)
    with nothing_changes_for(room, room.ana, room.dan):
        private = room.post(eve, "Canary Private Site", stem="canaryprivate", is_private=True)
        assert room.look(eve, room.at_post(private)).status_code == 200
        revise(room, eve, private, "Love146", "canaryedited")
        room.respond(room.teacher, private, kind="reply", stem="canarystaff")


@pytest.mark.parametrize("build", [gated, opened])
def test_posts_of_another_section_change_no_page(app, session, clock, build):
    room = build(app, session, clock)
    section = make_section(room.session, room.course, "Evening")
    people = [make_user(room.session, name) for name in ("Canary Flores", "Canary Gupta")]
    for person in people:
        enrol(room.session, room.course, person, section=section)
    room.known += coming(room)
    with nothing_changes_for(room, room.ana):
        first = room.post(people[0], "Love146", stem="canaryfirst")
        room.post(people[1], "Canary Section Site", stem="canarysecond")
        room.respond(people[1], first, stem="canaryresponse")
        room.respond(room.teacher, first, kind="reply", stem="canarystaff")


def test_posts_of_another_group_change_no_page(app, session, clock):
    clock(TUESDAY)
    room = in_groups(Classroom(app, session))
    with nothing_changes_for(room, room.ana):
        first = room.post(room.cy, "Love146", stem="canaryfirst")
        room.post(room.dan, "Canary Group Site", stem="canarysecond")
        room.respond(room.dan, first, stem="canaryresponse")
        room.respond(room.teacher, first, kind="reply", stem="canarystaff")


def in_groups(room: Classroom) -> Classroom:
    """Ana and Bea in one group with their posts, Cy and Dan in another."""
    room.cy, room.dan = room.person("Cy Ng"), room.person("Dan Ruiz")
    groups = GroupSet(course_id=room.course.id, name="Fours")
    room.session.add(groups)
    room.session.flush()
    for name, people in (("One", (room.ana, room.bea)), ("Two", (room.cy, room.dan))):
        group = Group(group_set_id=groups.id, name=name)
        room.session.add(group)
        room.session.flush()
        for person in people:
            room.session.add(
                GroupMembership(group_id=group.id, user_id=person.id, started_at=TUESDAY)
            )
    room.prompt.group_set_id = groups.id
    room.session.commit()
    room.known = [room.post(room.ana), room.post(room.bea, "Love146")]
    room.known += coming(room)
    return room


def coming(room: Classroom) -> list[Post]:
    """The next numbers, to be tried before and after there is a post; nothing is stored."""
    last = room.session.get_one(Course, room.course.id).last_post_number
    return [Post(number=last + step, course_id=room.course.id) for step in (1, 2, 3)]


def test_a_hidden_answer_is_not_counted_and_its_text_changes_no_page(open_room):
    room = open_room
    reply = room.respond(room.cy, room.other, kind="reply", stem="canaryreply")
    room.known.append(reply)
    reader = scene_of(room.session, room.teacher, room.prompt, TUESDAY)[0]
    hide_post(room.session, reader, reply, reason="canarywhy", now=TUESDAY)
    room.session.commit()
    with nothing_changes_for(room, room.ana):
        revise_answer(room, room.cy, reply, "canaryagain")


def revise_answer(room: Classroom, user, post: Post, stem: str) -> None:
    """Save a new version of somebody's own reply."""
    reader, setup, schedule = scene_of(room.session, user, room.prompt, at(2, "10:30"))
    row = room.session.get_one(Post, post.id)
    writing = Writing(parts={"text": words(30, stem)})
    revise_post(room.session, reader, setup, schedule, row, writing, base=1, now=at(2, "10:30"))
    room.session.commit()
