"""The check of a text: its citations, its list, the chosen site and the course's reading list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from forum.rules.citations.chosen_site import ChosenSite, find_site_use
from forum.rules.citations.course_list import CourseList, differences
from forum.rules.citations.entries import entry_of
from forum.rules.citations.letters import fold, plain
from forum.rules.citations.links import check_link, find_doi
from forum.rules.citations.matching import match_citations
from forum.rules.citations.models import CitationReport, Pair, Reference
from forum.rules.citations.notes import CitationCheck, Code, Note
from forum.rules.citations.people import read_names
from forum.rules.citations.showing import reference_text

#: Rows that are kept; a list with more has other worries.
MOST_NOTES = 200
#: Characters of the student's words in a row.
_LONGEST = 200

_CODES: dict[str, Code] = {
    "missing": "missing",
    "year-mismatch": "year",
    "ambiguous": "ambiguous",
    "check": "names",
}
_AND = re.compile(r"\band\b", re.IGNORECASE)


def check_citations(
    text: str,
    references: Sequence[Reference],
    course: Sequence[Reference] = (),
    site: ChosenSite | None = None,
) -> CitationCheck:
    """Check a text against its own list, and the list against the `course`'s reading list.

    Whether a work exists is not checked. The same words in the same state are said once.
    """
    report = match_citations(text, references)
    notes = [
        *_of_pairs(report, references),
        *_of_list(report, references, course),
    ]
    return CitationCheck(
        report.listed,
        report.cited,
        report.unread,
        tuple(notes[:MOST_NOTES]),
        find_site_use(text, references, site) if site else None,
    )


def _of_pairs(report: CitationReport, references: Sequence[Reference]) -> Iterator[Note]:
    said = set()
    for pair in report.pairs:
        for note in _of_pair(pair, references):
            key = (note.code, note.words, pair.citation.year)
            if key not in said:
                said.add(key)
                yield note


def _of_pair(pair: Pair, references: Sequence[Reference]) -> Iterator[Note]:
    citation = pair.citation
    words = citation.words[:_LONGEST]
    if pair.status in _CODES:
        yield Note(_CODES[pair.status], words, citation.offset, pair.index)
    if pair.index is None or not pair.named:
        return
    entry = entry_of(pair.index, references[pair.index])
    cited = read_names(pair.named)
    people = len(entry.names.surnames)
    if entry.is_group or people < 2:
        return
    first = pair.named.split(",")[0].split()[0].strip("*_\"'")
    if people > 2 and not cited.is_et_al and len(cited.surnames) > 2:
        yield Note("et-al", words, citation.offset, pair.index, wanted=f"{first} et al.")
    elif people == 2 and cited.is_et_al:
        yield Note("two-names", words, citation.offset, pair.index)
    elif not cited.is_et_al and len(cited.surnames) > 1:
        has_sign = "&" in plain(pair.named)
        if citation.narrative and has_sign:
            yield Note("and", words, citation.offset, pair.index)
        elif not citation.narrative and not has_sign and _AND.search(pair.named):
            yield Note("ampersand", words, citation.offset, pair.index)


def _of_list(
    report: CitationReport, references: Sequence[Reference], course: Sequence[Reference]
) -> Iterator[Note]:
    seen: dict[str, int] = {}
    readings = CourseList(course)
    is_ordered = True
    before: tuple[int, str] | None = None
    unused = frozenset(report.unused)
    for index, row in enumerate(references):
        words = reference_text(row)[:_LONGEST]
        if not row.is_readable:
            yield Note("unread", words, entry=index)
            continue
        if index in unused:
            yield Note("unused", words, entry=index)
        for key in _keys(row):
            if seen.setdefault(key, index) != index:
                yield Note("duplicate", words, entry=index, other=seen[key])
                break
        yield from _of_link(row, words, index)
        if (canonical := readings.find(row)) and (fields := differences(row, canonical)):
            wanted = reference_text(canonical)
            yield Note("course", words, entry=index, wanted=wanted, fields=fields)
        order = fold(row.authors or row.title).removeprefix("the ")
        if before and is_ordered and order < before[1]:
            is_ordered = False  # said once: the next ones may only follow from it
            yield Note("order", words, entry=index, other=before[0])
        before = (index, order)


def _of_link(row: Reference, words: str, index: int) -> Iterator[Note]:
    problem = check_link(row)
    if problem:
        doi = find_doi(row) if problem == "old-doi" else ""
        yield Note(problem, words, entry=index, wanted=f"https://doi.org/{doi}" if doi else "")


def _keys(row: Reference) -> Iterator[str]:
    """What two entries of one work share: the DOI, or the title with the year and first author."""
    if doi := find_doi(row):
        yield f"doi {doi}"
    entry = entry_of(0, row)
    first = entry.names.surnames[0] if entry.names.surnames else ""
    if entry.title:
        yield f"work {first} {entry.year} {entry.title}"
