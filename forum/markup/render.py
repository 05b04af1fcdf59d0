"""Markdown as people type it: a subset of CommonMark with tables and strikethrough, no raw HTML."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from forum.markup.clean import SafeHtml, clean_html
from forum.markup.guard import TooComplex, check_source
from forum.markup.links import link_addresses
from forum.markup.text import clean_text

# Raised whenever the same source would give other HTML; stored HTML of an older one is made anew.
MARKUP_VERSION = 1

# A list in a list is two levels of Markdown and one of the guard, so the guard speaks first.
_MAX_NESTING = 60


def render_markdown(source: str) -> SafeHtml:
    """Return the HTML of a text typed in Markdown, safe to show.

    Addresses of the web and of mail become links. Raises `TooComplex` (a sentence for the
    writer) when the text is too long or too deeply nested; the caller keeps the text.
    """
    return clean_html(_markdown.renderer.render(parse(source), _markdown.options, {}))


def parse(source: str) -> list[Token]:
    """Return the tokens of a Markdown text. Raises `TooComplex`."""
    text = clean_text(source)
    check_source(text)
    tokens = _markdown.parse(text)
    # Beyond its nesting limit Markdown leaves text out without a word. Ours refuses instead.
    if any(token.level >= _MAX_NESTING - 1 for token in tokens):
        raise TooComplex
    return tokens


class _Markdown(MarkdownIt):
    def normalizeLink(self, url: str) -> str:
        """Read `www.…` as the address it is, not as a page of ours."""
        return super().normalizeLink("https://" + url if url.lower().startswith("www.") else url)


def _make_markdown() -> MarkdownIt:
    markdown = _Markdown("commonmark", {"html": False, "maxNesting": _MAX_NESTING})
    markdown.enable(["table", "strikethrough"])
    # No pictures: what would be one stays a link to it.
    markdown.disable(["image", "html_block", "html_inline"])
    markdown.core.ruler.push("link_addresses", link_addresses)
    return markdown


_markdown = _make_markdown()
