"""Passages that also stand in another post of the same prompt (EVIDENCE.md, section 3).

What is shown is the words themselves and how many there are: never a share of the text, never a
verdict about its author. A text that was wholly reworded shares no run of words and is not seen.
"""

from forum.rules.overlap.candidates import (
    EVERYBODYS,
    MOST_CANDIDATES,
    Candidates,
    Printed,
    find_candidates,
)
from forum.rules.overlap.finding import (
    DENSITY,
    EXACT_RUN,
    FEWEST_CONTENT,
    FEWEST_SHARED,
    Text,
    find_passages,
    read_text,
)
from forum.rules.overlap.models import Kind, Passage, Span, Word
from forum.rules.overlap.prints import CERTAIN
from forum.rules.overlap.words import fold, read_words

__all__ = [
    "CERTAIN",
    "DENSITY",
    "EVERYBODYS",
    "EXACT_RUN",
    "FEWEST_CONTENT",
    "FEWEST_SHARED",
    "MOST_CANDIDATES",
    "Candidates",
    "Kind",
    "Passage",
    "Printed",
    "Span",
    "Text",
    "Word",
    "find_candidates",
    "find_passages",
    "fold",
    "read_text",
    "read_words",
]
