"""Pages send the same number of statements for a class of 30 and of 300; reading writes nothing.

Absolute times are never asserted, machines are shared; ``make bench`` compares them to a floor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.discussion.models import Post
from forum.extensions import db
from forum.grading.queries.gradebook import get_gradebook
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import RESPONSE
from forum.participation.evidence import gather_discussion
from forum.participation.models import Setting
from forum.prompts.library import get_shape
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from forum.web.grading.reading_page import MOST_ROWS
from tests.bench.stage import NOW, Room, build_room, grade_weeks
from tests.support.factories import sign_in
from tests.support.statements import count_statements
from tests.support.weeks import words

#: What a page may send at most; docs/decisions/0006 says what they should come down to.
MOST = {
    "discussion": 8,
    "week": 17,  # one of them asks for passages of own posts that stand in others
    "respond": 13,
    "thread": 11,
    "home": 15,
    "course": 7,
    "matrix": 5,
    "figures": 5,
    "network": 5,
    "waiting": 5,
    "attention": 5,  # one more where there are weeks before: tests/participation/test_past.py
    "desk": 6,
    "preview": 5,
    "reading list": 11,
    "release": 13,
    "gradebook": 5,
    "my grades": 6,
    "notifications": 9,
}


@dataclass(frozen=True)
class Page:
    """Where a page is in a room, and who opens it."""

    path: Callable[[Room], str]
    is_for_staff: bool = False


PAGES = {
    "discussion": Page(lambda room: f"{room.week}/all"),
    "week": Page(lambda room: room.week),
    "respond": Page(lambda room: f"/c/{room.course.slug}/p/9/respond"),
    "thread": Page(lambda room: f"/c/{room.course.slug}/p/9"),
    "home": Page(lambda _room: "/"),
    "course": Page(lambda room: f"/c/{room.course.slug}/"),
    "matrix": Page(lambda room: f"{room.week}/participation", True),
    "figures": Page(lambda room: f"{room.week}/participation/figures", True),
    "network": Page(lambda room: f"{room.week}/participation/figures/network", True),
    "waiting": Page(lambda room: f"{room.week}/participation/waiting", True),
    "attention": Page(lambda room: f"{room.week}/participation/attention", True),
    "preview": Page(lambda room: f"{room.week}/preview?state=responding", True),
    "desk": Page(lambda room: f"{room.week}/grade/{room.students[3].id}", True),
    "reading list": Page(lambda room: f"{room.week}/grade/met", True),
    "release": Page(lambda room: f"{room.week}/release", True),
    "gradebook": Page(lambda room: f"/c/{room.course.slug}/gradebook", True),
    "my grades": Page(lambda room: f"/c/{room.course.slug}/my-grades"),
    "notifications": Page(lambda _room: "/notifications"),
}


@pytest.fixture
def rooms(session: Session, clock: Callable[..., None]) -> Iterator[tuple[Room, Room]]:
    """Classes of 30 and of 300, seen in the same hour."""
    clock(NOW)
    few, many = build_room(session, 30, 76), build_room(session, 300, 130)
    for room in (few, many):
        tell_of_posts(session, room)
        meet_all_checks(session, room)
    yield few, many
    session.rollback()


def tell_of_posts(session: Session, room: Room) -> None:
    """Tell one student of as many posts as the class has students."""
    about = {"course_id": room.course.id, "prompt_id": room.prompt.id}
    posts = session.execute(
        select(Post.id, Post.author_id)
        .where(Post.prompt_id == room.prompt.id, Post.parent_id.is_(None))
        .order_by(Post.id)
    )
    announcements = [
        Announcement(
            room.students[3].id,
            RESPONSE,
            f"told:{row.id}",
            post_id=row.id,
            actor_id=row.author_id,
            **about,
        )
        for row in posts
    ]
    assert len(announcements) == len(room.students)
    tell(session, announcements, now=NOW)
    session.commit()


def meet_all_checks(session: Session, room: Room) -> None:
    """Let every second student have done all that was asked, by decision of the instructor."""
    decided = {"status": "met", "reason": "Done on paper.", "set_at": NOW}
    session.add_all(
        Setting(
            prompt_id=room.prompt.id,
            user_id=student.id,
            requirement=requirement,
            set_by_id=room.instructor.id,
            **decided,
        )
        for student in room.students[::2]
        for requirement in ("parts", "responses")
    )
    session.commit()


def browser(app: Flask, session: Session, user: User) -> FlaskClient:
    client = app.test_client()
    sign_in(client, session, user)
    client.get("/help/counting")
    return client


def statements(app: Flask, session: Session, room: Room, page: Page) -> list[str]:
    """What a page sends when it is opened for the second time."""
    client = browser(app, session, room.instructor if page.is_for_staff else room.students[3])
    assert client.get(page.path(room)).status_code == 200
    with count_statements(db.engine) as sent:
        assert client.get(page.path(room)).status_code == 200
    return sent


def test_pages_of_30_and_of_300_send_the_same_few_statements_and_none_writes(app, session, rooms):
    for name, page in PAGES.items():
        few, many = (statements(app, session, room, page) for room in rooms)
        assert len(few) == len(many), name
        assert len(few) <= MOST[name], f"{name}: {len(few)}"
        for statement in (*few, *many):
            assert statement.lstrip().upper().startswith(("SELECT", "WITH")), statement


def test_the_reading_list_holds_as_many_rows_in_both(app, session, rooms):
    for room in rooms:
        page = browser(app, session, room.instructor).get(f"{room.week}/grade/met").text
        assert page.count("<article") == MOST_ROWS
        assert len(page) < 300_000


def test_a_gradebook_full_of_grades_sends_no_more(app, session, rooms):
    numbers = []
    for room in rooms:
        grade_weeks(session, room)
        with count_statements(db.engine) as sent:
            book = get_gradebook(session, room.course.id, NOW)
        assert len(book.lines) == len(room.students)
        assert sum(line.total.percent is not None for line in book.lines) == len(book.lines) * 0.9
        numbers.append((len(sent), len(statements(app, session, room, PAGES["gradebook"]))))
        session.rollback()
    assert numbers[0] == numbers[1]
    assert numbers[0][0] <= 3
    assert numbers[0][1] <= MOST["gradebook"]


def test_publishing_a_response_costs_the_same_in_both(app, session, rooms):
    numbers = []
    for room in rooms:
        client = browser(app, session, room.students[3])
        fields = {
            f"part-{part.key}": words(30, uuid4().hex[:6])
            for part in get_shape("alliances").content.response_parts
        }
        fields["submission_key"] = uuid4().hex
        with count_statements(db.engine) as sent:
            answer = client.post(f"/c/{room.course.slug}/p/9/answers", data=fields)
        assert answer.status_code == 303
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 23


def test_the_evidence_of_26_and_of_300_is_gathered_in_the_same_statements(session, clock):
    clock(NOW)
    numbers = []
    for students in (26, 300):
        room = build_room(session, students, students * 2)
        prompt = session.get_one(Prompt, room.prompt.id)
        session.refresh(prompt, ["course"])
        setup = get_setup(session, prompt)
        with count_statements(db.engine) as sent:
            found = gather_discussion(session, setup)
        assert len(found.posts) == students * 3
        numbers.append(len(sent))
    assert numbers == [1, 1]


def test_a_page_that_was_not_kept_reads_its_texts_in_one_statement_more(app, session, rooms):
    client = browser(app, session, rooms[0].students[3])
    path = f"{rooms[0].week}/all"
    client.get(path)
    with count_statements(db.engine) as warm:
        client.get(path)
    app.extensions["fragments"].clear()
    with count_statements(db.engine) as cold:
        client.get(path)
    assert len(cold) == len(warm) + 1
