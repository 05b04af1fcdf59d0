"""How long grading took, measured from what graders did anyway."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

#: A pause longer than this is no grading: somebody went to lunch.
LONGEST_STEP = timedelta(minutes=10)


def grading_time(writes: Iterable[datetime]) -> timedelta:
    """The time between the writes of one grader under one prompt, added up.

    Writes are holding and saving grades. A step between two that follow each other counts in full
    up to ten minutes; a longer one counts nothing. What came before the first write is unknown and
    not guessed, so that the figure is too small rather than too large.
    """
    times = sorted(writes)
    steps = (later - earlier for earlier, later in pairwise(times))
    return sum((step for step in steps if step <= LONGEST_STEP), timedelta())
