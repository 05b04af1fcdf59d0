"""A typed or pasted list of references: lines put together, each read into its parts."""

from __future__ import annotations

import re

from forum.rules.citations.letters import YEAR, plain
from forum.rules.citations.models import MAX_CHARACTERS, Reference, Unreadable

MAX_ENTRIES = 200
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
_ENTRY_END = re.compile(r"(?:\.|/\S+)$")
_INITIAL_END = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]|Jr|Sr|al)\.$")
_INITIAL_AUTHOR = re.compile(r"[^\W\d_][^\d.()]{0,60},\s*[^\W\d_]{1,2}\.")
_MARKDOWN = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")


def parse_reference(line: str) -> Reference | Unreadable:
    """Read one entry, APA's order first: authors, (year), title, source, link.

    An entry with the year at its end (MLA, Chicago) is read by its first full stop. What has no
    year or nobody before it is `Unreadable`.
    """
    line = " ".join(line[:MAX_CHARACTERS].split())
    text = _MARKDOWN.sub("", line[_bullet_end(line) : _LONGEST_ENTRY]).strip()
    link, rest = _take_link(text)
    date = _DATE.search(plain(rest))
    if date and date.start() > 1:
        authors, year = rest[: date.start()], date[1]
        title, source = _split_title(rest[date.end() :])
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

    At most 200 entries of the first 60,000 characters.
    """
    return tuple(parse_reference(entry) for entry in _entries(text)[:MAX_ENTRIES])


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


def _authors(text: str) -> str:
    """Cut the full stop before the year, but not that of an initial."""
    text = text.strip(" ,:;")
    return text if _INITIAL_END.search(text) else text.rstrip(" .,:;")


def _looks_like_entry(line: str) -> bool:
    """Say whether a paragraph begins as an entry does: names, then a year in brackets, a stop."""
    text = plain(line[_bullet_end(line) :])
    date = _DATE.search(text[:400])
    if not date or not text[:1].isalpha() or date.start() < 2:
        return False
    before, after = text[: date.start()].rstrip(), text[date.end() : date.end() + 1]
    if _INITIAL_AUTHOR.match(before):
        return after in {".", ",", " ", ":"}
    # "Polaris Project. (n.d.)." begins an entry, "Lee et al. (2018) agree." a sentence.
    return before.endswith(".") and before.count(". ") < 2 and after == "."


def _entries(text: str) -> list[str]:
    entries: list[str] = []
    lines = text[:MAX_CHARACTERS].splitlines()
    after_blank = True
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped or _HEADING.fullmatch(stripped):
            after_blank = True
            continue
        upcoming = lines[number + 1].strip() if number + 1 < len(lines) else ""
        if entries and not _begins(stripped, upcoming, entries[-1], after_blank=after_blank):
            entries[-1] += " " + stripped
        else:
            entries.append(stripped)
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
    is_complete = _DATE.search(plain(entry[:_LONGEST_ENTRY])) is not None
    if after_blank:
        return is_complete or len(entry) > 60
    return is_complete and (_looks_like_entry(line) or _looks_like_entry(f"{line} {upcoming}"))


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
