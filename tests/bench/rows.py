"""What is measured, and how much of it there may be (docs/decisions/0006 has the reasons)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.prompts.library import get_shape
from tests.bench.measure import Ask, Meter
from tests.bench.server import COLD, FLOOR
from tests.bench.stage import Room, cookie_of, some_text

RESPONSE_PARTS = get_shape("alliances").content.response_parts

Request = tuple[Ask, str | None]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    ``requests`` gives so many requests to send; ``floor`` is what their CPU time is divided by.
    ``ratio``, ``statements`` and ``raw`` (bytes of the answer) are the bars; None where there is
    none. ``counted`` is the request whose statements are counted.
    """

    name: str
    requests: Callable[[int], Sequence[Request]]
    floor: Ask
    ratio: float
    statements: int | None = None
    raw: int | None = None


@dataclass(frozen=True)
class Rooms:
    """The classes of one database: one to read, one to write in, one of three hundred."""

    small: Room
    busy: Room
    large: Room


class Reader:
    """A person's browser, by the cookie it sends."""

    def __init__(self, app: Flask, session: Session, room: Room, user: User) -> None:
        self.room = room
        self.cookie = cookie_of(app, session, user, f"/c/{room.course.slug}/")

    def get(self, path: str, **headers: str) -> Callable[[int], Sequence[Request]]:
        """The same page again and again."""
        ask = Ask(path, {"Cookie": self.cookie, **headers})
        return lambda number: [(ask, None)] * number

    def unchanged(self, meter: Meter, path: str) -> Callable[[int], Sequence[Request]]:
        """The same page by a browser that has it already."""
        ask = Ask(path, {"Cookie": self.cookie})
        tag = meter.ask(ask).headers.get("etag")
        if tag is None:
            raise RuntimeError(f"{path} has no ETag")
        known = Ask(path, {"Cookie": self.cookie, "If-None-Match": tag}, 304)
        return lambda number: [(known, None)] * number


def list_rows(app: Flask, session: Session, meter: Meter, rooms: Rooms) -> list[Row]:
    """The rows of the table for these classes."""
    small, large = rooms.small, rooms.large
    student = Reader(app, session, small, small.students[3])
    many = Reader(app, session, large, large.students[3])
    prof = Reader(app, session, large, large.instructor)
    teacher = Reader(app, session, small, small.instructor)
    floor = Ask(f"{FLOOR}/{small.prompt.id}")
    roots = _count_threads(meter, many, f"{large.week}/all")
    part = Ask(f"{FLOOR}/{large.prompt.id}?roots={roots}")
    cold = {COLD: "1"}
    whole = f"{small.week}/all"
    desk = f"{small.week}/grade/{small.students[3].id}"
    matrix = f"{large.week}/participation"
    book = f"/c/{large.course.slug}/gradebook"
    return [
        Row("discussion, 106 posts, cold", student.get(whole, **cold), floor, 1.5, 4),
        Row("discussion, 106 posts, warm", student.get(whole), floor, 0.75, 4),
        Row("discussion, 106 posts, unchanged (304)", student.unchanged(meter, whole), floor, 0.25),
        Row("the week's page, 106 posts, cold", student.get(small.week, **cold), floor, 1.5, 4),
        Row("the week's page, 106 posts, warm", student.get(small.week), floor, 1.5, 4),
        Row(
            "discussion, 901 posts, first screen",
            many.get(f"{large.week}/all", **cold),
            part,
            2.0,
            4,
            300_000,
        ),
        Row("response published", publishing(app, session, rooms.busy), floor, 1.2, 8),
        Row("home", student.get("/"), floor, 0.9, 4),
        Row("course, twelve weeks", student.get(f"/c/{small.course.slug}/"), floor, 0.9, 4),
        Row("grading desk, one student of 30", teacher.get(desk), floor, 1.5),
        Row("gradebook, 300 students", prof.get(book), floor, 3.5, 5),
        Row("class matrix, 300 students", prof.get(matrix), floor, 3.5, 5),
        Row("class in figures, 300 students", prof.get(f"{matrix}/figures"), floor, 3.5, 5),
    ]


def _count_threads(meter: Meter, reader: Reader, path: str) -> int:
    """How many initial posts stand on a page."""
    page = meter.ask(Ask(path, {"Cookie": reader.cookie})).body.decode()
    return page.count('<section class="stack" aria-labelledby="n')


def publishing(app: Flask, session: Session, room: Room) -> Callable[[int], Sequence[Request]]:
    """Responses of 250 words, each by the next student to the next colleague's post."""
    dice, turn = random.Random(3), count()
    writers = [Reader(app, session, room, person) for person in room.students]
    tokens = [_token(app, writer) for writer in writers]

    def some(number: int) -> list[Request]:
        return [one(next(turn)) for _ in range(number)]

    def one(index: int) -> Request:
        writer = index % len(writers)
        parent = (writer + 1 + index // len(writers)) % len(writers) + 1
        fields = {
            "csrf_token": tokens[writer],
            "submission_key": f"{index:032x}",
            **{
                f"part-{part.key}": some_text(250 // len(RESPONSE_PARTS), dice)
                for part in RESPONSE_PARTS
            },
        }
        path = f"/c/{room.course.slug}/p/{parent}/answers"
        headers: Mapping[str, str] = {
            "Cookie": writers[writer].cookie,
            "Sec-Fetch-Site": "same-origin",
        }
        return Ask(path, headers, 303), urlencode(fields)

    return some


def _token(app: Flask, writer: Reader) -> str:
    """The token against forged forms that belongs to the browser's cookie."""
    page = app.test_client(use_cookies=False).get("/", headers={"Cookie": writer.cookie})
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    if found is None:
        raise RuntimeError("the page has no form")
    return found[1]
