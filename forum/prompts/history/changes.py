"""What differs between two versions, thing by thing. Pure: plain documents in, plain values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forum.prompts.content import COLUMNS
from forum.prompts.terms import PLAIN
from forum.rules.pattern import KINDS

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
    """A document as one level of names, in the order of the page whatever that of the database is
    (jsonb has one of its own); a rubric that is not there has no criteria.
    """
    rubric = document.get("rubric") or {"title": "", "criteria": []}
    terms = document.get("terms", {})
    return {
        **{name: document["prompt"][name] for name in COLUMNS if name in document["prompt"]},
        "parts": document.get("parts", []),
        "response_parts": document.get("response_parts", []),
        "sites": document.get("sites", []),
        **{name: terms[name] for name in PLAIN if name in terms and name not in _IMPLIED},
        "rubric_title": rubric["title"],
        "criteria": rubric["criteria"],
        "group_set_id": document.get("group_set_id"),
        **dict.fromkeys(KINDS),
        **{kind: at for kind in KINDS if (at := document.get("times", {}).get(kind))},
    }
