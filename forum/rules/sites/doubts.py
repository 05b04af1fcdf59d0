"""Which sites of a course may be one organisation, for a person to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from forum.rules.sites.compare import compare_keys, is_one_slip, nearly_one
from forum.rules.sites.names import fold_name, identity

# Shorter names are often one letter apart and real.
_SHORTEST_NAME = 6


class KnownSite(NamedTuple):
    """A site of a course: its id, name and key, and whether staff listed it."""

    id: int
    name: str
    key: str
    is_listed: bool


def pairs_in_doubt(sites: Sequence[KnownSite]) -> Iterator[tuple[int, int, str]]:
    """Yield (site nobody listed yet, other site, code of the reason), each pair once.

    Two listed sites are two: whoever listed them knows (EVIDENCE.md, 1).
    """
    proposed = [site for site in sites if not site.is_listed]
    done: set[int] = set()
    for site in proposed:
        done.add(site.id)
        for other in sites:
            if other.id in done or not _is_near(site, other):
                continue
            code = doubt_between(site.key, site.name, other.key, other.name)
            if code:
                yield site.id, other.id, code


@lru_cache(8_192)
def doubt_between(key: str, name: str, other_key: str, other_name: str) -> str:
    """Return why two sites may be one: a code of ``REASONS``, "named" for one name; or ""."""
    found = compare_keys(identity(key), identity(other_key))
    if found.verdict == "unsure":
        return found.code
    folded = fold_name(name)
    return "named" if folded and folded == fold_name(other_name) else ""


def is_nearly_name(name: str, known: str) -> bool:
    """Say whether a typed name is a known one but for a letter, in names of six letters or more."""
    first, second = (fold_name(text).replace(" ", "") for text in (name, known))
    return min(len(first), len(second)) >= _SHORTEST_NAME and is_one_slip(first, second)


def _is_near(one: KnownSite, other: KnownSite) -> bool:
    """Say quickly whether a closer look is worth it: in a course of hundreds most pairs are not."""
    return nearly_one(one.key, other.key) or fold_name(one.name) == fold_name(other.name)
