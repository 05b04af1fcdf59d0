"""The list filter and the check say the same of every post, whoever looks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment, Group, GroupMembership, GroupSet
from forum.courses.policy import viewer_of
from forum.discussion.models import Post
from forum.discussion.policy import (
    Reader,
    can_answer,
    can_edit_post,
    can_hide_post,
    can_read_name,
    can_read_text,
    can_read_versions,
    can_withdraw_post,
    can_write_initial,
    outlines_visible_to,
    posts_counted_for,
    posts_visible_to,
)
from forum.discussion.queries.posts import (
    PostView,
    count_choices,
    count_colleagues,
    find_post,
    find_post_row,
    list_posts,
    list_revisions,
    list_versions,
)
from forum.discussion.queries.readers import get_reader
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from tests.support.factories import enrol, make_course, make_section, make_user
from tests.support.weeks import at, make_prompt, post_initial, respond, scene_of

TUESDAY = at(2, "10:00")
STATES = ("live", "edited", "withdrawn", "hidden", "private", "hidden and withdrawn")
ACTORS = ("S0", "S1", "author", "SG", "T", "T of SG", "AS", "OB", "ADM")


class World:
    """A class in two sections and two groups, with a post of every state and answers to each."""

    def __init__(self, session: Session, *, kept_apart: str) -> None:
        self.session = session
        self.course = make_course(session, sections_are_one_class=kept_apart != "sections")
        self.day, self.evening = (
            make_section(session, self.course, name) for name in ("Day", "Evening")
        )
        self.prompt = make_prompt(session, self.course, private_allowed=True)
        self.people = {
            "S0": self.person("Sol None"),
            "S1": self.person("Sue One"),
            "SG": self.person("Sid Group", section=self.evening),
            "left": self.person("Lea Left"),
            "T": self.person("Prof. Okafor", "instructor", section=None),
            "T of SG": self.person("Prof. Ruiz", "instructor", section=self.evening),
            "AS": self.person("Tea Assist", "assistant"),
            "OB": self.person("Ora Observer", "observer", section=None),
            "ADM": make_user(session, "Ada Admin", is_admin=True),
        }
        self.authors = {state: self.person(f"Author {state}") for state in STATES}
        self.people["author"] = self.authors["hidden"]
        if kept_apart == "groups":
            self._make_groups()
        self._write()

    def person(self, name: str, role: str = "student", **values: object) -> User:
        user = make_user(self.session, name)
        values.setdefault("section", self.day)
        enrol(self.session, self.course, user, role, **values)
        return user

    def reader(self, actor: str) -> Reader:
        """The actor in front of the prompt."""
        user = self.people[actor]
        if actor != "ADM":
            return scene_of(self.session, user, self.prompt, TUESDAY)[0]
        viewer = viewer_of(user, None)
        assert viewer is not None
        setup = get_setup(self.session, self.prompt)
        return get_reader(self.session, viewer, self.course, setup, excused=False, now=TUESDAY)

    def posts(self) -> list[Post]:
        """Every post there is, seen by nobody."""
        return list(self.session.scalars(select(Post).order_by(Post.id)))

    def _make_groups(self) -> None:
        groups = GroupSet(course_id=self.course.id, name="Halves")
        self.session.add(groups)
        self.session.flush()
        members = {"one": [*self.authors.values()], "two": [self.people["SG"]]}
        members["one"] += [self.people[name] for name in ("S0", "S1", "left")]
        for name, people in members.items():
            group = Group(group_set_id=groups.id, name=name)
            self.session.add(group)
            self.session.flush()
            for user in people:
                row = GroupMembership(group_id=group.id, user_id=user.id, started_at=TUESDAY)
                self.session.add(row)
        self.prompt.group_set_id = groups.id
        self.session.commit()

    def _write(self) -> None:
        initial = {
            state: post_initial(
                self.session, user, self.prompt, "Love146", now=TUESDAY,
                is_private=state == "private",
            )
            for state, user in self.authors.items()
        }  # fmt: skip
        for actor in ("S1", "SG", "left"):
            post_initial(self.session, self.people[actor], self.prompt, now=TUESDAY)
        for state, post in initial.items():
            if state != "private":
                respond(self.session, self.people["S1"], post, now=TUESDAY)
            respond(self.session, self.people["T"], post, now=TUESDAY, kind="reply")
        mine = self.session.scalars(
            select(Post).where(Post.author_id == self.people["S1"].id, Post.kind == "initial")
        ).one()
        for state, user in self.authors.items():
            initial[f"answer {state}"] = respond(self.session, user, mine, now=TUESDAY)
        for state, post in initial.items():
            post.edited_at = TUESDAY if "edited" in state else None
            post.withdrawn_at = TUESDAY if "withdrawn" in state else None
            post.hidden_at = TUESDAY if "hidden" in state else None
        self.session.commit()


@pytest.fixture(params=["nothing", "sections", "groups"])
def world(request: pytest.FixtureRequest, session: Session) -> World:
    return World(session, kept_apart=request.param)


def numbers(rows) -> set[int]:
    return {row.number for row in rows}


def test_the_filter_the_list_and_the_single_post_agree_over_every_row(world, session):
    for actor in ACTORS:
        reader = world.reader(actor)
        visible = numbers(session.scalars(posts_visible_to(reader)))
        outlines = numbers(session.scalars(outlines_visible_to(reader)))
        listed = {view.number: view for view in list_posts(session, reader)}
        assert visible <= outlines
        assert listed.keys() == outlines
        for post in world.posts():
            single = find_post(session, reader, post.number)
            row = find_post_row(session, reader, post.number)
            in_reach = post.number in outlines
            assert (single is not None, row is not None) == (in_reach, in_reach)
            assert (post.number in visible) == (in_reach and can_read_text(reader, post))
            if single is not None:
                assert single == listed[post.number]
                assert single.is_readable == (post.number in visible)


def test_a_post_without_its_text_says_nothing_of_what_is_in_it(world, session):
    for actor in ACTORS:
        reader = world.reader(actor)
        seen = list_posts(session, reader)
        for view in (view for view in seen if not view.is_readable):
            assert (view.html, view.words, view.references) == ({}, {}, ())
            assert (view.site_id, view.site_name, view.site_address) == (None, None, None)
            assert (view.hidden_reason, view.content_note, view.case_title) == ("", "", "")
            assert (view.edited_at, view.tried_at, view.receipt) == (None, None, "")
            assert not view.uses_alternative
        assert all(view.receipt == "" for view in seen if view.author_id != reader.viewer.user_id)


def reach(world: World, actor: str) -> dict[str, str]:
    """What somebody meets of the initial post of each state: text, placeholder or nothing."""
    reader = world.reader(actor)
    found = {}
    for state, user in world.authors.items():
        query = select(Post.number).where(Post.author_id == user.id, Post.kind == "initial")
        view = find_post(world.session, reader, world.session.scalars(query).one())
        found[state] = "nothing" if view is None else _what(view)
    return found


def _what(view: PostView) -> str:
    return "text" if view.is_readable else "placeholder"


TAKEN_BACK = ("withdrawn", "hidden", "hidden and withdrawn")
CLASSMATE = dict.fromkeys(STATES, "text") | dict.fromkeys(TAKEN_BACK, "placeholder")
CLASSMATE |= {"private": "nothing"}
NOTHING = dict.fromkeys(STATES, "nothing")
EVERYTHING = dict.fromkeys(STATES, "text")
STAFF = EVERYTHING | {"private": "nothing"}
EXPECTED = {
    "S0": NOTHING,
    "S1": CLASSMATE,
    "author": CLASSMATE | {"hidden": "text"},
    "T": EVERYTHING,
    "AS": STAFF,
    "OB": CLASSMATE,
    "ADM": STAFF,
}


@pytest.mark.parametrize("actor", EXPECTED)
def test_each_actor_meets_each_state_as_the_matrix_says(session, actor):
    assert reach(World(session, kept_apart="nothing"), actor) == EXPECTED[actor]


@pytest.mark.parametrize("kept_apart", ["sections", "groups"])
def test_scope_parts_students_and_leaves_staff(session, kept_apart):
    world = World(session, kept_apart=kept_apart)
    assert reach(world, "SG") == NOTHING
    assert reach(world, "S1") == CLASSMATE
    assert reach(world, "T") == EVERYTHING
    of_one_section = STAFF if kept_apart == "sections" else EVERYTHING
    assert reach(world, "T of SG") == of_one_section


def test_what_is_counted_is_students_live_posts_in_scope_and_no_private_ones(world, session):
    for actor in ACTORS:
        reader = world.reader(actor)
        counted = list(session.scalars(posts_counted_for(reader)))
        assert {post.kind for post in counted} <= {"initial"}
        assert all(post.withdrawn_at is None and post.hidden_at is None for post in counted)
        own = reader.viewer.user_id
        assert not [post for post in counted if post.is_private and post.author_id != own]
        assert count_colleagues(session, reader) == len(
            {post.author_id for post in counted} - {own}
        )
        assert sum(count_choices(session, reader).values()) == len(counted)
        if reader.gate_is_open:
            assert numbers(counted) <= numbers(session.scalars(posts_visible_to(reader)))


def test_what_can_be_read_is_unread_at_first_and_versions_are_for_those_who_may(world, session):
    for actor in ACTORS:
        reader = world.reader(actor)
        posts = world.posts()
        visible = numbers(session.scalars(posts_visible_to(reader)))
        own = reader.viewer.user_id
        unread = [row for row in posts if row.number in visible and row.author_id != own]
        found = [view for view in list_posts(session, reader) if view.author_id != own]
        found = [view for view in found if view.is_readable and not view.is_read]
        assert numbers(found) == numbers(unread)
        outlines = numbers(session.scalars(outlines_visible_to(reader)))
        versions = list_revisions(session, reader, [row.id for row in posts])
        for row in posts:
            may = can_read_versions(reader, row) and row.number in outlines
            is_staff = reader.viewer.is_staff and actor != "ADM"
            assert (row.id in versions) == (may and is_staff)
        for view in list_posts(session, reader):
            assert len(list_versions(session, reader, view)) >= 1


def test_what_may_be_done_to_a_post(world, session):
    for actor in ACTORS:
        reader = world.reader(actor)
        writes = actor not in ("OB", "ADM")
        assert can_write_initial(reader) == writes
        for row in world.posts():
            own = row.author_id == reader.viewer.user_id
            live = row.withdrawn_at is None and row.hidden_at is None
            assert can_answer(reader, row) == (writes and reader.gate_is_open and live)
            assert can_edit_post(reader, row) == (own and row.withdrawn_at is None)
            assert can_withdraw_post(reader, row) == own
            assert can_hide_post(reader, row) == (reader.viewer.is_staff and not own)
            assert can_read_name(reader, row.author_id, has_left=False)
            assert can_read_name(reader, row.author_id, has_left=True) == (
                own or reader.viewer.is_staff
            )


def test_nobody_reaches_a_post_through_another_prompt(world, session):
    other = make_prompt(session, world.course, 2, write_first=False)
    number = world.posts()[0].number
    for actor in ACTORS:
        reader = replace(world.reader(actor), prompt=session.get_one(Prompt, other.id))
        assert find_post(session, reader, number) is None
        assert list_posts(session, reader) == []


def test_a_former_classmate_is_named_to_staff_alone(session):
    world = World(session, kept_apart="nothing")
    left = world.people["left"]
    row = session.scalars(select(Enrollment).where(Enrollment.user_id == left.id)).one()
    row.ended_at = TUESDAY
    session.commit()
    names = {}
    for actor in ("S1", "OB", "T", "AS", "ADM"):
        views = list_posts(session, world.reader(actor))
        (view,) = [view for view in views if view.author_id == left.id]
        assert (view.author_left, view.is_named) == (True, actor not in ("S1", "OB"))
        names[actor] = view.author_name
    assert names == dict.fromkeys(("S1", "OB"), "A former classmate") | dict.fromkeys(
        ("T", "AS", "ADM"), "Lea Left"
    )
    assert session.get_one(Course, world.course.id)
