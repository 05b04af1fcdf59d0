"""What the check of citations found, in the words that students and staff read alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from forum.markup import SafeHtml, plain_text, replace_names
from forum.rules.citations import LEVELS, CitationCheck, Level, Note, Reference, reference_text
from forum.rules.citations.sentences import FOUND, RULES
from forum.web.translations import lazy_gettext as _l

_LEVELS: dict[Level, Any] = {
    "problem": _l("Problem"),
    "check": _l("Check"),
    "style": _l("Style hint"),
}
_FIELDS: dict[str, Any] = {
    "authors": _l("authors"),
    "year": _l("year"),
    "title": _l("title"),
    "journal": _l("journal"),
    "publisher": _l("publisher"),
    "link": _l("web address"),
}


@dataclass(frozen=True)
class SaidNote:
    """One row: what is said of the student's words, the matched entry, the rule.

    ``number`` is that of the entry in the list; ``entry`` is empty where there is none, or where
    the words are the entry's own. ``wanted`` is how it would read.
    """

    found: Markup
    rule: str
    number: int
    entry: Markup
    wanted: Markup


@dataclass(frozen=True)
class SaidCheck:
    """The whole check: what is counted, the row of the chosen site, the rows level by level.

    ``lines`` are the same rows as plain sentences, of which one can be questioned.
    """

    counted: str
    site: str
    is_site_met: bool
    levels: Sequence[tuple[Level, str, Sequence[SaidNote]]]
    lines: Sequence[str]

    def without(self, names: Mapping[str, str]) -> SaidCheck:
        """The same with other words for these names in what is quoted."""
        levels = [
            (level, word, [_unnamed(row, names) for row in rows])
            for level, word, rows in self.levels
        ]
        return replace(self, levels=levels, lines=())


def say_check(
    check: CitationCheck, references: Sequence[Reference], at: Mapping[str, str] | None = None
) -> SaidCheck:
    """Put the check of a text with these references into words.

    ``at`` has the id of the mark of words that cite something: they lead there. By the words, since
    offsets are those of the parts in the order in which they were typed, which no database keeps.
    """
    levels = [
        (level, str(_LEVELS[level]), [_say(note, references, at or {}) for note in notes])
        for level in LEVELS
        if (notes := check.at_level(level))
    ]
    site = _say_site(check)
    lines = [row.found.striptags() for _, _, rows in levels for row in rows]
    return SaidCheck(
        counted=_(
            "%(listed)s listed, %(cited)s of them cited in the text.",
            listed=check.listed,
            cited=check.cited,
        ),
        site=site,
        is_site_met=check.site is not None and check.site.is_named and check.site.is_listed,
        levels=levels,
        lines=[site, *lines] if site else lines,
    )


def _say(note: Note, references: Sequence[Reference], at: Mapping[str, str]) -> SaidNote:
    is_own = note.offset is None and note.other is None
    index = note.entry if note.other is None else note.other
    has_entry = not is_own and index is not None and index < len(references)
    words = escape(_("“%(words)s”")) % {"words": _quoted(note.words)}
    if note.offset is not None and note.words in at:
        words = Markup('<a href="#{}">{}</a>').format(at[note.words], words)
    fields = ", ".join(str(_FIELDS[field]) for field in note.fields)
    return SaidNote(
        found=escape(_(FOUND[note.code])) % {"words": words, "fields": fields},
        rule=_(RULES[note.code]),
        number=(index or 0) + 1,
        entry=_quoted(reference_text(references[index or 0])) if has_entry else Markup(""),
        wanted=_quoted(note.wanted),
    )


def _say_site(check: CitationCheck) -> str:
    if check.site is None:
        return ""
    name = check.site.name
    if check.site.is_named and check.site.is_listed:
        return _("%(site)s is named in the text and stands in the list.", site=name)
    if check.site.is_named:
        return _("%(site)s is named in the text but does not stand in the list.", site=name)
    if check.site.is_listed:
        return _(
            "%(site)s stands in the list but is neither named nor linked in the text.", site=name
        )
    return _("%(site)s is neither named nor linked in the text, nor listed.", site=name)


def _unnamed(row: SaidNote, names: Mapping[str, str]) -> SaidNote:
    return replace(
        row,
        found=replace_names(SafeHtml(row.found), names),
        entry=replace_names(SafeHtml(row.entry), names),
        wanted=replace_names(SafeHtml(row.wanted), names),
    )


def _quoted(text: str) -> Markup:
    return escape(" ".join(plain_text(text).split()))
