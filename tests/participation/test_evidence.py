"""The facts of a discussion follow every change, although what is made of them is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

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
from forum.rules.facts import Discussion
from forum.rules.sentences import as_written
from tests.support.marking import GRADING_TIME, Marking

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


def fresh(discussion: Discussion):
    return get_standings(discussion, NOW, as_written)
