"""Who is named: by an entry of the list, and by a citation in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forum.rules.citations.letters import fold, plain

_EDITORS = re.compile(
    r"\((?:eds?|trans|hrsg|comps?|directors?|producers?|hosts?|writers?)\.?[^()]*\)", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"[\[(]\s*([A-Z][A-Za-z.&-]{1,11})\s*[\])]")
_ET_AL = re.compile(
    r",?\s*(?:\bet\.?\s*al\b\.?|(?:and|&)\s*(?:(?:his|her|their|the)\s+)?"
    r"(?:colleagues|others|associates|co-?workers|co-?authors)\b)\s*,?",
    re.I,
)
_BETWEEN = re.compile(r"\s*(?:,\s*(?:&|\band\b)?|;|&|\band\b|\by\b|\.\s?\.\s?\.|\bet\b)\s*", re.I)
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]*)*[^\W\d_]{1,2}\.?", re.UNICODE)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|phd|md|msw|lcsw|ed|eds)\.?", re.IGNORECASE)
_TRAILING_SUFFIX = re.compile(r"[\s,]+(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_LEADING = re.compile(r"(?!U\.\s?[SKN]\.)(?:[^\W\d_a-z]\.[\s-]*)+(?=[^\W\d_]{2})")
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "on", "in", "to", "at", "a", "an", "de", "la"})
_MARKS = str.maketrans("", "", "*_")


@dataclass(frozen=True, slots=True)
class Names:
    """Names as they stand in one place, folded.

    `whole` is everything as one name: a group's, or a title. `surnames` and `initials` are those
    of people, an initial "" where none is given. `shorts` are abbreviations given beside `whole`,
    `acronyms` those its words make, `chunks` what stands between its commas. `is_short`: it is
    itself written as an abbreviation is.
    """

    whole: str
    surnames: tuple[str, ...]
    initials: tuple[str, ...]
    shorts: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()
    chunks: tuple[str, ...] = ()
    is_et_al: bool = False
    is_short: bool = False


def read_names(text: str) -> Names:
    """Read names in any of the usual forms: "Beck, M. E., & Lee, A.", "Beck et al.", a group."""
    text = _EDITORS.sub(" ", plain(text).translate(_MARKS))
    shorts = frozenset(fold(found) for found in _ABBREVIATION.findall(text))
    text = _ABBREVIATION.sub(" ", text).strip(" .,;:'\"")
    bare = _ET_AL.sub(" ", text)
    chunks = [chunk.strip(" .'\"") for chunk in _BETWEEN.split(bare)]
    chunks = [chunk for chunk in chunks if chunk]
    people = _people(chunks)
    return Names(
        fold(bare).removeprefix("the "),
        tuple(surname for surname, _ in people),
        tuple(initial for _, initial in people),
        shorts,
        frozenset(_acronyms(bare)),
        tuple(fold(chunk).removeprefix("the ") for chunk in chunks),
        bare != text,
        " " not in bare and bare.isupper() and len(bare) <= 12,
    )


def _people(chunks: list[str]) -> list[tuple[str, str]]:
    """Surnames with initials; "Smith, J." and "J. Smith" and "Smith J" and "Jane Smith" alike."""
    people: list[tuple[str, str]] = []
    for chunk in chunks:
        if people and _are_initials(chunk):
            surname, initial = people[-1]
            people[-1] = (surname, initial or fold(chunk)[:1])
        elif not _SUFFIX.fullmatch(chunk):
            people.append(_person(_TRAILING_SUFFIX.sub("", chunk)))
    return [person for person in people if person[0]]


def _are_initials(chunk: str) -> bool:
    """Say whether a chunk is "J.", "J. K", "JK" or "S.-B", and no name."""
    if "." in chunk:
        return _INITIALS.fullmatch(chunk) is not None
    letters = re.sub(r"[\s-]", "", chunk)
    return len(letters) <= 2 and (letters.isupper() or len(letters) == 1)


def _person(chunk: str) -> tuple[str, str]:
    leading = _LEADING.match(chunk)
    if leading:
        return fold(chunk[leading.end() :]), fold(leading[0])[:1]
    words = chunk.split()
    kept = len(words)
    while kept > 1 and _is_initial(words[kept - 1]):
        kept -= 1
    return fold(" ".join(words[:kept])), fold(" ".join(words[kept:]))[:1]


def _is_initial(word: str) -> bool:
    letters = re.sub(r"[.-]", "", word)
    return bool(letters) and len(letters) <= (3 if letters == word else 4) and letters.isupper()


def _acronyms(text: str) -> Iterator[str]:
    """Yield "who" for World Health Organization; with and without its small words."""
    words = fold(text).split()
    for chosen in (words, [word for word in words if word not in _SMALL_WORDS]):
        if 1 < len(chosen) <= 16:
            yield "".join(word[0] for word in chosen)
