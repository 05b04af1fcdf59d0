"""What a group of shared hosts says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

#: Where no page of the platform was read: its addresses are written so, seen in public files.
KNOWN_FROM_USE = (
    "form of the addresses known from use; godaddysites.com, edublogs.org, wixstatic.com, "
    "files.wordpress.com, my.canva.site and givelively.org were looked up in public source files"
)


def steps(*names: str) -> frozenset[str]:
    """Names of hosts or of steps of a path."""
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class PathRule:
    """How the first steps of a path name a tenant of a platform.

    `spaces` are steps that stand before the name (`groups/allies`); a name under one is another
    name than the same word under another. `deep` spaces stand before two steps of a name.
    `folded` spaces are other ways to write the plain name. `items` are single videos, posts or
    pages: they name no tenant. Where not `plain`, a first step that is none of these names none
    either.
    """

    spaces: frozenset[str] = frozenset()
    deep: frozenset[str] = frozenset()
    folded: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Hosts of one kind; a host is a registrable domain, or whole where only it is meant.

    `source`: where the form of their addresses was looked up, on `looked_at`.
    """

    name: str
    source: str
    looked_at: date
    paths: Mapping[str, PathRule] = field(default_factory=dict)
    subdomains: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()
    campuses: frozenset[str] = frozenset()
