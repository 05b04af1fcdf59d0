"""Which entry of the list each citation means, and what is left over on either side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from forum.rules.citations.finding import Mention, find_mentions
from forum.rules.citations.letters import YEAR, fold, fold_year, is_one_slip_apart, plain
from forum.rules.citations.models import CitationReport, Pair, Reference, Status
from forum.rules.citations.people import Names, read_names
from forum.rules.citations.reading import split_document

# How well a citation and an entry agree; less is better. From _OTHER_YEAR on the year differs.
_EXACT, _WITHOUT_LETTER, _ROUGHLY, _OTHER_YEAR = range(4)
_MAX_ENTRIES = 100

_FIRST_YEAR = re.compile(YEAR, re.IGNORECASE)
_DEFINED = re.compile(
    r"((?:(?:[A-Z][\w'&.-]{0,30}|of|the|and|for|on|in|to)\s){2,12})[\[(]([A-Z][A-Za-z&.-]{1,11})"
    r"(?=[\]),;])"
)
_cached_names = lru_cache(maxsize=2_048)(read_names)


@dataclass(frozen=True, slots=True)
class _Entry:
    index: int
    names: Names
    title: str
    year: str
    is_group: bool


def match_citations(text: str, references: Sequence[Reference]) -> CitationReport:
    """Compare what `text` cites with the list `references`.

    A list of references at the end of `text` is no citation of anything and is left out. At most
    60,000 characters, 300 citations and 100 entries are looked at.
    """
    body, _ = split_document(text)
    entries = [
        _entry(index, row) for index, row in enumerate(references[:_MAX_ENTRIES]) if row.is_readable
    ]
    defined = {fold(short): fold(name) for name, short in _DEFINED.findall(plain(body))}
    pairs = [pair for mention in find_mentions(body) if (pair := _pair(mention, entries, defined))]
    cited = {pair.index for pair in pairs}
    listed = sum(row.is_readable for row in references)
    return CitationReport(
        pairs=tuple(pairs),
        listed=listed,
        cited=len(cited - {None}),
        unread=len(references) - listed,
        missing=tuple(pair.citation for pair in pairs if pair.index is None),
        unused=tuple(
            index for index, row in enumerate(references) if row.is_readable and index not in cited
        ),
    )


def _entry(index: int, row: Reference) -> _Entry:
    names = read_names(row.authors)
    return _Entry(index, names, fold(row.title), _year_of(row), not any(names.initials))


def _year_of(row: Reference) -> str:
    found = _FIRST_YEAR.search(plain(row.year))
    return fold_year(found[0]) if found else ""


def _pair(mention: Mention, entries: list[_Entry], defined: dict[str, str]) -> Pair | None:
    citation = mention.citation
    best, found = _OTHER_YEAR + 1, []
    for candidate in mention.candidates:
        ranked = [
            (_rank(_cached_names(candidate), citation.year, entry, defined), entry)
            for entry in entries
        ]
        rank = min((rank for rank, _ in ranked), default=best)
        if rank < best:
            best, found = rank, [entry for other, entry in ranked if other == rank]
        if best == _EXACT:
            break
    if not found or best == _OTHER_YEAR:
        named = _named_in_sentence(mention, entries)
        if named:
            return Pair(citation, named.index, "ok")
    if not found:
        return Pair(citation, None, "missing") if mention.is_sure else None
    return Pair(citation, found[0].index, _status(best, found))


def _status(rank: int, found: list[_Entry]) -> Status:
    if rank == _OTHER_YEAR:
        return "year-mismatch"
    if len(found) > 1:
        return "ambiguous"
    return "check" if rank == _ROUGHLY else "ok"


def _rank(names: Names, year: str, entry: _Entry, defined: dict[str, str]) -> int:
    is_exact = _is_named(names, entry, defined)
    years = _compare_years(year, entry.year)
    if is_exact:
        return years
    if years < _OTHER_YEAR and _is_roughly_named(names, entry):
        return _ROUGHLY
    return _OTHER_YEAR + 1


def _compare_years(cited: str, listed: str) -> int:
    if cited == listed or listed in cited.split("/"):
        return _EXACT
    # An entry without a year may be of any; "2020" may mean "2020a".
    if not listed or _without_letter(cited) == _without_letter(listed):
        return _WITHOUT_LETTER
    return _OTHER_YEAR


def _without_letter(year: str) -> str:
    return re.sub(r"(?<=\d)[a-z]$|-[a-z]$", "", year)


def _is_named(names: Names, entry: _Entry, defined: dict[str, str]) -> bool:
    """Say whether names mean the entry as APA has it, or as a group's or a title's short form."""
    listed = entry.names
    if names.whole in listed.shorts or (names.whole and names.whole == listed.whole):
        return True
    if _is_short_form(names.whole, entry, defined):
        return True
    if not names.surnames or not listed.surnames or not _is_first_same(names, listed):
        return False
    if names.is_et_al:
        return len(listed.surnames) > 1 or listed.is_et_al
    return len(names.surnames) == len(listed.surnames) and all(
        map(_is_same_surname, names.surnames, listed.surnames)
    )


def _is_short_form(whole: str, entry: _Entry, defined: dict[str, str]) -> bool:
    """Say whether a group, a part of it or a title is named by its beginning or abbreviation."""
    listed = entry.names
    if not whole:
        return False
    if whole in defined and listed.whole and defined[whole].endswith(listed.whole):
        return True
    if " " in whole and (entry.title.startswith(whole) or whole in listed.chunks):
        return True
    return entry.is_group and len(whole) > 3 and listed.whole.startswith(f"{whole} ")


def _is_roughly_named(names: Names, entry: _Entry) -> bool:
    """Say whether a co-author is missing, added or out of order, or a name is misspelt."""
    listed = entry.names
    if not names.surnames or not listed.surnames:
        return False
    if listed.whole and names.whole.startswith(f"{listed.whole} ") and entry.is_group:
        return True
    first = names.surnames[0]
    if any(_is_same_surname(first, other) for other in listed.surnames):
        return not _do_initials_differ(names, listed)
    return is_one_slip_apart(first, listed.surnames[0])


def _is_first_same(names: Names, listed: Names) -> bool:
    return _is_same_surname(names.surnames[0], listed.surnames[0]) and not _do_initials_differ(
        names, listed
    )


def _do_initials_differ(names: Names, listed: Names) -> bool:
    ours, theirs = names.initials[0], listed.initials[0]
    return bool(ours and theirs) and ours != theirs


def _is_same_surname(a: str, b: str) -> bool:
    return a == b or a.endswith(f" {b}") or b.endswith(f" {a}")


def _named_in_sentence(mention: Mention, entries: list[_Entry]) -> _Entry | None:
    """Return the entry whose first author stands before the year: "Smith's study (2020)"."""
    if not mention.sentence:
        return None
    words = f" {fold(mention.sentence)} "
    for entry in entries:
        people = entry.names.surnames
        is_year = _compare_years(mention.citation.year, entry.year) == _EXACT
        if is_year and people and f" {people[0]} " in words:
            return entry
    return None
