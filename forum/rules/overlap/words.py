"""Reads a post into the words that are compared, each with its place in what was typed."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from forum.rules.overlap.masks import Quotation, find_left_out, find_quotations
from forum.rules.overlap.models import Mark, Word

#: Text beyond this is not looked at; a field never holds more (markup's guard).
MAX_CHARACTERS = 60_000

# Scripts written without spaces (Thai to Khmer, Japanese, Chinese), as in rules.text.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Between the letters of a word: apostrophes, the soft hyphen, signs of no width. Accents that stand
# apart from their letter are no letters to `re`, so they are let through here and folded away.
_INSIDE = "'’‘ʼ\u00ad\u200b-\u200d\u2060\ufeff"
_ACCENTS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f"
)
_LETTER = r"[^\W_]"
_JOINED = rf"(?:[{_ACCENTS}]|[{_INSIDE}](?={_LETTER}))"
_WORD = re.compile(rf"{_LETTER}+(?:{_JOINED}+{_LETTER}*)*")
_WORD_OR_LETTER = re.compile(
    rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}]){_LETTER})+(?:{_JOINED}+(?:(?![{_UNSPACED}]){_LETTER})*)*"
)
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
# A range behind every text.
_NEVER = (sys.maxsize, sys.maxsize)


def read_words(parts: Sequence[str]) -> tuple[Word, ...]:
    """The words of a post's parts (Markdown as typed), in order.

    Case, accents, width, punctuation and line breaks do not matter. Lists of references, citations
    in brackets and addresses are left out, so that what stands around them is compared as one
    run; words of quotations are marked as such.
    """
    return tuple(word for part, text in enumerate(parts) for word in _read(part, text))


def _read(part: int, text: str) -> Iterator[Word]:
    """The words of one part. Ranges and quotations are in the order of the text, as words are, so
    that each is passed once."""
    text = text[:MAX_CHARACTERS]
    left_out = iter((*find_left_out(text), _NEVER))
    quotations = iter((*find_quotations(text), Quotation(*_NEVER, is_cited=False)))
    out_from, out_until = next(left_out)
    quotation = next(quotations)
    word = _WORD_OR_LETTER if _UNSPACED_LETTER.search(text) else _WORD
    for found in word.finditer(text):
        start, end = found.span()
        while start >= out_until:
            out_from, out_until = next(left_out)
        folded = "" if start >= out_from else fold(found[0])
        if not folded:
            continue
        while start >= quotation.end:
            quotation = next(quotations)
        is_quoted = start >= quotation.start
        mark: Mark = "quoted" if is_quoted else "own"
        is_cited = is_quoted and quotation.is_cited
        size = 0.5 if len(folded) == 1 and _UNSPACED_LETTER.match(folded) else 1.0
        yield Word(folded, part, start, end, mark, is_cited, size)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word without case, accents, width and apostrophes: "Caller’s" and "callers" are one."""
    if word.isascii():
        return word.replace("'", "").lower()
    letters = unicodedata.normalize("NFKD", word).casefold()
    return "".join(sign for sign in letters if sign.isalnum())
