"""Which words beside a year are names: of people, of a group, of a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.rules.citations.wordlists import (
    INTRODUCES,
    LINKS,
    NOT_LAST,
    NOT_NAMES,
    NOT_WITHIN,
    OPENERS,
    PARTICLES,
    PLACED,
    PLACES,
)

#: Words of the longest name that is looked for.
LONGEST_NAME = 12

_NAME_WORD = re.compile(r"[\"'(*]*[^\W\d_a-z][^\W\d_]*(?:['./-][^\W\d_]*)*[*,\"'.]*(?:'s)?")
_INITIAL = re.compile(r"(?:[A-Z]\.-?)+")
_STATE = re.compile(r"[A-Z]{2}\.?")
_SMALL = LINKS - {"et", "al", "al.", "et.", "al.,", "al,", "colleagues", "others", "&", "and"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the place of its first sign in the text."""

    text: str
    offset: int

    @property
    def low(self) -> str:
        """The word as it stands in lists."""
        return self.text.lower().strip(",.\"'*")


def words_in(text: str, offset: int) -> list[Word]:
    """Return the words of `text`, which begins at `offset` of the whole."""
    return [Word(found[0], offset + found.start()) for found in re.finditer(r"\S+", text)]


def endings(words: Sequence[Word]) -> Iterator[tuple[str, int]]:
    """Yield what may be the names at the end of `words` and its offset, the longest first."""
    words = words[-LONGEST_NAME:]
    for number, word in enumerate(words):
        is_cut = number > 0 and _INITIAL.fullmatch(words[number - 1].text)
        may_begin = (
            _NAME_WORD.fullmatch(word.text)
            or word.low in PARTICLES
            or word.text[0] in "\"'*_"
            or number >= len(words) - 2  # "as smith (2020) says", "bell hooks (2000)"
        )
        if may_begin and not is_cut:
            yield " ".join(one.text for one in words[number:]), word.offset


def is_named(head: str) -> bool:
    """Say whether all of a bracket before the year is names: of people, a group, or a title."""
    if head.strip("*_")[:1] in {'"', "'"}:
        return True
    words = words_in(head.replace("&", " & ").replace(",", ", "), 0)
    if not words or len(words) > 2 * LONGEST_NAME:
        return False
    return _may_be_cited(words) and all(
        _NAME_WORD.fullmatch(word.text) or word.low in PARTICLES | LINKS for word in words
    )


def trailing_names(words: Sequence[Word], *, is_linked: bool) -> Sequence[Word]:
    """Return the names at the end of `words`, empty when they do not end in names.

    In a bracket (`is_linked`) they must follow a word that leads to them; before one they must not
    stand where a place or a date does ("in Texas (2010)").
    """
    start = len(words)
    while start and start > len(words) - LONGEST_NAME:
        word = words[start - 1]
        if not (_NAME_WORD.fullmatch(word.text) or word.low in PARTICLES | LINKS):
            break
        start -= 1
    start = _after_openers(words, start)
    named = words[start:]
    before = words[start - 1].low if start else ""
    if not named or not _may_be_cited(named) or before in {"v", "vs"}:
        return ()
    if is_linked and before not in INTRODUCES:
        return ()
    return () if not is_linked and before in PLACED else named


def _after_openers(words: Sequence[Word], start: int) -> int:
    """Pass over what opens the sentence: "However, Smith", "See Mead", "Drawing on Smith"."""
    while start < len(words):
        low = words[start].low
        following = words[start + 1].low if start + 1 < len(words) else ""
        is_verb = low.endswith("ing") and following in _SMALL
        if not (low in OPENERS or low in LINKS or is_verb):
            break
        start += 1
    return start


def _may_be_cited(words: Sequence[Word]) -> bool:
    """Say whether names may be those of a work: no month, law, event, product or place."""
    first, last = words[0].low, words[-1].low
    if first in NOT_NAMES | LINKS or last in NOT_LAST | NOT_NAMES | {"and", "of", "the"}:
        return False
    if any(word.text.lower().strip(",") in NOT_WITHIN for word in words):
        return False
    if len(words) > 1 and _STATE.fullmatch(words[-1].text) and words[-2].text.endswith(","):
        return False  # "(Apple, Cupertino, CA, 2012)"
    name = " ".join(word.low for word in words)
    if name in PLACES or name.split(", ")[0] in PLACES or (first in PLACES and last in PLACES):
        return False
    return any(_NAME_WORD.fullmatch(word.text) for word in words)
