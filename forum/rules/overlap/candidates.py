"""Which earlier posts are worth comparing word by word: those that share the most prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from forum.rules.overlap.prints import unpack

#: Posts that are compared word by word.
MOST_CANDIDATES = 20
#: Authors from which a print is everybody's and tells nothing.
EVERYBODYS = 5


@dataclass(frozen=True, slots=True)
class Printed:
    """An earlier text as it is stored: by ``key``, of which post and author, and its prints."""

    key: int
    post: int
    author: int
    prints: bytes


@dataclass(frozen=True, slots=True)
class Candidates:
    """Texts to compare, the likeliest first, and the prints that are everybody's."""

    keys: tuple[int, ...]
    common: frozenset[int]


def find_candidates(hashes: Iterable[int], author: int, earlier: Iterable[Printed]) -> Candidates:
    """The texts among ``earlier`` whose prints hold the most ``hashes`` of a text of ``author``.

    Prints used by ``EVERYBODYS`` or more authors, this one included, do not count. Of several
    versions of one post the one that shares most is taken, the earliest of equals; texts come in
    the order in which they were published.
    """
    mine = frozenset(hashes)
    shared = []
    for text in earlier:
        values = unpack(text.prints)
        # Most share nothing; a set for each of them would keep the collector of garbage busy.
        if not mine.isdisjoint(values):
            shared.append((text, mine.intersection(values)))
    authors: dict[int, set[int]] = {}
    for text, both in shared:
        for value in both:
            authors.setdefault(value, {author}).add(text.author)
    common = frozenset(value for value, users in authors.items() if len(users) >= EVERYBODYS)
    counted = Counter[int]()
    best: dict[int, int] = {}
    for index, (text, both) in enumerate(shared):
        counted[index] = len(both - common)
        if counted[index] > counted[best.setdefault(text.post, index)]:
            best[text.post] = index
    likely = sorted(
        (index for index in best.values() if counted[index]),
        key=lambda index: (-counted[index], index),
    )
    return Candidates(tuple(shared[index][0].key for index in likely[:MOST_CANDIDATES]), common)
