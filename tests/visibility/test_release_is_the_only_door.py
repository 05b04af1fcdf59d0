"""A grade reaches its student by a release and by nothing else.

Two worlds that differ in nothing but a grade that is not released answer alike, byte for byte:
every address there is, every form, the own record, the calendar; and no mail leaves. Grading is
done through the product's own doors, and the worker tells what there is to tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.calendar.actions import make_feed
from forum.calendar.queries import find_feed_of
from forum.discussion.models import Post
from forum.grading.models import Criterion, GradeMark, ReleasedGrade
from forum.web.feed_address import address_of
from tests.support.marking import CRITERIA, GRADING_TIME, Marking
from tests.support.postbox import Postbox
from tests.support.twins import Eyes, difference, forms
from tests.support.weeks import at, post_initial
from tests.web.test_grading import form_of

#: Forms that mean what they say even when they are sent empty: what comes after would differ.
MEANT = {
    "accounts.sign_out",
    "accounts.end_session",
    "accounts.end_all_sessions",
    "calendar.make",
    "calendar.end",
    "discussion.withdraw",
    "discussion.restore",
    "notifications.see_all",
    "notifications.open",
    "own_data.take",  # the next copy has a line of this one in its log; ``everything`` looks inside
}


class Room(Marking):
    """The week of the grading tests as ``Eyes`` look at it; Cy is late, and nobody is graded."""

    def __init__(self, app: Flask, session: Session, clock: Callable[[datetime], None]) -> None:
        super().__init__(app, session, clock)
        self.write()
        post_initial(session, self.cy, self.prompt, now=at(4, "10:00"))
        self.observer = self.person("Ruth Ito", "observer")
        self.others = [self.person(f"Colleague{n} Ash") for n in range(6)]
        for student in (self.ana, self.bea, self.cy):
            make_feed(session, student, now=GRADING_TIME)
        session.commit()
        self.home = f"/c/{self.course.slug}"
        self.week = f"{self.home}/w/{self.prompt.week}"
        self.known = list(session.scalars(select(Post).order_by(Post.number).limit(2)))
        self.postbox = Postbox(app)
        self.postbox.deliver()

    @property
    def readers(self) -> list[Eyes]:
        """Those who must learn nothing: whose grade it is, colleagues, an observer."""
        return [Eyes(self, user) for user in (self.ana, self.others[0], self.observer)]

    def everything(self, eyes: Eyes) -> dict[str, str]:
        """What one person gets at every address, by every form, and in the own calendar."""
        found = eyes.everything()
        for method, path in forms(self, MEANT):
            found[f"{method} {path}"] = eyes.send(method, path)
        with ZipFile(BytesIO(eyes.browser.post("/account/data/copies").data)) as copy:
            own = json.loads(copy.read("data.json"))
        found["own data"] = json.dumps({**own, "log": []})
        with self.app.test_request_context():
            feed = find_feed_of(self.session, eyes.reader)
            address = address_of(feed).partition("://")[2].partition("/")[2] if feed else ""
        self.session.rollback()
        return found | ({"calendar": eyes.browser.get(f"/{address}").text} if feed else {})


@pytest.fixture
def room(app, session, clock) -> Room:
    return Room(app, session, clock)


def grade_by_every_door(room: Room) -> None:
    """Everything that grading can do short of a release, through the pages of those who grade."""
    bank = room.send(room.prof, "comments", text="canary of the bank")
    first = room.session.scalars(select(Criterion.id).order_by(Criterion.id)).first()
    held = {"criterion": first, "level": 1, "version": room.sheet(room.bea).version}
    mark = room.send(room.prof, "grade/bea/marks", **held)
    lease = room.send(room.tomas, "grade/ana/lease")
    answers = [bank, mark, lease]
    for student in (room.ana, room.cy, *room.others):
        desk = f"w/1/grade/{student.id}"
        said = {f"comment-{first}": "canary of a criterion", "comment": "canary of a comment"}
        reasons = {f"reason-{line.criterion.id}": "canary" for line in room.sheet(student).lines}
        form = form_of(room, room.prof, desk, level=2, **said, **reasons)
        answers.append(room.send(room.prof, desk, **form | {"hold": "1"}))
        form["version"] = str(room.sheet(student).version)
        answers.append(room.send(room.prof, desk, **form))
    version = room.sheet(room.ana).version
    by_hand = {"total": "41.5", "reason": "canary by hand", "version": version}
    answers.append(room.send(room.prof, "grade/ana/total", **by_hand))
    kept = {"reason": "canary kept", "version": version + 1}
    answers.append(room.send(room.prof, "grade/ana/keeping", **kept))
    struck = {"reason": "canary struck", "version": room.sheet(room.cy).version}
    answers.append(room.send(room.prof, "grade/cy/lateness", **struck))
    planned = {"when": "later", "day": "2025-11-17", "time": "09:00"}
    answers.append(room.send(room.prof, "w/1/release", **planned))
    for file in ("gradebook", "evidence"):
        answers.append(room.send(room.prof, f"exports/{file}", form="csv", week="1"))
    refused = [(one.request.path, one.status) for one in answers if one.status_code >= 400]
    assert refused == []


def test_before_any_release_nothing_of_grading_is_learned(room):
    readers = room.readers
    before = [room.everything(eyes) for eyes in readers]
    grade_by_every_door(room)
    assert room.postbox.deliver() == []
    check_nothing_is_learned(room, readers, before)


def test_what_is_graded_anew_after_a_release_is_not_learned(room):
    """Everybody has a grade, so that each page has all of its figures; then all are changed."""
    for student in (room.ana, room.bea, room.cy, *room.others):
        room.grade(student)
    room.release()
    room.postbox.deliver()
    readers = room.readers
    before = [room.everything(eyes) for eyes in readers]
    grade_by_every_door(room)
    assert room.postbox.deliver() == []
    check_nothing_is_learned(room, readers, before)


def check_nothing_is_learned(room: Room, readers: list[Eyes], before: list[dict[str, str]]) -> None:
    for eyes, pages in zip(readers, before, strict=True):
        after = room.everything(eyes)
        changed = [path for path in pages if pages[path] != after[path]]
        said = [(path, *difference(pages[path], after[path])) for path in changed]
        assert not changed, (eyes.reader.name, said)
        assert not [path for path, page in after.items() if "canary" in page]


def test_a_release_is_the_door(room):
    """What the two tests above compare does change once a grade is released."""
    readers = room.readers[:2]
    before = [room.everything(eyes) for eyes in readers]
    room.grade(room.ana, comment="canary of a comment")
    room.release()
    (mail,) = room.postbox.deliver()
    assert room.ana.email in mail["To"]
    changed = []
    for eyes, pages in zip(readers, before, strict=True):
        after = room.everything(eyes)
        changed.append({path for path in pages if pages[path] != after[path]})
    mine, theirs = changed
    expected = {f"{room.home}/my-grades", f"{room.home}/my-work/copies", "/notifications"}
    assert expected <= mine
    assert theirs == set()


def test_no_page_and_no_form_of_a_student_changes_a_point(room):
    """Points come from those who grade: not from looking, theirs included, nor from students."""
    for student in (room.ana, room.bea):
        room.grade(student)
    room.release()
    room.grade(room.ana, 4)
    room.hold(room.cy)
    before = points(room)
    for eyes in room.readers:
        room.everything(eyes)
    Eyes(room, room.prof).everything()
    room.postbox.deliver()
    assert points(room) == before
    assert len(before) == 3 * len(CRITERIA) + 2


def points(room: Room) -> list[tuple[object, ...]]:
    """Every level and every released total, with what it is worth and who set it."""
    marks = select(
        GradeMark.grade_id,
        GradeMark.criterion_id,
        GradeMark.level,
        GradeMark.points,
        GradeMark.set_by_id,
        GradeMark.set_at,
    ).order_by(GradeMark.id)
    released = select(
        ReleasedGrade.user_id, ReleasedGrade.raw, ReleasedGrade.total, ReleasedGrade.marks
    ).order_by(ReleasedGrade.id)
    found = [tuple(row) for wanted in (marks, released) for row in room.session.execute(wanted)]
    room.session.rollback()
    return found
