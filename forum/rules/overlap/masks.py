"""What of a post is not compared or listed apart: references, citations, addresses, quotations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Range = tuple[int, int]

#: Characters before and after a quotation in which a citation belongs to it.
NEAR = 200
#: Words from which a passage in single quotation marks is a quotation.
FEWEST_WORDS = 4

_ADDRESS = re.compile(
    r"(?:\b(?:https?|ftp)://|\bwww\.|\bdoi:)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w{1,24}",
    re.I,
)
_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]{0,2000}(?:\s\"[^\"\n]{0,300}\")?\)")
# A bracket with a year in it, or a reference to pages: what a citation looks like.
_YEAR = r"(?:(?:1[5-9]|20)\d\d[a-z]?|n\.\s?d\.?|in press|personal communication)"
_CITATION = re.compile(
    rf"[(\[][^()\[\]\n]{{0,300}}?\b{_YEAR}(?![\w])[^()\[\]\n]{{0,200}}[)\]]", re.I
)
_PAGES = re.compile(r"\((?:pp?|paras?|p[aá]g)\.\s?[\d,–\- ]{1,20}\)", re.I)
_HEADING = re.compile(
    r"^[ \t#*_]{0,8}(?:references?(?: list)?|works cited|bibliography|sources|literature(?: cited)?"
    r"|literatur(?:verzeichnis)?|quellen|bibliographie|r[ée]f[ée]rences|referencias|bibliograf[ií]a)"
    r"[ \t:*_]{0,8}$",
    re.I | re.M,
)
# One entry of a list: people with initials, or an organisation with an address behind it.
_ENTRY = re.compile(
    rf"^[ \t>*-]{{0,6}}(?:[^\n(]{{2,300}},\s[A-Z]\.[^\n(]{{0,300}}\({_YEAR}[^)\n]{{0,40}}\)\."
    rf"|[^\n(]{{2,200}}\({_YEAR}[^)\n]{{0,40}}\)\.(?=[^\n]{{0,600}}(?:https?://|www\.|Retrieved)))[^\n]*",
    re.M,
)
_BLOCK = re.compile(r"(?:^[ ]{0,3}>[^\n]*(?:\n|\Z))+", re.M)
_PAIRS = (
    re.compile(r"\"(?=\S)[^\"\n]*(?:\n(?!\s*\n)[^\"\n]*)*\""),
    re.compile(r"“[^“”\n]*(?:\n(?!\s*\n)[^“”\n]*)*”"),
    re.compile(r"„[^„“”\n]*(?:\n(?!\s*\n)[^„“”\n]*)*[“”]"),
    re.compile(r"«[^«»\n]*(?:\n(?!\s*\n)[^«»\n]*)*»"),
    re.compile(r"「[^「」]*」|『[^『』]*』"),
)
_SINGLE_OPENS = re.compile(r"(?<![\w'’])['‘](?=\w)")
_SINGLE_CLOSES = re.compile(r"(?<=[\w.,!?])['’](?!\w)|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The characters of a quotation and whether a citation is near it."""

    start: int
    end: int
    is_cited: bool


def find_left_out(text: str) -> tuple[Range, ...]:
    """What is not compared at all: addresses, citations, and the list of references at the end."""
    heading = next(iter(_HEADING.finditer(text)), None)
    found: list[Range] = [] if heading is None else [(heading.start(), len(text))]
    for pattern in (_ADDRESS, _LINK_TARGET, _CITATION, _PAGES, _ENTRY):
        found += [match.span() for match in pattern.finditer(text)]
    return tuple(_joined(found))


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Block quotations and passages in quotation marks, which never reach over a blank line."""
    spans = [match.span() for match in _BLOCK.finditer(text)]
    for pattern in _PAIRS:
        spans += [match.span() for match in pattern.finditer(text)]
    spans += _single_quotations(text)
    cited = [match.span() for match in _CITATION.finditer(text)]
    return tuple(
        Quotation(start, end, _is_near(start, end, cited)) for start, end in _joined(spans)
    )


def _single_quotations(text: str) -> Iterator[Range]:
    """Passages in single marks: from one that opens to the next that closes, in one paragraph, of
    some words, so that no apostrophe is taken for one."""
    closing = [match.span() for match in _SINGLE_CLOSES.finditer(text)]
    reached = 0
    for match in _SINGLE_OPENS.finditer(text):
        after = bisect_right(closing, match.span())
        if match.start() < reached or after == len(closing):
            continue
        start, end = match.start(), closing[after][1]
        reached = end
        if end - closing[after][0] == 1 and len(text[start:end].split()) >= FEWEST_WORDS:
            yield start, end


def _is_near(start: int, end: int, cited: Iterable[Range]) -> bool:
    return any(first < end + NEAR and last > start - NEAR for first, last in cited)


def _joined(spans: Iterable[Range]) -> Iterator[Range]:
    """Ranges in order, those that touch made one."""
    current: Range | None = None
    for start, end in sorted(spans):
        if current is None or start > current[1]:
            if current is not None:
                yield current
            current = (start, end)
        else:
            current = (current[0], max(current[1], end))
    if current is not None:
        yield current
