"""Where a text cites: brackets with a year in them, and the names inside or to their left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forum.rules.citations.letters import YEAR, fold_year, plain
from forum.rules.citations.models import MAX_CHARACTERS, Citation

# Far more than anybody cites; a text made of brackets must not take long.
MAX_MENTIONS = 300

_LONGEST_BRACKET = 800
_LONGEST_NAME = 12
_LEFT = 160

_YEAR = re.compile(rf"(?<![\w/-]){YEAR}", re.IGNORECASE)
_NEXT_YEAR = re.compile(rf"\s*(?:,|&|\band\b)\s*(?:({YEAR})|([a-z])(?![^\W_]))", re.IGNORECASE)
_AFTER_YEARS = re.compile(r"\s*(?:$|[,;:\])])")
_VIA = re.compile(r"\b(?:as\s+)?(?:cited|quoted|discussed|reported)\s+(?:in|by)\b", re.IGNORECASE)
_PRIVATE = re.compile(r"personal\s+(?:communication|correspondence|interview)", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:\s|,|(?:for\s+(?:example|instance|a\s+review)|see(?:\s+also)?|e\.?\s?g\.|i\.?\s?e\.|cf\."
    r"|also|compare|but|and|in|from|by|adapted\s+from|source:|according\s+to|as\s+in|per)(?=[\s,]))+",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"(?:'s|s')$")
_SENTENCE = re.compile(r"[.?!]['\")\]]*\s+(?=[A-Z])|\n\s*\n")
_ABBREVIATION = re.compile(r"\s*[\[(][A-Z][A-Za-z.&-]{1,11}[\])]")
_NAME_WORD = re.compile(r"[\"'(]?[^\W\d_a-z][^\W\d_]*(?:['.-][^\W\d_]*)*[,\"'.]*(?:'s)?")
_INITIAL = re.compile(r"(?:[A-Z]\.-?)+")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_PARTICLES = _words("van von der den de del della di da dos du la le el al bin ibn ter ten zu af y")
_LINKS = _words("and & of the for on in to at et al al. et. al., al, colleagues others")
# What stands with a year in brackets and is nobody's name.
_NOT_NAMES = _words(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec spring summer autumn fall winter week day "
    "session since until before after during from between in on at by around about circa ca c "
    "approximately figure table chapter section part appendix version edition ed volume vol "
    "issue number no page fiscal year years age ages aged born died founded established updated "
    "accessed retrieved last est copyright population covid world war monday tuesday wednesday "
    "thursday friday saturday sunday n now then today present"
)
_OPENERS = _words(
    "however although though according as but and or so thus also in on at by for from to with "
    "when while where since because after before if the this that these those it they he she we "
    "i our my his her their finally first second third next then there here both like unlike "
    "similarly moreover furthermore additionally further indeed still yet recently later "
    "earlier study studies research researchers author authors article book report theorist "
    "psychologist dr professor prof"
)
# A law, a table, a war: dated, not cited.
_NOT_LAST = _words(
    "act acts law laws amendment code convention treaty bill protocol declaration table figure "
    "chapter census olympics constitution program programme war pandemic crisis recession "
    "hotline day week month"
)
_PLACES = _words("in at during since until from around near of")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where something may be cited, and whom it may name, the likeliest first.

    `is_sure`: its own form says that it cites, whether or not the list has the work.
    `sentence` is what stands to the left of a year that has no name in its brackets.
    """

    citation: Citation
    candidates: tuple[str, ...]
    is_sure: bool
    sentence: str = ""


def find_citations(text: str) -> tuple[Citation, ...]:
    """Return the citations that can be told by their form alone, in the order of the text."""
    return tuple(mention.citation for mention in find_mentions(text) if mention.is_sure)


def find_mentions(text: str) -> list[Mention]:
    """Return everything in the first 60,000 characters that may cite something."""
    text = text[:MAX_CHARACTERS]
    flat = plain(text)
    mentions: list[Mention] = []
    for start, end in _brackets(flat):
        if _YEAR.search(flat, start + 1, end - 1):
            mentions.extend(_in_bracket(text, flat, start, end))
        if len(mentions) >= MAX_MENTIONS:
            break
    return mentions[:MAX_MENTIONS]


