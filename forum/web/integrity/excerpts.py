"""The text of a passage, cut where what two posts share begins and ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from forum.integrity.queries import Place

#: Words of a passage that a sentence quotes.
BEGINNING = 8


@dataclass(frozen=True)
class Piece:
    """Some text, and whether both posts have it word by word."""

    text: Markup
    is_shared: bool


@dataclass(frozen=True)
class Excerpt:
    """A passage inside one part of a post: the part's key, and the text in pieces."""

    part: str
    pieces: tuple[Piece, ...]


def cut_excerpts(
    parts: Mapping[str, str], spans: Sequence[Place], shared: Sequence[Place]
) -> tuple[Excerpt, ...]:
    """The passage part by part, cut where what is shared begins and ends."""
    return tuple(
        Excerpt(key, tuple(_pieces(parts.get(key, ""), start, end, shared, key)))
        for key, start, end in spans
    )


def _pieces(text: str, start: int, end: int, shared: Sequence[Place], part: str) -> Iterator[Piece]:
    at = start
    for key, first, last in shared:
        if key != part or first < at or last > end:
            continue
        if first > at:
            yield Piece(escape(text[at:first]), is_shared=False)
        yield Piece(escape(text[first:last]), is_shared=True)
        at = last
    if at < end:
        yield Piece(escape(text[at:end]), is_shared=False)


def beginning_of(parts: Mapping[str, str], spans: Sequence[Place]) -> str:
    """The first words of a passage as they were typed."""
    key, start, end = spans[0]
    words = parts.get(key, "")[start:end].split()
    return " ".join(words[:BEGINNING]) + (" …" if len(words) > BEGINNING else "")
