"""The shape a new week begins with: the allyship assignment, without its organisation's topic.

Everything here is a start that staff change; nothing reads it afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from forum.prompts.content import PartInput, PromptInput, part_rules
from forum.rules.facts import Terms

PARTS = (
    PartInput(
        "overview",
        "The organisation",
        "Who runs the site and whom it serves; what a visitor can learn or do there; why you "
        "trust it, or what you doubt.",
        80,
    ),
    PartInput(
        "support",
        "For the client",
        "Two things you found that could help the person in the case. Say what you would do "
        "first, and what remains theirs to decide.",
        80,
    ),
    PartInput(
        "awareness",
        "Learning and passing it on",
        "What you need to learn next, and how you would share what you know with one group you "
        "belong to.",
        60,
    ),
    PartInput(
        "ally",
        "Ways in",
        "What this organisation asks of allies, and what it asks them not to do.",
        60,
    ),
    PartInput(
        "steps",
        "My next steps",
        "Two steps you could take within a month, and how people with lived experience would "
        "judge whether they help.",
        40,
    ),
)
RESPONSE_PARTS = (
    PartInput("common", "Common ground", min_words=25),
    PartInput("differences", "Where our organisations part ways", min_words=25),
    PartInput("impact", "What your post changed for me", min_words=25),
)
#: Day 1 is the first day of the course's week.
DAYS: Mapping[str, tuple[int, str]] = {
    "opens": (1, "00:00"),
    "T1": (3, "23:59"),
    "T2": (6, "23:59"),
    "close": (9, "23:59"),
}


def new_content(title: str) -> PromptInput:
    """The text and settings of a week that begins from nothing."""
    return PromptInput(title=title, parts=PARTS, response_parts=RESPONSE_PARTS)


def new_terms(now: datetime) -> Terms:
    """What is asked of it from ``now`` on: two references, two responses, the parts above."""
    return Terms(
        valid_from=now,
        parts=part_rules(PARTS),
        response_parts=part_rules(RESPONSE_PARTS),
    )
