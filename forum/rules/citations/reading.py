"""A typed or pasted list of references: lines put together, each read into its parts."""

from __future__ import annotations

import re
from functools import lru_cache

from forum.rules.citations.letters import YEAR, plain
from forum.rules.citations.models import MAX_CHARACTERS, Reference, Unreadable

#: Entries of the longest list that is read.
MAX_ENTRIES = 400
# Longer than any entry; what follows is not looked at.
_LONGEST_ENTRY = 3_000

_BULLET = re.compile(r"\s*(?:[-*•·▪◦]\s+|\[\d{1,3}\]\s*|\d{1,3}[.)]\s+)?")
_HEADING = re.compile(
    r"[#*_\s]*(?:references?|reference list|works cited|bibliography|sources|literature(?: cited)?)"
    r"[*_:.\s]*",
    re.IGNORECASE,
)
_DATE = re.compile(rf"[(\[]\s*({YEAR})([^()\[\]]{{0,40}})[)\]]", re.IGNORECASE)
_BARE_YEAR = re.compile(rf"(?<![\w/.-]){YEAR}", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
_DOI = re.compile(r"\b(?:doi\s*[:.]?\s*|doi\.org/)?(10\.\d{4,9}/[^\s<>\"]+)", re.IGNORECASE)
_RETRIEVED = re.compile(
    r"(?:retrieved|accessed|available)\s+(?:[\w ,]{0,40}\s)?(?:from|at|on)[\w ,]{0,30}:?\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.?!][\"')\]]?(?=\s|[A-Z])")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:vs|no|vol|ed|eds|st|dr|mr|mrs|ms|jr|inc|pp?))$", re.I)
_GOES_ON = re.compile(r"(?:retrieved|accessed|available|pp?\.)\b", re.IGNORECASE)
_ENTRY_END = re.compile(r"(?:\.|/\S+)$")
_INITIAL_END = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]|Jr|Sr|al)\.$")
# "Smith, J." and what may stand behind it in an entry; a sentence goes on with a word.
_INITIAL_AUTHOR = re.compile(
    r"[^\W\d_][^\d.(),]{0,60},\s*(?:[^\W\d_a-z]\.[\s-]?)+(?=\s*(?:[,;&(]|and\b|\.\s?\.|et\b|$))"
)
_INITIALS_BEHIND = re.compile(r"(?:[^\W\d_][\w'-]* ){1,3}[A-Z]{1,3}(?=,|$)")
_BARE_DATE = re.compile(rf"(?<=[.,])\s+({YEAR})\s*[.,:](?=\s|$)", re.IGNORECASE)
_AUTHOR_WORD = re.compile(
    r"[^\W\d_a-z][^\W\d_]*(?:['.-][^\W\d_]*)*[.,;]*|&|\(?eds?\.?\)?[.,]?|and|et|al\.?,?|of|the|for|on|in"
    r"|v[ao]n|de[rnl]?|d[aiou]s?|l[aeo]s?|y|zu|ten?r?|\.+"
)
_LEGAL = re.compile(
    r"\bv\.?s?\.?\s|\b(?:Act|Code|Const|Convention|Treaty|Pub\. L"
    r"|U\.\s?S\.\s?C?|Stat\.|S\. Ct|C\.F\.R)\b"
)
_MARKDOWN = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")


def parse_reference(line: str) -> Reference | Unreadable:
    """Read one entry, APA's order first: authors, (year), title, source, link.

    An entry with the year at its end (MLA, Chicago) is read by its first full stop. What has no
    year or nobody before it is `Unreadable`.
    """
    line = " ".join(line[:MAX_CHARACTERS].split())
    text = _MARKDOWN.sub("", line[_bullet_end(line) : _LONGEST_ENTRY]).strip()
    link, rest = _take_link(text)
    date = _find_date(rest)
    if date:
        authors, year, after = rest[: date[0]], date[2], rest[date[1] :]
        title, source = _split_title(after)
        if not title and _LEGAL.search(authors):
            return _legal(authors, year, link, line)
    else:
        dated = list(_BARE_YEAR.finditer(plain(rest)))
        authors, after = _split_title(rest)
        if not dated or dated[-1].start() < len(authors) or not after:
            return Unreadable(line)
        year = dated[-1][0]
        title, source = _split_title(after)
    authors, title = _authors(authors), title.strip()
    if not authors or not title:
        return Unreadable(line)
    return Reference(authors, "".join(year.split()), title, source, link, line)


