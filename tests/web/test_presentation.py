"""How times, people and numbers are put into words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale

from forum.web import presentation as p
from forum.web.states import STATES
from tests.web.bare import make_app

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
CHICAGO = "America/Chicago"


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    with make_app().test_request_context():
        yield


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        ("2026-11-26T05:58:00+00:00", CHICAGO, "Wed 25 Nov, 11:58 pm"),
        ("2026-11-26T05:58:00+00:00", ZoneInfo("America/New_York"), "Thu 26 Nov, 12:58 am"),
        ("2026-11-26T05:58:00+00:00", "Asia/Tokyo", "Thu 26 Nov, 2:58 pm"),
        # The clocks went back on 1 November 2026: 01:30 came twice, and the offset says which.
        ("2026-11-01T06:30:00+00:00", CHICAGO, "Sun 1 Nov, 1:30 am"),
        ("2026-11-01T07:30:00+00:00", CHICAGO, "Sun 1 Nov, 1:30 am"),
    ],
)
def test_a_time_is_said_in_the_zone_of_the_course(at, zone, said):
    assert p.clock(datetime.fromisoformat(at), zone) == said


def test_an_instant_from_a_database_without_zones_is_utc():
    assert p.clock(datetime.fromisoformat("2026-11-26T05:58"), CHICAGO) == "Wed 25 Nov, 11:58 pm"


def test_the_year_is_said_only_where_it_is_another():
    last = datetime(2025, 10, 9, 3, 59, tzinfo=UTC)
    assert p.clock(last, CHICAGO, NOW) == "Wed 8 Oct 2025, 10:59 pm"
    assert p.clock(last, CHICAGO) == "Wed 8 Oct, 10:59 pm"


def test_a_receipt_says_the_second():
    at = datetime(2026, 11, 26, 3, 12, 4, tzinfo=UTC)
    assert p.clock(at, CHICAGO, seconds=True) == "Wed 25 Nov, 9:12:04 pm"


def test_a_language_with_24_hours_says_24_hours():
    with force_locale("de"):
        assert "23:58" in p.clock(datetime(2026, 11, 26, 5, 58, tzinfo=UTC), CHICAGO)


def test_the_machine_reads_the_offset():
    first, second = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (6, 7))
    assert p.iso(first, CHICAGO) == "2026-11-01T01:30:00-05:00"
    assert p.iso(second, CHICAGO) == "2026-11-01T01:30:00-06:00"


def test_a_due_instant_is_known_by_the_minute_before_it():
    midnight = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    assert p.clock(p.last_minute(midnight), CHICAGO) == "Wed 25 Nov, 11:59 pm"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(days=70), "in 2 months"),
        (timedelta(days=20), "in 2 weeks"),
        (timedelta(days=13, hours=23), "in 13 days"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(hours=47, minutes=59), "in 47 hours"),
        (timedelta(hours=2), "in 2 hours"),
        (timedelta(minutes=119), "in 119 minutes"),
        (timedelta(seconds=50), "in 1 minute"),
        (timedelta(seconds=-30), "1 minute ago"),
        (timedelta(hours=-5, minutes=-50), "5 hours ago"),
        (timedelta(days=-400), "13 months ago"),
    ],
)
def test_a_distance_never_promises_more_time_than_there_is(gap, said):
    assert p.distance(NOW + gap, NOW) == said


@pytest.mark.parametrize(
    ("zone", "name"),
    [(CHICAGO, "Chicago"), ("America/New_York", "New York"), ("Asia/Tokyo", "Tokyo")],
)
def test_a_zone_is_named_by_its_city(zone, name):
    assert p.city(zone) == name


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Priya Nair", "PN"),
        ("Ximena de la Rojas", "XR"),
        ("  Éva  ", "É"),
        ("dr okafor", "DO"),
        ("(they) Sam", "S"),
        ("🙂", "·"),
        ("", "·"),
    ],
)
def test_initials(name, letters):
    assert p.initials(name) == letters


@pytest.mark.parametrize(
    ("words", "least", "said"),
    [
        (0, 25, "0 words (25 or more)"),
        (1, 25, "1 word (25 or more)"),
        (1200, 0, "1,200 words"),
    ],
)
def test_a_word_count_names_the_least(words, least, said):
    assert p.word_count_text(words, least) == said


def test_words_of_ones_own_leave_quotations_out():
    assert p.word_count_text(43, 25, own=True) == "43 words of your own (25 or more)"
    assert p.word_pattern(1, own=True) == "{n} word of your own"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("87.00"), "87"),
        (Decimal("87.50"), "87.5"),
        (87.125, "87.13"),
        (0, "0"),
        (None, "—"),
    ],
)
def test_points(value, said):
    assert p.points(value) == said


@pytest.mark.parametrize(
    ("share", "digits", "said"),
    [
        (Decimal("0.872"), 1, "87.2\xa0%"),
        (Decimal("0.005"), 0, "1\xa0%"),
        (1, 0, "100\xa0%"),
        (None, 0, "—"),
    ],
)
def test_per_cent(share, digits, said):
    assert p.percent(share, digits) == said


def test_a_list_of_many_pages_shows_ends_and_neighbours():
    links = p.page_links(5, 12, "?page={}".format)
    texts = [text for text, _, _ in links]
    assert texts == ["Previous", "1", "…", "3", "4", "5", "6", "7", "…", "12", "Next"]
    assert [url for text, url, _ in links if text == "Next"] == ["?page=6"]
    assert [text for text, _, is_current in links if is_current] == ["5"]


def test_the_only_page_is_one_link():
    assert p.page_links(1, 1, str) == [("1", "1", True)]


def test_every_state_names_an_icon_there_is_and_a_word():
    icons = make_app().extensions["assets"].icons
    for code, look in STATES.items():
        assert look.icon in icons, code
        assert str(look.word), code


def test_an_instant_of_today_is_said_by_its_hour() -> None:
    at = datetime(2025, 11, 26, 2, 4, tzinfo=UTC)
    assert p.clock_today(at, CHICAGO, at) == "8:04 pm"
    tomorrow = datetime(2025, 11, 26, 12, tzinfo=UTC)
    assert p.clock_today(at, CHICAGO, tomorrow) == "Tue 25 Nov, 8:04 pm"
