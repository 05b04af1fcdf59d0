"""Putting other words in the place of names, in text that was cleaned before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from forum.markup.clean import SafeHtml

_TAG = re.compile(r"(<[^>]*>)")


def replace_names(html: SafeHtml, names: Mapping[str, str]) -> SafeHtml:
    """Clean HTML with whole words replaced in its text; tags and attributes stay.

    ``names`` are by the text to be replaced, longer ones first where one begins another. Upper and
    lower case are told apart, so that "will" stays where Will is a name. What it replaces with is
    escaped. A name in other letters, or spelled otherwise, is not found.
    """
    if not names:
        return html
    by_text = {escape(name, quote=False): escape(label) for name, label in names.items() if name}
    longest_first = sorted(by_text, key=len, reverse=True)
    found = re.compile(rf"(?<![\w&])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    pieces = _TAG.split(html)
    pieces[::2] = [found.sub(lambda match: by_text[match[0]], text) for text in pieces[::2]]
    return SafeHtml("".join(pieces))
