"""Stored HTML as plain text: for files and mail of what is kept only as it was shown."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

from forum.markup.clean import SafeHtml

_PARAGRAPHS = frozenset({"p", "ul", "ol", "dl", "pre", "blockquote", "table", "h3", "h4", "h5"})
_LINES = frozenset({"br", "hr", "li", "tr", "dt", "dd", "caption"})


def text_of_html(html: SafeHtml) -> str:
    """Return stored HTML as lines of text: a blank line between paragraphs, "- " before an item.

    The address of a link follows its words in brackets, as in ``plain_text``.
    """
    reader = _Reader()
    reader.feed(str(html))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(_single(lines)).strip()


class _Reader(HTMLParser):
    """Collects the words, with line feeds where blocks begin and end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, an item or a link."""
        if tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in _LINES:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        """End a block, or say where a link led."""
        if tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag == "a" and self.links:
            address, start = self.links.pop()
            if address and "".join(self.parts[start:]) not in address:
                self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        """Keep the words; ends of line in the source are white space."""
        self.parts.append(data.replace("\n", " "))


def _single(lines: Iterable[str]) -> list[str]:
    """The lines without one blank line after another."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept
