"""Where the sample lies in time, whatever the day it is loaded on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from forum.sample.placement import Calendar, place

NEW_YORK = ZoneInfo("America/New_York")

#: Local time of loading, the day of week 6 it becomes, day 1 of week 1.
INSTANTS = [
    pytest.param("2025-10-10T12:00", 5, date(2025, 9, 1), id="noon"),
    pytest.param("2025-10-10T00:00", 5, date(2025, 9, 1), id="midnight"),
    pytest.param("2025-10-10T19:59", 5, date(2025, 9, 1), id="before the evening"),
    pytest.param("2025-10-10T20:00", 4, date(2025, 9, 2), id="evening"),
    pytest.param("2025-10-10T23:59", 4, date(2025, 9, 2), id="end of the day"),
    pytest.param("2025-11-02T01:30", 5, date(2025, 9, 24), id="the hour that comes twice"),
    pytest.param("2025-11-04T12:00", 5, date(2025, 9, 26), id="clocks went back in week 6"),
    pytest.param("2026-03-08T03:00", 5, date(2026, 1, 28), id="clocks go forward"),
    pytest.param("2024-02-29T12:00", 5, date(2024, 1, 21), id="leap day"),
    pytest.param("2026-01-03T12:00", 5, date(2025, 11, 25), id="over the new year"),
]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.parametrize(("now", "day", "starts_on"), INSTANTS)
def test_the_course_begins_so_that_now_is_in_week_six(now: str, day: int, starts_on: date) -> None:
    calendar = place(local(now), NEW_YORK)

    assert calendar.starts_on == starts_on
    assert calendar.at(6, f"{day}/00:00") <= local(now) < calendar.at(6, f"{day + 1}/00:00")


@pytest.mark.parametrize(("now", "day", "starts_on"), INSTANTS)
def test_posts_were_due_responses_are_not_and_ximena_is_still_expected(
    now: str, day: int, starts_on: date
) -> None:
    calendar = place(local(now), NEW_YORK)

    assert calendar.end_of(6, "3/23:59") < local(now)
    assert local(now) < calendar.at(6, "5/20:00") < calendar.end_of(6, "5/23:59")
    assert calendar.end_of(6, "5/23:59") < calendar.end_of(6, "6/23:59")


@pytest.mark.parametrize("hour", range(24))
def test_every_hour_of_the_day_has_its_place(hour: int) -> None:
    now = datetime(2025, 6, 15, hour, 30, tzinfo=UTC)
    calendar = place(now, NEW_YORK)

    assert calendar.at(6, "4/20:00") <= now < calendar.at(6, "5/20:00")


def test_the_zone_of_the_course_decides_and_not_that_of_the_machine() -> None:
    # 20:30 in London is 15:30 in New York, on the same day.
    now = datetime(2025, 6, 15, 19, 30, tzinfo=UTC)

    assert place(now, ZoneInfo("Europe/London")).at(6, "4/20:30") == now
    assert place(now, NEW_YORK).at(6, "5/15:30") == now


def test_times_of_day_stay_what_they_were_when_clocks_change() -> None:
    calendar = Calendar(date(2025, 9, 24), NEW_YORK)  # its week 6 holds 2 November

    assert calendar.at(6, "4/19:20").astimezone(NEW_YORK).isoformat() == (
        "2025-11-01T19:20:00-04:00"
    )
    assert calendar.at(6, "5/19:20").astimezone(NEW_YORK).isoformat() == (
        "2025-11-02T19:20:00-05:00"
    )


def test_what_is_due_in_a_minute_is_late_with_the_next() -> None:
    calendar = Calendar(date(2025, 9, 1), NEW_YORK)

    assert calendar.end_of(6, "3/23:59") == calendar.at(6, "4/00:00")
