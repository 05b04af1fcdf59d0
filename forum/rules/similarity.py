"""Whether one response nearly repeats another of the same author (RULES.md, COPY)."""

from __future__ import annotations

from collections import Counter

from forum.rules.overlap import read_words

# Share of three-word runs that two texts have in common, from which one nearly repeats the other.
# On responses of 60 words: five words changed here and there leave about 0.75, a new name in a
# copied text 0.9 and more; two honest responses with one opening sentence stay below 0.35.
NEAR_COPY = 0.6

_RUN = 3


def is_near_copy(text_a: str, text_b: str) -> bool:
    """Say whether two texts are nearly one text; quotations are left out first.

    Case, accents, punctuation and blanks do not matter; the order of sentences hardly does. Texts
    of fewer than three words are copies only when their words are the same; an empty one never is.
    """
    words_a, words_b = _own_words(text_a), _own_words(text_b)
    if min(len(words_a), len(words_b)) < _RUN:
        return bool(words_a) and words_a == words_b
    runs_a, runs_b = _runs(words_a), _runs(words_b)
    shared = (runs_a & runs_b).total()
    return 2 * shared >= NEAR_COPY * (runs_a.total() + runs_b.total())


def _own_words(text: str) -> list[str]:
    return [word.text for word in read_words([text]) if word.mark == "own"]


def _runs(words: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(words[start:] for start in range(_RUN)), strict=False))
