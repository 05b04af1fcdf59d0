"""Addresses and DOIs of entries: what they lead to, and what is wrong with how they are written."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from forum.rules.citations.models import Reference

_DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"]+")
_MARKED = re.compile(r"\bdoi\b\s*[:.]?\s*|doi\.org/", re.IGNORECASE)
_CURRENT = re.compile(r"https://doi\.org/10\.", re.IGNORECASE)
_HOST = re.compile(r"(?!-)[^\W_]+(?:[.-][^\W_]+)*\.[^\W\d_]{2,}\.?(?::\d+)?")
_WHOLE_SITE = re.compile(r"\[web\s?(?:site|page)\]", re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)

LinkProblem = Literal["", "doi", "url", "old-doi", "home-page"]


def find_doi(reference: Reference) -> str:
    """Return the DOI of an entry in lower case, "10.1000/xyz"; empty where it has none."""
    found = _DOI.search(_link_of(reference))
    return found[0].rstrip(".,;)>]").lower() if found else ""


def check_link(reference: Reference) -> LinkProblem:
    """Say what is wrong with the link of an entry: a DOI or an address that leads nowhere, the
    old form of a DOI, the home page instead of the page that was read."""
    link = _link_of(reference).strip()
    if not link:
        return ""
    if _MARKED.search(link) or _DOI.match(link):
        if not _DOI.search(link):
            return "doi"
        return "" if _CURRENT.match(link) else "old-doi"
    try:
        parts = urlsplit(link)
    except ValueError:  # brackets that are no address
        return "url"
    if not _SCHEME.match(link) or not _HOST.fullmatch(parts.netloc) or " " in link:
        return "url"
    is_home = parts.path in {"", "/"} and not parts.query
    # "[Website]" says that the site is meant as a whole.
    return "home-page" if is_home and not _WHOLE_SITE.search(reference.title) else ""


def same_link(reference: Reference, other: Reference) -> bool:
    """Say whether two entries lead to the same work, however the address is written."""
    if find_doi(other):
        return find_doi(reference) == find_doi(other)
    return _bare(reference.link) == _bare(other.link)


def _link_of(reference: Reference) -> str:
    """The link as it was typed: of a pasted line, a DOI without an address stands in the line."""
    if reference.link.startswith("https://doi.org/") and reference.raw:
        typed = _MARKED.search(reference.raw)
        if typed and "https://doi.org/" not in reference.raw.lower():
            return reference.raw[typed.start() :]
    return reference.link


def _bare(link: str) -> str:
    link = _SCHEME.sub("", link.strip().lower())
    return link.removeprefix("www.").rstrip("/")
