"""Whatever a title holds, the calendar stays a calendar with as many events."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.calendar.writing import Entry, one_line, write_calendar
from tests.support.calendars import assert_strict, events_in
from tests.support.weeks import at

HOSTILE = {
    "separators": r"Ties; that, hold: \n is two signs, \\ two more, ^ and \"quotes\"",
    "injection": "Week\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil@example.org\r\nSUMMARY:Evil",
    "bare-returns": "Week\rEND:VCALENDAR\nBEGIN:VCALENDAR\r\r\nX",
    "unicode-lines": "Week\u2028END:VEVENT\u2029BEGIN:VEVENT\x85\x0b\x0c\x1c\x1d\x1ex",
    "controls": "We\x00ek\x01\x1b[31m\x7f\x9b",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 20,
    "bidi": "\u202eevil\u202c \u2066שלום\u2069 مرحبا " * 6,
    "halves": "Week \ud800 \udfff",
    "long": "x" * 500,
    "parameters": 'a;VALUE=URI:"http://x"',
}


def entry(title: str, **values: object) -> Entry:
    given = {
        "uid": "prompt-1-T1@forum.example.org",
        "sequence": 4,
        "changed_at": at(1, "09:00"),
        "starts_at": at(3, "23:59"),
        "summary": f"{title}: post due",
        "category": title,
        "description": (title, "Wed 8 Oct, 11:59 pm", "https://forum.example.org/c/a,b;c/w/1"),
        "url": "https://forum.example.org/c/a,b;c/w/1",
        **values,
    }
    return Entry(**given)


def read_back(title: str) -> None:
    body = write_calendar(title, [entry(title)])
    assert_strict(body)
    events = events_in(body)
    assert events.keys() == {"prompt-1-T1"}
    found = events["prompt-1-T1"]
    assert found.summary.value == one_line(f"{title}: post due")
    assert found.description.value == "\n".join(one_line(line) for line in entry(title).description)
    assert found.categories.value == [one_line(title)]
    assert found.sequence.value == "4"


@pytest.mark.parametrize("title", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_a_hostile_title_is_read_back_as_one_line_of_text(title):
    read_back(title)


@settings(deadline=None, max_examples=200)
@given(st.text(min_size=1).filter(one_line))
def test_any_title_is_read_back_as_one_line_of_text(title):
    read_back(title)


def test_one_line_keeps_what_letters_and_signs_are_made_of():
    assert one_line(" e\u0301 👩‍👧 \u200fשלום\n\tend ") == "e\u0301 👩‍👧 \u200fשלום end"


def test_a_calendar_says_its_name_and_how_often_to_look_again():
    lines = write_calendar("Due, mine", [entry("Week")]).decode().split("\r\n")
    assert {
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME:Due\\, mine",
        "X-WR-CALNAME:Due\\, mine",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    } <= set(lines)


def test_instants_are_written_in_utc_and_an_event_has_no_length():
    lines = write_calendar("Due", [entry("Week")]).decode().split("\r\n")
    assert {
        "DTSTART:20251009T035900Z",
        "DTSTAMP:20251006T130000Z",
        "LAST-MODIFIED:20251006T130000Z",
        "STATUS:CONFIRMED",
        "SEQUENCE:4",
    } <= set(lines)
    assert not [line for line in lines if line.startswith(("DTEND", "DURATION"))]


def test_a_cancelled_event_says_so_and_nothing_else():
    gone = entry("Week", description=(), url="", is_cancelled=True)
    lines = write_calendar("Due", [gone]).decode().split("\r\n")
    assert "STATUS:CANCELLED" in lines
    assert not [line for line in lines if line.startswith(("DESCRIPTION", "URL"))]


def test_without_events_it_is_a_calendar_still():
    body = write_calendar("Due", [])
    assert_strict(body)
    assert events_in(body) == {}
