"""Fingerprints of a text: a few numbers that say which runs of words stand in it.

Winnowing after Schleimer, Wilkerson and Aiken (2003): of each window of neighbouring runs of words
the least hash is kept, so that two texts which share a run of ``CERTAIN`` words share a print.
That is the run without a change which a passage must have (``finding.EXACT_RUN``), so none is
missed. A print only says where to look: 32 bits are enough, a chance equal costs one comparison.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

#: Words of one run, and runs of one window.
GRAM, WINDOW = 5, 2
#: A run of so many words that two texts share is certain to be found.
CERTAIN = GRAM + WINDOW - 1
#: Bytes of one print.
SIZE = 4


def hash_runs(words: Sequence[str]) -> list[int]:
    """The hash of each run of ``GRAM`` words, 32 bits, in order; none of fewer words."""
    return [
        _hash("\x00".join(words[start : start + GRAM])) for start in range(len(words) - GRAM + 1)
    ]


def winnow(hashes: Sequence[int]) -> Iterator[int]:
    """Of each window of neighbours the least; the last window may be a shorter one."""
    last = -1
    for start in range(max(len(hashes) - WINDOW + 1, min(len(hashes), 1))):
        window = hashes[start : start + WINDOW]
        least = min(window)
        # The rightmost of equals, so that neighbouring windows agree on one.
        position = start + len(window) - 1 - window[::-1].index(least)
        if position != last:
            yield least
            last = position


def pack(prints: Iterable[int]) -> bytes:
    """Prints as they are stored: each once, in order, least significant byte first."""
    values = sorted(set(prints))
    return struct.pack(f"<{len(values)}I", *values)


def unpack(blob: bytes) -> tuple[int, ...]:
    """The prints of a stored text. Raises struct.error where its length is no multiple of 4."""
    return struct.unpack(f"<{len(blob) // SIZE}I", blob)


@lru_cache(maxsize=50_000)
def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=SIZE).digest(), "little")
