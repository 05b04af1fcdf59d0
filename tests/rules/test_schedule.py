"""From local times to instants, and how late is late."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from forum.rules.facts import Discussion, DueChange, Extension, Interval, LatePolicy, Member, Terms
from forum.rules.schedule import days_late, due_instant, local_instant, windows_for

NEW_YORK = ZoneInfo("America/New_York")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "at", "instant"),
    [
        (date(2026, 7, 1), time(23, 59), utc(2026, 7, 2, 3, 59)),
        (date(2026, 12, 1), time(23, 59), utc(2026, 12, 2, 4, 59)),
        # Happens twice: the later one.
        (date(2026, 11, 1), time(1, 30), utc(2026, 11, 1, 6, 30)),
        # Does not exist: moves forward to 03:30.
        (date(2027, 3, 14), time(2, 30), utc(2027, 3, 14, 7, 30)),
    ],
)
def test_local_times_become_instants(on, at, instant):
    assert local_instant(on, at, NEW_YORK) == instant


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (3, time(23, 59), utc(2025, 10, 9, 4, 0)),
        (1, time(0, 0), utc(2025, 10, 6, 4, 1)),
        (10, time(12, 0), utc(2025, 10, 15, 16, 1)),
    ],
)
def test_a_due_minute_lasts_to_its_end(day, at, instant):
    assert due_instant(date(2025, 10, 6), day, at, NEW_YORK) == instant


def test_the_minute_before_the_clocks_go_back_ends_before_they_do():
    assert due_instant(date(2026, 11, 1), 1, time(0, 59), NEW_YORK) == utc(2026, 11, 1, 5, 0)


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (timedelta(0), 1),
        (timedelta(minutes=15), 1),
        (timedelta(hours=23, minutes=59, seconds=59), 1),
        (timedelta(hours=24), 2),
        (timedelta(days=4, seconds=1), 5),
    ],
)
def test_days_late_are_started_days(after, days):
    due = utc(2025, 10, 9, 4, 0)
    assert days_late(due, due + after, NEW_YORK) == days


def test_a_longer_or_shorter_night_makes_no_day():
    back, forward = utc(2026, 11, 1, 4, 0), utc(2027, 3, 14, 5, 0)
    assert days_late(back, back + timedelta(hours=24, minutes=59), NEW_YORK) == 1
    assert days_late(forward, forward + timedelta(hours=23), NEW_YORK) == 2


def test_the_wall_clock_going_back_never_gives_less_than_a_day():
    due = utc(2026, 11, 1, 5, 45)
    assert days_late(due, due + timedelta(minutes=30), NEW_YORK) == 1


T1, T2, CLOSE = utc(2025, 10, 9, 4), utc(2025, 10, 12, 4), utc(2025, 10, 15, 4)
EARLY = utc(2025, 9, 1)


def discussion(*, dues=(), extensions=(), grace=15) -> Discussion:
    return Discussion(
        zone=NEW_YORK,
        opens_at=utc(2025, 10, 6, 4),
        terms=(Terms(EARLY),),
        dues=(
            DueChange("T1", T1, EARLY),
            DueChange("T2", T2, EARLY),
            DueChange("close", CLOSE, EARLY),
            *dues,
        ),
        members=(),
        extensions=extensions,
        policy=LatePolicy(grace=timedelta(minutes=grace)),
    )


ANA = Member(1, "Ana", "Ana")
NOW = utc(2025, 11, 1)


def test_windows_of_a_plain_student():
    first, second = windows_for(discussion(), ANA, NOW)
    assert (first.due_at(NOW), second.due_at(NOW), first.closes_at(NOW)) == (T1, T2, CLOSE)
    assert first.is_on_time(T1 + timedelta(minutes=14, seconds=59))
    assert not first.is_on_time(T1 + timedelta(minutes=15))
    assert first.is_accepted(CLOSE - timedelta(seconds=1)) and not first.is_accepted(CLOSE)
    assert first.days_late(T1) == 0 and first.days_late(T1 + timedelta(days=1)) == 2


def test_the_latest_of_several_extensions_holds_and_moves_the_close():
    later = CLOSE + timedelta(days=2)
    granted = (
        Extension(1, "T2", later),
        Extension(1, "T2", T1),
        Extension(2, "T1", later),
    )
    first, second = windows_for(discussion(extensions=granted), ANA, NOW)
    assert (first.due_at(NOW), second.due_at(NOW), second.closes_at(NOW)) == (T1, later, later)
    assert second.is_accepted(later + timedelta(minutes=1))


def test_joining_late_gives_72_hours_but_only_once_it_has_happened():
    joined = utc(2025, 10, 10)
    late = Member(1, "Ana", "Ana", active=(Interval(joined),))
    first, _ = windows_for(discussion(), late, NOW)
    assert first.due_at(NOW) == joined + timedelta(hours=72)
    first, _ = windows_for(discussion(), late, joined - timedelta(hours=1))
    assert first.due_at(joined) == T1


def test_what_was_in_force_at_the_time_counts_too():
    earlier = T1 - timedelta(days=2)
    set_at = T1 - timedelta(days=1)
    first, _ = windows_for(discussion(dues=(DueChange("T1", earlier, set_at),)), ANA, NOW)
    assert first.is_on_time(set_at - timedelta(seconds=1))
    assert not first.is_on_time(set_at)
    assert first.due_at(EARLY - timedelta(days=1)) == T1


def test_a_checkpoint_never_set_is_an_error():
    with pytest.raises(ValueError, match="T1"):
        windows_for(discussion(), ANA, EARLY - timedelta(days=1))
