"""Names without an address: the course knows its sites by name, also by those of before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from forum.rules.sites import tables
from forum.rules.sites.address import Refused, find_addresses
from forum.rules.sites.keys import SiteKey, key_of
from forum.rules.sites.unwrap import unwrap

_POSSESSIVE = re.compile(r"['’]s\b")
_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class CourseNames:
    """The sites a course knows: by folded name, and by key (own and former ones)."""

    by_name: Mapping[str, SiteKey] = field(default_factory=dict)
    by_key: Mapping[str, SiteKey] = field(default_factory=dict)


NO_NAMES = CourseNames()


def course_names(sites: Mapping[str, Iterable[str]]) -> CourseNames:
    """Return the look-up for a course: address of each site -> its other names and addresses.

    A name that two sites share is left out, and so is an address that cannot be read.
    """
    by_name: dict[str, SiteKey | None] = {}
    by_key: dict[str, SiteKey] = {}
    for address, aliases in sites.items():
        site = identity(address)
        if not site.is_certain:
            continue
        by_key[site.key] = site
        for alias in aliases:
            other = identity(alias)
            if other.is_certain:
                by_key.setdefault(other.key, site)
            elif folded := other.key if other.kind == "name" else _said(alias, other):
                # "polarisproject" is the name, too, written as one word.
                for name in {folded, folded.replace(" ", "")}:
                    known = by_name.setdefault(name, site)
                    by_name[name] = site if known == site else None
    return CourseNames({name: site for name, site in by_name.items() if site}, by_key)


def identity(text: str, names: CourseNames = NO_NAMES) -> SiteKey:
    """Return whose site `text` means: an address in any state of repair, a sentence, a name.

    Never raises: what cannot be read is of the kind `invalid` and says why in `code`.
    """
    try:
        addresses = find_addresses(text)
        keys = {}
        for address in addresses:
            key = key_of(unwrap(address))
            key = names.by_key.get(key.key, key)
            keys[key.key] = key
    except Refused as refusal:
        refused = SiteKey("invalid", code=refusal.code)
        return names.by_name.get(_said(text, refused)) or refused
    if len(keys) > 1:
        return SiteKey("several")
    if keys:
        return keys.popitem()[1]
    return _by_name(text, names)


def _by_name(text: str, names: CourseNames) -> SiteKey:
    words = _words(text)
    name = fold_name(text)
    if " ".join(words) in tables.NOTHING or not name:
        return SiteKey("none")
    known = names.by_name.get(name) or names.by_name.get(name.replace(" ", ""))
    return known or SiteKey("name", name)


def _said(text: str, refused: SiteKey) -> str:
    """Return the name in what was read as an address with an ending of nobody: "St.Vincent"."""
    return fold_name(text) if refused.code == "ending" else ""


@lru_cache(4_096)
def fold_name(text: str) -> str:
    """Return a name without case, accents, marks and the words that say only "website"."""
    words = _words(_POSSESSIVE.sub("", text))
    for ending in tables.ENDINGS.intersection(words[-1:]):
        # "polaris project dot org"
        words = words[: -2 if words[-2:] == ["dot", ending] else -1]
    return " ".join(word for word in words if word not in tables.FILLERS)[:200].strip()


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _SEPARATORS.sub(" ", letters).split()
