"""The fields in which a post of each kind is written."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from forum.prompts.queries import PromptSetup


@dataclass(frozen=True)
class Field:
    """One text field; ``min_words`` is what is asked for, 0 for nothing."""

    key: str
    heading: str
    guidance: str = ""
    min_words: int = 0


def fields_for(setup: PromptSetup, kind: str) -> tuple[Field, ...]:
    """The prompt's parts for an initial post, its response parts, or one field for a reply."""
    parts = {"initial": setup.parts, "response": setup.response_parts}.get(kind, ())
    if not parts:
        return (Field("text", _("Your reply")),)
    return tuple(Field(part.key, part.heading, part.guidance, part.min_words) for part in parts)
