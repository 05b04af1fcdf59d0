"""Reads a text of the sample: a header, parts under headings, references one a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HEADER = re.compile(r"---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_REFERENCES = "references"


@dataclass(frozen=True)
class Text:
    """A text as its file holds it.

    ``header`` holds what stands between the two lines of dashes (site, private, time); ``parts``
    are by key; ``body`` is the text of a file without headings.
    """

    header: Mapping[str, str]
    parts: Mapping[str, str]
    references: tuple[str, ...]
    body: str

    @property
    def is_private(self) -> bool:
        """Whether the post is for the instructor only."""
        return self.header.get("private") == "yes"


def read_text(path: Path) -> Text:
    """The text in this file. Raises ValueError with the file's name where it has no such form."""
    try:
        return parse_text(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise ValueError(f"{path.name}: {problem}") from problem


def parse_text(source: str) -> Text:
    """The text written in this form. Raises ValueError for a form that would lose words."""
    header, rest = _split_header(source)
    pieces = _HEADING.split(rest)
    body, keys, texts = pieces[0].strip(), pieces[1::2], pieces[2::2]
    if len(set(keys)) < len(keys):
        raise ValueError("two parts have the same heading")
    if keys and body:
        raise ValueError("words stand before the first heading")
    parts = {key: text.strip() for key, text in zip(keys, texts, strict=True)}
    references = [line.strip() for line in parts.pop(_REFERENCES, "").splitlines()]
    return Text(header, parts, tuple(line for line in references if line), body)


def _split_header(source: str) -> tuple[dict[str, str], str]:
    found = _HEADER.match(source)
    if found is None:
        return {}, source
    header = {}
    for line in found[1].splitlines():
        name, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"a line of the header has no colon: {line!r}")
        header[name.strip()] = value.strip()
    return header, source[found.end() :]
