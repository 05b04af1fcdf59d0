"""The stored form of a version: the document of a template, and what only this week has.

A template points at nothing and has no date. A version belongs to its week, so it also names the
week's times, its division into groups, and its sites by their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forum.prompts.content import DueInput
from forum.prompts.queries import PromptSetup
from forum.prompts.templates.documents import Shape, document_of, read_document
from forum.rules.pattern import KINDS


@dataclass(frozen=True)
class Kept:
    """What a version holds; ``site_ids`` and ``group_set_id`` are those of its time."""

    shape: Shape
    times: Mapping[str, DueInput]
    site_ids: tuple[int, ...]
    group_set_id: int | None


def version_document(setup: PromptSetup, rubric: Mapping[str, Any] | None) -> dict[str, Any]:
    """All that was set for a prompt, as it is stored; ``rubric`` is plain data."""
    rows = {kind: row for kind in KINDS if (row := setup.checkpoint(kind))}
    return {
        **document_of(setup, rubric),
        "times": {kind: [row.week, row.day, row.local_time] for kind, row in rows.items()},
        "site_ids": [site.id for site in setup.sites],
        "group_set_id": setup.prompt.group_set_id,
    }


def read_version(document: Mapping[str, Any]) -> Kept:
    """What a version's document holds. Raises UnknownForm for one of a later version."""
    return Kept(
        shape=read_document(document),
        times={kind: DueInput(*time) for kind, time in document["times"].items()},
        site_ids=tuple(document["site_ids"]),
        group_set_id=document["group_set_id"],
    )
