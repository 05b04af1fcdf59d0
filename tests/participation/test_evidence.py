"""The facts of a discussion follow every change, although what is made of them is kept."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import insert, select, text, update

from forum.accounts.models import User
from forum.courses.models import Enrollment
from forum.discussion.models import Post, PostInterval, Revision
from forum.participation import evidence
from forum.participation.classes import get_class_standings
from forum.participation.evidence import gather_discussion
from forum.participation.models import Setting
from forum.participation.queries import get_standings
from forum.prompts.models import Extension, Site
from forum.prompts.queries import get_setup
from forum.rules.facts import Discussion, Version
from forum.rules.sentences import as_written
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import make_prompt

NOW = GRADING_TIME
EARLIER = NOW - timedelta(hours=1)


@pytest.fixture
def desk(app, session, clock) -> Marking:
    made = Marking(app, session, clock)
    made.write()
    return made


def gathered(desk: Marking) -> Discussion:
    desk.session.expire_all()
    return gather_discussion(desk.session, get_setup(desk.session, desk.prompt))


def first_post(desk: Marking) -> Post:
    found = select(Post).where(Post.author_id == desk.ana.id).order_by(Post.id)
    return desk.session.scalars(found).first()


def of_ana(desk: Marking, **values):
    revision = update(Revision).where(Revision.post_id == first_post(desk).id)
    return revision.values(**values)


def by_prof(desk: Marking, **values):
    return {
        "prompt_id": desk.prompt.id,
        "user_id": desk.ana.id,
        "set_by_id": desk.prof.id,
        **values,
    }


CHANGES = {
    "a name": lambda desk: update(User).where(User.id == desk.ana.id).values(name="Anna Lopez"),
    "somebody leaves": lambda desk: (
        update(Enrollment).where(Enrollment.user_id == desk.ana.id).values(ended_at=EARLIER)
    ),
    "words": lambda desk: of_ana(desk, words={"case": 3}),
    "references": lambda desk: of_ana(desk, listed=7),
    "the time of a version": lambda desk: of_ana(desk, saved_at=EARLIER),
    "the site of a version": lambda desk: of_ana(desk, site_id=None),
    "a post is hidden": lambda desk: insert(PostInterval).values(
        post_id=first_post(desk).id, kind="hidden", started_at=EARLIER, actor_id=desk.prof.id
    ),
    "the name of a site": lambda desk: (
        update(Site).where(Site.course_id == desk.course.id).values(name="Another name")
    ),
    "an extension": lambda desk: insert(Extension).values(
        by_prof(desk, kind="T1", due_at=NOW, set_at=EARLIER)
    ),
    "a decision": lambda desk: insert(Setting).values(
        by_prof(desk, requirement="parts", status="waived", reason="As we agreed.", set_at=EARLIER)
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_in_the_facts_at_once(desk, change):
    before = gathered(desk)
    get_class_standings(before, NOW)
    desk.session.execute(change(desk))
    desk.session.commit()
    after = gathered(desk)
    assert after != before
    kept = get_class_standings(after, NOW)
    evidence._members.cache_clear()
    evidence._posts.cache_clear()
    assert gathered(desk) == after
    assert {one: row.findings for one, row in kept.items()} == {
        one: row.findings for one, row in fresh(after).items()
    }


def test_nothing_is_made_anew_where_nothing_changed(desk):
    before, after = gathered(desk), gathered(desk)
    assert after == before
    assert after.posts is before.posts
    assert after.members is before.members
    assert get_class_standings(after, NOW) is get_class_standings(before, NOW)


def test_what_did_not_change_stays_the_same_object_beside_what_did(desk):
    before = gathered(desk)
    desk.session.execute(CHANGES["a decision"](desk))
    desk.session.commit()
    decided = gathered(desk)
    assert (decided.posts is before.posts, decided.settings != before.settings) == (True, True)
    desk.session.execute(CHANGES["words"](desk))
    desk.session.commit()
    rewritten = gathered(desk)
    assert rewritten.members is before.members
    changed = [
        post.id
        for post, earlier in zip(rewritten.posts, decided.posts, strict=True)
        if post != earlier
    ]
    assert changed == [first_post(desk).id]


def test_each_version_says_what_its_row_says_by_post_and_number(desk):
    """Keys of parts are anybody's words, and instants have fractions or none."""
    post = first_post(desk)
    odd = {'a "quoted", [odd] {key}': 3, "ключ\\": 4}
    desk.session.execute(of_ana(desk, words=odd, site_id=None))
    for number, saved_at in ((12, NOW), (2, NOW - timedelta(microseconds=5)), (3, EARLIER)):
        desk.session.add(
            Revision(
                post_id=post.id,
                number=number,
                saved_at=saved_at,
                parts={},
                html={},
                words={"case": number},
                listed=number,
                cited=1,
                unread=2,
            )
        )
    desk.session.commit()
    posts = gathered(desk).posts
    rows = desk.session.scalars(select(Revision).order_by(Revision.post_id, Revision.number))
    assert [(one.id, version) for one in posts for version in one.versions] == [
        (row.post_id, as_fact(row)) for row in rows
    ]
    heads = desk.session.scalars(select(Post).order_by(Post.id))
    assert [(one.id, one.author_id, one.parent_id, one.kind) for one in posts] == [
        (row.id, row.author_id, row.parent_id, row.kind) for row in heads
    ]
    assert {one.parent_id is None for one in posts} == {True, False}


def as_fact(row: Revision) -> Version:
    return Version(
        saved_at=row.saved_at,
        words=tuple(row.words.items()),
        site_id=row.site_id,
        listed=row.listed,
        cited=row.cited,
        unread=row.unread,
        copies=None,
        total=sum(row.words.values()),
    )


def test_a_copied_response_names_the_colleague_whom_it_answered_first(desk):
    answers = select(Post).where(Post.kind == "response").order_by(Post.id)
    first, again = desk.session.scalars(answers).all()[:2]
    desk.session.execute(
        update(Revision).where(Revision.post_id == again.id).values(copies_id=first.id)
    )
    desk.session.commit()
    colleague = desk.session.get_one(Post, first.parent_id).author_id
    found = {post.id: post.versions[-1].copies for post in gathered(desk).posts}
    assert {post_id: copies for post_id, copies in found.items() if copies} == {again.id: colleague}


def test_a_week_in_which_nobody_has_written_has_no_posts(desk):
    empty = make_prompt(desk.session, desk.course, 2)
    assert gather_discussion(desk.session, get_setup(desk.session, empty)).posts == ()


def test_instants_are_the_same_in_whatever_zone_the_database_says_them(desk):
    expected = gathered(desk).posts
    evidence._posts.cache_clear()
    if desk.session.get_bind().dialect.name == "postgresql":
        desk.session.execute(text("SET LOCAL TIME ZONE 'Asia/Kolkata'"))
    found = gathered(desk).posts
    desk.session.rollback()
    assert found == expected
    assert {version.saved_at.tzinfo for post in found for version in post.versions} == {UTC}


def fresh(discussion: Discussion):
    return get_standings(discussion, NOW, as_written)
