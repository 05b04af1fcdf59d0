"""The citations of a post marked in its text and paired with its list of references.

What is cited is found in what was typed, as at publishing, and marked in the HTML that was made of
it. Both are the same for everybody who grades, and finding them takes longer than all else on a
desk, so they are kept under what they were made of.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby

from flask import get_template_attribute, request
from flask_babel import get_locale
from markupsafe import Markup

from forum.discussion.models import Revision
from forum.markup import Passage, SafeHtml, mark_passages
from forum.rules.citations import (
    CitationCheck,
    Pair,
    Reference,
    check_citations,
    match_citations,
)
from forum.web.citation_words import SaidCheck, say_check
from forum.web.discussion.fragments import Fragments

#: Posts kept by one process, about 20 KB each.
KEPT = 500
#: Characters before a citation that tell it from others with the same words.
_BEFORE = 200


@dataclass(frozen=True)
class Entry:
    """A reference of the list as typed, the ``id`` it has on the page, and those of its citations.

    ``is_cited`` also where a citation was found and could not be marked in the text.
    """

    row: Mapping[str, str]
    id: str
    is_readable: bool
    is_cited: bool
    cited_at: tuple[str, ...]


@dataclass(frozen=True)
class Cited:
    """The HTML of each part with its citations marked, the list, and what the check says."""

    html: Mapping[str, SafeHtml]
    entries: tuple[Entry, ...]
    said: SaidCheck

    def without(self, names: Mapping[str, str]) -> Cited:
        """The same with other words for these names in what is quoted apart from the text."""
        return replace(self, said=self.said.without(names))


@dataclass(frozen=True)
class _Spot:
    """Words of the text that cite something: several works, where they name several years."""

    id: str
    part: str
    start: int
    pairs: Sequence[Pair]


_kept = Fragments[Cited](KEPT)


def mark_citations(revision: Revision, number: int) -> Cited:
    """A version of the post with this number, its citations marked.

    Ids begin with the number of the post, so that several posts can stand on a page.
    """
    key = _key(revision, number)
    kept = _kept.find([key]).get(key)
    if kept is None:
        kept = _make(revision, number)
        _kept.keep({key: kept})
    return kept


def _key(revision: Revision, number: int) -> Hashable:
    """All that shows in what is made: the text itself, addresses of icons, the language."""
    typed = (revision.parts, revision.html, revision.references, revision.checked, number)
    return sha256(repr(typed).encode()).digest(), request.script_root, str(get_locale())


def _make(revision: Revision, number: int) -> Cited:
    rows = tuple(Reference.from_row(row) for row in revision.references)
    report = match_citations("\n\n".join(revision.parts.values()), rows)
    spots = list(_spots(revision, report.pairs, f"p{number}"))
    html, found = _marked(revision, spots, f"p{number}")
    at = {spot.id for spot in spots} & found
    places: dict[str, str] = {}
    for spot in spots:
        if spot.id in at:
            places.setdefault(spot.pairs[0].citation.words, spot.id)
    return Cited(
        html,
        tuple(
            Entry(
                row=row.as_row(),
                id=_entry_id(f"p{number}", index),
                is_readable=row.is_readable,
                is_cited=row.is_readable and index not in report.unused,
                cited_at=tuple(
                    spot.id
                    for spot in spots
                    if spot.id in at and index in {pair.index for pair in spot.pairs}
                ),
            )
            for index, row in enumerate(rows)
        ),
        say_check(_kept_check(revision, rows), rows, places),
    )


def _kept_check(revision: Revision, rows: Sequence[Reference]) -> CitationCheck:
    """What the student was shown; of a version from before checks were kept, what is found now."""
    if revision.checked is not None:
        return CitationCheck.from_row(revision.checked)
    return check_citations("\n\n".join(revision.parts.values()), rows)


def _spots(revision: Revision, pairs: Sequence[Pair], post: str) -> Iterator[_Spot]:
    """Where in which part something is cited, in the order of the text."""
    starts: list[tuple[int, str]] = []
    length = 0
    for part, text in revision.parts.items():
        starts.append((length, part))
        length += len(text) + len("\n\n")
    alike = groupby(pairs, key=lambda pair: (pair.citation.offset, pair.citation.words))
    for number, ((offset, _words), group) in enumerate(alike, start=1):
        start, part = max(row for row in starts if row[0] <= offset)
        yield _Spot(f"{post}-cites-{number}", part, offset - start, tuple(group))


def _marked(
    revision: Revision, spots: Sequence[_Spot], post: str
) -> tuple[dict[str, SafeHtml], set[str]]:
    """The HTML of each part with its marks, and the ids of those that could be made."""
    html, found = {}, set[str]()
    for part, stored in revision.html.items():
        typed = revision.parts.get(part, "")
        passages = [_passage(spot, typed, post) for spot in spots if spot.part == part]
        html[part], ids = mark_passages(SafeHtml(stored), passages)
        found |= ids
    return html, found


def _passage(spot: _Spot, typed: str, post: str) -> Passage:
    """The passage of a spot; behind it stands a link to each entry, or what is wrong in a word."""
    note = get_template_attribute("grading/_cite.html", "note")
    is_problem = any(pair.status != "ok" for pair in spot.pairs)
    return Passage(
        words=spot.pairs[0].citation.words,
        before=typed[max(spot.start - _BEFORE, 0) : spot.start],
        id=spot.id,
        look="cites is-problem" if is_problem else "cites",
        after=Markup("").join(
            note(
                pair.status,
                f"{post}-list" if pair.index is None else _entry_id(post, pair.index),
                None if pair.index is None else pair.index + 1,
            )
            for pair in spot.pairs
        ),
    )


def _entry_id(post: str, index: int) -> str:
    return f"{post}-ref-{index + 1}"
