"""The shapes the product brings along, one file each, in the form of a template.

They are starts that staff change; nothing reads them afterwards. All words are the product's own.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from forum.prompts.templates.documents import Shape, read_document

#: The shapes in the order in which they are offered.
SHAPES = ("alliances", "case_consultation", "article_critique", "debate", "field_reflection")
#: One part, one response part, and nothing else: for those who would rather begin from nothing.
BLANK = "blank"

_FOLDER = Path(__file__).parent


@cache
def get_shape(name: str) -> Shape:
    """A shape by the name of its file. Raises KeyError where there is none."""
    if name not in (*SHAPES, BLANK):
        raise KeyError(name)
    return read_document(json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def list_library() -> list[tuple[str, Shape]]:
    """All shapes with their names, in their order."""
    return [(name, get_shape(name)) for name in SHAPES]
