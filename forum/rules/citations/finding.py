"""Where a text cites: brackets with a year in them, and the names inside or to their left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.rules.citations.brackets import Bracket, find_brackets
from forum.rules.citations.letters import YEAR, fold_year, plain
from forum.rules.citations.models import MAX_CHARACTERS, Citation
from forum.rules.citations.naming import Word, endings, is_named, trailing_names, words_in

#: More than a long article cites; a text made of brackets must not take long.
MAX_MENTIONS = 600

_LEFT = 160

_YEAR = re.compile(rf"(?<![\w/-]){YEAR}", re.IGNORECASE)
_NEXT_YEAR = re.compile(rf"\s*(?:,|&|\band\b)\s*(?:({YEAR})|([a-z])(?![^\W_]))", re.IGNORECASE)
_LETTERS_TO = re.compile(r"-([a-z])(?![^\W_])")
_AFTER_YEARS = re.compile(r"\s*(?:$|[,;:\])])")
_RANGE = re.compile(r"\s*-\s*(?:\d|present\b)")
_BETWEEN_WORKS = re.compile(r"[\s,]*(?:\b(?:and|or|but|as\s+well\s+as)\b|&)?[\s,]*", re.IGNORECASE)
_VIA = re.compile(r"\b(?:as\s+)?(?:cited|quoted|discussed|reported)\s+(?:in|by)\b", re.IGNORECASE)
_PRIVATE = re.compile(
    r"personal\s+(?:communication|correspondence|interview|e-?mail|observation)"
    r"|unpublished\s+(?:data|observations?|results)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:\s|,|(?:for\s+(?:example|instance|(?:an?\s+)?(?:recent\s+)?(?:overviews?|reviews?"
    r"|critiques?|discussions?|summary|details))|see(?:\s+also)?|e\.?\s?g\.|i\.?\s?e\.|cf\."
    r"|also|compare|but|and|in|from|by|adapted\s+from|source:|according\s+to|as\s+in|per"
    r"|(?:as\s+)?(?:reviewed|described|shown|discussed|suggested|proposed)\s+(?:in|by))(?=[\s,]))+",
    re.IGNORECASE,
)
_DAY = re.compile(
    r",?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{1,2})?,?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"[\s,]+(?:ca|c|circa)\.?$", re.IGNORECASE)
_ANCIENT = re.compile(r"(?:\bca?\.\s*)?\b\d{1,4}\s?B\.?\s?C\.?(?:\s?E\.?)?\s?/", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:'s|(?<=s)')$")
_SENTENCE = re.compile(r"[.?!]['\")\]]*\s+(?=[A-Z])|\n\s*\n")
_NO_END = re.compile(r"(?:\b[A-Z]|\bal|\b(?:Dr|St|Mr|Ms|Mrs|Prof|Jr|Sr|vs?|cf|Cf|No|Fig))$")
_ABBREVIATION = re.compile(r"\s*[\[(][A-Z][A-Za-z.&-]{1,11}[\])]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where something may be cited, and whom it may name, the likeliest first.

    `candidates` are names with the offset at which the citation then begins. `is_sure`: its own
    form says that it cites, whether or not the list has the work. `sentence` is what stands to the
    left of a year that has no name in its brackets. `at` is the offset of the year.
    """

    citation: Citation
    candidates: tuple[tuple[str, int], ...]
    is_sure: bool
    at: int
    sentence: str = ""


def find_citations(text: str) -> tuple[Citation, ...]:
    """Return the citations that can be told by their form alone, in the order of the text."""
    return tuple(mention.citation for mention in find_mentions(text) if mention.is_sure)


def find_mentions(text: str) -> list[Mention]:
    """Return everything in the first `MAX_CHARACTERS` that may cite something, in its order."""
    text = text[:MAX_CHARACTERS]
    flat = _ANCIENT.sub(lambda found: " " * len(found[0]), plain(text))
    mentions: list[Mention] = []
    read: list[Bracket] = []
    for bracket in find_brackets(flat):
        inside = flat[bracket.start + 1 : bracket.end - 1]
        is_inner_read = bool(read) and read[-1].start > bracket.start
        while read and read[-1].start > bracket.start:
            inner = read.pop()
            place = slice(inner.start - bracket.start - 1, inner.end - bracket.start - 1)
            inside = inside[: place.start] + " " * (inner.end - inner.start) + inside[place.stop :]
        if _YEAR.search(inside) and not _is_reprint(flat, bracket):
            mentions.extend(_in_bracket(_Place(text, flat, bracket, is_inner_read), inside))
        elif not is_inner_read:
            continue
        read.append(bracket)
        if len(mentions) >= MAX_MENTIONS:
            break
    mentions.sort(key=lambda mention: mention.at)
    return mentions[:MAX_MENTIONS]


def _is_reprint(flat: str, bracket: Bracket) -> bool:
    """Say whether a year in square brackets follows the year of a citation: "2020 [1935]"."""
    before = flat[max(0, bracket.start - 12) : bracket.start].rstrip()
    return bracket.is_square and any(found.end() == len(before) for found in _YEAR.finditer(before))


@dataclass(frozen=True, slots=True)
class _Place:
    """The bracket that is read, in its text. `is_rest`: brackets inside it were read before."""

    text: str
    flat: str
    bracket: Bracket
    is_rest: bool


@dataclass(frozen=True, slots=True)
class _Work:
    """Names in a bracket (empty: they stand to its left) with years that follow one another."""

    head: str
    offset: int
    years: list[str]
    at: int
    is_closed: bool


def _in_bracket(place: _Place, inside: str) -> Iterator[Mention]:
    """Read what a bracket cites: its segments are parted by semicolons."""
    start = place.bracket.start + 1
    segments = list(re.finditer(r"[^;]+", inside))
    before: _Work | None = None
    for segment in segments:
        words = segment[0]
        via = list(_VIA.finditer(words))
        if _PRIVATE.search(words):
            continue
        offset = start + segment.start()
        span = (offset + len(words) - len(words.lstrip()), offset + len(words.rstrip()))
        if len(segments) == 1 and not place.is_rest:
            span = (place.bracket.start, place.bracket.end)
        for work in _works(words, offset, via[-1].end() if via else 0):
            if not work.head and before is not None and before.head:
                work = _Work(before.head, before.offset, work.years, work.at, work.is_closed)
            if work.head:
                yield from _parenthetical(place, span, work)
            elif work.is_closed and not (place.is_rest and before is None):
                yield from _narrative(place, span, work)
            before = work


def _works(words: str, offset: int, cut: int) -> Iterator[_Work]:
    """Yield the works of a segment, which commas may part too: "Smith, 2020, Lee, 2018"."""
    position = cut
    while first := _YEAR.search(words, position):
        years, end = _years(words, first)
        begin = position
        if position > cut:
            joined = _BETWEEN_WORKS.match(words, position)
            begin = joined.end() if joined else position
        head, head_at = _head(words, begin, first.start())
        is_closed = _AFTER_YEARS.match(words, end) is not None
        is_range = _RANGE.match(words, end) is not None
        if not is_range and (position == cut or is_named(head)):
            yield _Work(head, offset + head_at, years, offset + first.start(), is_closed)
        position = end


def _head(words: str, begin: int, end: int) -> tuple[str, int]:
    """Return the names before a year without what leads to them, and where they begin."""
    lead = _LEAD.match(words, begin, end)
    begin = lead.end() if lead else begin
    head = words[begin:end].rstrip(" ,([:-")
    for cut in (_ABOUT, _DAY):
        head = cut.sub("", head) or head
    begin += len(head) - len(head.lstrip(" ,([:-"))
    head = head.strip(" ,([:-")
    return (head, begin) if re.search(r"[^\W\d_]", head) else ("", begin)


def _years(words: str, first: re.Match[str]) -> tuple[list[str], int]:
    """Return the years that follow one another ("2019, 2020a, b", "2020a-c"), and their end."""
    years = [fold_year(first[0])]
    position = first.end()
    while True:
        last = years[-1]
        following = _NEXT_YEAR.match(words, position)
        bare, letter = last[:-1], last[-1] if last[:-1].isdigit() else ""
        letters = _LETTERS_TO.match(words, position)
        if letters and letter.isalpha():
            to = ord(letters[1].lower())
            years += [bare + chr(code) for code in range(ord(letter) + 1, to + 1)]
            position = letters.end()
        elif following and following[1]:
            years.append(fold_year(following[1]))
            position = following.end()
        elif following and letter.isalpha():
            years.append(bare + following[2].lower())
            position = following.end()
        else:
            return years, position


def _parenthetical(place: _Place, span: tuple[int, int], work: _Work) -> Iterator[Mention]:
    bare = _ABBREVIATION.sub("", work.head)
    words = words_in(bare, work.offset)
    run = work.head
    if not is_named(bare):
        run = _joined(trailing_names(words, is_linked=True))
    candidates = ((work.head, span[0]), *((name, span[0]) for name, _ in endings(words)))
    for year in work.years:
        citation = Citation(place.text[slice(*span)], span[0], run, year, False)
        yield Mention(citation, candidates, bool(run), work.at)


def _narrative(place: _Place, span: tuple[int, int], work: _Work) -> Iterator[Mention]:
    begin = max(0, place.bracket.start - _LEFT)
    left = place.flat[begin : place.bracket.start].rstrip()
    sentence_start = _last_end(left)
    sentence = left[sentence_start:]
    words = words_in(sentence, begin + sentence_start)
    if words:
        last = words[-1]
        words[-1] = Word(_POSSESSIVE.sub("", last.text) or last.text, last.offset)
    near = words[_after_brackets(words) :]
    run = trailing_names(near, is_linked=False)
    start = run[0].offset if run else span[0]
    candidates = ((_joined(run), start), *endings(near)) if run else tuple(endings(near))
    is_heading = sentence.startswith("#")  # "# Methods (2020)"
    is_sure = bool(run) and not place.bracket.is_square and not is_heading
    for year in work.years:
        citation = Citation(place.text[start : span[1]], start, _joined(run), year, True)
        before = sentence.replace("'s ", " ")
        yield Mention(citation, candidates, is_sure, work.at, before)


def _after_brackets(words: Sequence[Word]) -> int:
    """Return the number of the first word after the last bracket that is no abbreviation."""
    for number in range(len(words) - 1, -1, -1):
        text = words[number].text
        if text[-1] in ")]" or ")" in text or "]" in text:
            is_short = _ABBREVIATION.fullmatch(text.rstrip(",'s"))
            if not is_short:
                return number + 1
    return 0


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words).strip(",\"'*")


def _last_end(left: str) -> int:
    """Return where the last sentence of `left` begins; "et al." and initials end none."""
    ends = [
        found.end()
        for found in _SENTENCE.finditer(left)
        if not _NO_END.search(left[: found.start()])
    ]
    return ends[-1] if ends else 0