def split_reference_list(text: str) -> tuple[Reference | Unreadable, ...]:
    """Split a pasted list into entries and read each; wrapped lines are put together again.

    At most `MAX_ENTRIES` entries of the first `MAX_CHARACTERS`.
    """
    return tuple(entry for _, entry in split_numbered_list(text))


def split_numbered_list(text: str) -> tuple[tuple[int, Reference | Unreadable], ...]:
    """Do the same, each entry with the number of the line on which it begins, counted from 1."""
    found = _entries(text)[:MAX_ENTRIES]
    return tuple((line, parse_reference(entry)) for line, entry in found)


def split_document(text: str) -> tuple[str, str]:
    """Part a whole paper into its text and its list of references (empty where it has none).

    The list follows the last heading that says so; without one it is the paragraphs at the end
    that look like entries.
    """
    lines = text[:MAX_CHARACTERS].splitlines(keepends=True)
    ends = [0]
    for line in lines:
        ends.append(ends[-1] + len(line))
    for number in range(len(lines) - 1, -1, -1):
        if _HEADING.fullmatch(lines[number].strip()):
            return text[: ends[number]], text[ends[number + 1] :]
    start = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if not lines[number].strip():
            continue
        if not _looks_like_entry(lines[number]):
            break
        start = number
    return text[: ends[start]], text[ends[start] :]


def _find_date(text: str) -> tuple[int, int, str] | None:
    """Return where the date of an entry stands and its year: "(2020, May 3)", or ". 2020." behind
    the names, as styles have it that set no brackets."""
    flat = plain(text)
    bracket = _DATE.search(flat)
    bare = _BARE_DATE.search(flat)
    is_first = bare and (bracket is None or bare.start() < bracket.start())
    if bare and is_first and _are_authors(flat[: bare.start()]):
        return bare.start(), bare.end(), bare[1]
    if bracket and bracket.start() > 1:
        return bracket.start(), bracket.end(), bracket[1]
    return None


@lru_cache(maxsize=16)
def _is_dated(entry: str) -> bool:
    """Say whether an entry has its date; an endless one, line after line, is read once."""
    return _find_date(entry) is not None


def _are_authors(text: str) -> bool:
    """Say whether a text is nothing but names, as they stand before a year without brackets."""
    words = text.split()
    return 0 < len(words) <= 120 and all(_AUTHOR_WORD.fullmatch(word) for word in words)


def _legal(name: str, year: str, link: str, line: str) -> Reference | Unreadable:
    """Read "Brown v. Board of Education, 347 U.S. 483 (1954)": it has a title and no author."""
    title, _, source = name.partition(",")
    return Reference("", year, title.strip(), source.strip(" ,"), link, line)


def _authors(text: str) -> str:
    """Cut the full stop before the year, but not that of an initial."""
    text = text.strip(" ,:;")
    return text if _INITIAL_END.search(text) else text.rstrip(" .,:;")


def _looks_like_entry(line: str) -> bool:
    """Say whether a paragraph begins as an entry does: names, then a year in brackets, a stop."""
    text = plain(line[_bullet_end(line) :])
    date = _find_date(text[:400])
    if not date or not text[:1].isalpha() or date[0] < 2:
        return False
    before, after = text[: date[0]].rstrip(), text[date[1] : date[1] + 1]
    if text[date[1] - 1] not in ")]":
        return True  # a year without brackets is a date only behind names
    if _INITIAL_AUTHOR.match(before) or _INITIALS_BEHIND.match(before):
        return after in {".", ",", " ", ":"}
    # "Polaris Project. (n.d.)." begins an entry, "Lee et al. (2018) agree." a sentence.
    return before.endswith(".") and before.count(". ") < 2 and after == "."


