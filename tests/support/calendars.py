"""A calendar that subscribes: fetches the feed by its address alone and reads it by other code."""

from __future__ import annotations

import re
from typing import Any

import vobject
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forum.accounts.models import User
from forum.calendar.actions import make_feed
from forum.calendar.queries import find_feed_of
from forum.database import utc_now
from forum.web.feed_address import address_of

_PROPERTY = re.compile(r"[A-Z][A-Z0-9-]*(;[A-Z-]+=[^:;]+)*:.*", re.DOTALL)


class Subscriber:
    """The calendar of one person: no browser, no cookie, no session."""

    def __init__(self, app: Flask, session: Session, user: User) -> None:
        self.app = app
        make_feed(session, user, now=utc_now())
        session.commit()
        self.path = path_of(app, session, user)

    def get(self, method: str = "GET", **headers: str) -> TestResponse:
        """Ask for the feed."""
        return self.app.test_client().open(self.path, method=method, headers=headers)

    def body(self) -> bytes:
        """The bytes of the feed, which keep the rules of RFC 5545."""
        answer = self.get()
        assert answer.status_code == 200
        assert_strict(answer.data)
        return answer.data

    def events(self) -> dict[str, Any]:
        """The events by their ids without the host, as vobject reads them."""
        return events_in(self.body())


def path_of(app: Flask, session: Session, user: User) -> str:
    """The address of the person's feed, as far as this site needs it."""
    feed = find_feed_of(session, user)
    assert feed is not None
    with app.test_request_context():
        return address_of(feed).removeprefix(app.config["PUBLIC_URL"])


def events_in(body: bytes) -> dict[str, Any]:
    """The events of a calendar by their ids without the host; fails where two have one id."""
    calendar = vobject.readOne(body.decode())
    events = list(getattr(calendar, "vevent_list", []))
    found = {event.uid.value.partition("@")[0]: event for event in events}
    assert len(found) == len(events)
    return found


def assert_strict(body: bytes) -> None:
    """What RFC 5545 asks of the bytes: line ends, folding within 75 octets, whole characters,
    a name before every value, nothing but what was begun is ended.
    """
    assert body.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", body)
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() for line in lines)
    unfolded = body.decode().removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    assert [line for line in unfolded if not _PROPERTY.fullmatch(line)] == []
    open_ones = []
    for line in unfolded:
        if line.startswith("BEGIN:"):
            open_ones.append(line.removeprefix("BEGIN:"))
        if line.startswith("END:"):
            assert open_ones.pop() == line.removeprefix("END:")
    assert open_ones == []
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", body.decode())
