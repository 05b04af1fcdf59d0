"""Finds the runs of words that two texts share, and joins neighbouring ones to passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: Words from which equal words are a run at all.
SEED = 3
#: Words that may stand between two runs of one passage, in either text.
GAP = 12

# Where a run of three words stands in the other text is followed for the first few places only, and
# so much is compared for each word of both: texts made of one word must not take long.
_PLACES = 5
_WORK = 40
# What a word between two runs takes from the score of their passage: a run joins where it brings
# more than half of what it skips.
_COST = 0.5
# Two runs may overlap by so many words that happen to be equal.
_OVERLAP = 2
# Far more than two long posts share; of more, the longest are taken.
_MOST_RUNS = 4_000


class Run(NamedTuple):
    """Equal words: ``a[start:start + length] == b[other:other + length]``."""

    start: int
    other: int
    length: int


Chain = tuple[Run, ...]


def align(a: Sequence[str], b: Sequence[str], *, gap: int = GAP) -> list[Chain]:
    """Passages of ``a`` that also stand in ``b``, each as its runs in order, the longest first.

    No word of ``a`` is in two of them. Their runs follow each other in both texts with at most
    ``gap`` words between; a text in another order gives several passages.
    """
    longest = sorted(_find_runs(a, b), key=lambda run: (-run.length, run))[:_MOST_RUNS]
    runs = sorted(longest)
    if not runs:
        return []
    scores, previous = _score(runs, gap)
    return _take_best(runs, scores, previous)


def _find_runs(a: Sequence[str], b: Sequence[str]) -> Iterator[Run]:
    """The longest runs of equal words from ``SEED`` words on."""
    places = defaultdict[tuple[str, ...], list[int]](list)
    for place in range(len(b) - SEED + 1):
        found = places[tuple(b[place : place + SEED])]
        if len(found) < _PLACES:
            found.append(place)
    budget = _WORK * (len(a) + len(b))
    before: set[int] = set()
    for start in range(len(a) - SEED + 1):
        here = places.get(tuple(a[start : start + SEED]), ())
        for other in here:
            if other - 1 in before or budget <= 0:
                continue
            length = _length(a, b, start, other)
            budget -= length
            yield Run(start, other, length)
        before = set(here)


def _length(a: Sequence[str], b: Sequence[str], start: int, other: int) -> int:
    length = SEED
    most = min(len(a) - start, len(b) - other)
    while length < most and a[start + length] == b[other + length]:
        length += 1
    return length


def _score(runs: Sequence[Run], gap: int) -> tuple[list[float], list[int]]:
    """For each run the score of the best passage that ends in it, and the run before it (-1)."""
    scores: list[float] = []
    previous: list[int] = []
    ends = defaultdict[int, list[int]](list)
    for index, run in enumerate(runs):
        best, chosen = 0.0, -1
        for end in range(run.start - gap, run.start + _OVERLAP + 1):
            for candidate in ends.get(end, ()):
                gained = _gain(runs[candidate], run, gap)
                if gained is not None and scores[candidate] + gained > best:
                    best, chosen = scores[candidate] + gained, candidate
        scores.append(run.length + best)
        previous.append(chosen)
        same_end = ends[run.start + run.length]
        if len(same_end) < _PLACES:
            same_end.append(index)
    return scores, previous


def _gain(before: Run, after: Run, gap: int) -> float | None:
    """What joining two runs costs (below 0), or None where they cannot be joined."""
    between = after.start - before.start - before.length
    between_other = after.other - before.other - before.length
    overlap = max(0, -between, -between_other)
    if overlap > _OVERLAP or overlap >= after.length or max(between, between_other) > gap:
        return None
    return -overlap - _COST * max(between, between_other, 0)


def _take_best(
    runs: Sequence[Run], scores: Sequence[float], previous: Sequence[int]
) -> list[Chain]:
    """The passages by score; what a better one has taken ends a worse one."""
    used: set[int] = set()
    chains = []
    for last in sorted(range(len(runs)), key=lambda index: (-scores[index], index)):
        chain: list[Run] = []
        index = last
        while index != -1:
            run = runs[index]
            if not used.isdisjoint(range(run.start, run.start + run.length)):
                break
            chain.append(run)
            index = previous[index]
        if chain:
            chains.append(_apart(chain[::-1]))
            for run in chains[-1]:
                used.update(range(run.start, run.start + run.length))
    return chains


def _apart(chain: Sequence[Run]) -> Chain:
    """The runs without the words that two of them share."""
    runs = [chain[0]]
    for run in chain[1:]:
        last = runs[-1]
        cut = max(0, last.start + last.length - run.start, last.other + last.length - run.other)
        runs.append(Run(run.start + cut, run.other + cut, run.length - cut))
    return tuple(runs)
