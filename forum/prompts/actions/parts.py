"""The parts of a post and of a response, kept by key so that texts stay with their part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.prompts.content import PartInput, PromptInput
from forum.prompts.models import Prompt, PromptPart

LONGEST_KEY = 30
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")


def save_parts(session: Session, prompt: Prompt, content: PromptInput) -> bool:
    """Make the prompt's parts those of ``content``, in that order; say whether any changed.

    A part is known by its key; a new one gets a key from its heading.
    """
    rows = session.scalars(select(PromptPart).where(PromptPart.prompt_id == prompt.id)).all()
    changed = False
    for kind, parts in (("initial", content.parts), ("response", content.response_parts)):
        existing = {row.key: row for row in rows if row.kind == kind}
        changed |= _save_kind(session, prompt, kind, with_keys(parts), existing)
    session.flush()
    return changed


def with_keys(parts: Iterable[PartInput]) -> tuple[PartInput, ...]:
    """The parts with a key of their own each; one that is missing or repeated is made anew."""
    parts = tuple(parts)
    keys = own_keys([(part.key, part.heading) for part in parts])
    return tuple(replace(part, key=key) for part, key in zip(parts, keys, strict=True))


def own_keys(rows: Sequence[tuple[str, str]]) -> list[str]:
    """For rows of (key, heading): the key where it is well formed and the first of its kind, else
    one made from the heading."""
    taken = {key for key, _ in rows if _KEY.fullmatch(key)}
    used: set[str] = set()
    keys = []
    for key, heading in rows:
        if not _KEY.fullmatch(key) or key in used:
            key = _new_key(heading, taken | used)
        used.add(key)
        keys.append(key)
    return keys


def _save_kind(
    session: Session,
    prompt: Prompt,
    kind: str,
    parts: tuple[PartInput, ...],
    existing: dict[str, PromptPart],
) -> bool:
    changed = False
    for position, part in enumerate(parts, start=1):
        row = existing.pop(part.key, None)
        if row is None:
            row = PromptPart(prompt_id=prompt.id, kind=kind, key=part.key)
            session.add(row)
            changed = True
        values = {
            "heading": part.heading,
            "guidance": part.guidance,
            "min_words": part.min_words,
            "position": position,
        }
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                changed = True
    for row in existing.values():
        session.delete(row)
        changed = True
    return changed


def _new_key(heading: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_KEY - 4].strip("-") or "part"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
