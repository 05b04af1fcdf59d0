"""What differs between two versions, thing by thing. Pure: plain documents in, plain values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Follow from other settings: a post is always asked for, a choice where sites are.
_IMPLIED = frozenset({"initial_post", "choice"})


@dataclass(frozen=True)
class Change:
    """One thing that is not what it was. ``name`` is that of a field of the set-up: a column of
    the prompt, a term, a kind of due time, or parts, response_parts, sites, rubric_title, criteria.
    """

    name: str
    before: Any
    after: Any


def list_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The changes from one document to a later one, in the order of the page.

    What only the later one knows, because an older version of the product wrote the first, is no
    change.
    """
    old, new = _flat(before), _flat(after)
    return [
        Change(name, old[name], value)
        for name, value in new.items()
        if name in old and old[name] != value
    ]


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as one level of names; a rubric that is not there has no criteria."""
    rubric = document.get("rubric") or {"title": "", "criteria": []}
    terms = document.get("terms", {})
    return {
        **document["prompt"],
        "parts": document.get("parts", []),
        "response_parts": document.get("response_parts", []),
        "sites": document.get("sites", []),
        **{name: value for name, value in terms.items() if name not in _IMPLIED},
        "rubric_title": rubric["title"],
        "criteria": rubric["criteria"],
        "group_set_id": document.get("group_set_id"),
        **dict.fromkeys(("opens", "T1", "T2", "close")),
        **document.get("times", {}),
    }
