"""Grading minutes come from the writes of a grader; long pauses are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forum.rules.workload import grading_time

START = datetime(2025, 10, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((), 0),
        ((0,), 0),
        ((0, 4), 4),
        ((4, 0), 4),
        ((0, 4, 9, 9), 9),
        ((0, 10), 10),
        ((0, 10.5), 0),
        ((0, 3, 120, 125), 8),
    ],
)
def test_steps_up_to_ten_minutes_are_added_up(minutes, expected):
    assert grading_time(START + timedelta(minutes=n) for n in minutes) == timedelta(
        minutes=expected
    )
