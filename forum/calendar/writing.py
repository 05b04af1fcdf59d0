"""Events as an iCalendar file (RFC 5545, with the names and refresh of RFC 7986)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vText

#: How often a calendar should look again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One event in words. ``description`` is given line by line; "" or nothing leaves out."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    summary: str
    category: str
    description: tuple[str, ...] = ()
    url: str = ""
    is_cancelled: bool = False


def write_calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The file. Equal entries give equal bytes: no instant of writing stands in it."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Colloquy//Due times//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", vText(one_line(name)))
    calendar.add("x-wr-calname", vText(one_line(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def one_line(text: str) -> str:
    """Text on one line, without the characters that no calendar may hold: controls, halves."""
    words = " ".join(text.split())
    return "".join(char for char in words if unicodedata.category(char) not in ("Cc", "Cs"))


def _event(entry: Entry) -> Event:
    """A moment, not a span: no end, and nobody is busy because of it."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at)
    event.add("summary", one_line(entry.summary))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [one_line(entry.category)])
    if entry.description:
        event.add("description", "\n".join(one_line(line) for line in entry.description))
    if entry.url:
        event.add("url", entry.url)
    return event