def _entries(text: str) -> list[tuple[int, str]]:
    entries: list[tuple[int, str]] = []
    lines = text[:MAX_CHARACTERS].splitlines()
    after_blank = True
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped or _HEADING.fullmatch(stripped):
            after_blank = True
            continue
        upcoming = lines[number + 1].strip() if number + 1 < len(lines) else ""
        if entries and not _begins(stripped, upcoming, entries[-1][1], after_blank=after_blank):
            first, entry = entries[-1]
            entries[-1] = (first, f"{entry} {stripped}")
        else:
            entries.append((number + 1, stripped))
        after_blank = False
    return entries


def _begins(line: str, upcoming: str, entry: str, *, after_blank: bool) -> bool:
    """Say whether `line` begins an entry, rather than going on with `entry`."""
    start = _bullet_end(line)
    if start:
        return True
    if _LINK.match(line) or line.lower().startswith("doi"):
        return bool(_LINK.search(entry))
    if line[0].islower() and not _INITIAL_AUTHOR.match(line):
        return after_blank and _ENTRY_END.search(entry[-200:]) is not None
    is_complete = _is_dated(entry[:_LONGEST_ENTRY])
    if after_blank:
        return is_complete or len(entry) > 60 or _looks_like_entry(line)
    if not is_complete:
        return _looks_like_entry(line) and not _are_authors(entry)
    if _GOES_ON.match(line):
        return False
    goes_over = _are_authors(line) or not _looks_like_entry(upcoming)
    if _looks_like_entry(line) or (goes_over and _looks_like_entry(f"{line} {upcoming}")):
        return True
    # A line that is no entry, behind one that has all an entry has, is a line for itself.
    return line[0].isupper() and _is_whole(entry)


def _is_whole(entry: str) -> bool:
    """Say whether an entry has a title and a source, and ends as entries do."""
    date = _find_date(entry[:_LONGEST_ENTRY])
    title, source = _split_title(entry[date[1] :]) if date else ("", "")
    return bool(title and source and _ENTRY_END.search(entry[-200:]))


def _bullet_end(line: str) -> int:
    match = _BULLET.match(line)
    return match.end() if match else 0


def _take_link(text: str) -> tuple[str, str]:
    """Take the last address or DOI out of an entry; a bare DOI becomes its address."""
    links = list(_LINK.finditer(text))
    if links:
        found, link = links[-1], links[-1][0].rstrip(".,;)>]")
    else:
        dois = list(_DOI.finditer(text))
        if not dois:
            return "", text
        found, link = dois[-1], "https://doi.org/" + dois[-1][1].rstrip(".,;)>]")
    before = _RETRIEVED.sub("", text[: found.start()])
    return link, (before.rstrip() + " " + text[found.end() :].lstrip(".,; ")).strip()


def _split_title(text: str) -> tuple[str, str]:
    """Part a title from what follows it, at the first full stop that ends a sentence."""
    text = text.strip().lstrip(".,:; ")
    depth = 0
    position = 0
    for end in _SENTENCE_END.finditer(plain(text)):
        depth += text.count("(", position, end.end()) - text.count(")", position, end.end())
        position = end.end()
        is_stop = end[0][0] == "."
        if depth <= 0 and not (is_stop and _ABBREVIATED.search(text[: end.start()][-6:])):
            mark = "" if is_stop else end[0][0]
            title = text[: end.start()].lstrip('“”"') + mark
            return title, text[end.end() :].strip(" .")
    return text.strip(" ."), ""