def _brackets(flat: str) -> list[tuple[int, int]]:
    """Return the outermost closed brackets; one that is never closed hides nothing."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for found in re.finditer(r"[()]|\n\s*\n", flat):
        if found[0] == "(":
            opened.append(found.start())
        elif found[0] != ")":
            opened.clear()
        elif opened:
            start = opened.pop()
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            if found.end() - start <= _LONGEST_BRACKET:
                pairs.append((start, found.end()))
    return pairs


def _in_bracket(text: str, flat: str, start: int, end: int) -> Iterator[Mention]:
    """Read what a bracket cites: its segments are parted by semicolons."""
    segments = list(re.finditer(r"[^;]+", flat[start + 1 : end - 1]))
    for segment in segments:
        offset = start + 1 + segment.start()
        via = list(_VIA.finditer(segment[0]))
        cut = via[-1].end() if via else 0
        words = segment[0][cut:]
        first = _YEAR.search(words)
        if first is None or _PRIVATE.search(words):
            continue
        years, rest = _years(words, first)
        head = words[_lead_end(words) : first.start()].strip(" ,([:-")
        head = head if re.search(r"[^\W\d_]", head) else ""
        if len(segments) == 1:
            span = (start, end)
        else:
            inner = segment[0]
            span = (offset + len(inner) - len(inner.lstrip()), offset + len(inner.rstrip()))
        if head:
            yield from _parenthetical(text, span, head, years)
        elif _AFTER_YEARS.match(rest):
            yield from _narrative(text, flat, start, span, years)


def _years(words: str, first: re.Match[str]) -> tuple[list[str], str]:
    """Return the years that follow one another ("2019, 2020a, b"), and what is left after them."""
    years = [fold_year(first[0])]
    position = first.end()
    while following := _NEXT_YEAR.match(words, position):
        if following[1]:
            years.append(fold_year(following[1]))
        elif years[-1][-1].isalpha():
            years.append(years[-1][:-1] + following[2])
        else:
            break
        position = following.end()
    return years, words[position:]


def _lead_end(words: str) -> int:
    match = _LEAD.match(words)
    return match.end() if match else 0


def _parenthetical(
    text: str, span: tuple[int, int], head: str, years: list[str]
) -> Iterator[Mention]:
    bare = _ABBREVIATION.sub("", head)
    run = head if _is_named(bare) else _trailing_names(bare, is_linked=True)
    candidates = (head, *_endings(head.split()))
    for year in years:
        citation = Citation(text[span[0] : span[1]], span[0], run, year, False)
        yield Mention(citation, candidates, bool(run))


def _narrative(
    text: str, flat: str, start: int, span: tuple[int, int], years: list[str]
) -> Iterator[Mention]:
    left = flat[max(0, start - _LEFT) : start].rstrip()
    sentence = left[_last_end(left) :]
    bare = _POSSESSIVE.sub(lambda match: "s" if match[0] == "s'" else "", sentence)
    run = _trailing_names(bare, is_linked=False)
    candidates = tuple(_endings(bare.split()))
    begin = flat.rfind(run, 0, start) if run else -1
    begin = begin if begin >= 0 else span[0]
    for year in years:
        citation = Citation(text[begin : span[1]], begin, run, year, True)
        yield Mention(citation, candidates, bool(run), sentence.replace("'s ", " "))


def _last_end(left: str) -> int:
    """Return where the last sentence of `left` begins; "et al." and initials end none."""
    ends = [
        found.end()
        for found in _SENTENCE.finditer(left)
        if not re.search(r"(?:\b[A-Z]|\bal|\bDr|\bSt)$", left[: found.start()])
    ]
    return ends[-1] if ends else 0


def _endings(words: list[str]) -> Iterator[str]:
    """Yield what may be the names at the end of `words`, the longest first."""
    words = words[-_LONGEST_NAME:]
    for number, word in enumerate(words):
        is_cut = number > 0 and _INITIAL.fullmatch(words[number - 1])
        may_begin = _NAME_WORD.fullmatch(word) or word.lower() in _PARTICLES or word[0] in "\"'*_"
        if may_begin and not is_cut:
            yield " ".join(words[number:])


def _is_named(head: str) -> bool:
    """Say whether all of a bracket before the year is names: of people, a group, or a title."""
    if head[:1] in {'"', "'"}:
        return True
    words = head.replace("&", " & ").replace(",", ", ").split()
    first = words[0].lower().strip(".,") if words else ""
    if not words or len(words) > 2 * _LONGEST_NAME or first in _NOT_NAMES | _LINKS:
        return False
    if words[-1].lower().strip(".,") in _NOT_LAST:
        return False
    return any(_NAME_WORD.fullmatch(word) for word in words) and all(
        _NAME_WORD.fullmatch(word) or word.lower().strip(",") in _PARTICLES | _LINKS
        for word in words
    )


def _trailing_names(left: str, *, is_linked: bool) -> str:
    """Return the names at the end of `left`, empty when it does not end in names.

    In a bracket (`is_linked`) they must follow "in", "by" or "of"; before one they must not stand
    where a place or a date does ("in Texas (2010)").
    """
    words = left.split()
    start = len(words)
    while start and start > len(words) - _LONGEST_NAME:
        word = words[start - 1]
        low = word.lower().strip(",.\"'")
        if not (_NAME_WORD.fullmatch(word) or low in _PARTICLES | _LINKS):
            break
        start -= 1
    while start < len(words) and words[start].lower().strip(",.") in _OPENERS | _LINKS:
        start += 1
    named = words[start:]
    before = words[start - 1].lower() if start else ""
    if not named or named[-1].lower().strip(",.") in _NOT_LAST | _NOT_NAMES | {"and", "of", "the"}:
        return ""
    if not any(_NAME_WORD.fullmatch(word) for word in named) or named[0].lower() in _NOT_NAMES:
        return ""
    if is_linked != (before in {"in", "by", "from", "of"}) and (is_linked or before in _PLACES):
        return ""
    return " ".join(named).strip(",\"'")
