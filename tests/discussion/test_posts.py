"""Publishing, revising and taking back: once, whole, and nothing lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.discussion.actions import refusals
from forum.discussion.actions.moderation import (
    hide_post,
    restore_post,
    show_post,
    withdraw_post,
)
from forum.discussion.actions.posts import publish_answer, publish_initial, revise_post
from forum.discussion.actions.writing import Writing
from forum.discussion.models import GateOpening, Post, PostInterval, Revision
from forum.prompts.models import Prompt
from tests.support.factories import enrol, make_course, make_user
from tests.support.weeks import (
    at,
    find_or_make_site,
    make_prompt,
    post_initial,
    respond,
    scene_of,
    words,
)

TUESDAY = at(2, "10:00")


class Week:
    """A course with a published week and a few students."""

    def __init__(self, session: Session, **prompt: object) -> None:
        self.session = session
        self.course = make_course(session)
        self.prompt: Prompt = make_prompt(session, self.course, **prompt)
        self.teacher = self.person("Prof. Okafor", "instructor")
        self.ana = self.person("Ana Lopez")
        self.bea = self.person("Bea Mills")

    def person(self, name: str, role: str = "student"):
        user = make_user(self.session, name)
        enrol(self.session, self.course, user, role)
        return user

    def site(self, name: str) -> int:
        return find_or_make_site(self.session, self.course, name).id

    def writing(self, site: str | None = "Polaris Project", length: int = 20, **more) -> Writing:
        parts = {"overview": words(length), "ally": words(length)}
        return Writing(parts=parts, site_id=self.site(site) if site else None, **more)

    def publish(self, user, writing: Writing, *, now=TUESDAY, key: str = ""):
        reader, setup, schedule = scene_of(self.session, user, self.prompt, now)
        key = key or uuid4().hex
        return publish_initial(self.session, reader, setup, schedule, writing, key=key, now=now)

    def revise(self, user, post, writing: Writing, *, base: int, now=TUESDAY):
        reader, setup, schedule = scene_of(self.session, user, self.prompt, now)
        return revise_post(self.session, reader, setup, schedule, post, writing, base=base, now=now)

    def reader(self, user, now=TUESDAY):
        return scene_of(self.session, user, self.prompt, now)[0]

    def posts(self) -> list[Post]:
        return list(self.session.scalars(select(Post).order_by(Post.id)))


@pytest.fixture
def week(session: Session) -> Week:
    return Week(session)


def test_a_post_is_stored_with_its_first_revision_words_and_activity(week, session):
    post = week.publish(week.ana, week.writing(length=12))
    revision = session.scalars(select(Revision)).one()
    assert (post.number, post.kind, post.published_at) == (1, "initial", TUESDAY)
    assert revision.words == {"overview": 12, "ally": 12}
    assert session.scalars(select(Activity.verb)).all() == ["post_published"]


def test_the_same_key_again_gives_the_same_post(week):
    first = week.publish(week.ana, week.writing(), key="k" * 20)
    again = week.publish(week.ana, week.writing(), key="k" * 20)
    assert first.id == again.id
    assert len(week.posts()) == 1


def test_two_people_may_use_the_same_key(week):
    week.publish(week.ana, week.writing(), key="k" * 20)
    week.publish(week.bea, week.writing(), key="k" * 20)
    assert len(week.posts()) == 2


def test_a_second_initial_post_is_refused_even_after_a_withdrawal(week, session):
    post = week.publish(week.ana, week.writing())
    withdraw_post(session, week.reader(week.ana), post, now=TUESDAY)
    with pytest.raises(refusals.AlreadyPosted) as refused:
        week.publish(week.ana, week.writing())
    assert refused.value.number == post.number


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (at(0, "12:00"), refusals.NotOpen),
        (at(10, "00:00"), refusals.Closed),
    ],
    ids=["before the opening", "after the close"],
)
def test_a_student_publishes_between_opening_and_close_only(week, now, refusal):
    with pytest.raises(refusal):
        week.publish(week.ana, week.writing(), now=now)


def test_the_last_minute_before_the_close_is_still_open(week):
    assert week.publish(week.ana, week.writing(), now=at(9, "23:59")).id


def test_the_instructor_may_post_at_any_time(week):
    assert week.publish(week.teacher, week.writing(), now=at(0, "12:00")).id


def test_only_the_site_and_one_part_are_hard(week):
    with pytest.raises(refusals.SiteMissing):
        week.publish(week.ana, week.writing(site=None))
    blank = Writing(parts={"overview": " \n", "ally": ""}, site_id=week.site("Love146"))
    with pytest.raises(refusals.NothingWritten):
        week.publish(week.ana, blank)
    partial = Writing(parts={"overview": "Three short words"}, site_id=week.site("Love146"))
    assert week.publish(week.ana, partial).id


def test_the_last_place_at_a_site_goes_to_one_only(session):
    week = Week(session, site_cap=1)
    week.publish(week.ana, week.writing("Love146"))
    with pytest.raises(refusals.SiteFull):
        week.publish(week.bea, week.writing("Love146"))
    assert week.publish(week.bea, week.writing("Polaris Project")).id


def test_a_full_site_can_be_kept_by_those_who_have_it(session):
    week = Week(session, site_cap=1)
    post = week.publish(week.ana, week.writing("Love146"))
    assert week.revise(week.ana, post, week.writing("Love146", 30), base=1).number == 2


def gate(session, user) -> bool:
    return session.scalar(select(GateOpening.id).where(GateOpening.user_id == user.id)) is not None


def test_a_full_stop_does_not_open_the_gate_and_substance_does(week, session):
    post = week.publish(week.ana, week.writing(length=1))
    assert not gate(session, week.ana)
    week.revise(week.ana, post, week.writing(length=20), base=1)
    assert gate(session, week.ana)


def test_the_gate_stays_open_when_the_post_is_cut_down_or_withdrawn(week, session):
    post = week.publish(week.ana, week.writing())
    week.revise(week.ana, post, week.writing(length=1), base=1)
    withdraw_post(session, week.reader(week.ana), post, now=TUESDAY)
    assert week.reader(week.ana).gate_is_open


def test_the_version_that_opened_the_gate_is_known(week, session):
    post = week.publish(week.ana, week.writing(length=1))
    revision = week.revise(week.ana, post, week.writing(), base=1)
    assert session.scalars(select(GateOpening.revision_id)).one() == revision.id


def test_every_save_is_a_revision_and_an_older_tab_does_not_overwrite(week, session):
    post = week.publish(week.ana, week.writing())
    week.revise(week.ana, post, week.writing(length=25), base=1)
    with pytest.raises(refusals.StaleVersion) as refused:
        week.revise(week.ana, post, week.writing(length=30), base=1)
    assert refused.value.number == 2
    assert len(session.scalars(select(Revision)).all()) == 2


def test_nobody_else_can_revise_a_post(week):
    post = week.publish(week.ana, week.writing())
    with pytest.raises(refusals.NotAllowed):
        week.revise(week.bea, post, week.writing(), base=1)
    with pytest.raises(refusals.NotAllowed):
        week.revise(week.teacher, post, week.writing(), base=1)


def test_the_site_is_free_until_a_colleague_has_responded(week, session):
    post = week.publish(week.ana, week.writing("Polaris Project"))
    week.revise(week.ana, post, week.writing("Love146"), base=1)
    week.publish(week.bea, week.writing("Polaris Project"))
    respond(session, week.bea, post, now=TUESDAY)
    with pytest.raises(refusals.SiteLocked):
        week.revise(week.ana, post, week.writing("Polaris Project"), base=2)
    assert week.revise(week.ana, post, week.writing("Love146", 30), base=2).number == 3


def test_a_post_becomes_private_until_somebody_has_answered(session):
    week = Week(session, private_allowed=True)
    post = week.publish(week.ana, week.writing())
    week.revise(week.ana, post, week.writing(is_private=True), base=1)
    assert post.is_private
    week.revise(week.ana, post, week.writing(), base=2)
    assert not post.is_private
    week.publish(week.bea, week.writing("Love146"))
    respond(session, week.bea, post, now=TUESDAY)
    with pytest.raises(refusals.Answered):
        week.revise(week.ana, post, week.writing(is_private=True), base=3)


def test_private_is_ignored_where_the_prompt_does_not_allow_it(week):
    assert not week.publish(week.ana, week.writing(is_private=True)).is_private


def test_withdrawing_and_restoring_keep_the_time_and_leave_an_interval(week, session):
    post = week.publish(week.ana, week.writing())
    reader = week.reader(week.ana)
    withdraw_post(session, reader, post, now=at(2, "11:00"))
    withdraw_post(session, reader, post, now=at(2, "11:30"))
    restore_post(session, reader, post, now=at(2, "12:00"))
    interval = session.scalars(select(PostInterval)).one()
    assert (interval.started_at, interval.ended_at) == (at(2, "11:00"), at(2, "12:00"))
    assert (post.withdrawn_at, post.published_at) == (None, TUESDAY)


def test_hiding_takes_a_reason_and_staff(week, session):
    post = week.publish(week.ana, week.writing())
    with pytest.raises(refusals.NotAllowed):
        hide_post(session, week.reader(week.bea), post, reason="no", now=TUESDAY)
    with pytest.raises(refusals.ReasonMissing):
        hide_post(session, week.reader(week.teacher), post, reason="  ", now=TUESDAY)
    hide_post(session, week.reader(week.teacher), post, reason="Names a client", now=TUESDAY)
    assert (post.hidden_at, post.hidden_reason) == (TUESDAY, "Names a client")
    show_post(session, week.reader(week.teacher), post, now=at(2, "12:00"))
    assert post.hidden_at is None


def test_a_response_that_nearly_repeats_another_is_marked(week, session):
    first = post_initial(session, week.bea, week.prompt, "Love146", now=TUESDAY)
    cy = week.person("Cy Ng")
    second = post_initial(session, cy, week.prompt, "La Strada International", now=TUESDAY)
    post_initial(session, week.ana, week.prompt, now=TUESDAY)
    same = {"common": words(30, "same"), "changed": words(30, "also")}
    one = respond(session, week.ana, first, now=TUESDAY, parts=same)
    two = respond(session, week.ana, second, now=TUESDAY, parts=same)
    rows = session.execute(select(Revision.post_id, Revision.copies_id)).all()
    copies = {row.post_id: row.copies_id for row in rows}
    assert (copies[one.id], copies[two.id]) == (None, one.id)


def test_quoted_lines_are_not_words_of_ones_own(week, session):
    post = post_initial(session, week.bea, week.prompt, "Love146", now=TUESDAY)
    post_initial(session, week.ana, week.prompt, now=TUESDAY)
    text = f"> {words(30)}\n\nThree own words"
    answer = respond(session, week.ana, post, now=TUESDAY, parts={"common": text, "changed": "One"})
    revision = session.scalars(select(Revision).where(Revision.post_id == answer.id)).one()
    assert revision.words == {"common": 3, "changed": 1}


def test_nobody_answers_before_the_own_gate_is_open(week, session):
    post = post_initial(session, week.bea, week.prompt, "Love146", now=TUESDAY)
    with pytest.raises(refusals.NotAllowed):
        respond(session, week.ana, post, now=TUESDAY)


def test_a_post_of_another_prompt_cannot_be_answered_here(week, session):
    other = make_prompt(session, week.course, 2, write_first=False)
    post = post_initial(session, week.bea, other, "Love146", now=at(9, "10:00"))
    post_initial(session, week.ana, week.prompt, now=TUESDAY)
    reader, _setup, schedule = scene_of(session, week.ana, week.prompt, TUESDAY)
    with pytest.raises(refusals.NotAllowed):
        publish_answer(
            session,
            reader,
            schedule,
            post,
            Writing(parts={"text": "Hello"}),
            kind="reply",
            key=uuid4().hex,
            now=TUESDAY,
        )


def test_numbers_count_through_the_course(week, session):
    other = make_prompt(session, week.course, 2)
    numbers = [
        post_initial(session, week.ana, week.prompt, now=TUESDAY).number,
        post_initial(session, week.bea, week.prompt, now=TUESDAY).number,
        post_initial(session, week.ana, other, now=at(9, "10:00")).number,
    ]
    assert numbers == [1, 2, 3]
    assert session.get_one(Course, week.course.id)
