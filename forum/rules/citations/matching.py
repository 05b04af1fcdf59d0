"""Which entry of the list each citation means, and what is left over on either side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from forum.rules.citations.entries import Entry, Listed, without_article
from forum.rules.citations.finding import Mention, find_mentions
from forum.rules.citations.letters import fold, is_one_slip_apart, plain
from forum.rules.citations.models import Citation, CitationReport, Pair, Reference, Status
from forum.rules.citations.naming import is_named
from forum.rules.citations.people import Names, read_names
from forum.rules.citations.reading import split_document

# How well a citation and an entry agree; less is better. From _OTHER_YEAR on the year differs.
_EXACT, _LOOSE, _ROUGHLY, _OTHER_YEAR, _NOT_AT_ALL = range(5)
#: Names compared with entries; far more than an honest text needs.
_MAX_COMPARISONS = 200_000

_DEFINED = re.compile(
    r"((?:(?:[A-Z][\w'&.-]{0,30}|of|the|and|for|on|in|to)\s){2,12})[\[(]([A-Z][A-Za-z&.-]{1,11})"
    r"(?=[\]),;])"
)
# "Mueller" for "Müller", which folds to "muller".
_UMLAUT = re.compile("([aou])e")
_cached_names = lru_cache(maxsize=2_048)(read_names)


def match_citations(text: str, references: Sequence[Reference]) -> CitationReport:
    """Compare what `text` cites with the list `references`.

    A list of references at the end of `text` is no citation of anything and is left out. At most
    `MAX_CHARACTERS`, 600 citations and 400 entries are looked at.
    """
    body, _ = split_document(text)
    pairs = _Matching(body, references).pairs()
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


class _Matching:
    """One text against one list. `defined` are the abbreviations that the text introduces."""

    def __init__(self, text: str, references: Sequence[Reference]) -> None:
        self.text = text
        self.listed = Listed(references)
        self.defined = {fold(short): fold(name) for name, short in _DEFINED.findall(plain(text))}
        self.left = _MAX_COMPARISONS

    def pairs(self) -> list[Pair]:
        """Each citation with what it means, in the order of the text."""
        found = [self._pair(mention) for mention in find_mentions(self.text)]
        return [pair for pair in found if pair is not None]

    def _pair(self, mention: Mention) -> Pair | None:
        citation = mention.citation
        best, found, start = _NOT_AT_ALL, list[Entry](), citation.offset
        named = citation.authors
        for candidate, offset in mention.candidates:
            rank, entries = self._best(_cached_names(candidate), citation.year)
            if rank == _ROUGHLY and citation.narrative and not is_named(candidate):
                continue  # a sentence that begins with a name
            if rank < best:
                best, found, start, named = rank, entries, offset, candidate
            if best == _EXACT:
                break
        if best >= _OTHER_YEAR and (entry := self._named_in_sentence(mention)):
            return Pair(citation, entry.index, "ok")
        if not found or (best == _OTHER_YEAR and not mention.is_sure):
            return Pair(citation, None, "missing", named) if mention.is_sure else None
        whole = self._beginning(citation, start)
        return Pair(whole, found[0].index, _status(best, found), named)

    def _best(self, names: Names, year: str) -> tuple[int, list[Entry]]:
        """How well the entries that agree best agree with names, and which they are."""
        defined = self.defined.get(names.whole, "")
        best, found = _NOT_AT_ALL, list[Entry]()
        near = self.listed.sharing(names, defined)
        if not near and names.surnames:
            near = [
                entry
                for entry in self.listed.beginning_like(names.surnames[0])
                if is_one_slip_apart(names.surnames[0], entry.names.surnames[0])
            ]
        self.left -= len(near)
        for entry in near if self.left > 0 else ():
            rank = _rank(names, year, entry, defined)
            if rank < best:
                best, found = rank, [entry]
            elif rank == best < _NOT_AT_ALL:
                found.append(entry)
        return best, found

    def _named_in_sentence(self, mention: Mention) -> Entry | None:
        """Return the entry whose first author stands before the year: "Smith's study (2020)"."""
        if not mention.sentence:
            return None
        words = f" {fold(mention.sentence)} "
        for entry in self.listed.entries:
            people = entry.names.surnames
            is_year = _compare_years(mention.citation.year, entry) == _EXACT
            if is_year and people and f" {people[0]} " in words:
                return entry
        return None

    def _beginning(self, citation: Citation, start: int) -> Citation:
        """The citation from where the names begin that an entry has."""
        words = self.text[start : citation.end]
        return Citation(words, start, citation.authors, citation.year, citation.narrative)


def _status(rank: int, found: Sequence[Entry]) -> Status:
    if rank == _OTHER_YEAR:
        return "year-mismatch"
    if len({(entry.names, entry.title) for entry in found}) > 1:
        return "ambiguous"
    return "check" if rank == _ROUGHLY else "ok"


def _rank(names: Names, year: str, entry: Entry, defined: str) -> int:
    named = _how_named(names, entry, defined)
    years = _compare_years(year, entry)
    if named <= _LOOSE:
        return max(named, years)
    if years < _OTHER_YEAR and _is_roughly_named(names, entry):
        return _ROUGHLY
    return _NOT_AT_ALL


def _compare_years(cited: str, entry: Entry) -> int:
    listed = entry.year
    if cited == listed or listed in cited.split("/"):
        return _EXACT
    # An entry without a year may be of any; "2020" may mean "2020a".
    if not listed or _without_letter(cited) == _without_letter(listed):
        return _LOOSE
    return _LOOSE if entry.original and entry.original in cited.split("/") else _OTHER_YEAR


def _without_letter(year: str) -> str:
    return re.sub(r"(?<=\d)[a-z]$|-[a-z]$", "", year)


def _how_named(names: Names, entry: Entry, defined: str) -> int:
    """How well names mean an entry: as APA has it, as a short form, or not at all."""
    listed = entry.names
    if names.whole in listed.shorts or (names.whole and names.whole == listed.whole):
        return _EXACT
    if _is_short_form(names, entry, defined):
        return _LOOSE
    if not names.surnames or not listed.surnames or not _are_first_same(names, listed):
        return _NOT_AT_ALL
    if names.is_et_al:
        if len(listed.surnames) > 2 or listed.is_et_al:
            return _EXACT
        return _LOOSE if len(listed.surnames) == 2 else _NOT_AT_ALL
    return _EXACT if len(names.surnames) == len(listed.surnames) else _NOT_AT_ALL


def _are_first_same(names: Names, listed: Names) -> bool:
    """Say whether each person that is named stands at the same place of the entry."""
    return not _do_initials_differ(names, listed) and all(
        map(_is_same_surname, names.surnames, listed.surnames)
    )


def _is_short_form(names: Names, entry: Entry, defined: str) -> bool:
    """Say whether a group, a part of it or a title is named by its beginning or abbreviation."""
    listed, whole = entry.names, names.whole
    if entry.host and whole == entry.host:
        return True
    if defined and listed.whole and defined.endswith(listed.whole):
        return True
    if names.is_short and entry.is_group and _is_acronym(whole, listed.acronyms):
        return True
    if listed.is_short and _is_acronym(listed.whole, names.acronyms):
        return True
    if " " in whole and (entry.title.startswith(without_article(whole)) or whole in listed.chunks):
        return True
    return entry.is_group and len(whole) > 3 and listed.whole.startswith(f"{whole} ")


def _is_acronym(short: str, acronyms: frozenset[str]) -> bool:
    """Say whether `short` is an acronym, or three letters or more at the end or start of one:
    "CDC" leaves out Prevention, "DOJ" leaves out U.S."""
    return short in acronyms or (
        len(short) > 2 and any(one.startswith(short) or one.endswith(short) for one in acronyms)
    )


def _is_roughly_named(names: Names, entry: Entry) -> bool:
    """Say whether a co-author is missing, added or out of order, or a name is misspelt."""
    listed = entry.names
    if not names.surnames or not listed.surnames:
        return False
    if listed.whole and names.whole.startswith(f"{listed.whole} ") and entry.is_group:
        return True
    first = names.surnames[0]
    if any(_is_same_surname(first, other) for other in listed.surnames):
        return not _do_initials_differ(names, listed)
    begins = f"{first} "
    return listed.surnames[0].startswith(begins) or is_one_slip_apart(first, listed.surnames[0])


def _do_initials_differ(names: Names, listed: Names) -> bool:
    ours, theirs = names.initials[0], listed.initials[0]
    return bool(ours and theirs) and ours != theirs


def _is_same_surname(a: str, b: str) -> bool:
    if a == b or a.endswith(f" {b}") or b.endswith(f" {a}"):
        return True
    return len(a) != len(b) and _UMLAUT.sub(r"\1", a) == _UMLAUT.sub(r"\1", b)
