"""Who moved to another group or section is read where they are, and where they were for what they
wrote there: by the list and by the single post alike, on both databases."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from forum.accounts.models import User
from forum.courses.actions import (
    change_enrollment,
    create_group_set,
    end_enrollment,
    put_in_group,
    take_out_of_group,
)
from forum.courses.models import Enrollment, Section
from forum.discussion.models import Post
from forum.discussion.policy import can_read_text, outlines_visible_to, posts_visible_to
from forum.discussion.queries.posts import count_colleagues, find_post, list_posts
from forum.rules.roles import Role
from tests.support.classroom import Classroom
from tests.support.factories import make_section
from tests.support.weeks import at, scene_of

WROTE, MOVED, WROTE_AGAIN, LOOKED = (at(day, "10:00") for day in (2, 3, 4, 5))


class Circles:
    """A class in an old and a new circle, with a reader in each and one in neither; Dan moves."""

    def __init__(self, app, session, *, by: str) -> None:
        self.room = room = Classroom(app, session, write_first=False)
        self.session, self.by = session, by
        if by == "groups":
            made = create_group_set(
                session, room.course, "Halves", ["old", "new"], by=None, now=at(1, "09:00")
            )
            room.prompt.group_set_id = made[0].id
            self.circles = dict(zip(("old", "new"), made[1], strict=True))
        else:
            self.circles = {
                name: make_section(session, room.course, name) for name in ("old", "new")
            }
        self.readers = {name: room.person(f"Reader {name}") for name in ("old", "new", "neither")}
        self.dan = room.person("Dan Ruiz")
        for name in ("old", "new"):
            self.move(self.readers[name], name, at(1, "10:00"))

    def move(self, user: User, name: str, now: datetime) -> None:
        """Put somebody into a circle, or into "neither"."""
        circle = self.circles.get(name)
        if self.by == "groups":
            if circle is None:
                group_set = self.room.prompt.group_set_id
                take_out_of_group(self.session, self.room.course, group_set, user, by=None, now=now)
            else:
                put_in_group(self.session, self.room.course, circle, user, by=None, now=now)
        else:
            assert circle is None or isinstance(circle, Section)
            role = Role(self.place(user).role)
            change_enrollment(
                self.session, self.place(user), role=role, section=circle, by=None, now=now
            )
        self.session.commit()

    def place(self, user: User) -> Enrollment:
        """Where somebody is in the course now."""
        current = select(Enrollment).where(Enrollment.ended_at.is_(None))
        return self.session.scalars(current.where(Enrollment.user_id == user.id)).one()

    def read_by(self, post: Post) -> set[str]:
        """Which readers meet the post; the list, the filters and the single post agree."""
        found = set()
        for name, user in self.readers.items():
            reader = scene_of(self.session, user, self.room.prompt, LOOKED)[0]
            listed = {view.number for view in list_posts(self.session, reader)}
            single = find_post(self.session, reader, post.number)
            outlined = set(
                self.session.scalars(outlines_visible_to(reader).with_only_columns(Post.number))
            )
            visible = set(
                self.session.scalars(posts_visible_to(reader).with_only_columns(Post.number))
            )
            assert listed == outlined
            assert (single is not None) == (post.number in listed)
            readable = single is not None and can_read_text(reader, post)
            assert (post.number in visible) == readable
            found |= {name} if single is not None else set()
        return found


@pytest.fixture(params=["groups", "sections"])
def circles(request, app, session, clock) -> Circles:
    clock(LOOKED)
    return Circles(app, session, by=request.param)


def test_what_was_written_before_the_move_is_read_by_both(circles):
    circles.move(circles.dan, "old", at(1, "11:00"))
    post = circles.room.post(circles.dan, now=WROTE)
    assert circles.read_by(post) == {"old"}
    circles.move(circles.dan, "new", MOVED)
    assert circles.read_by(post) == {"old", "new"}


def test_what_was_written_after_the_move_is_read_by_the_new_one_alone(circles):
    circles.move(circles.dan, "old", at(1, "11:00"))
    circles.move(circles.dan, "new", MOVED)
    post = circles.room.post(circles.dan, now=WROTE_AGAIN)
    assert circles.read_by(post) == {"new"}


def test_what_was_written_before_the_first_circle_is_read_by_the_present_one(circles):
    post = circles.room.post(circles.dan, now=WROTE)
    assert circles.read_by(post) == {"neither"}
    circles.move(circles.dan, "old", MOVED)
    assert circles.read_by(post) == {"neither", "old"}
    later = circles.room.respond(circles.dan, post, now=WROTE_AGAIN)
    assert circles.read_by(later) == {"old"}


def test_who_is_taken_out_is_read_by_those_in_neither_and_for_then_by_the_old_one(circles):
    circles.move(circles.dan, "old", at(1, "11:00"))
    before = circles.room.post(circles.dan, now=WROTE)
    circles.move(circles.dan, "neither", MOVED)
    after = circles.room.respond(circles.dan, before, now=WROTE_AGAIN)
    assert circles.read_by(before) == {"old", "neither"}
    assert circles.read_by(after) == {"neither"}


def test_who_comes_back_is_read_for_everything(circles):
    for name, hour in (("old", "11:00"), ("new", "12:00")):
        circles.move(circles.dan, name, at(1, hour))
    post = circles.room.post(circles.dan, now=WROTE)
    circles.move(circles.dan, "old", MOVED)
    assert circles.read_by(post) == {"old", "new"}


def test_who_left_the_course_is_read_where_they_were_last(circles):
    circles.move(circles.dan, "old", at(1, "11:00"))
    before = circles.room.post(circles.dan, now=WROTE)
    circles.move(circles.dan, "new", MOVED)
    after = circles.room.respond(circles.dan, before, now=WROTE_AGAIN)
    end_enrollment(circles.session, circles.place(circles.dan), by=None, now=WROTE_AGAIN)
    circles.session.commit()
    assert circles.read_by(before) == {"old", "new"}
    assert circles.read_by(after) == {"new"}


def test_an_answer_is_read_with_the_post_it_stands_under(circles):
    circles.move(circles.dan, "old", at(1, "11:00"))
    root = circles.room.post(circles.readers["old"], now=WROTE)
    theirs = circles.room.respond(circles.dan, root, now=WROTE)
    staff = circles.room.respond(circles.room.teacher, root, now=WROTE, kind="reply")
    circles.move(circles.dan, "new", MOVED)
    assert circles.read_by(theirs) == {"old"}
    assert circles.read_by(staff) == {"old"}


def test_the_number_of_colleagues_goes_by_the_same_posts(circles):
    circles.move(circles.dan, "old", at(1, "11:00"))
    circles.room.post(circles.dan, now=WROTE)
    circles.move(circles.dan, "new", MOVED)
    counted = {}
    for name, user in circles.readers.items():
        reader = scene_of(circles.session, user, circles.room.prompt, LOOKED)[0]
        counted[name] = count_colleagues(circles.session, reader)
    assert counted == {"old": 1, "new": 1, "neither": 0}


@pytest.mark.parametrize("place", ["old", "new", "neither"])
def test_an_observer_reads_the_whole_class_wherever_they_stand(circles, place):
    room = circles.room
    observer = circles.readers["observer"] = room.person("Ora Observer", "observer")
    circles.move(observer, place, at(1, "10:00"))
    circles.move(circles.dan, "old", at(1, "11:00"))
    posts = [room.post(circles.dan, now=WROTE), room.post(circles.readers["new"], now=WROTE)]
    answer = room.respond(circles.readers["old"], posts[0], now=WROTE)
    for post in (*posts, answer):
        assert "observer" in circles.read_by(post)
    room.hide(answer)
    page = room.look(observer, room.at_post(answer))
    assert (page.status_code, "names a client" in page.text.lower()) == (200, False)
    private = room.post(circles.readers["neither"], now=WROTE)
    private.is_private = True
    circles.session.commit()
    assert "observer" not in circles.read_by(private)


def test_the_pages_say_the_same(circles):
    room = circles.room
    circles.move(circles.dan, "old", at(1, "11:00"))
    post = room.post(circles.dan, now=WROTE, stem="canarybefore")
    circles.move(circles.dan, "new", MOVED)
    answer = room.respond(circles.dan, post, now=WROTE_AGAIN, stem="canaryafter")
    for name, statuses in (("old", (200, 404)), ("new", (200, 200)), ("neither", (404, 404))):
        user = circles.readers[name]
        paths = (room.at_post(post), room.at_post(answer))
        assert tuple(room.look(user, path).status_code for path in paths) == statuses, name
        page = room.look(user, room.at_post(post)).text
        assert ("canarybefore" in page, "canaryafter" in page) == tuple(
            status == 200 for status in statuses
        )
