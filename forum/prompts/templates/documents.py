"""The stored form of a prompt that others are made from: a template, or a shape of the library.

A document is plain JSON with the number of its form. It holds text, settings, parts, terms, sites
and the rubric (in the words of ``forum.grading.documents``), and no date. What is missing in an
old document has its default, and what a new one no longer knows is passed over; a form that means
something else by the same name needs a new number and a step in ``_UPGRADES``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.prompts.content import COLUMNS, PartInput, PromptInput
from forum.prompts.models import PromptPart
from forum.prompts.queries import PromptSetup
from forum.prompts.terms import PLAIN, terms_from
from forum.rules.facts import Terms

SCHEMA = 1

#: What a prompt's columns are here: a division into groups belongs to one course.
_COLUMNS = tuple(name for name in COLUMNS if name != "group_set_id")
#: From the form of this number to the next one.
_UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


class UnknownForm(ValueError):
    """The document has a form that this version of the product does not know."""


@dataclass(frozen=True)
class SiteInput:
    """A site that the prompt lists."""

    name: str
    address: str


@dataclass(frozen=True)
class Shape:
    """What a prompt is made from. ``rubric`` is plain data; None where there is none."""

    content: PromptInput
    terms: Mapping[str, Any]
    sites: tuple[SiteInput, ...] = ()
    rubric: Mapping[str, Any] | None = None

    def terms_at(self, now: datetime) -> Terms:
        """What is asked from ``now`` on, of the parts of this shape."""
        return terms_from(
            {
                **self.terms,
                "parts": _rules(self.content.parts),
                "response_parts": _rules(self.content.response_parts),
            },
            now,
        )


def document_of(setup: PromptSetup, rubric: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was set for a prompt, as it is stored."""
    terms = setup.current_terms if setup.terms else None
    return {
        "schema": SCHEMA,
        "prompt": {name: getattr(setup.prompt, name) for name in _COLUMNS},
        "parts": [_part_data(row) for row in setup.parts],
        "response_parts": [_part_data(row) for row in setup.response_parts],
        "terms": {name: getattr(terms, name) for name in PLAIN} if terms else {},
        "sites": [{"name": site.name, "address": site.address} for site in setup.sites],
        "rubric": rubric,
    }


def read_document(document: Mapping[str, Any]) -> Shape:
    """What a document holds. Raises UnknownForm for one of a later version, or of none."""
    data = _upgraded(dict(document))
    values = {name: data["prompt"][name] for name in _COLUMNS if name in data["prompt"]}
    return Shape(
        content=PromptInput(
            **values,
            parts=_parts(data.get("parts", ())),
            response_parts=_parts(data.get("response_parts", ())),
        ),
        terms={name: data["terms"][name] for name in PLAIN if name in data.get("terms", {})},
        sites=tuple(SiteInput(row["name"], row["address"]) for row in data.get("sites", ())),
        rubric=data.get("rubric"),
    )


def _upgraded(data: dict[str, Any]) -> dict[str, Any]:
    while data.get("schema") != SCHEMA:
        upgrade = _UPGRADES.get(data.get("schema", 0))
        if upgrade is None:
            raise UnknownForm(data.get("schema"))
        data = upgrade(data)
    return data


def _parts(rows: Any) -> tuple[PartInput, ...]:
    return tuple(
        PartInput(row["key"], row["heading"], row.get("guidance", ""), row["min_words"])
        for row in rows
    )


def _part_data(row: PromptPart) -> dict[str, Any]:
    return {
        "key": row.key,
        "heading": row.heading,
        "guidance": row.guidance,
        "min_words": row.min_words,
    }


def _rules(parts: tuple[PartInput, ...]) -> list[dict[str, Any]]:
    return [{"key": one.key, "name": one.heading, "minimum": one.min_words} for one in parts]
