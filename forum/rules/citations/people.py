"""Who is named: by an entry of the list, and by a citation in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forum.rules.citations.letters import fold, plain

_EDITORS = re.compile(r"\((?:eds?|trans|hrsg|comps?)\.?[^()]*\)", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[\[(]\s*([A-Z][A-Za-z.&-]{1,11})\s*[\])]")
_ET_AL = re.compile(r",?\s*(?:\bet\.?\s*al\b\.?|(?:and|&)\s*(?:colleagues|others)\b)\s*,?", re.I)
_BETWEEN = re.compile(r"\s*(?:,\s*(?:&|\band\b)?|;|&|\band\b|\by\b|\.\.\.)\s*", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]*)*[^\W\d_]{1,2}\.?", re.UNICODE)
_CAPITALS = re.compile(r"[A-Z](?:[\s-]?[A-Z])?")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|phd|md|msw|lcsw|ed|eds)\.?", re.IGNORECASE)
_LEADING = re.compile(r"(?:[A-Z]\.[\s-]*)+(?=[^\W\d_]{2})")
_TRAILING = re.compile(r"\s(?:(?:[A-Z]\.[\s-]*){1,3}[A-Z]?|[A-Z]{1,3}|[A-Z] [A-Z])$")
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "on", "in", "to", "at", "a", "an", "de", "la"})


@dataclass(frozen=True, slots=True)
class Names:
    """Names as they stand in one place, folded.

    `whole` is everything as one name: a group's, or a title. `surnames` and `initials` are those
    of people, an initial "" where none is given. `shorts` are abbreviations of `whole`, `chunks`
    what stands between its commas.
    """

    whole: str
    surnames: tuple[str, ...]
    initials: tuple[str, ...]
    shorts: frozenset[str] = frozenset()
    chunks: tuple[str, ...] = ()
    is_et_al: bool = False


def read_names(text: str) -> Names:
    """Read names in any of the usual forms: "Beck, M. E., & Lee, A.", "Beck et al.", a group."""
    text = _EDITORS.sub(" ", plain(text))
    shorts = {fold(found) for found in _ABBREVIATION.findall(text)}
    text = _ABBREVIATION.sub(" ", text).strip(" .,;:'\"")
    bare = _ET_AL.sub(" ", text)
    is_et_al = bare != text
    chunks = [chunk.strip(" .'\"") for chunk in _BETWEEN.split(bare)]
    chunks = [chunk for chunk in chunks if chunk]
    whole = fold(bare).removeprefix("the ")
    shorts.add(_acronym(bare))
    people = _people(chunks)
    return Names(
        whole,
        tuple(surname for surname, _ in people),
        tuple(initial for _, initial in people),
        frozenset(shorts - {""}),
        tuple(fold(chunk).removeprefix("the ") for chunk in chunks),
        is_et_al,
    )


def _people(chunks: list[str]) -> list[tuple[str, str]]:
    """Surnames with initials; "Smith, J." and "J. Smith" and "Smith J" and "Jane Smith" alike."""
    people: list[tuple[str, str]] = []
    for chunk in chunks:
        is_initials = _INITIALS.fullmatch(chunk) if "." in chunk else _CAPITALS.fullmatch(chunk)
        if is_initials and people:
            surname, initial = people[-1]
            people[-1] = (surname, initial or fold(chunk)[:1])
        elif not _SUFFIX.fullmatch(chunk):
            people.append(_person(chunk))
    return [person for person in people if person[0]]


def _person(chunk: str) -> tuple[str, str]:
    leading = _LEADING.match(chunk)
    if leading:
        return fold(chunk[leading.end() :]), fold(leading[0])[:1]
    trailing = _TRAILING.search(chunk)
    if trailing:
        return fold(chunk[: trailing.start()]), fold(trailing[0])[:1]
    return fold(chunk), ""


def _acronym(text: str) -> str:
    """Return "who" for World Health Organization; empty for fewer than three telling words."""
    words = [word for word in fold(text).split() if word not in _SMALL_WORDS]
    return "".join(word[0] for word in words) if len(words) > 2 else ""
