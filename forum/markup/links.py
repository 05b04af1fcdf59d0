"""Addresses typed into a text become links: http, https, www and mail, nothing else.

bleach can do this too, but takes seconds for a page of escapes, and links ftp: and bare words.
"""

import re
from collections import Counter

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Each alternative starts only where a word starts, so no character is read twice.
_ADDRESS = re.compile(
    r"(?<![\w@/.:+-])(?:"
    r"(?P<web>(?:https?://|www\.)[^\s<>\"“”«»]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r")",
    re.IGNORECASE,
)
_OPENERS = {")": "(", "]": "[", "}": "{"}
_TRAILING = frozenset(".,;:!?'’*_~")


def link_addresses(state: StateCore) -> None:
    """Rule for Markdown: replace addresses in the text outside links and code by links."""
    for block in state.tokens:
        if block.children and _ADDRESS.search(block.content):
            block.children = _linked(state, block.children)


def _linked(state: StateCore, tokens: list[Token]) -> list[Token]:
    linked: list[Token] = []
    inside_link = 0
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            inside_link += token.nesting
        if token.type == "text" and not inside_link:
            linked.extend(_split(state, token.content))
        else:
            linked.append(token)
    return linked


def _split(state: StateCore, text: str) -> list[Token]:
    """Return `text` as tokens: the words as they were, the addresses as links."""
    parts: list[Token] = []
    position = 0
    for found in _ADDRESS.finditer(text):
        address = _without_trailing_marks(found[0])
        scheme = "mailto:" if found["mail"] else ""
        href = state.md.normalizeLink(scheme + address)
        parts.append(_text(text[position : found.start()]))
        parts.append(Token("link_open", "a", 1, attrs={"href": href}))
        parts.append(_text(address))
        parts.append(Token("link_close", "a", -1))
        position = found.start() + len(address)
    parts.append(_text(text[position:]))
    return parts


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _without_trailing_marks(address: str) -> str:
    """Cut the full stop, comma or bracket that belongs to the sentence, not to the address."""
    counts = Counter(address)
    kept = list(address)
    while (last := kept[-1]) in _TRAILING or counts[last] > counts[_OPENERS.get(last, last)]:
        # A bracket opened inside the address is its own: /wiki/Ally_(social_justice).
        counts[last] -= 1
        kept.pop()
    return "".join(kept)
