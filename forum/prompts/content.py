"""What staff set for a prompt, as plain values: what the form sends and the sample course holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forum.prompts.models import Prompt
from forum.rules.facts import PartRule

#: The columns of ``Prompt`` that ``PromptInput`` sets, by name.
COLUMNS = (
    "title",
    "purpose",
    "body",
    "respond",
    "content_note",
    "case_title",
    "case_text",
    "alternative_title",
    "alternative_text",
    "points",
    "asks_site",
    "own_site_allowed",
    "site_cap",
    "write_first",
    "site_board",
    "private_allowed",
    "grace_minutes",
    "late_rate",
    "late_cap",
    "group_set_id",
)


@dataclass(frozen=True)
class PartInput:
    """A field of a post. An empty ``key`` is a new part; ``min_words`` is in words."""

    key: str
    heading: str
    guidance: str = ""
    min_words: int = 50


@dataclass(frozen=True)
class DueInput:
    """A time of the schedule: class week, day (1 = first day of the week), local time "23:59"."""

    week: int
    day: int
    local_time: str


@dataclass(frozen=True)
class PromptInput:
    """A prompt's text and settings; ``points`` in points, ``late_rate`` and ``late_cap`` in %."""

    title: str
    purpose: str = ""
    body: str = ""
    respond: str = ""
    content_note: str = ""
    case_title: str = ""
    case_text: str = ""
    alternative_title: str = ""
    alternative_text: str = ""
    points: int = 100
    asks_site: bool = True
    own_site_allowed: bool = True
    site_cap: int | None = None
    write_first: bool = True
    site_board: bool = True
    private_allowed: bool = False
    grace_minutes: int = 15
    late_rate: int = 10
    late_cap: int = 50
    group_set_id: int | None = None
    parts: tuple[PartInput, ...] = ()
    response_parts: tuple[PartInput, ...] = ()

    def changed_columns(self, prompt: Prompt) -> Mapping[str, tuple[object, object]]:
        """The columns whose value differs from the prompt's, as (before, after)."""
        pairs = {name: (getattr(prompt, name), getattr(self, name)) for name in COLUMNS}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def part_rules(parts: tuple[PartInput, ...]) -> tuple[PartRule, ...]:
    """The parts as the rules take them; every part must have its key by now."""
    return tuple(PartRule(part.key, part.heading, part.min_words) for part in parts)
