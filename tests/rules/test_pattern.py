"""From the pattern of the weeks to instants: in every zone the local time that was asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.rules.pattern import (
    KINDS,
    ClassCalendar,
    WeekTime,
    counted_week,
    is_sudden,
    misplaced,
)
from forum.rules.schedule import clock_change_at

#: Both halves of the world, with and without clock changes, by half and quarter hours, by half an
#: hour of change (Lord Howe), with changes in the weeks of Ramadan (Casablanca), at midnight
#: (Santiago, Beirut, Havana, Cairo) and at the end of the date line.
ZONES = (
    "Africa/Accra", "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Africa/Lagos",
    "America/Anchorage", "America/Asuncion", "America/Bogota", "America/Chicago", "America/Denver",
    "America/Halifax", "America/Havana", "America/Los_Angeles", "America/Mexico_City",
    "America/New_York", "America/Nuuk", "America/Phoenix", "America/Santiago", "America/Sao_Paulo",
    "America/St_Johns", "Asia/Beirut", "Asia/Dubai", "Asia/Jerusalem", "Asia/Kathmandu",
    "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Atlantic/Azores", "Australia/Adelaide",
    "Australia/Brisbane", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin",
    "Europe/Dublin", "Europe/Istanbul", "Europe/London", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Honolulu", "Pacific/Kiritimati",
)  # fmt: skip
FIRST, LAST = date(2025, 1, 1), date(2034, 12, 31)
TEN_YEARS = 520

TIMES = st.builds(
    WeekTime,
    st.integers(-6, 21),
    st.one_of(
        st.sampled_from(["23:59", "00:00", "01:30", "02:00", "02:30", "03:00"]),
        st.times().map(lambda at: at.strftime("%H:%M")),
    ),
)
DATES = st.dates(FIRST, LAST)


def wall_clock(kind: str, instant: datetime, zone: ZoneInfo) -> datetime:
    """What a clock on the wall says in the minute that people know as this time."""
    minute = timedelta(0) if kind == "opens" else timedelta(minutes=1)
    return (instant - minute).astimezone(zone).replace(tzinfo=None)


def check(calendar: ClassCalendar, kind: str, week: int, asked: WeekTime) -> None:
    """A time of a week is the local time that was asked for, or what the clocks make of it."""
    on = calendar.date_of(week, asked.day)
    local = datetime.combine(on, asked.at)
    instant = calendar.instant(kind, week, asked)
    assert instant.tzinfo is UTC
    said = wall_clock(kind, instant, calendar.zone)
    change = clock_change_at(on, asked.at, calendar.zone)
    if change == "never":
        # Moved forward by what was skipped: at most an hour, and no reading of it exists.
        assert local < said <= local + timedelta(hours=1)
        return
    assert said == local
    # Where it happens twice, it is not followed by the same once more.
    assert wall_clock(kind, instant + timedelta(hours=1), calendar.zone) > local


def test_there_are_forty_zones_and_all_are_real():
    assert len(set(ZONES)) == 40
    assert set(ZONES) <= available_timezones()


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=6, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    asked=TIMES,
    starts_on=st.dates(FIRST, FIRST + timedelta(days=6)),
    breaks=st.frozensets(DATES, max_size=12),
)
def test_every_due_instant_of_ten_years_is_the_local_time_asked_for(
    name, kind, asked, starts_on, breaks
):
    calendar = ClassCalendar(starts_on, breaks, ZoneInfo(name))
    first = starts_on
    free = {day - timedelta(days=(day - starts_on).days % 7) for day in breaks}
    week = 0
    for _ in range(TEN_YEARS):
        if first not in free:
            week += 1
            # Counted once from the start, so that ten years take a moment.
            ahead = ClassCalendar(first, frozenset(), calendar.zone)
            check(ahead, kind, 1, asked)
            if week in (1, 2, 40, 250):
                assert calendar.first_day(week) == first
                assert calendar.instant(kind, week, asked) == ahead.instant(kind, 1, asked)
        first += timedelta(days=7)


def changes_of(zone: ZoneInfo) -> list[date]:
    """The days of ten years on which the clocks change."""
    days = (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days))
    at = [(day, datetime.combine(day, time(0), zone).utcoffset()) for day in days]
    return [day for (day, before), (_, after) in pairwise(at) if before != after]


@pytest.mark.parametrize("name", ZONES)
def test_every_quarter_hour_around_every_clock_change_is_the_one_asked_for(name):
    zone = ZoneInfo(name)
    for changing in changes_of(zone):
        calendar = ClassCalendar(changing, frozenset(), zone)
        # Clocks change in the first hours of a day or in the hour before it ends.
        for quarter in (*range(24), *range(88, 96)):
            local = f"{quarter // 4:02}:{quarter % 4 * 15:02}"
            for kind in ("opens", "T1"):
                check(calendar, kind, 1, WeekTime(1, local))


@given(starts_on=DATES, breaks=st.frozensets(DATES, max_size=12), week=st.integers(1, 60))
def test_weeks_follow_each_other_and_leave_out_the_breaks_alone(starts_on, breaks, week):
    first, following = (counted_week(starts_on, breaks, number) for number in (week, week + 1))
    assert first >= starts_on
    assert (first - starts_on).days % 7 == 0
    assert not any(first <= day < first + timedelta(days=7) for day in breaks)
    between = range((following - first).days // 7 - 1)
    for number in between:
        free = first + timedelta(weeks=number + 1)
        assert any(free <= day < free + timedelta(days=7) for day in breaks)


@given(starts_on=DATES, breaks=st.frozensets(DATES, max_size=6), week=st.integers(1, 40), on=DATES)
def test_a_date_and_its_day_of_a_week_lead_to_each_other(starts_on, breaks, week, on):
    calendar = ClassCalendar(starts_on, breaks, ZoneInfo("America/New_York"))
    assert calendar.date_of(week, calendar.day_of(week, on)) == on


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


#: Week by week around both changes of an academic year: due on day 3 (Wednesday) at 23:59, opening
#: on day 1 at 00:00. The first week begins on Monday 31 August 2026.
TERMS = [
    # The United States: back on 1 November 2026, forward on 14 March 2027.
    ("America/New_York", 9, utc(2026, 10, 26, 4), utc(2026, 10, 29, 4)),
    ("America/New_York", 10, utc(2026, 11, 2, 5), utc(2026, 11, 5, 5)),
    ("America/New_York", 28, utc(2027, 3, 8, 5), utc(2027, 3, 11, 5)),
    ("America/New_York", 29, utc(2027, 3, 15, 4), utc(2027, 3, 18, 4)),
    # Germany: back on 25 October 2026, forward on 28 March 2027.
    ("Europe/Berlin", 8, utc(2026, 10, 18, 22), utc(2026, 10, 21, 22)),
    ("Europe/Berlin", 9, utc(2026, 10, 25, 23), utc(2026, 10, 28, 23)),
    ("Europe/Berlin", 30, utc(2027, 3, 21, 23), utc(2027, 3, 24, 23)),
    ("Europe/Berlin", 31, utc(2027, 3, 28, 22), utc(2027, 3, 31, 22)),
    # Japan: never.
    ("Asia/Tokyo", 9, utc(2026, 10, 25, 15), utc(2026, 10, 28, 15)),
    ("Asia/Tokyo", 31, utc(2027, 3, 28, 15), utc(2027, 3, 31, 15)),
    # New South Wales: forward on 4 October 2026, back on 4 April 2027.
    ("Australia/Sydney", 5, utc(2026, 9, 27, 14), utc(2026, 9, 30, 14)),
    ("Australia/Sydney", 6, utc(2026, 10, 4, 13), utc(2026, 10, 7, 13)),
    ("Australia/Sydney", 31, utc(2027, 3, 28, 13), utc(2027, 3, 31, 13)),
    ("Australia/Sydney", 32, utc(2027, 4, 4, 14), utc(2027, 4, 7, 14)),
    # Arizona: never, in a country that does.
    ("America/Phoenix", 9, utc(2026, 10, 26, 7), utc(2026, 10, 29, 7)),
    ("America/Phoenix", 10, utc(2026, 11, 2, 7), utc(2026, 11, 5, 7)),
    ("America/Phoenix", 29, utc(2027, 3, 15, 7), utc(2027, 3, 18, 7)),
]


@pytest.mark.parametrize(("zone", "week", "opens", "due"), TERMS)
def test_both_clock_changes_of_a_term_leave_the_hour_as_it_is(zone, week, opens, due):
    calendar = ClassCalendar(date(2026, 8, 31), frozenset(), ZoneInfo(zone))
    assert calendar.instant("opens", week, WeekTime(1, "00:00")) == opens
    assert calendar.instant("T1", week, WeekTime(3, "23:59")) == due


@pytest.mark.parametrize(
    ("zone", "on", "asked", "instant"),
    [
        # Half past one happens twice: the later one, so that nobody is late by the first.
        ("America/New_York", date(2026, 11, 1), "01:30", utc(2026, 11, 1, 6, 31)),
        ("Europe/Berlin", date(2026, 10, 25), "02:30", utc(2026, 10, 25, 1, 31)),
        ("Australia/Sydney", date(2027, 4, 4), "02:30", utc(2027, 4, 3, 16, 31)),
        # Half past two never happens: half past three.
        ("America/New_York", date(2027, 3, 14), "02:30", utc(2027, 3, 14, 7, 31)),
        ("Europe/Berlin", date(2027, 3, 28), "02:30", utc(2027, 3, 28, 1, 31)),
        ("Australia/Sydney", date(2026, 10, 4), "02:30", utc(2026, 10, 3, 16, 31)),
    ],
)
def test_a_due_time_that_happens_twice_or_never_favours_the_student(zone, on, asked, instant):
    calendar = ClassCalendar(on, frozenset(), ZoneInfo(zone))
    assert calendar.instant("T1", 1, WeekTime(1, asked)) == instant


def pattern(**times: tuple[int, str]) -> dict[str, WeekTime]:
    usual = {"opens": (1, "00:00"), "T1": (3, "23:59"), "T2": (6, "23:59"), "close": (9, "23:59")}
    return {kind: WeekTime(*times.get(kind, at)) for kind, at in usual.items()}


@pytest.mark.parametrize(
    ("times", "wrong"),
    [
        ({}, []),
        ({"close": (6, "23:59")}, []),
        ({"close": (6, "23:58")}, ["close"]),
        ({"T2": (3, "23:59")}, ["T2"]),
        ({"T1": (1, "00:00")}, ["T1"]),
        ({"opens": (4, "00:00")}, ["T1"]),
        ({"T1": (3, "9:00")}, ValueError),
    ],
)
def test_the_times_of_a_week_follow_each_other(times, wrong):
    if wrong is ValueError:
        with pytest.raises(ValueError, match="9:00"):
            misplaced(pattern(**times))
    else:
        assert misplaced(pattern(**times)) == wrong


NOON = utc(2026, 9, 15, 12)
LONG_AGO = utc(2026, 9, 1)


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


@pytest.mark.parametrize(
    ("kind", "history", "due_at", "sudden"),
    [
        # Later is free; earlier needs a day's notice.
        ("T1", [(LONG_AGO, hours(30))], hours(31), False),
        ("T1", [(LONG_AGO, hours(30))], hours(24), False),
        ("T1", [(LONG_AGO, hours(30))], hours(23.9), True),
        ("close", [(LONG_AGO, hours(-1))], hours(-2), True),
        ("T1", [(LONG_AGO, hours(-2))], hours(-1), False),
        # An opening may always move, and a time that was never set comes from nowhere.
        ("opens", [(LONG_AGO, hours(30))], hours(1), False),
        ("T1", [], hours(1), False),
        # Moved later a moment ago: back to where it was, and no sooner.
        ("T1", [(LONG_AGO, hours(5)), (hours(-0.005), hours(40))], hours(5), False),
        ("T1", [(LONG_AGO, hours(5)), (hours(-0.005), hours(40))], hours(4), True),
        # Half a minute later people may rely on it.
        ("T1", [(LONG_AGO, hours(5)), (hours(-0.01), hours(40))], hours(5), True),
    ],
)
def test_a_due_time_comes_sooner_with_a_days_notice(kind, history, due_at, sudden):
    assert is_sudden(kind, history, due_at, NOON) is sudden
