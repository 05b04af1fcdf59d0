"""The same text without its formatting: for mail, CSV, lists and search."""

import re

from markdown_it.token import Token

from forum.markup.guard import MAX_CHARACTERS, TooComplex
from forum.markup.render import parse
from forum.markup.text import clean_text

_BLANKS = re.compile(r"\s+")
# Longer than any word of prose; an excerpt reads no more of the source than it needs.
_CHARACTERS_PER_WORD = 40


def plain_text(source: str) -> str:
    """Return a Markdown text as plain text: paragraphs parted by a blank line, "- " before an item.

    The address of a link follows its words in brackets. Text too complex to parse comes back as
    it was typed, so this never raises.
    """
    try:
        tokens = parse(source)
    except TooComplex:
        return clean_text(source).strip()
    return _Writer().write(tokens)


def excerpt(source: str, words: int) -> str:
    """Return the first `words` words of a Markdown text on one line, "…" at the end if cut."""
    head = source[: min(words * _CHARACTERS_PER_WORD, MAX_CHARACTERS)]
    found = _BLANKS.split(plain_text(head).strip())
    was_cut = len(found) > words or len(head) < len(source.rstrip())
    return " ".join(found[:words]) + ("…" if was_cut else "")


class _Writer:
    """Walks the tokens once and knows the list, the quotation and the table it stands in."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.numbers: list[int | None] = []
        self.quotes = 0
        self.quotes_before = 0
        self.marker = ""
        self.cells: list[str] | None = None
        self.is_close_to_last = False

    def write(self, tokens: list[Token]) -> str:
        for token in tokens:
            self._take(token)
        return "\n".join(self.lines)

    def _take(self, token: Token) -> None:
        match token.type:
            case "inline" if self.cells is not None:
                self.cells.append(_inline(token))
            case "inline":
                self._block(_inline(token))
            case "code_block" | "fence":
                self._block(token.content.rstrip("\n"))
            case "hr":
                self._block("* * *")
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "bullet_list_open":
                self.numbers.append(None)
            case "ordered_list_open":
                self.numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
                self.is_close_to_last = bool(self.numbers)
            case "list_item_open":
                self.marker = self._next_marker()
            case "list_item_close":
                self.is_close_to_last = True
            case "tr_open":
                self.cells = []
            case "tr_close":
                self._block(" | ".join(self.cells or []))
                self.cells = None
                self.is_close_to_last = True
            case "table_close":
                self.is_close_to_last = False

    def _next_marker(self) -> str:
        number = self.numbers[-1]
        if number is None:
            return "- "
        self.numbers[-1] = number + 1
        return f"{number}. "

    def _block(self, text: str) -> None:
        """Write one block, after a blank line unless it goes on with a list or a table."""
        depth = len(self.numbers)
        is_nested_item = bool(self.marker) and depth > 1
        if self.lines and not self.is_close_to_last and not is_nested_item:
            self.lines.append(("> " * min(self.quotes, self.quotes_before)).rstrip())
        margin = "> " * self.quotes + "  " * (depth - 1)
        first = self.marker or ("  " if depth else "")
        for number, line in enumerate(text.split("\n")):
            lead = " " * len(first) if number else first
            self.lines.append(f"{margin}{lead}{line}".rstrip())
        self.marker = ""
        self.quotes_before = self.quotes
        self.is_close_to_last = False


def _inline(token: Token) -> str:
    parts: list[str] = []
    hrefs: list[tuple[str, int]] = []
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "link_open":
            hrefs.append((str(child.attrGet("href")), len(parts)))
        elif child.type == "link_close":
            href, start = hrefs.pop()
            words = "".join(parts[start:])
            if words not in href:
                parts.append(f" ({href})")
        else:
            parts.append(child.content)
    return "".join(parts)
