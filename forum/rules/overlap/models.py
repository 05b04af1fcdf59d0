"""What the comparison of posts works on, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

#: Of a word: the writer's own, inside a quotation, or taken from the prompt.
Mark = Literal["own", "quoted", "prompt"]

#: Of a passage. ``shared``: it also stands in another person's post; ``self``: in a post that its
#: author published in an earlier course; ``quoted`` and ``uncited``: it is a quotation, with and
#: without a citation near it.
Kind = Literal["shared", "self", "quoted", "uncited"]


class Word(NamedTuple):
    """A word as it is compared (``text``) and where it stands: ``parts[part][start:end]``.

    ``is_cited``: of a quotation, whether a citation is near it. ``size`` is 1; in scripts without
    spaces, where a word is some two letters, a letter counts half.
    """

    text: str
    part: int
    start: int
    end: int
    mark: Mark = "own"
    is_cited: bool = False
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one part of a post: ``parts[part][start:end]``."""

    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a post that also stands in another one.

    ``words`` counts the words both have, whoever's order; ``spans`` are the passage in the post and
    ``source_spans`` in the other, one for each part that it touches; ``shared`` and
    ``source_shared`` are the runs of equal words in them. ``positions`` are the indexes of the
    shared words among the post's words.
    """

    kind: Kind
    words: int
    spans: tuple[Span, ...]
    source_spans: tuple[Span, ...]
    shared: tuple[Span, ...]
    source_shared: tuple[Span, ...]
    positions: frozenset[int]
