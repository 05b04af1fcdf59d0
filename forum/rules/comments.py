"""Comments kept for use again: their placeholders, and whether a given comment carries one."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: What stands for something of the student's evidence: {first_name}, {site}, {reply_1_to}, …
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """A kept comment with its placeholders filled in by name.

    One that is unknown, or for which there is nothing to say, stays in its brackets, so that the
    grader sees what is left to write. What is filled in is not looked through again.
    """

    def value(found: re.Match[str]) -> str:
        return " ".join(values.get(found[1], "").split()) or found[0]

    return _PLACEHOLDER.sub(value, text)


def carries(given: str, kept: str) -> bool:
    """Whether a given comment holds the words of a kept one, whatever was filled in or added.

    White space does not matter. A kept comment of placeholders alone is never recognised.
    """
    pieces = [" ".join(piece.split()) for piece in _PLACEHOLDER.split(kept)[::2]]
    pieces = [piece for piece in pieces if piece]
    text, start = " ".join(given.split()), 0
    for piece in pieces:
        found = text.find(piece, start)
        if found < 0:
            return False
        start = found + len(piece)
    return bool(pieces)
