"""Whether the site a post is about is named or linked in the text, and stands in its list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forum.rules.citations.letters import fold
from forum.rules.citations.models import MAX_CHARACTERS, Reference
from forum.rules.sites import SiteKey, compare_keys, identity

#: Addresses of a text that are compared with the site's.
_MOST_ADDRESSES = 40
_LONGEST_ADDRESS = 300

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"()\[\]]+"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,6}[a-z]{2,12}\b"
)


@dataclass(frozen=True, slots=True)
class ChosenSite:
    """The site a post is about: its names (the first is shown) and its address."""

    names: tuple[str, ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class SiteUse:
    """What became of the chosen site: `is_named` in the text, `is_listed` in the list."""

    name: str
    is_named: bool
    is_listed: bool


def find_site_use(text: str, references: Sequence[Reference], site: ChosenSite) -> SiteUse:
    """Look for the chosen site in a text and in its list, by its names and by its address."""
    key = identity(site.address)
    names = [name for name in (f" {fold(name)} " for name in site.names) if len(name) > 3]
    lines = [" ".join(row.as_row().values()) for row in references]
    return SiteUse(
        site.names[0],
        _stands_in([text[:MAX_CHARACTERS]], names, key),
        _stands_in(lines, names, key),
    )


def _stands_in(texts: Iterable[str], names: Sequence[str], key: SiteKey) -> bool:
    addresses: dict[str, None] = {}
    for text in texts:
        words = f" {fold(text)} "
        if any(name in words for name in names):
            return True
        addresses.update(
            dict.fromkeys(found[0][:_LONGEST_ADDRESS] for found in _ADDRESS.finditer(text))
        )
    return key.is_certain and any(
        compare_keys(identity(address), key).verdict == "same"
        for address in list(addresses)[:_MOST_ADDRESSES]
    )
